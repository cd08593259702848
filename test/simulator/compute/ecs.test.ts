import { describeRules, type World } from "../support";
import { container, network, role, runtime, securityGroup, targetGroup, taskInputs } from "./world";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";

describeRules("aws:ecs/cluster:Cluster", {
  compliant: (world) => ({
    name: "main",
    settings: [{ name: "containerInsights", value: "enhanced" }],
    serviceConnectDefaults: {
      namespace: world.add("aws:servicediscovery/httpNamespace:HttpNamespace", { name: "app" }).outputs.arn,
    },
  }),
  breaks: {
    "required:settings[].name": { settings: [{ value: "enabled" }] },
    "required:settings[].value": { settings: [{ name: "containerInsights" }] },
    "required:serviceConnectDefaults.namespace": { serviceConnectDefaults: {} },
    "values:settings[].name": { settings: [{ name: "insights", value: "enabled" }] },
    "values:settings[].value": { "settings[0].value": "on" },
    "values:configuration.executeCommandConfiguration.logging": {
      "configuration.executeCommandConfiguration.logging": "ALL",
    },
    "length:name": { name: "a".repeat(256) },
    "format:name": { name: "main.cluster" },
    "format:serviceConnectDefaults.namespace": { "serviceConnectDefaults.namespace": "app" },
    "exists:serviceConnectDefaults.namespace": {
      "serviceConnectDefaults.namespace": "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-none",
    },
    "exec-logging": { "configuration.executeCommandConfiguration.logging": "OVERRIDE" },
    tags: { "tags.aws:mine": "x" },
    "has-services": (_inputs, world) =>
      void world.add("aws:ecs/service:Service", { name: "web", cluster: "main" }),
  },
});

const SPOT = {
  name: "web",
  cluster: "main",
  capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
};

describeRules("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", {
  allows: {
    update: {
      "fewer providers that nobody uses": (inputs, world) => {
        world.add("aws:ecs/service:Service", SPOT);
        inputs.capacityProviders = ["FARGATE_SPOT"];
        inputs.defaultCapacityProviderStrategies = [];
      },
    },
    delete: {
      "a service of another cluster, and one with a launch type": (_inputs, world) => {
        world.add("aws:ecs/cluster:Cluster", { name: "other" });
        world.add("aws:ecs/service:Service", { ...SPOT, cluster: "other" });
        world.add("aws:ecs/service:Service", { name: "api", cluster: "main", launchType: "FARGATE" });
      },
    },
  },
  compliant: (world) => {
    world.add("aws:ecs/cluster:Cluster", { name: "main" });
    return {
      clusterName: "main",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1, base: 1 }],
    };
  },
  breaks: {
    "required:clusterName": { clusterName: undefined },
    "required:defaultCapacityProviderStrategies[].capacityProvider": {
      defaultCapacityProviderStrategies: [{ weight: 1 }],
    },
    "range:defaultCapacityProviderStrategies[].base": { "defaultCapacityProviderStrategies[0].base": 100001 },
    "range:defaultCapacityProviderStrategies[].weight": {
      "defaultCapacityProviderStrategies[0].weight": 1001,
    },
    "format:clusterName": { clusterName: "arn:aws:ecs:eu-west-1:111122223333:cluster/main" },
    "exists:clusterName": { clusterName: "other" },
    "known-provider": (inputs) => void (inputs.capacityProviders as string[]).push("FARGATE_SPOTS"),
    "default-associated": { capacityProviders: ["FARGATE_SPOT"] },
    "removed-in-use": (inputs, world) => {
      world.add("aws:ecs/service:Service", SPOT);
      inputs.capacityProviders = ["FARGATE"];
    },
    "in-use": (_inputs, world) => void world.add("aws:ecs/service:Service", SPOT),
    strategy: [
      {
        defaultCapacityProviderStrategies: [
          { capacityProvider: "FARGATE", base: 1, weight: 1 },
          { capacityProvider: "FARGATE_SPOT", base: 1 },
        ],
      },
      {
        defaultCapacityProviderStrategies: [
          { capacityProvider: "FARGATE" },
          { capacityProvider: "FARGATE_SPOT", weight: 0 },
        ],
      },
    ],
  },
});

/** Replaces the one container by others made from it. */
const containers =
  (...changes: object[]) =>
  (inputs: Record<string, unknown>): void => {
    inputs.containerDefinitions = JSON.stringify(changes.map((change) => container(change)));
  };

/** The same on EC2, where Fargate's own limits do not hold. */
const onEc2 =
  (...changes: object[]) =>
  (inputs: Record<string, unknown>): void => {
    inputs.requiresCompatibilities = ["EC2"];
    containers(...changes)(inputs);
  };

const logs = (logDriver: string, options: object = {}): object => ({
  logConfiguration: { logDriver, options },
});

const AWSLOGS = {
  "awslogs-group": "/web",
  "awslogs-region": "eu-west-1",
  "awslogs-stream-prefix": "web",
  "awslogs-create-group": "true",
};

describeRules(TASK, {
  compliant: (world) => taskInputs(world, { taskRoleArn: role(world) }),
  breaks: {
    "required:family": { family: undefined },
    "required:containerDefinitions": { containerDefinitions: undefined },
    "required:volumes[].name": { volumes: [{ configureAtLaunch: false }] },
    "required:volumes[].efsVolumeConfiguration.fileSystemId": {
      volumes: [{ name: "a", efsVolumeConfiguration: {} }],
    },
    "required:ephemeralStorage.sizeInGib": { ephemeralStorage: {} },
    "required:placementConstraints[].type": { placementConstraints: [{ expression: "x" }] },
    "values:networkMode": { networkMode: "vpc" },
    "values:ipcMode": { ipcMode: "pod" },
    "values:pidMode": { pidMode: "container" },
    "values:requiresCompatibilities[]": { requiresCompatibilities: ["FARGATE", "LAMBDA"] },
    "values:runtimePlatform.cpuArchitecture": { runtimePlatform: { cpuArchitecture: "arm64" } },
    "values:runtimePlatform.operatingSystemFamily": { runtimePlatform: { operatingSystemFamily: "BSD" } },
    "values:placementConstraints[].type": { placementConstraints: [{ type: "distinctInstance" }] },
    "range:ephemeralStorage.sizeInGib": [
      { "ephemeralStorage.sizeInGib": 20 },
      { "ephemeralStorage.sizeInGib": 201 },
    ],
    "length:family": { family: "a".repeat(256) },
    "length:placementConstraints": {
      placementConstraints: Array.from({ length: 11 }, () => ({ type: "memberOf" })),
    },
    "format:family": { family: "web/api" },
    "format:executionRoleArn": { executionRoleArn: "role" },
    "format:taskRoleArn": { taskRoleArn: "role" },
    "exists:executionRoleArn": { executionRoleArn: "arn:aws:iam::111122223333:role/none" },
    "exists:taskRoleArn": { taskRoleArn: "arn:aws:iam::111122223333:role/none" },
    "exists:secrets": containers({
      secrets: [
        { name: "KEY", valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-AbCdEf" },
      ],
    }),
    "exists:awslogs-group": containers(logs("awslogs", { ...AWSLOGS, "awslogs-create-group": "false" })),
    "container-json": [
      { containerDefinitions: "{" },
      { containerDefinitions: "{}" },
      { containerDefinitions: "[{}]" },
      containers({ cpu: "256" }),
      containers({ environment: [{ name: "A", value: 1 }] }),
      containers({ portMappings: [{ containerPort: "8000" }] }),
    ],
    "container-count": [
      { containerDefinitions: "[]" },
      containers(...Array.from({ length: 11 }, (_, index) => ({ name: `c${index}`, portMappings: [] }))),
    ],
    "definition-bytes": containers({ environment: [{ name: "A", value: "x".repeat(66000) }] }),
    "container-name": [containers({ name: "we b" }), containers({ name: undefined })],
    "container-unique": containers({}, { portMappings: [] }),
    "container-image": [containers({ image: "" }), containers({ image: "web@sha256:abc" })],
    "container-essential": containers({ essential: false }),
    "container-cpu": containers({ cpu: 257 }),
    "container-memory": [containers({ memory: 513 }), containers({ memoryReservation: 513 })],
    "container-memory-given": (inputs) => {
      Object.assign(inputs, { requiresCompatibilities: ["EC2"], memory: undefined });
    },
    "container-memory-limits": [
      containers({ memory: 5 }),
      containers({ memory: 128, memoryReservation: 128 }),
    ],
    "port-range": [
      containers({ portMappings: [{ containerPort: 0 }] }),
      containers({ portMappings: [{ containerPort: 65536 }] }),
    ],
    "host-port": containers({ portMappings: [{ containerPort: 8000, hostPort: 80 }] }),
    "port-network-none": (inputs) => {
      Object.assign(inputs, { requiresCompatibilities: ["EC2"], networkMode: "none" });
    },
    "port-name": containers({ portMappings: [{ containerPort: 8000, name: "Http" }] }),
    "port-name-unique": containers({
      portMappings: [
        { containerPort: 8000, name: "http" },
        { containerPort: 8001, name: "http" },
      ],
    }),
    "app-protocol": [
      containers({ portMappings: [{ containerPort: 8000, name: "http", appProtocol: "tcp" }] }),
      containers({ portMappings: [{ containerPort: 8000, appProtocol: "http" }] }),
    ],
    "port-unique": containers(
      { portMappings: [{ containerPort: 8000 }] },
      { name: "side", portMappings: [{ containerPort: 8000 }] },
    ),
    "secrets-role": (inputs) => {
      Object.assign(inputs, { requiresCompatibilities: ["EC2"], executionRoleArn: undefined });
      containers({ secrets: [{ name: "KEY", valueFrom: "/app/key" }] })(inputs);
    },
    "secret-value-from": containers({ secrets: [{ name: "KEY", valueFrom: "arn:aws:s3:::bucket" }] }),
    "variable-unique": [
      containers({ environment: [{ name: "A", value: "1" }], secrets: [{ name: "A", valueFrom: "a" }] }),
      containers({
        environment: [
          { name: "A", value: "1" },
          { name: "A", value: "2" },
        ],
      }),
    ],
    "environment-files": containers({
      environmentFiles: [{ type: "s3", value: "arn:aws:s3:::bucket/app.txt" }],
    }),
    "health-check": [
      containers({ healthCheck: { command: ["curl"] } }),
      containers({ healthCheck: { command: ["CMD"] } }),
      containers({ healthCheck: { command: ["CMD", "true"], interval: 4 } }),
      containers({ healthCheck: { command: ["CMD", "true"], timeout: 61 } }),
      containers({ healthCheck: { command: ["CMD", "true"], retries: 11 } }),
      containers({ healthCheck: { command: ["CMD", "true"], startPeriod: 301 } }),
    ],
    "log-driver": onEc2(logs("stdout")),
    "log-options": [
      onEc2(logs("awslogs", { ...AWSLOGS, "awslogs-region": undefined })),
      onEc2(logs("syslog", { tag: 1 })),
    ],
    ulimits: [
      onEc2({ ulimits: [{ name: "files", softLimit: 1, hardLimit: 1 }] }),
      containers({ ulimits: [{ name: "nofile", softLimit: 2, hardLimit: 1 }] }),
    ],
    "version-consistency": containers({ versionConsistency: "on" }),
    "depends-on": [
      containers({ dependsOn: [{ containerName: "none", condition: "START" }] }),
      containers(
        { dependsOn: [{ containerName: "side", condition: "RUNNING" }] },
        { name: "side", portMappings: [] },
      ),
      containers(
        { dependsOn: [{ containerName: "side", condition: "SUCCESS" }] },
        { name: "side", portMappings: [] },
      ),
      containers(
        { dependsOn: [{ containerName: "side", condition: "HEALTHY" }] },
        { name: "side", portMappings: [] },
      ),
    ],
    "depends-on-cycle": containers(
      { dependsOn: [{ containerName: "side", condition: "START" }] },
      { name: "side", portMappings: [], dependsOn: [{ containerName: "web", condition: "START" }] },
    ),
    "mount-points": containers({ mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }] }),
    "volumes-from": containers({ volumesFrom: [{ sourceContainer: "data" }] }),
    "awsvpc-settings": onEc2({ hostname: "web" }),
    "fargate-size": [
      { cpu: "256", memory: "4096" },
      { cpu: undefined },
      { memory: undefined },
      { cpu: "300" },
    ],
    "fargate-network": { networkMode: "bridge" },
    "fargate-placement": [
      { ipcMode: "host" },
      { pidMode: "host" },
      { placementConstraints: [{ type: "memberOf" }] },
    ],
    "fargate-volumes": { volumes: [{ name: "data", hostPath: "/data" }] },
    "fargate-execution-role": { executionRoleArn: undefined },
    "fargate-windows": { "runtimePlatform.operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
    "fargate-container-settings": [
      containers({ privileged: true }),
      containers({ extraHosts: [{ hostname: "db", ipAddress: "10.0.0.1" }] }),
      containers({ linuxParameters: { tmpfs: [{ containerPath: "/tmp", size: 64 }] } }),
    ],
    "fargate-capabilities": containers({ linuxParameters: { capabilities: { add: ["NET_ADMIN"] } } }),
    "fargate-log-driver": containers(logs("syslog")),
    "fargate-log-stream-prefix": containers(
      logs("awslogs", { ...AWSLOGS, "awslogs-stream-prefix": undefined }),
    ),
    "fargate-timeouts": [containers({ stopTimeout: 121 }), containers({ startTimeout: 1 })],
    "fargate-ulimits": containers({ ulimits: [{ name: "nproc", softLimit: 1, hardLimit: 1 }] }),
    tags: { "tags.aws:mine": "x" },
  },
  accepts: {
    "the longest stop timeout": containers({ stopTimeout: 120 }),
    "sizes in vCPU and GB": { cpu: ".5 vCPU", memory: "4 GB" },
    "the largest size": { cpu: "16384", memory: "122880" },
    "a writable mount and an init process": (inputs) => {
      inputs.volumes = [{ name: "tmp" }];
      const mountPoints = [{ sourceVolume: "tmp", containerPath: "/tmp" }];
      containers({
        mountPoints,
        readonlyRootFilesystem: true,
        linuxParameters: { initProcessEnabled: true },
      })(inputs);
    },
    "a secret with its version, and a log group": (inputs, world) => {
      const secret = world.add("aws:secretsmanager/secret:Secret", { name: "key" });
      world.add("aws:cloudwatch/logGroup:LogGroup", { name: "/web" });
      const valueFrom = `${String(secret.outputs.arn)}:::0123456789abcdef`;
      const options = { ...AWSLOGS, "awslogs-create-group": undefined };
      containers({ secrets: [{ name: "KEY", valueFrom }], ...logs("awslogs", options) })(inputs);
    },
    "a secret of another account": containers({
      secrets: [
        { name: "KEY", valueFrom: "arn:aws:secretsmanager:eu-west-1:999988887777:secret:theirs-AbCdEf" },
      ],
    }),
    "both sides of the health check's limits": containers({
      healthCheck: { command: ["CMD", "true"], interval: 5, timeout: 60, retries: 10, startPeriod: 300 },
    }),
  },
});

const connect = (service: object): object => ({ enabled: true, namespace: "app", services: [service] });
const OFFER = { portName: "http", discoveryName: "web", clientAlias: [{ dnsName: "web", port: 8000 }] };

const retask = (world: World, inputs: Record<string, unknown>, change: object): void => {
  inputs.taskDefinition = world.add(TASK, taskInputs(world, { family: "other", ...change })).outputs.arn;
};

const SERVICE = "aws:ecs/service:Service";

const neighbour = (world: World, service: object): void => {
  world.add(SERVICE, { name: "other", cluster: "main", serviceConnectConfiguration: connect(service) });
};

describeRules(SERVICE, {
  compliant: (world) => {
    const made = runtime(world);
    world.add("aws:servicediscovery/httpNamespace:HttpNamespace", { name: "app" });
    const task = world.add(TASK, taskInputs(world, { taskRoleArn: made.role }));
    return {
      name: "web",
      cluster: made.cluster.id,
      taskDefinition: task.outputs.arn,
      desiredCount: 2,
      capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
      networkConfiguration: { subnets: made.subnets, securityGroups: [made.securityGroup] },
      loadBalancers: [{ targetGroupArn: made.targetGroup.id, containerName: "web", containerPort: 8000 }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
      enableExecuteCommand: true,
      serviceConnectConfiguration: connect(OFFER),
    };
  },
  breaks: {
    "required:networkConfiguration.subnets": { "networkConfiguration.subnets": undefined },
    "required:loadBalancers[].containerName": { "loadBalancers[0].containerName": undefined },
    "required:loadBalancers[].containerPort": { "loadBalancers[0].containerPort": undefined },
    "required:deploymentCircuitBreaker.enable": { deploymentCircuitBreaker: { rollback: true } },
    "required:deploymentCircuitBreaker.rollback": { deploymentCircuitBreaker: { enable: true } },
    "required:alarms.alarmNames": { alarms: { enable: true, rollback: true } },
    "required:alarms.enable": { alarms: { alarmNames: ["a"], rollback: true } },
    "required:alarms.rollback": { alarms: { alarmNames: ["a"], enable: true } },
    "required:serviceConnectConfiguration.enabled": { serviceConnectConfiguration: {} },
    "required:serviceConnectConfiguration.services[].portName": {
      "serviceConnectConfiguration.services[0].portName": undefined,
    },
    "required:serviceConnectConfiguration.services[].clientAlias[].port": {
      "serviceConnectConfiguration.services[0].clientAlias[0].port": undefined,
    },
    "required:serviceConnectConfiguration.logConfiguration.logDriver": {
      "serviceConnectConfiguration.logConfiguration": { options: {} },
    },
    "required:serviceRegistries.registryArn": { serviceRegistries: { port: 80 } },
    "required:capacityProviderStrategies[].capacityProvider": { capacityProviderStrategies: [{ weight: 1 }] },
    "values:launchType": { launchType: "LAMBDA" },
    "values:schedulingStrategy": { schedulingStrategy: "CRON" },
    "values:propagateTags": { propagateTags: "CLUSTER" },
    "values:deploymentController.type": { deploymentController: { type: "HELM" } },
    "values:deploymentConfiguration.strategy": { deploymentConfiguration: { strategy: "RED_BLACK" } },
    "values:availabilityZoneRebalancing": { availabilityZoneRebalancing: "ON" },
    "values:serviceConnectConfiguration.accessLogConfiguration.format": {
      "serviceConnectConfiguration.accessLogConfiguration": { format: "XML" },
    },
    "range:desiredCount": { desiredCount: -1 },
    "range:healthCheckGracePeriodSeconds": { healthCheckGracePeriodSeconds: -1 },
    "range:capacityProviderStrategies[].base": { "capacityProviderStrategies[0].base": 100001 },
    "range:capacityProviderStrategies[].weight": { "capacityProviderStrategies[0].weight": 1001 },
    "range:loadBalancers[].containerPort": { "loadBalancers[0].containerPort": 65537 },
    "range:serviceConnectConfiguration.services[].clientAlias[].port": {
      "serviceConnectConfiguration.services[0].clientAlias[0].port": 65536,
    },
    "range:serviceConnectConfiguration.services[].ingressPortOverride": {
      "serviceConnectConfiguration.services[0].ingressPortOverride": 65536,
    },
    "length:networkConfiguration.subnets": {
      "networkConfiguration.subnets": Array.from({ length: 17 }, (_, index) => `subnet-${index}`),
    },
    "length:networkConfiguration.securityGroups": {
      "networkConfiguration.securityGroups": Array.from({ length: 6 }, (_, index) => `sg-${index}`),
    },
    "length:capacityProviderStrategies": {
      capacityProviderStrategies: Array.from({ length: 21 }, () => ({
        capacityProvider: "FARGATE",
        weight: 1,
      })),
    },
    "length:loadBalancers": {
      loadBalancers: Array.from({ length: 6 }, () => ({ containerName: "web", containerPort: 8000 })),
    },
    "format:name": { name: "web.api" },
    "format:loadBalancers[].targetGroupArn": { "loadBalancers[0].targetGroupArn": "web" },
    "format:serviceRegistries.registryArn": { serviceRegistries: { registryArn: "srv" } },
    "exists:cluster": { cluster: "other", capacityProviderStrategies: [], launchType: "FARGATE" },
    "exists:taskDefinition": { taskDefinition: "web:9" },
    "task-definition-given": { taskDefinition: undefined },
    "exists:networkConfiguration.subnets[]": { "networkConfiguration.subnets": ["subnet-0aaaaaaaaaaaaaaaa"] },
    "exists:networkConfiguration.securityGroups[]": {
      "networkConfiguration.securityGroups": ["sg-0aaaaaaaaaaaaaaaa"],
    },
    "exists:loadBalancers[].targetGroupArn": {
      "loadBalancers[0].targetGroupArn":
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/none/1",
    },
    "exists:serviceRegistries.registryArn": {
      serviceRegistries: { registryArn: "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-none" },
    },
    "exists:alarms.alarmNames[]": { alarms: { alarmNames: ["none"], enable: true, rollback: true } },
    duplicate: (inputs, world) => void world.add(SERVICE, { name: inputs.name, cluster: "main" }),
    "network-configuration": [
      { networkConfiguration: undefined },
      (inputs, world) => {
        retask(world, inputs, { networkMode: "bridge", requiresCompatibilities: ["EC2"] });
        Object.assign(inputs, { capacityProviderStrategies: [], enableExecuteCommand: false });
      },
    ],
    "one-vpc": (inputs, world) => {
      const group = securityGroup(world, world.add("aws:ec2/vpc:Vpc", {}).id);
      (inputs.networkConfiguration as Record<string, unknown>).securityGroups = [group];
    },
    "fargate-compatible": (inputs, world) => {
      retask(world, inputs, { requiresCompatibilities: ["EC2"], taskRoleArn: role(world) });
    },
    "exec-task-role": (inputs, world) => {
      retask(world, inputs, {});
    },
    "launch-type-or-strategy": { launchType: "FARGATE" },
    strategy: {
      capacityProviderStrategies: [
        { capacityProvider: "FARGATE", base: 1, weight: 1 },
        { capacityProvider: "FARGATE_SPOT", base: 1 },
      ],
    },
    "strategy-associated": { "capacityProviderStrategies[0].capacityProvider": "FARGATE_HOT" },
    "strategy-update": { "capacityProviderStrategies[0].weight": 2 },
    "fargate-daemon": { schedulingStrategy: "DAEMON" },
    "fargate-only": [
      { capacityProviderStrategies: [], "networkConfiguration.assignPublicIp": true },
      { capacityProviderStrategies: [], platformVersion: "1.4.0" },
    ],
    "target-group-attached": (inputs, world) => {
      const vpcId = world.account.ofType("aws:ec2/vpc:Vpc")[0].id;
      const targetGroupArn = targetGroup(world, vpcId).id;
      inputs.loadBalancers = [{ targetGroupArn, containerName: "web", containerPort: 8000 }];
    },
    "container-name": { "loadBalancers[0].containerName": "api" },
    "container-port": { "loadBalancers[0].containerPort": 8001 },
    "target-type": (inputs, world) => {
      const vpcId = world.account.ofType("aws:ec2/vpc:Vpc")[0].id;
      const group = targetGroup(world, vpcId, { targetType: "instance" });
      const [owner] = world.account.ofType("aws:lb/loadBalancer:LoadBalancer");
      const defaultActions = [{ type: "forward", targetGroupArn: group.id }];
      world.add("aws:lb/listener:Listener", { loadBalancerArn: owner.id, port: 80, defaultActions });
      inputs.loadBalancers = [{ targetGroupArn: group.id, containerName: "web", containerPort: 8000 }];
    },
    percentages: [
      { deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 100 },
      { deploymentMaximumPercent: 99, deploymentMinimumHealthyPercent: 50 },
    ],
    "circuit-breaker-controller": {
      deploymentController: { type: "CODE_DEPLOY" },
      serviceConnectConfiguration: { enabled: false },
    },
    rebalancing: {
      availabilityZoneRebalancing: "ENABLED",
      deploymentMaximumPercent: 100,
      deploymentMinimumHealthyPercent: 50,
    },
    "connect-namespace": { "serviceConnectConfiguration.namespace": undefined },
    "exists:serviceConnectConfiguration.namespace": { "serviceConnectConfiguration.namespace": "none" },
    "connect-port-name": { "serviceConnectConfiguration.services[0].portName": "grpc" },
    "connect-port-name-once": {
      "serviceConnectConfiguration.services": [
        OFFER,
        { ...OFFER, discoveryName: "again", clientAlias: [{ dnsName: "again", port: 8000 }] },
      ],
    },
    "connect-client-alias": {
      "serviceConnectConfiguration.services[0].clientAlias": [
        { dnsName: "web", port: 8000 },
        { dnsName: "web", port: 8001 },
      ],
    },
    "connect-discovery-name": { "serviceConnectConfiguration.services[0].discoveryName": "Web" },
    "connect-dns-name": { "serviceConnectConfiguration.services[0].clientAlias[0].dnsName": "-web" },
    "connect-discovery-name-unique": (_inputs, world) => {
      neighbour(world, { ...OFFER, clientAlias: [{ dnsName: "other", port: 8000 }] });
    },
    "connect-alias-unique": (_inputs, world) => {
      neighbour(world, { ...OFFER, discoveryName: "other" });
    },
    "connect-network-mode": (inputs, world) => {
      retask(world, inputs, {
        networkMode: "host",
        requiresCompatibilities: ["EC2"],
        taskRoleArn: role(world),
      });
      Object.assign(inputs, { capacityProviderStrategies: [], networkConfiguration: undefined });
    },
    "connect-controller": {
      deploymentController: { type: "CODE_DEPLOY" },
      deploymentCircuitBreaker: { enable: false, rollback: false },
    },
    tags: { "tags.aws:mine": "x" },
  },
  accepts: {
    "a service that only calls": { serviceConnectConfiguration: { enabled: true, namespace: "app" } },
    "alarms that exist": (inputs, world) => {
      world.add("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "5xx" });
      inputs.alarms = { alarmNames: ["5xx"], enable: true, rollback: true };
    },
    "the same names in another namespace": (_inputs, world) => {
      world.add("aws:servicediscovery/httpNamespace:HttpNamespace", { name: "else" });
      const serviceConnectConfiguration = { enabled: true, namespace: "else", services: [OFFER] };
      world.add(SERVICE, { name: "other", cluster: "main", serviceConnectConfiguration });
    },
    "one task replaced by another": { deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 0 },
    "a network without a load balancer": (inputs, world) => {
      const { subnets } = network(world);
      Object.assign(inputs, { loadBalancers: [], networkConfiguration: { subnets } });
    },
  },
});
