import { describeMistakes, ENCRYPTED } from "./fixture";

describeMistakes("a stack's services, when it", [
  {
    mistake: "overrides services by a text",
    change: { config: { services: "user_service" } },
    lines: [
      "harena:services: got something else; allowed: an object of services, each an object of overrides. Run: pulumi config set --stack dev harena:services '{}'",
    ],
  },
  {
    mistake: "overrides a service that does not exist",
    change: { config: { services: { user_servic: { cpu: 512 } } } },
    lines: [
      "harena:services.user_servic: unknown; allowed: user_service, the nearest known name. Run: pulumi config rm --stack dev --path harena:services.user_servic, and set harena:services.user_service instead",
    ],
  },
  {
    mistake: "overrides fields that do not exist",
    change: { config: { services: { user_service: { CPU: 512, colour: "x" } } } },
    lines: [
      "harena:services.user_service.CPU: unknown; allowed: cpu, the nearest known name. Run: pulumi config rm --stack dev --path harena:services.user_service.CPU, and set harena:services.user_service.cpu instead",
      "harena:services.user_service.colour: unknown; allowed: cpu, memory, minTasks, maxTasks, cpuPercent, requestsPerTask, requestTimeout, latencySeconds, settings. Run: pulumi config rm --stack dev --path harena:services.user_service.colour",
    ],
  },
  {
    mistake: "overrides a service by a number",
    change: { config: { services: { user_service: 512 } } },
    lines: [
      "harena:services.user_service: got 512; allowed: an object with any of cpu, memory, minTasks, maxTasks, cpuPercent, requestsPerTask, requestTimeout, latencySeconds, settings. Run: pulumi config rm --stack dev --path harena:services.user_service",
    ],
  },
  {
    mistake: "has CPU units that Fargate lacks",
    change: { config: { services: { user_service: { cpu: 300 } } } },
    lines: [
      "harena:services.user_service.cpu: got 300; allowed: CPU units that Fargate has: 256, 512, 1024, 2048, 4096, 8192, 16384. Run: pulumi config set --stack dev --path harena:services.user_service.cpu 256",
    ],
  },
  {
    mistake: "has CPU units as text",
    change: { config: { services: { user_service: { cpu: "512" } } } },
    lines: [
      'harena:services.user_service.cpu: got "512"; allowed: CPU units that Fargate has: 256, 512, 1024, 2048, 4096, 8192, 16384. Run: pulumi config set --stack dev --path harena:services.user_service.cpu 512',
    ],
  },
  {
    mistake: "has too little memory for its CPU units",
    change: { config: { services: { user_service: { cpu: 1024 } } } },
    lines: [
      "harena:services.user_service.memory: got 512 MiB with 1024 CPU units; allowed: 2048, 3072, 4096, 5120, 6144, 7168, 8192 MiB with 1024 CPU units. Run: pulumi config set --stack dev --path harena:services.user_service.memory 2048",
    ],
  },
  {
    mistake: "has too much memory for its CPU units",
    change: { config: { services: { user_service: { memory: 8192 } } } },
    lines: [
      "harena:services.user_service.memory: got 8192 MiB with 256 CPU units; allowed: 512, 1024, 2048 MiB with 256 CPU units. Run: pulumi config set --stack dev --path harena:services.user_service.memory 2048",
    ],
  },
  {
    mistake: "has no task",
    change: { config: { services: { user_service: { minTasks: 0 } } } },
    lines: [
      "harena:services.user_service.minTasks: got 0; allowed: a whole number from 1 to 1000. Run: pulumi config set --stack dev --path harena:services.user_service.minTasks 1",
    ],
  },
  {
    mistake: "has more tasks at least than at most",
    change: { config: { services: { user_service: { minTasks: 3 } } } },
    lines: [
      "harena:services.user_service.maxTasks: got 2 with minTasks 3; allowed: 3 or more. Run: pulumi config set --stack dev --path harena:services.user_service.maxTasks 3",
    ],
  },
  {
    mistake: "has more than all of its CPU for a target",
    change: { config: { services: { user_service: { cpuPercent: 101 } } } },
    lines: [
      "harena:services.user_service.cpuPercent: got 101; allowed: a whole number from 1 to 100 percent. Run: pulumi config set --stack dev --path harena:services.user_service.cpuPercent 70",
    ],
  },
  {
    mistake: "has half a request for a target",
    change: { config: { services: { user_service: { requestsPerTask: 1.5 } } } },
    lines: [
      "harena:services.user_service.requestsPerTask: got 1.5; allowed: a whole number from 1 to 1000000 requests a minute. Run: pulumi config set --stack dev --path harena:services.user_service.requestsPerTask 1000",
    ],
  },
  {
    mistake: "waits longer than the load balancer can",
    change: { config: { services: { user_service: { requestTimeout: 301 } } } },
    lines: [
      "harena:services.user_service.requestTimeout: got 301; allowed: a whole number from 1 to 300 seconds. Run: pulumi config set --stack dev --path harena:services.user_service.requestTimeout 120",
    ],
  },
  {
    mistake: "wants answers at once",
    change: { config: { services: { user_service: { latencySeconds: 0 } } } },
    lines: [
      "harena:services.user_service.latencySeconds: got 0; allowed: a whole number from 1 to 300 seconds. Run: pulumi config set --stack dev --path harena:services.user_service.latencySeconds 5",
    ],
  },
  {
    mistake: "lets answers begin later than they must have ended",
    change: { config: { services: { user_service: { latencySeconds: 61 } } } },
    lines: [
      "harena:services.user_service.latencySeconds: got 61 with requestTimeout 60; allowed: 60 or less. Run: pulumi config set --stack dev --path harena:services.user_service.latencySeconds 60",
    ],
  },
  {
    mistake: "ends answers before its entry has them begin",
    change: { config: { services: { conversation_service: { requestTimeout: 29 } } } },
    lines: [
      "harena:services.conversation_service.latencySeconds: got 30 with requestTimeout 29; allowed: 29 or less. Run: pulumi config set --stack dev --path harena:services.conversation_service.latencySeconds 29",
    ],
  },
  {
    mistake: "has its settings as text",
    change: { config: { services: { user_service: { settings: "A=1" } } } },
    lines: [
      "harena:services.user_service.settings: got something else; allowed: an object of environment variables. Run: pulumi config rm --stack dev --path harena:services.user_service.settings",
    ],
  },
  {
    mistake: "has a setting that is an object",
    change: { config: { services: { user_service: { settings: { A: { b: 1 } } } } } },
    lines: [
      "harena:services.user_service.settings.A: got a value that is not shown; allowed: a text, a number or a boolean. Run: pulumi config rm --stack dev --path harena:services.user_service.settings.A",
    ],
  },
  {
    mistake: "has a setting that is no variable",
    change: { config: { services: { user_service: { settings: { "MY-SETTING": "1" } } } } },
    lines: [
      'harena:services.user_service.settings["MY-SETTING"]: got the name "MY-SETTING"; allowed: letters, digits and underscores, no digit first. Run: pulumi config rm --stack dev --path \'harena:services.user_service.settings["MY-SETTING"]\', and give it a name of that form',
    ],
  },
  {
    mistake: "has a setting called like a credential",
    change: { config: { services: { user_service: { settings: { SMTP_PASSWORD: "pasted-password" } } } } },
    lines: [
      "harena:services.user_service.settings.SMTP_PASSWORD: got what looks like a credential, which is not shown; allowed: settings that everybody may read. Run: pulumi config rm --stack dev --path harena:services.user_service.settings.SMTP_PASSWORD, and add it to secretCatalogue and to the service's secrets instead",
    ],
  },
  {
    mistake: "has a password in a setting",
    change: {
      config: { services: { user_service: { settings: { CACHE: "redis://:pasted-password@cache:6379" } } } },
    },
    lines: [
      "harena:services.user_service.settings.CACHE: got what looks like a credential, which is not shown; allowed: settings that everybody may read. Run: pulumi config rm --stack dev --path harena:services.user_service.settings.CACHE, and add it to secretCatalogue and to the service's secrets instead",
    ],
  },
  {
    mistake: "has a secret for a setting",
    change: { config: { services: { user_service: { settings: { DATABASE_URL: "pasted-password" } } } } },
    lines: [
      "harena:services.user_service.settings.DATABASE_URL: got a secret's name; allowed: settings that everybody may read. Run: pulumi config rm --stack dev --path harena:services.user_service.settings.DATABASE_URL, and list DATABASE_URL among the service's secrets instead",
    ],
  },
  {
    mistake: "encrypts what does not stay secret",
    change: {
      config: { services: { user_service: { cpu: 300, settings: { A: "1" } } } },
      secretKeys: [...ENCRYPTED, "harena:services"],
    },
    lines: [
      "harena:services.user_service.cpu: got a value that is not shown; allowed: CPU units that Fargate has: 256, 512, 1024, 2048, 4096, 8192, 16384. Run: pulumi config set --stack dev --path harena:services.user_service.cpu 256",
      "harena:services: got an encrypted value; allowed: plain values: settings can be read by everybody who sees a task definition. Run: pulumi config rm --stack dev harena:services, and make what is secret a secret of secretCatalogue in stacks/services.ts",
    ],
  },
  {
    mistake: "pins all services to one tag",
    change: { config: { imageTags: "v1" } },
    lines: [
      "harena:imageTags: got something else; allowed: an object of services and image tags. Run: pulumi config set --stack dev harena:imageTags '{}'",
    ],
  },
  {
    mistake: "has a malformed tag",
    change: { config: { imageTags: { user_service: "v 1" } } },
    lines: [
      'harena:imageTags.user_service: got "v 1"; allowed: an image tag as text, or a whole Amazon ECR image address with a tag or a digest, as the output images of another stack has them. Run: pulumi config rm --stack dev --path harena:imageTags.user_service',
    ],
  },
  {
    mistake: "has a tag that YAML reads as a number",
    change: { config: { imageTags: { user_service: 1.1, search_service: 2 ** 53 } } },
    lines: [
      "harena:imageTags.user_service: got 1.1; allowed: an image tag as text, or a whole Amazon ECR image address with a tag or a digest, as the output images of another stack has them. Run: pulumi config rm --stack dev --path harena:imageTags.user_service",
      "harena:imageTags.search_service: got 9007199254740992; allowed: an image tag as text, or a whole Amazon ECR image address with a tag or a digest, as the output images of another stack has them. Run: pulumi config rm --stack dev --path harena:imageTags.search_service",
    ],
  },
  {
    mistake: "runs an image from elsewhere",
    change: { config: { imageTags: { user_service: "docker.io/library/nginx:1" } } },
    lines: [
      'harena:imageTags.user_service: got "docker.io/library/nginx:1"; allowed: an image tag as text, or a whole Amazon ECR image address with a tag or a digest, as the output images of another stack has them. Run: pulumi config rm --stack dev --path harena:imageTags.user_service',
    ],
  },
  {
    mistake: "pins a service that does not exist",
    change: { config: { imageTags: { users: "v1" } } },
    lines: [
      "harena:imageTags.users: unknown; allowed: conversation_service, search_service, user_service. Run: pulumi config rm --stack dev --path harena:imageTags.users",
    ],
  },
]);
