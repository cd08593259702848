import {
  describeType,
  FOREIGN_ARN,
  IDENTITY_STATEMENT,
  policyBreaks,
  policyOf,
  tagBreaks,
  TRUST_STATEMENT,
  trustPolicy,
} from "./cases";

const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

describeType(ROLE, {
  compliant: () => ({ name: "task", assumeRolePolicy: trustPolicy() }),
  samples: { "inlinePolicies[]": { name: "own", policy: policyOf(IDENTITY_STATEMENT) } },
  breaks: {
    "format:managedPolicyArns[]": { managedPolicyArns: ["ReadOnlyAccess"] },
    "length:path": { path: `/${"a".repeat(511)}/` },
    duplicate: [
      (_inputs, world) => void world.add(ROLE, { name: "task", assumeRolePolicy: trustPolicy() }),
      (_inputs, world) => void world.add(ROLE, { name: "Task", assumeRolePolicy: trustPolicy() }),
    ],
    ...policyBreaks("assumeRolePolicy", "trust", TRUST_STATEMENT, 2048),
    ...policyBreaks("inlinePolicies[0].policy", "identity", IDENTITY_STATEMENT),
    "managed-policies": { managedPolicyArns: Array.from({ length: 11 }, () => READ_ONLY) },
    ...tagBreaks(),
    "in-use": [
      (_inputs, world) => void world.add(ATTACHMENT, { role: "task", policyArn: READ_ONLY }),
      (_inputs, world) => void world.add("aws:iam/rolePolicy:RolePolicy", { role: "task", policy: "{}" }),
    ],
  },
  accepts: {
    "a name of 64 characters": { name: "a".repeat(64) },
    "ten managed policies": { managedPolicyArns: Array.from({ length: 10 }, () => READ_ONLY) },
    "a policy as an object": { assumeRolePolicy: JSON.parse(trustPolicy()) as unknown },
    "a role of another account": {
      assumeRolePolicy: policyOf({
        ...TRUST_STATEMENT,
        Principal: { AWS: "arn:aws:iam::444455556666:role/x" },
      }),
    },
    "the longest and the shortest session": { maxSessionDuration: 43200 },
  },
});

describeType("aws:iam/rolePolicy:RolePolicy", {
  compliant: (world) => {
    world.add(ROLE, { name: "task", assumeRolePolicy: trustPolicy() });
    return { name: "own", role: "task", policy: policyOf(IDENTITY_STATEMENT) };
  },
  breaks: {
    "format:role": { role: "arn:aws:iam::111122223333:role/task" },
    role: { role: "gone" },
    ...policyBreaks("policy", "identity", IDENTITY_STATEMENT),
    size: [
      { policy: policyOf({ ...IDENTITY_STATEMENT, Sid: "a".repeat(10240) }) },
      (_inputs, world) =>
        void world.add("aws:iam/rolePolicy:RolePolicy", {
          role: "task",
          policy: policyOf({ ...IDENTITY_STATEMENT, Sid: "a".repeat(10100) }),
        }),
    ],
  },
  accepts: {
    "white space beyond the limit": {
      policy: `{${" ".repeat(11000)}${policyOf(IDENTITY_STATEMENT).slice(1)}`,
    },
  },
});

describeType(ATTACHMENT, {
  compliant: (world) => {
    world.add(ROLE, { name: "task", assumeRolePolicy: trustPolicy() });
    return {
      role: "task",
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    };
  },
  breaks: {
    role: { role: "gone" },
    policy: [
      { policyArn: "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy" },
      { policyArn: "arn:aws:iam::111122223333:policy/gone" },
      { policyArn: FOREIGN_ARN },
    ],
    quota: (inputs, world) => {
      for (let index = 0; index < 10; index += 1) {
        world.add(ATTACHMENT, { role: inputs.role, policyArn: `arn:aws:iam::444455556666:policy/${index}` });
      }
    },
  },
  accepts: {
    "a policy of AWS that the table lacks": { policyArn: "arn:aws:iam::aws:policy/AmazonKendraFullAccess" },
    "the same attachment again": (inputs, world) => void world.add(ATTACHMENT, inputs),
  },
});

describeType("aws:iam/policy:Policy", {
  compliant: () => ({ name: "shared", policy: policyOf(IDENTITY_STATEMENT) }),
  breaks: {
    duplicate: (inputs, world) => void world.add("aws:iam/policy:Policy", inputs),
    ...policyBreaks("policy", "identity", IDENTITY_STATEMENT, 6144),
    ...tagBreaks(),
    "in-use": (_inputs, world) =>
      void world.add(ATTACHMENT, { role: "any", policyArn: "arn:aws:iam::111122223333:policy/shared" }),
  },
});

describeType("aws:iam/instanceProfile:InstanceProfile", {
  compliant: (world) => {
    world.add(ROLE, { name: "nat", assumeRolePolicy: trustPolicy("ec2.amazonaws.com") });
    return { name: "nat", role: "nat" };
  },
  breaks: {
    duplicate: (inputs, world) => void world.add("aws:iam/instanceProfile:InstanceProfile", inputs),
    role: { role: "gone" },
    ...tagBreaks(),
  },
});
