import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsContext } from "./awsContext";
import { Documents } from "./documents";
import { ecsTasksTrust, policyContent, type Statement } from "./iam";
import { NAME_LIMITS, physicalName } from "./names";

export interface TaskRolesArgs {
  /** ARN of the log group that the task's containers write to. */
  readonly logGroupArn: pulumi.Input<string>;
  /** ARN of the ECR repository that the image comes from. */
  readonly repositoryArn: pulumi.Input<string>;
  /** The secrets that the containers get, and the customer managed keys that encrypt them. */
  readonly secrets: readonly {
    readonly arn: pulumi.Input<string>;
    /** Empty for the AWS managed key. */
    readonly kmsKeyArn: pulumi.Input<string>;
  }[];
  /** Whether ECS Exec may reach the task. */
  readonly execCommand: boolean;
  /** What the application itself may do. @default nothing */
  readonly taskStatements?: readonly Statement[];
}

/**
 * The two roles of one service's tasks. The execution role, which ECS uses to start them, reads exactly
 * their image, their secrets and their log group; the task role, which the application has, may do nothing
 * that is not listed.
 */
export class TaskRoles extends pulumi.ComponentResource {
  readonly executionRoleArn: pulumi.Output<string>;
  readonly taskRoleArn: pulumi.Output<string>;
  private readonly documents = new Documents();
  /** The roles' policies: a task that starts without them fails. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:containers:TaskRoles", name, {}, opts);
    const trust = ecsTasksTrust(awsContext(this));
    const execution = this.createRole(name, "execution", "Starts the tasks", trust);
    const task = this.createRole(name, "task", "The application's own rights", trust);
    const statements = [...(args.execCommand ? [EXEC_STATEMENT] : []), ...(args.taskStatements ?? [])];
    this.ready = [
      this.createPolicy(name, "execution", execution, withDecryption(args, executionStatements(args))),
      ...(statements.length > 0 ? [this.createPolicy(name, "task", task, statements)] : []),
    ];
    this.executionRoleArn = execution.arn;
    this.taskRoleArn = task.arn;
    this.registerOutputs({
      executionRoleArn: this.executionRoleArn,
      taskRoleArn: this.taskRoleArn,
      documents: this.documents.outputs,
    });
  }

  private createRole(
    name: string,
    kind: "execution" | "task",
    purpose: string,
    trust: pulumi.Output<string>,
  ): aws.iam.Role {
    return new aws.iam.Role(
      `${name}-${kind}`,
      {
        name: physicalName({ name: `${name}-${kind}`, max: NAME_LIMITS.role }),
        description: `${name}: ${purpose}`,
        assumeRolePolicy: trust,
      },
      { parent: this },
    );
  }

  private createPolicy(
    name: string,
    kind: "execution" | "task",
    role: aws.iam.Role,
    statements: pulumi.Input<readonly Statement[]>,
  ): aws.iam.RolePolicy {
    const child = `${name}-${kind}`;
    const policy = this.documents.json(child, "policy", policyContent(statements));
    return new aws.iam.RolePolicy(child, { name: kind, role: role.name, policy }, { parent: this });
  }
}

// Amazon ECS, "Monitor Amazon ECS containers with ECS Exec": the channels have no ARNs to name.
const EXEC_STATEMENT: Statement = {
  Sid: "EcsExec",
  Effect: "Allow",
  Action: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  Resource: "*",
};

function executionStatements(args: TaskRolesArgs): Statement[] {
  return [
    // Amazon ECR, "Actions, resources, and condition keys": the login token belongs to no repository.
    { Sid: "RegistryLogin", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
    {
      Sid: "PullImage",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: args.repositoryArn,
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: pulumi.interpolate`${args.logGroupArn}:*`,
    },
    ...secretStatements(args),
  ];
}

function secretStatements({ secrets }: TaskRolesArgs): Statement[] {
  if (secrets.length === 0) return [];
  const Resource = secrets.map(({ arn }) => arn);
  return [{ Sid: "ReadSecrets", Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource }];
}

/** With the right to decrypt, where a secret has a key of its own: known only once the secret is read. */
function withDecryption(args: TaskRolesArgs, statements: Statement[]): pulumi.Output<readonly Statement[]> {
  return pulumi.all(args.secrets.map(({ kmsKeyArn }) => kmsKeyArn)).apply((arns): readonly Statement[] => {
    const Resource = [...new Set(arns.filter((arn) => arn !== ""))];
    if (Resource.length === 0) return statements;
    const decrypt: Statement = {
      Sid: "DecryptSecrets",
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource,
      // Nothing else that the keys encrypt.
      Condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
    };
    return [...statements, decrypt];
  });
}
