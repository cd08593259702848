import assert from "node:assert/strict";
import { FargateService } from "../../components/fargateService";
import type { Props } from "../../simulator";
import { failure, json, plan, type Plan } from "../support/plan";
import { secret, servicesOn, type Changes } from "../support/services";

const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const one = (changes: () => Changes = () => ({})): Promise<Plan> =>
  plan(() => {
    const service = servicesOn()("user-service", changes());
    return { taskDefinitionArn: service.taskDefinitionArn };
  });

const container = (made: Plan, name?: string): Props =>
  (json(made.inputs(TASK, name).containerDefinitions) as Props[])[0] ?? {};
const statements = (made: Plan, name: string): Props[] =>
  (json(made.inputs(POLICY, name).policy) as { Statement: Props[] }).Statement;

describe("FargateService", () => {
  it("has exactly these parts", async () => {
    const made = await one();
    const service = made.one("harena:containers:FargateService");
    assert.deepEqual(made.children(service), [
      "aws:cloudwatch/logGroup:LogGroup user-service-logs",
      "aws:ecs/service:Service user-service-service",
      "aws:ecs/taskDefinition:TaskDefinition user-service-task",
      "harena:containers:Autoscaling user-service",
      "harena:containers:TaskRoles user-service",
      "harena:network:PublicRoutes user-service",
      "harena:network:TaskNetwork user-service",
      "harena:watching:ServiceAlarms user-service",
    ]);
    assert.deepEqual(service.registeredOutputs, {
      serviceName: "user-service",
      logGroupName: "/harena/dev/user-service",
      securityGroupId: made.one("aws:ec2/securityGroup:SecurityGroup", "user-service-group").id,
      targetGroupArn: made.one("aws:lb/targetGroup:TargetGroup").outputs.arn,
      taskDefinitionArn: made.one(TASK).outputs.arn,
      documents: {
        "user-service-task": { containerDefinitions: json(made.inputs(TASK).containerDefinitions) },
      },
    });
  });

  it("runs on Fargate in private subnets, deploys safely and answers by its name", async () => {
    const made = await one();
    const service = made.one(SERVICE);
    const targets = made.one("aws:lb/targetGroup:TargetGroup").outputs.arn;
    const group = made.one("aws:ec2/securityGroup:SecurityGroup", "user-service-group").id;
    assert.deepEqual(service.inputs, {
      name: "user-service",
      cluster: made.one("aws:ecs/cluster:Cluster").outputs.arn,
      taskDefinition: made.one(TASK).outputs.arn,
      capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
      forceNewDeployment: true,
      triggers: { calls: "" },
      desiredCount: 1,
      networkConfiguration: {
        subnets: made
          .ofType("aws:ec2/subnet:Subnet")
          .slice(2)
          .map(({ id }) => id),
        securityGroups: [group],
        assignPublicIp: false,
      },
      loadBalancers: [{ targetGroupArn: targets, containerName: "user-service", containerPort: 8000 }],
      serviceConnectConfiguration: {
        enabled: true,
        namespace: made.one("aws:servicediscovery/httpNamespace:HttpNamespace").outputs.arn,
        services: [
          {
            portName: "user-service",
            discoveryName: "user-service",
            clientAlias: [{ dnsName: "user-service", port: 8000 }],
            timeout: { perRequestTimeoutSeconds: 65, idleTimeoutSeconds: 3600 },
          },
        ],
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "/harena/dev/user-service",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "proxy",
            mode: "non-blocking",
            "max-buffer-size": "25m",
          },
        },
      },
      healthCheckGracePeriodSeconds: 60,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: {
        enable: true,
        rollback: true,
        alarmNames: ["harena-dev-user-service-errors", "harena-dev-user-service-latency"],
      },
      availabilityZoneRebalancing: "ENABLED",
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      sigintRollback: true,
    });
    assert.deepEqual(service.options.ignoreChanges, ["desiredCount"]);
    assert.deepEqual(service.options.customTimeouts, { create: "20m", update: "20m" });
  });

  it("waits for its rules, roles, ways through the network and the way to the internet", async () => {
    const made = await one();
    const waits = made.waitsFor(made.one(SERVICE));
    for (const name of [
      "cluster-capacity",
      "routes",
      "user-service-execution",
      "user-service-from-balancer",
      "user-service-balancer-out",
      "user-service-out-https",
      "user-service-out-database",
      "user-service-route.api-user-service-46e1b1",
      "user-service-health",
    ].filter((name) => !name.includes("route.")))
      assert.ok(waits.includes(name), `${name} is not among ${waits.join(", ")}`);
    const rules = made.ofType("aws:lb/listenerRule:ListenerRule").map(({ name }) => name);
    assert.equal(rules.length, 2);
    for (const rule of rules) assert.ok(waits.includes(rule));
  });

  it("has a task of the size and architecture asked for, on a read-only file system", async () => {
    const made = await one();
    const { containerDefinitions, ...task } = made.inputs(TASK);
    const roles = {
      execution: made.one(ROLE, "user-service-execution"),
      task: made.one(ROLE, "user-service-task"),
    };
    assert.deepEqual(task, {
      family: "harena-dev-user-service",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      executionRoleArn: roles.execution.outputs.arn,
      taskRoleArn: roles.task.outputs.arn,
      volumes: [{ name: "tmp" }],
    });
    assert.equal((json(containerDefinitions) as unknown[]).length, 1);
    assert.match(String(container(made).image), /\/test\/user-service@sha256:(ab){32}$/);
    assert.equal(container(made).readonlyRootFilesystem, true);
  });

  it("has an x86 task when asked, on demand", async () => {
    const made = await one(() => ({ architecture: "x86_64", capacity: "on-demand" }));
    assert.deepEqual(made.inputs(TASK).runtimePlatform, {
      operatingSystemFamily: "LINUX",
      cpuArchitecture: "X86_64",
    });
    assert.deepEqual(made.inputs(SERVICE).capacityProviderStrategies, [
      { capacityProvider: "FARGATE", weight: 1 },
    ]);
  });

  it("reads exactly its own secrets, image and log group", async () => {
    const made = await plan(() => {
      const [database, key, other] = [secret("DATABASE_URL"), secret("SECRET_KEY"), secret("OTHER")];
      const add = servicesOn();
      add("user-service", { secrets: [key, database] });
      add("search-service", { secrets: [other] });
    });
    const arnOf = (name: string): unknown =>
      made.one("aws:secretsmanager/secret:Secret", `${name}-secret`).outputs.arn;
    assert.deepEqual(statements(made, "user-service-execution"), [
      { Sid: "RegistryLogin", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
      {
        Sid: "PullImage",
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: made.one("aws:ecr/repository:Repository", "user-service-repository").outputs.arn,
      },
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${String(made.one("aws:cloudwatch/logGroup:LogGroup", "user-service-logs").outputs.arn)}:*`,
      },
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [arnOf("DATABASE_URL"), arnOf("SECRET_KEY")],
      },
    ]);
    const secrets = container(made, "user-service-task").secrets as { name: string; valueFrom: string }[];
    assert.deepEqual(
      secrets.map(({ name }) => name),
      ["DATABASE_URL", "SECRET_KEY"],
    );
    assert.ok(secrets.every(({ valueFrom }) => /:::[0-9A-Za-z-]+$/.test(valueFrom)));
    assert.doesNotMatch(JSON.stringify(made.inputs(TASK, "user-service-task")), /value-of-/);
  });

  it("may only be taken on by ECS tasks of this account, and the application itself may do nothing", async () => {
    const made = await one();
    for (const name of ["user-service-execution", "user-service-task"]) {
      const role = made.inputs(ROLE, name);
      assert.equal(role.name, `harena-dev-${name}`);
      assert.deepEqual(json(role.assumeRolePolicy), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole"],
            Principal: { Service: "ecs-tasks.amazonaws.com" },
            Condition: {
              StringEquals: { "aws:SourceAccount": "111122223333" },
              ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
            },
          },
        ],
      });
    }
    assert.deepEqual(
      made.ofType(POLICY).map(({ name }) => name),
      ["user-service-execution"],
    );
  });

  it("opens a shell only where ECS Exec is allowed", async () => {
    const made = await one(() => ({ execCommand: true }));
    assert.equal(made.inputs(SERVICE).enableExecuteCommand, true);
    assert.deepEqual(made.inputs(TASK).volumes, [{ name: "tmp" }, { name: "ssm-lib" }, { name: "ssm-log" }]);
    assert.deepEqual(
      statements(made, "user-service-task").map(({ Sid, Action }) => [Sid, Action]),
      [
        [
          "EcsExec",
          [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
          ],
        ],
      ],
    );
  });

  it("is called through one pair of security-group rules a caller, after it is deployed", async () => {
    const made = await plan(() => {
      const add = servicesOn();
      const user = add("user-service", { port: 3000 });
      add("search-service", { callees: [user] });
    });
    const group = (name: string): string =>
      made.one("aws:ec2/securityGroup:SecurityGroup", `${name}-group`).id;
    const port = { ipProtocol: "tcp", fromPort: 3000, toPort: 3000 };
    assert.deepEqual(made.inputs(EGRESS, "search-service-to-user-service"), {
      securityGroupId: group("search-service"),
      referencedSecurityGroupId: group("user-service"),
      description: "Calls to user-service",
      ...port,
    });
    assert.deepEqual(made.inputs(INGRESS, "search-service-into-user-service"), {
      securityGroupId: group("user-service"),
      referencedSecurityGroupId: group("search-service"),
      description: "Calls of search-service",
      ...port,
    });
    const caller = made.one(SERVICE, "search-service-service");
    assert.ok(made.waitsFor(caller).includes("user-service-service"));
    assert.ok(!made.waitsFor(made.one(SERVICE, "user-service-service")).includes("search-service-service"));
    assert.deepEqual(caller.inputs.triggers, { calls: "user-service:3000" });
  });

  it("lets tasks reach HTTPS and the database, and nothing else", async () => {
    const made = await one();
    const group = made.one("aws:ec2/securityGroup:SecurityGroup", "user-service-group");
    assert.equal(group.inputs.namePrefix, "harena-dev-user-service-");
    const out = made.ofType(EGRESS).filter((rule) => rule.inputs.securityGroupId === group.id);
    assert.deepEqual(
      out.map(({ inputs: { cidrIpv4, fromPort, toPort, ipProtocol } }) => [
        cidrIpv4,
        ipProtocol,
        fromPort,
        toPort,
      ]),
      [
        ["0.0.0.0/0", "tcp", 443, 443],
        ["203.0.113.7/32", "tcp", 5432, 5432],
      ],
    );
    const into = made.ofType(INGRESS).filter((rule) => rule.inputs.securityGroupId === group.id);
    assert.deepEqual(
      into.map(({ inputs: { referencedSecurityGroupId, fromPort, toPort } }) => [
        referencedSecurityGroupId,
        fromPort,
        toPort,
      ]),
      [[made.one("aws:ec2/securityGroup:SecurityGroup", "api-group").id, 8000, 8000]],
    );
  });

  it("alarms on late answers and checks its container as it is told to", async () => {
    const healthCommand = ["CMD-SHELL", "wget -qO- localhost:8000/health"];
    const made = await one(() => ({ latencySeconds: 60, healthCommand }));
    assert.equal(made.inputs(ALARM, "user-service-latency").threshold, 60);
    assert.deepEqual(container(made).healthCheck, {
      command: healthCommand,
      interval: 15,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    });
  });

  it("alarms after five seconds and checks its container in Python when it is told nothing", async () => {
    const made = await one();
    assert.equal(made.inputs(ALARM, "user-service-latency").threshold, 5);
    const { command } = container(made).healthCheck as { command: string[] };
    assert.deepEqual(command.slice(0, 2), ["CMD", "python"]);
  });

  it("has a target group that lets streams end, and rules for its own host name", async () => {
    const made = await one(() => ({ requestTimeout: 120 }));
    const targets = made.one("aws:lb/targetGroup:TargetGroup");
    const { name, ...rest } = targets.inputs;
    assert.match(String(name), /^harena-dev-user-service-[0-9a-f]{6}$/);
    assert.deepEqual(rest, {
      vpcId: made.one("aws:ec2/vpc:Vpc").id,
      port: 8000,
      protocol: "HTTP",
      targetType: "ip",
      deregistrationDelay: 120,
      loadBalancingAlgorithmType: "least_outstanding_requests",
      healthCheck: {
        path: "/health",
        protocol: "HTTP",
        port: "traffic-port",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    const health = made.inputs("aws:lb/listenerRule:ListenerRule", "user-service-health");
    const { priority, ...rule } = health;
    assert.equal(typeof priority, "number");
    assert.deepEqual(rule, {
      listenerArn: made.one("aws:lb/listener:Listener", "api-https").outputs.arn,
      conditions: [
        { hostHeader: { values: ["api.example.com"] } },
        { pathPattern: { values: ["/health/user-service"] } },
      ],
      actions: [{ type: "forward", targetGroupArn: targets.outputs.arn }],
      transforms: [
        {
          type: "url-rewrite",
          urlRewriteConfig: { rewrite: { regex: "^/health(/user-service)(.*)$", replace: "/health$2" } },
        },
      ],
    });
  });

  it("gives another port another target group name, so that the new one is made first", async () => {
    const names = await Promise.all(
      [8000, 8001].map(
        async (port) => (await one(() => ({ port }))).inputs("aws:lb/targetGroup:TargetGroup").name,
      ),
    );
    assert.notEqual(names[0], names[1]);
  });

  it("gives the task definition that runs", async () => {
    const made = await one();
    assert.equal(made.simulation.outputs.taskDefinitionArn, made.one(TASK).outputs.arn);
    assert.deepEqual(
      made.simulation.invokes
        .filter(({ token }) => token === "aws:ecs/getService:getService")
        .map(({ args }) => args),
      [{ clusterArn: made.one("aws:ecs/cluster:Cluster").outputs.arn, serviceName: "user-service" }],
    );
  });

  it("does not read the service back in a preview", async () => {
    const made = await plan(() => void servicesOn()("user-service"), { preview: true });
    assert.deepEqual(
      made.simulation.invokes.filter(({ token }) => token.includes("getService:")),
      [],
    );
  });

  it("refuses everything that is wrong at once, before anything of it is made", async () => {
    const error = await failure(() => {
      // Nothing else is made here: the arguments are refused before they are used.
      const nothing = "nothing";
      new FargateService("User_Service", {
        cluster: { arn: nothing, clusterName: nothing, namespaceArn: nothing, ready: [] },
        network: { vpcId: nothing, privateSubnetIds: [], egressReady: [] },
        databaseCidr: "203.0.113.7/24",
        loadBalancer: { listenerArn: nothing, securityGroupId: nothing, arnSuffix: nothing, idleTimeout: 60 },
        routes: { host: "api.example.com", rules: [] },
        image: { imageUri: nothing, repositoryArn: nothing },
        port: 0,
        healthPath: "health",
        settings: {},
        secrets: [],
        callees: [],
        size: { cpu: 256, memory: 4096 },
        architecture: "arm64",
        capacity: "spot",
        scaling: { minTasks: 2, maxTasks: 1, cpuPercent: 50, requestsPerTask: 1 },
        sleep: { from: "20:00", to: "20:00", timezone: "UTC" },
        requestTimeout: 60,
        latencySeconds: 61,
        healthCommand: ["CMD"],
        logRetentionDays: 15,
        execCommand: false,
        alarmTopicArn: nothing,
      });
    });
    const lines = error.message.split("; ");
    for (const path of [
      "name",
      "port",
      "healthPath",
      "databaseCidr",
      "minTasks",
      "sleep.to",
      "size",
      "latencySeconds",
      "healthCommand",
      "logRetentionDays",
      "requestTimeout",
      "routes.rules",
    ])
      assert.ok(
        lines.some((line) =>
          line.replace("the service User_Service cannot be created: ", "").startsWith(`${path}: got`),
        ),
        `${path} in ${error.message}`,
      );
  });
});
