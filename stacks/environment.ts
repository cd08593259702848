/**
 * What a stack is, once its config has been read and found sound: plain data, but for secret values.
 * `index.ts` composes the components from it and looks nowhere else.
 */
import type { ServiceImageSource } from "../components/image";
import type { SecretValueSource } from "../components/serviceSecret";

/** Where a service's image comes from; folders are relative to the project's when they lie below it. */
export type ImageSource = ServiceImageSource;

/** Where a secret's value comes from. */
export type SecretSource = SecretValueSource;

/** Names of the secrets that services may read, as their environment variables are called. */
export type SecretName = string;

/** A Fargate task size: CPU units (1024 = 1 vCPU) and memory in MiB, a pair of Fargate's table. */
export interface TaskSize {
  readonly cpu: number;
  readonly memory: number;
}

/** How many tasks run, and what makes their number change. */
export interface Scaling {
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Average CPU use to keep, in percent. */
  readonly cpuPercent: number;
  /** Requests a minute that one task should get. */
  readonly requestsPerTask: number;
}

/** Hours without tasks, every day: local times `HH:MM` in an IANA time zone. */
export interface Sleep {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
}

/** The sizing of an environment: everything in which dev and prod differ by themselves. */
export interface Profile {
  /** Availability zones, two or more. */
  readonly zones: number;
  /** One NAT instance for all zones, or a NAT gateway in each. */
  readonly nat: "instance" | "gateway";
  readonly flowLogs: boolean;
  readonly capacity: "spot" | "on-demand";
  readonly size: TaskSize;
  readonly scaling: Scaling;
  readonly sleep?: Sleep;
  /** Days, one of CloudWatch's values. */
  readonly logRetentionDays: number;
  readonly containerInsights: "disabled" | "enabled" | "enhanced";
  /** `aws ecs execute-command` into running tasks. */
  readonly execCommand: boolean;
  /** Deletion protection of the load balancer, and Pulumi's `protect` on what holds data. */
  readonly deletionProtection: boolean;
  readonly accessLogs: boolean;
  /** Requests per client address in five minutes that the web ACL allows; no web ACL without it. */
  readonly wafRateLimit?: number;
  /** Whether destroying the stack may delete images and files with it. */
  readonly forceDestroy: boolean;
  /** Days in which a deleted secret can be restored: 0, or 7 to 30. */
  readonly secretRecoveryDays: number;
  /** CloudFront price class. */
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
}

/** A public route of a service: requests for these paths go to it. */
export interface Route {
  /**
   * Load-balancer path patterns (`*` any characters, `?` one), at most four condition values together.
   * `/api/user/*` also takes `/api/user`.
   */
  readonly paths: readonly string[];
  /**
   * What the literal part before `/*` of the single path becomes on its way to the service:
   * with paths `["/api/user/*"]`, `rewrite: "/api/v1/users"` turns `/api/user/me` into `/api/v1/users/me`.
   */
  readonly rewrite?: string;
  /** Fixes the rule's priority (1-50000) where the computed one does not do. */
  readonly priority?: number;
}

/** One entry of the service catalogue; everything that a service needs on AWS follows from it. */
export interface CatalogueEntry {
  /** Python package and directory name in the application's checkout, e.g. `user_service`. */
  readonly name: string;
  /** Port that the container listens on. @default 8000 */
  readonly port?: number;
  /** Dockerfile relative to the checkout. @default `<name>/Dockerfile` if there is one, else `docker/service.Dockerfile` */
  readonly dockerfile?: string;
  /**
   * Build arguments of the Dockerfile: `SHARED: "harena_core"` where the package that the application's services share
   * is called so. They stay in the image's history: never secrets. The common Dockerfile gets SERVICE, PORT and
   * HEALTH_PATH from this entry's other fields.
   */
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly routes: readonly Route[];
  /** Path of the service's own health answer. */
  readonly healthPath: string;
  /**
   * A GET of this path, called from outside, streams events (SSE) for more than a minute: what `npm run smoke` asks
   * for, since a proxy with shorter timeouts cuts such answers off. @default not checked
   */
  readonly streamPath?: string;
  /** Container health check for images without Python: `["CMD", …]` or `["CMD-SHELL", …]`. @default one in Python */
  readonly healthCommand?: readonly string[];
  /** Plain environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Secrets that it may read, as environment variables of the same names. */
  readonly secrets?: readonly SecretName[];
  /** Names of the services that it calls: each gives a setting `<NAME>_URL` and a way through the network. */
  readonly calls?: readonly string[];
  readonly size?: Partial<TaskSize>;
  readonly scaling?: Partial<Scaling>;
  /** Longest request in seconds, streamed answers included: at most 300. @default 120 */
  readonly requestTimeout?: number;
  /**
   * Seconds that 95 of 100 answers must begin within; what is slower alarms, and rolls a deployment back. At most
   * `requestTimeout`. @default 5, or `requestTimeout` where that is less
   */
  readonly latencySeconds?: number;
}

/** A service of the environment, every choice made. */
export interface ServiceSpec {
  readonly name: string;
  /** Its name inside the environment: `user-service` answers at `http://user-service:8000`. */
  readonly hostname: string;
  readonly port: number;
  /** Where other services reach it: `http://user-service:8000`. */
  readonly url: string;
  readonly image: ImageSource;
  readonly routes: readonly Route[];
  readonly healthPath: string;
  readonly streamPath?: string;
  readonly healthCommand?: readonly string[];
  /** Plain environment variables, `<NAME>_URL` of the services it calls included. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: readonly SecretName[];
  readonly calls: readonly string[];
  readonly size: TaskSize;
  readonly scaling: Scaling;
  readonly requestTimeout: number;
  readonly latencySeconds: number;
}

export interface SecretSpec {
  readonly name: SecretName;
  readonly description: string;
  readonly source: SecretSource;
}

/** A whole environment. */
export interface Environment {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly sizing: string;
  readonly profile: Profile;
  readonly architecture: "arm64" | "x86_64";
  /** The front end's domain, e.g. `harena.com`. */
  readonly domain: string;
  /** `api.<domain>` */
  readonly apiDomain: string;
  /** The domain and its `www`. */
  readonly frontendDomains: readonly string[];
  /** Name of the Route 53 zone that holds the domain. */
  readonly hostedZone: string;
  /** Folder with the built front end, relative to the project's directory when it lies below it. */
  readonly frontendDist: string;
  readonly vpcCidr: string;
  /** Where tasks may reach PostgreSQL: a CIDR block. */
  readonly databaseCidr: string;
  readonly alarmEmail?: string;
  /** US dollars a month. */
  readonly monthlyBudget?: number;
  /** Callees before their callers. */
  readonly services: readonly ServiceSpec[];
  readonly secrets: readonly SecretSpec[];
  /** Seconds without a byte after which the load balancer may close a connection: above the longest request allowed. */
  readonly idleTimeout: number;
  /** Name of the service whose health `/health` shows. */
  readonly healthService: string;
  /** What is allowed but probably not meant; each a whole sentence. */
  readonly warnings: readonly string[];
}
