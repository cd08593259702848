import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { NAME_LIMITS, physicalPrefix } from "./names";
import { outside, refuseProblems } from "./validation";

/** Where the secret's value comes from. */
export type SecretValueSource =
  | { readonly kind: "value"; readonly value: pulumi.Output<string> }
  /** A Secrets Manager secret that somebody else owns; its value is never read. */
  | { readonly kind: "existing"; readonly arn: string }
  /** Made once, of this many letters and digits. */
  | { readonly kind: "generated"; readonly length: number };

export interface ServiceSecretArgs {
  /** What the secret is called, e.g. `DATABASE_URL`. */
  readonly secretName: string;
  readonly description: string;
  readonly source: SecretValueSource;
  /**
   * Days in which a deleted secret can be restored: 0 (deleted at once) or 7 to 30
   * (Secrets Manager, DeleteSecret: RecoveryWindowInDays). @default 30
   */
  readonly recoveryDays?: number;
  /** Whether Pulumi refuses to delete the secret. @default false */
  readonly protect?: boolean;
}

/**
 * A secret in Secrets Manager for ECS tasks to read. `valueFrom` names the version too: a rotated value
 * gives another task definition, and so reaches the running tasks, of the services that read it alone.
 */
export class ServiceSecret extends pulumi.ComponentResource {
  readonly secretName: string;
  readonly arn: pulumi.Output<string>;
  /** For a container definition's `secrets`: `<arn>:::<version id>`. */
  readonly valueFrom: pulumi.Output<string>;
  /** ARN of the customer managed key that encrypts an existing secret; empty for the AWS managed key. */
  readonly kmsKeyArn: pulumi.Output<string>;

  constructor(name: string, args: ServiceSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:secrets:ServiceSecret", name, {}, opts);
    validate(args);
    const settled =
      args.source.kind === "existing" ? this.adopt(args.source.arn) : this.create(name, args, args.source);
    this.secretName = args.secretName;
    this.arn = settled.arn;
    this.valueFrom = pulumi.interpolate`${settled.arn}:::${settled.versionId}`;
    this.kmsKeyArn = settled.kmsKeyArn;
    this.registerOutputs({ arn: this.arn, valueFrom: this.valueFrom, kmsKeyArn: this.kmsKeyArn });
  }

  private create(
    name: string,
    args: ServiceSecretArgs,
    source: Exclude<SecretValueSource, { kind: "existing" }>,
  ): Settled {
    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      {
        // A generated suffix: a name stays taken while a deleted secret can still be restored.
        namePrefix: physicalPrefix({ name: args.secretName, separator: "/", max: NAME_LIMITS.secretPrefix }),
        description: args.description,
        recoveryWindowInDays: args.recoveryDays ?? 30,
      },
      { parent: this, protect: args.protect ?? false },
    );
    const value = source.kind === "value" ? source.value : this.generate(name, source.length);
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-version`,
      { secretId: secret.id, secretString: pulumi.secret(value) },
      { parent: this },
    );
    return { arn: secret.arn, versionId: version.versionId, kmsKeyArn: pulumi.output("") };
  }

  private generate(name: string, length: number): pulumi.Output<string> {
    return new random.RandomPassword(`${name}-value`, { length, special: false }, { parent: this }).result;
  }

  private adopt(arn: string): Settled {
    const secret = aws.secretsmanager.getSecretOutput({ arn }, { parent: this });
    const versions = aws.secretsmanager.getSecretVersionsOutput({ secretId: arn }, { parent: this }).versions;
    const versionId = versions.apply((all) => currentVersion(arn, all));
    const kmsKeyArn = secret.kmsKeyId.apply((key) => (key.startsWith("arn:") ? key : ""));
    return { arn: secret.arn, versionId, kmsKeyArn };
  }
}

interface Settled {
  readonly arn: pulumi.Output<string>;
  readonly versionId: pulumi.Output<string>;
  readonly kmsKeyArn: pulumi.Output<string>;
}

function currentVersion(
  arn: string,
  versions: readonly { readonly versionId: string; readonly versionStages: readonly string[] }[],
): string {
  const current = versions.find((version) => version.versionStages.includes("AWSCURRENT"));
  if (current) return current.versionId;
  throw new Error(`the secret ${arn} has no value yet: store one with aws secretsmanager put-secret-value`);
}

function validate(args: ServiceSecretArgs): void {
  const { source, recoveryDays = 30 } = args;
  refuseProblems(`the secret ${args.secretName}`, [
    ...(recoveryDays === 0 ? [] : outside("recoveryDays", recoveryDays, 7, 30)),
    ...(source.kind === "generated" ? outside("source.length", source.length, 32, 4096) : []),
    ...(source.kind === "existing" &&
    !/^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/.test(source.arn)
      ? [
          {
            propertyPath: "source.arn",
            reason: `got "${source.arn}"; allowed: the ARN of a Secrets Manager secret`,
          },
        ]
      : []),
  ]);
}
