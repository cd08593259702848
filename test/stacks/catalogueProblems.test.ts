import { describeMistakes, entryWith } from "./fixture";

const user = entryWith();

describeMistakes("a catalogue that", [
  {
    mistake: "has a service twice",
    change: { catalogue: [user, entryWith({ routes: [{ paths: ["/api/x/*"] }] })] },
    lines: [
      "catalogue.user_service: got 2 entries of this name; allowed: one. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "has a service that no Python package is called like",
    change: {
      catalogue: [user, entryWith({ name: "Search-Service", routes: [{ paths: ["/api/x/*"] }] })],
      files: { "app/Search-Service/main.py": "" },
    },
    lines: [
      'catalogue.Search-Service.name: got "Search-Service"; allowed: lower-case letters, digits and single underscores between them, a letter first. Edit Search-Service in stacks/services.ts.',
    ],
  },
  {
    mistake: "has a name too long for Service Connect",
    change: {
      catalogue: [user, entryWith({ name: "a".repeat(65), routes: [{ paths: ["/api/x/*"] }] })],
      files: { ["app/" + "a".repeat(65) + "/main.py"]: "" },
    },
    lines: [
      'catalogue.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.name: got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; allowed: at most 64 characters. Edit aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa in stacks/services.ts.',
    ],
  },
  {
    mistake: "asks nobody for its health",
    change: { catalogue: [user], healthService: "status" },
    lines: [
      'catalogue.healthService: got "status"; allowed: user_service. Edit healthService in stacks/services.ts.',
    ],
  },
  {
    mistake: "has a port that does not exist",
    change: { catalogue: [entryWith({ port: 70000 })] },
    lines: [
      "catalogue.user_service.port: got 70000; allowed: a whole number from 1 to 65535. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "has CPU units that Fargate lacks",
    change: { catalogue: [entryWith({ size: { cpu: 300 } })] },
    lines: [
      "catalogue.user_service.size.cpu: got 300; allowed: CPU units that Fargate has: 256, 512, 1024, 2048, 4096, 8192, 16384. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "has memory that does not go with its CPU units",
    change: { catalogue: [entryWith({ size: { memory: 4096 } })] },
    lines: [
      "catalogue.user_service.size: got 4096 MiB with 256 CPU units; allowed: 512, 1024, 2048 MiB with 256 CPU units. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "has more tasks at least than at most",
    change: { catalogue: [entryWith({ scaling: { minTasks: 3 } })] },
    lines: [
      "catalogue.user_service.scaling.maxTasks: got 2 with minTasks 3; allowed: 3 or more. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "has more tasks than Cloud Map has addresses",
    change: { catalogue: [entryWith({ scaling: { maxTasks: 1001 } })] },
    lines: [
      "catalogue.user_service.scaling.maxTasks: got 1001; allowed: a whole number from 1 to 1000. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "waits for nothing",
    change: { catalogue: [entryWith({ requestTimeout: 0 })] },
    lines: [
      "catalogue.user_service.requestTimeout: got 0; allowed: a whole number from 1 to 300 seconds. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "wants answers in half a second",
    change: { catalogue: [entryWith({ latencySeconds: 0.5 })] },
    lines: [
      "catalogue.user_service.latencySeconds: got 0.5; allowed: a whole number from 1 to 300 seconds. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "lets answers begin later than they must have ended",
    change: { catalogue: [entryWith({ requestTimeout: 20, latencySeconds: 21 })] },
    lines: [
      "catalogue.user_service.latencySeconds: got 21 with requestTimeout 20; allowed: 20 or less. Edit user_service in stacks/services.ts.",
    ],
  },
  {
    mistake: "checks its container's health by a bare command",
    change: { catalogue: [entryWith({ healthCommand: ["curl", "localhost"] })] },
    lines: [
      'catalogue.user_service.healthCommand: got ["curl","localhost"]; allowed: the list ["CMD", program, …arguments], or ["CMD-SHELL", one line for the shell]. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "checks its container's health by nothing",
    change: { catalogue: [entryWith({ healthCommand: ["CMD"] })] },
    lines: [
      'catalogue.user_service.healthCommand: got ["CMD"]; allowed: the list ["CMD", program, …arguments], or ["CMD-SHELL", one line for the shell]. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "has a build argument that is no variable",
    change: { catalogue: [entryWith({ buildArgs: { "1A": "x" } })] },
    lines: [
      'catalogue.user_service.buildArgs.1A: got the name "1A"; allowed: letters, digits and underscores, no digit first. Edit user_service in stacks/services.ts: give it a name of that form.',
    ],
  },
  {
    mistake: "has a secret for a build argument",
    change: { catalogue: [entryWith({ buildArgs: { SECRET_KEY: "pasted-password" } })] },
    lines: [
      "catalogue.user_service.buildArgs.SECRET_KEY: got a secret's name; allowed: arguments that everybody may read: they stay in the image's history. Edit user_service in stacks/services.ts: take it out: the task reads its secrets when it starts, a build has none.",
    ],
  },
  {
    mistake: "has a build argument called like a credential, and one that holds one",
    change: {
      catalogue: [
        entryWith({
          buildArgs: { PIP_INDEX: "https://u:pasted-password@index.example", NPM_TOKEN: "pasted-token" },
        }),
      ],
    },
    lines: ["NPM_TOKEN", "PIP_INDEX"].map(
      (name) =>
        `catalogue.user_service.buildArgs.${name}: got what looks like a credential, which is not shown; allowed: arguments that everybody may read: they stay in the image's history. Edit user_service in stacks/services.ts: take it out: the task reads its secrets when it starts, a build has none.`,
    ),
  },
  {
    mistake: "has a health path without a slash",
    change: { catalogue: [entryWith({ healthPath: "health" })] },
    lines: [
      'catalogue.user_service.healthPath: got "health"; allowed: a plain path that begins with /, without wildcards or a query. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "streams at a path of no route of its own",
    change: { catalogue: [entryWith({ streamPath: "/api/users/stream?seconds=70" })] },
    lines: [
      'catalogue.user_service.streamPath: got "/api/users/stream?seconds=70"; allowed: a path, perhaps with a query, that one of the entry\'s own routes takes. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "streams at a path with a fragment",
    change: { catalogue: [entryWith({ streamPath: "/api/user/stream#top" })] },
    lines: [
      'catalogue.user_service.streamPath: got "/api/user/stream#top"; allowed: a path, perhaps with a query, that one of the entry\'s own routes takes. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "has a wildcard in its health path",
    change: { catalogue: [entryWith({ healthPath: "/health/*" })] },
    lines: [
      'catalogue.user_service.healthPath: got "/health/*"; allowed: a plain path that begins with /, without wildcards or a query. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "reads a secret that does not exist",
    change: { catalogue: [entryWith({ secrets: ["REDIS_URL"] })] },
    lines: [
      'catalogue.user_service.secrets: got "REDIS_URL"; allowed: DATABASE_URL, BONSAI_URL, SECRET_KEY, DEEPSEEK_API_KEY. Edit user_service in stacks/services.ts: take a known one, or add it to secretCatalogue.',
    ],
  },
  {
    mistake: "calls a service that does not exist",
    change: {
      catalogue: [
        user,
        entryWith({ name: "search_service", routes: [{ paths: ["/api/x/*"] }], calls: ["user_servce"] }),
      ],
    },
    lines: [
      'catalogue.search_service.calls: got "user_servce"; allowed: user_service, the nearest known name. Edit search_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "calls itself",
    change: { catalogue: [entryWith({ calls: ["user_service"] })] },
    lines: [
      'catalogue.user_service.calls: got "user_service", the service itself; allowed: none. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "calls in a circle",
    change: {
      catalogue: [
        entryWith({ calls: ["search_service"] }),
        entryWith({
          name: "search_service",
          routes: [{ paths: ["/api/x/*"] }],
          calls: ["conversation_service"],
        }),
        entryWith({
          name: "conversation_service",
          routes: [{ paths: ["/api/y/*"] }],
          calls: ["user_service"],
        }),
      ],
    },
    lines: [
      "catalogue.conversation_service.calls: got the cycle conversation_service → user_service → search_service → conversation_service; allowed: calls that lead back to nobody: a task sees only the services that were there before it. Edit conversation_service in stacks/services.ts: take one of these calls out.",
    ],
  },
  {
    mistake: "has a setting that is no variable",
    change: { catalogue: [entryWith({ settings: { "1A": "x" } })] },
    lines: [
      'catalogue.user_service.settings.1A: got the name "1A"; allowed: letters, digits and underscores, no digit first. Edit user_service in stacks/services.ts: give it a name of that form.',
    ],
  },
  {
    mistake: "has a secret for a setting",
    change: { catalogue: [entryWith({ settings: { SECRET_KEY: "pasted-password" } })] },
    lines: [
      "catalogue.user_service.settings.SECRET_KEY: got a secret's name; allowed: settings that everybody may read. Edit user_service in stacks/services.ts: list SECRET_KEY among the service's secrets instead.",
    ],
  },
  {
    mistake: "has a setting called like a credential",
    change: { catalogue: [entryWith({ settings: { STRIPE_API_KEY: "pasted-password" } })] },
    lines: [
      "catalogue.user_service.settings.STRIPE_API_KEY: got what looks like a credential, which is not shown; allowed: settings that everybody may read. Edit user_service in stacks/services.ts: add it to secretCatalogue and to the service's secrets instead.",
    ],
  },
  {
    mistake: "has a password in a setting",
    change: { catalogue: [entryWith({ settings: { BROKER: "amqp://u:pasted-password@mq" } })] },
    lines: [
      "catalogue.user_service.settings.BROKER: got what looks like a credential, which is not shown; allowed: settings that everybody may read. Edit user_service in stacks/services.ts: add it to secretCatalogue and to the service's secrets instead.",
    ],
  },
  {
    mistake: "has the address of another port",
    change: {
      catalogue: [entryWith({ port: 8001, settings: { USER_SERVICE_URL: "http://user-service:8000" } })],
    },
    lines: [
      'catalogue.user_service.settings.USER_SERVICE_URL: got "http://user-service:8000"; allowed: http://user-service:8001. Edit user_service in stacks/services.ts.',
    ],
  },
  {
    mistake: "has a path without a slash",
    change: { catalogue: [entryWith({ routes: [{ paths: ["api/user/*"] }] })] },
    lines: [
      'catalogue.user_service.routes: got "api/user/*", which is not a path pattern: it begins with / and has only letters, digits and _-.$/~"\'@:+& with the wildcards * and ?. Edit user_service in stacks/services.ts: write the path as the browser sends it.',
    ],
  },
  {
    mistake: "has a path too long for a rule",
    change: { catalogue: [entryWith({ routes: [{ paths: ["/" + "a".repeat(128)] }] })] },
    lines: [
      'catalogue.user_service.routes: got "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…, which has 129 characters; a path pattern has at most 128. Edit user_service in stacks/services.ts: shorten it.',
    ],
  },
  {
    mistake: "has a route to nowhere",
    change: { catalogue: [entryWith({ routes: [{ paths: [] }] })] },
    lines: [
      "catalogue.user_service.routes: got a service, which has a route without a path. Edit user_service in stacks/services.ts: give it a path such as /api/name/*.",
    ],
  },
  {
    mistake: "has a path of another service",
    change: { catalogue: [user, entryWith({ name: "search_service" })] },
    lines: [
      'catalogue.user_service.routes: got "/api/user/*", which is also a route of search_service. Edit user_service in stacks/services.ts: leave the path to one of them.',
      'catalogue.user_service.routes: got "/api/user", which is also a route of search_service. Edit user_service in stacks/services.ts: leave the path to one of them.',
    ],
  },
  {
    mistake: "rewrites two paths at once",
    change: { catalogue: [entryWith({ routes: [{ paths: ["/a/*", "/b/*"], rewrite: "/c" }] })] },
    lines: [
      'catalogue.user_service.routes: got "/a/*", which cannot be rewritten: a route with a rewrite has one path, plain or ending in /*. Edit user_service in stacks/services.ts: give each rewritten path a route of its own.',
    ],
  },
  {
    mistake: "rewrites to a wildcard",
    change: { catalogue: [entryWith({ routes: [{ paths: ["/a/*"], rewrite: "/c/*" }] })] },
    lines: [
      'catalogue.user_service.routes: got "/a/*", which has the rewrite "/c/*", which is not a plain path. Edit user_service in stacks/services.ts: write it as /api/v1/name, without a slash at the end.',
    ],
  },
  {
    mistake: "has a priority that does not exist",
    change: { catalogue: [entryWith({ routes: [{ paths: ["/a/*"], priority: 0 }] })] },
    lines: [
      'catalogue.user_service.routes: got "/a/*", which has the priority 0; allowed: 1 to 50000. Edit user_service in stacks/services.ts: choose one in that range, or leave it out.',
    ],
  },
  {
    mistake: "has too many paths for one rule",
    change: { catalogue: [entryWith({ routes: [{ paths: ["/a/*", "/b/*", "/c/*"] }] })] },
    lines: [
      'catalogue.user_service.routes: got "/a/*", which makes a rule of 7 condition values (each /x/* counts twice, the host name once); the load balancer takes 5. Edit user_service in stacks/services.ts: split the paths over several routes.',
    ],
  },
  {
    mistake: "has a path that another one hides",
    change: {
      catalogue: [
        entryWith({ routes: [{ paths: ["/a/*"], priority: 2 }] }),
        entryWith({ name: "search_service", routes: [{ paths: ["/a/b"], priority: 3 }] }),
      ],
    },
    lines: [
      'catalogue.search_service.routes: got "/a/b", which is never reached: /a/* of user_service takes its requests first (priority 2 before 3). Edit search_service in stacks/services.ts: give its route a priority below 2.',
    ],
  },
  {
    mistake: "has a path that hides another one from the very first place",
    change: {
      catalogue: [
        entryWith({ routes: [{ paths: ["/a/*"], priority: 1 }] }),
        entryWith({ name: "search_service", routes: [{ paths: ["/a/b"], priority: 2 }] }),
      ],
    },
    lines: [
      'catalogue.user_service.routes: got "/a/*", which takes all requests for /a/b of search_service, which is never reached (priority 1 before 2). Edit user_service in stacks/services.ts: leave its priority out, or raise it above 2.',
    ],
  },
]);
