import { describeMistakes, MARKERS } from "./fixture";

describeMistakes("a stack's secrets, when it", [
  {
    mistake: "has one ARN for all secrets",
    change: { config: { secretArns: "arn" } },
    lines: [
      "harena:secretArns: got something else; allowed: an object of secret names and ARNs. Run: pulumi config set --stack dev harena:secretArns '{}'",
    ],
  },
  {
    mistake: "gives a secret's value for its ARN",
    change: { config: { BONSAI_URL: null, secretArns: { BONSAI_URL: "https://u:pasted-password@x" } } },
    lines: [
      "harena:secretArns.BONSAI_URL: got a value that is not shown; allowed: the whole ARN of a Secrets Manager secret, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX, with its suffix of six characters. Run: pulumi config rm --stack dev --path harena:secretArns.BONSAI_URL",
    ],
  },
  {
    mistake: "has an ARN without its suffix",
    change: {
      config: {
        BONSAI_URL: null,
        secretArns: { BONSAI_URL: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bonsai" },
      },
    },
    lines: [
      'harena:secretArns.BONSAI_URL: got "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bonsai"; allowed: the whole ARN of a Secrets Manager secret, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX, with its suffix of six characters. Run: pulumi config rm --stack dev --path harena:secretArns.BONSAI_URL',
    ],
  },
  {
    mistake: "has a secret in another region",
    change: {
      config: {
        BONSAI_URL: null,
        secretArns: { BONSAI_URL: "arn:aws:secretsmanager:us-east-1:123456789012:secret:bonsai-AbCdEf" },
      },
    },
    lines: [
      'harena:secretArns.BONSAI_URL: got "arn:aws:secretsmanager:us-east-1:123456789012:secret:bonsai-AbCdEf"; allowed: the ARN of a secret in eu-west-1, the stack\'s region. Run: pulumi config rm --stack dev --path harena:secretArns.BONSAI_URL',
    ],
  },
  {
    mistake: "has the ARN of a secret that does not exist",
    change: {
      config: {
        secretArns: { REDIS_URL: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-AbCdEf" },
      },
    },
    lines: [
      "harena:secretArns.REDIS_URL: unknown; allowed: DATABASE_URL, BONSAI_URL, SECRET_KEY, DEEPSEEK_API_KEY. Run: pulumi config rm --stack dev --path harena:secretArns.REDIS_URL",
    ],
  },
  {
    mistake: "has a secret twice",
    change: {
      config: {
        secretArns: { BONSAI_URL: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bonsai-AbCdEf" },
      },
    },
    lines: [
      "harena:BONSAI_URL: got both a value and an ARN in harena:secretArns; allowed: one of them. Run: pulumi config rm --stack dev --path harena:secretArns.BONSAI_URL",
    ],
  },
  {
    mistake: "has a secret in plain text",
    change: { secretKeys: ["harena:DATABASE_URL", "harena:SECRET_KEY", "harena:DEEPSEEK_API_KEY"] },
    lines: [
      "harena:BONSAI_URL: got a value in plain text, which is not shown; allowed: an encrypted value. Run: pulumi config set --secret --stack dev harena:BONSAI_URL, and have the secret itself changed: this one lay open in a file",
    ],
  },
  {
    mistake: "lacks a secret",
    change: { config: { DEEPSEEK_API_KEY: null } },
    lines: [
      "harena:DEEPSEEK_API_KEY: missing; allowed: 20 characters or more, or the ARN of an existing secret in harena:secretArns. Run: pulumi config set --secret --stack dev harena:DEEPSEEK_API_KEY",
    ],
  },
  {
    mistake: "has a key of 31 characters",
    change: { config: { SECRET_KEY: "pasted-password-of-31-character" } },
    lines: [
      "harena:SECRET_KEY: got a value that is not shown; allowed: 32 characters or more. Run: pulumi config set --secret --stack dev harena:SECRET_KEY",
    ],
  },
  {
    mistake: "has an API key of 19 characters",
    change: { config: { DEEPSEEK_API_KEY: "pasted-password-19c" } },
    lines: [
      "harena:DEEPSEEK_API_KEY: got a value that is not shown; allowed: 20 characters or more. Run: pulumi config set --secret --stack dev harena:DEEPSEEK_API_KEY",
    ],
  },
  {
    mistake: "has another kind of database",
    change: { config: { DATABASE_URL: "mysql://u:pasted-password@db.example.com/x" } },
    lines: [
      "harena:DATABASE_URL: got a value that is not shown; allowed: a postgresql:// or postgres:// URL of another host than localhost. Run: pulumi config set --secret --stack dev harena:DATABASE_URL",
    ],
  },
  {
    mistake: "looks for the database in the container",
    change: { config: { DATABASE_URL: "postgresql://u:pasted-password@localhost/x" } },
    lines: [
      "harena:DATABASE_URL: got a value that is not shown; allowed: a postgresql:// or postgres:// URL of another host than localhost. Run: pulumi config set --secret --stack dev harena:DATABASE_URL",
    ],
  },
  {
    mistake: "sends its searches unencrypted",
    change: { config: { BONSAI_URL: "http://u:pasted-password@x" } },
    lines: [
      "harena:BONSAI_URL: got a value that is not shown; allowed: an https:// URL of another host than localhost. Run: pulumi config set --secret --stack dev harena:BONSAI_URL",
    ],
  },
  {
    mistake: "has a line break after a secret",
    change: { config: { DATABASE_URL: MARKERS.DATABASE_URL + "\n" } },
    lines: [
      "harena:DATABASE_URL: got a value that is not shown; allowed: a value without spaces or line breaks around it. Run: pulumi config set --secret --stack dev harena:DATABASE_URL",
    ],
  },
  {
    mistake: "repeats a secret outside of its own keys",
    change: { config: { "aws:region": MARKERS.SECRET_KEY } },
    lines: [
      "aws:region: got a value that is not shown; allowed: an AWS region, such as eu-west-1. Run: pulumi config set --stack dev aws:region eu-west-1",
    ],
  },
  {
    mistake: "repeats a long secret elsewhere",
    change: {
      config: { SECRET_KEY: "marker-".repeat(20), vpcCidr: `x ${"marker-".repeat(20)}` },
    },
    lines: [
      "harena:vpcCidr: got a value that is not shown; allowed: a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits. Run: pulumi config set --stack dev harena:vpcCidr 10.0.0.0/16",
    ],
  },
  {
    mistake: "repeats a secret elsewhere",
    change: { config: { alarmEmail: MARKERS.SECRET_KEY } },
    lines: [
      "harena:alarmEmail: got a value that is not shown; allowed: an e-mail address. Run: pulumi config set --stack dev harena:alarmEmail ops@harena.com",
    ],
  },
]);
