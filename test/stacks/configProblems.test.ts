import { describeMistakes } from "./fixture";

describeMistakes("a stack's config that", [
  {
    mistake: "has no domain",
    change: { config: { domain: null } },
    lines: [
      "harena:domain: missing; allowed: the front end's domain; the API answers at api.<domain>. Run: pulumi config set --stack dev harena:domain dev.harena.com",
    ],
  },
  {
    mistake: "has no sizing",
    change: { config: { sizing: null } },
    lines: [
      "harena:sizing: missing; allowed: sizing of the environment: dev or prod (stacks/profiles.ts). Run: pulumi config set --stack dev harena:sizing dev",
    ],
  },
  {
    mistake: "has no application",
    change: { config: { appPath: null } },
    lines: [
      "harena:appPath: missing; allowed: checkout of the application: absolute, or relative to this folder. Run: pulumi config set --stack dev harena:appPath examples/app",
    ],
  },
  {
    mistake: "has a sizing that does not exist",
    change: { config: { sizing: "medium" } },
    lines: [
      'harena:sizing: got "medium"; allowed: dev, prod. Run: pulumi config set --stack dev harena:sizing dev',
    ],
  },
  {
    mistake: "spells the sizing out",
    change: { config: { sizing: "Production" } },
    lines: [
      'harena:sizing: got "Production"; allowed: dev, prod. Run: pulumi config set --stack dev harena:sizing prod',
    ],
  },
  {
    mistake: "gives a web address for a domain",
    change: { config: { domain: "https://Dev.Harena.com/" } },
    lines: [
      'harena:domain: got "https://Dev.Harena.com/"; allowed: a host name in lower case of at most 60 characters, such as harena.com. Run: pulumi config set --stack dev harena:domain dev.harena.com',
    ],
  },
  {
    mistake: "has a domain of one label",
    change: { config: { domain: "localhost" } },
    lines: [
      'harena:domain: got "localhost"; allowed: a host name in lower case of at most 60 characters, such as harena.com. Run: pulumi config set --stack dev harena:domain dev.harena.com',
    ],
  },
  {
    mistake: "has a domain too long for a certificate",
    change: { config: { domain: `${"a".repeat(55)}.harena.com` } },
    lines: [
      'harena:domain: got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.harena.com"; allowed: a host name in lower case of at most 60 characters, such as harena.com. Run: pulumi config set --stack dev harena:domain dev.harena.com',
    ],
  },
  {
    mistake: "has a malformed zone",
    change: { config: { hostedZone: "harena_com" } },
    lines: [
      'harena:hostedZone: got "harena_com"; allowed: a host name in lower case of at most 60 characters, such as harena.com. Run: pulumi config set --stack dev harena:hostedZone harena.com',
    ],
  },
  {
    mistake: "has its domain outside its zone",
    change: { config: { hostedZone: "example.org" } },
    lines: [
      'harena:hostedZone: got "example.org"; allowed: a zone that holds dev.harena.com: the domain itself or what follows one of its dots. Run: pulumi config set --stack dev harena:hostedZone harena.com',
    ],
  },
  {
    mistake: "has a domain that only ends like its zone",
    change: { config: { domain: "notharena.com" } },
    lines: [
      'harena:hostedZone: got "harena.com"; allowed: a zone that holds notharena.com: the domain itself or what follows one of its dots. Run: pulumi config set --stack dev harena:hostedZone notharena.com',
    ],
  },
  {
    mistake: "has an empty appPath",
    change: { config: { appPath: "" } },
    lines: [
      'harena:appPath: got ""; allowed: a folder. Run: pulumi config set --stack dev harena:appPath examples/app',
    ],
  },
  {
    mistake: "has its application where nothing is",
    change: { config: { appPath: "elsewhere" } },
    lines: [
      'harena:appPath: got "elsewhere"; allowed: a folder that exists. Run: pulumi config set --stack dev harena:appPath examples/app',
    ],
  },
  {
    mistake: "has its front end outside the application",
    change: { config: { frontendDist: "../dist" } },
    lines: [
      'harena:frontendDist: got "../dist"; allowed: a relative path inside appPath. Run: pulumi config set --stack dev harena:frontendDist harena_front/dist',
    ],
  },
  {
    mistake: "has an absolute path to its front end",
    change: { config: { frontendDist: "/srv/dist" } },
    lines: [
      'harena:frontendDist: got "/srv/dist"; allowed: a relative path inside appPath. Run: pulumi config set --stack dev harena:frontendDist harena_front/dist',
    ],
  },
  {
    mistake: "gives the database's name for its address",
    change: { config: { databaseAddress: "db.example.com" } },
    lines: [
      'harena:databaseAddress: got "db.example.com"; allowed: an IPv4 address, or a CIDR block without host bits. Run: pulumi config set --stack dev harena:databaseAddress 203.0.113.10/32',
    ],
  },
  {
    mistake: "has host bits in the database's block",
    change: { config: { databaseAddress: "203.0.113.10/24" } },
    lines: [
      'harena:databaseAddress: got "203.0.113.10/24"; allowed: an IPv4 address, or a CIDR block without host bits. Run: pulumi config set --stack dev harena:databaseAddress 203.0.113.0/24',
    ],
  },
  {
    mistake: "gives the database's URL, with its password, for its address",
    change: { config: { databaseAddress: "postgresql://u:pasted-password@h/db" } },
    lines: [
      "harena:databaseAddress: got a value with a credential in it, which is not shown; allowed: an IPv4 address, or a CIDR block without host bits. Run: pulumi config set --stack dev harena:databaseAddress 203.0.113.10/32",
    ],
  },
  {
    mistake: "has an address for the network's block",
    change: { config: { vpcCidr: "10.0.0.0" } },
    lines: [
      'harena:vpcCidr: got "10.0.0.0"; allowed: a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits. Run: pulumi config set --stack dev harena:vpcCidr 10.0.0.0/16',
    ],
  },
  {
    mistake: "has a network that is too small",
    change: { config: { vpcCidr: "10.0.0.0/21" } },
    lines: [
      'harena:vpcCidr: got "10.0.0.0/21"; allowed: a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits. Run: pulumi config set --stack dev harena:vpcCidr 10.0.0.0/16',
    ],
  },
  {
    mistake: "has a network that is too big",
    change: { config: { vpcCidr: "10.0.0.0/15" } },
    lines: [
      'harena:vpcCidr: got "10.0.0.0/15"; allowed: a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits. Run: pulumi config set --stack dev harena:vpcCidr 10.0.0.0/16',
    ],
  },
  {
    mistake: "has a network on the public internet",
    change: { config: { vpcCidr: "52.0.0.0/16" } },
    lines: [
      'harena:vpcCidr: got "52.0.0.0/16"; allowed: a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits. Run: pulumi config set --stack dev harena:vpcCidr 10.0.0.0/16',
    ],
  },
  {
    mistake: "has host bits in the network's block",
    change: { config: { vpcCidr: "10.0.1.0/16" } },
    lines: [
      'harena:vpcCidr: got "10.0.1.0/16"; allowed: a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits. Run: pulumi config set --stack dev harena:vpcCidr 10.0.0.0/16',
    ],
  },
  {
    mistake: "calls the architecture by another name",
    change: { config: { architecture: "amd64" } },
    lines: [
      'harena:architecture: got "amd64"; allowed: arm64, x86_64. Run: pulumi config set --stack dev harena:architecture x86_64',
    ],
  },
  {
    mistake: "has a malformed e-mail address",
    change: { config: { alarmEmail: "ops" } },
    lines: [
      'harena:alarmEmail: got "ops"; allowed: an e-mail address. Run: pulumi config set --stack dev harena:alarmEmail ops@harena.com',
    ],
  },
  {
    mistake: "has a budget of nothing",
    change: { config: { monthlyBudget: "0" } },
    lines: [
      'harena:monthlyBudget: got "0"; allowed: a number above 0, in US dollars. Run: pulumi config set --stack dev harena:monthlyBudget 40',
    ],
  },
  {
    mistake: "has a currency in its budget",
    change: { config: { monthlyBudget: "$40" } },
    lines: [
      'harena:monthlyBudget: got "$40"; allowed: a number above 0, in US dollars. Run: pulumi config set --stack dev harena:monthlyBudget 40',
    ],
  },
  {
    mistake: "is unsure whether it may be destroyed",
    change: { config: { allowDestroy: "yes" } },
    lines: [
      'harena:allowDestroy: got "yes"; allowed: true, false. Run: pulumi config set --stack dev harena:allowDestroy true',
    ],
  },
  {
    mistake: "has its sleep as text",
    change: { config: { sleep: "20:00-07:00" } },
    lines: [
      'harena:sleep: got "20:00-07:00"; allowed: false, or an object with from, to and timezone. Run: pulumi config set --stack dev harena:sleep false',
    ],
  },
  {
    mistake: "says true to sleep",
    change: { config: { sleep: true } },
    lines: [
      "harena:sleep: got true; allowed: false, or an object with from, to and timezone. Run: pulumi config set --stack dev harena:sleep false",
    ],
  },
  {
    mistake: "sleeps at times and in a zone that do not exist",
    change: { config: { sleep: { from: "8pm", to: "24:00", timezone: "Paris" } } },
    lines: [
      'harena:sleep.from: got "8pm"; allowed: a time of day as HH:MM. Run: pulumi config set --stack dev --path harena:sleep.from 20:00',
      'harena:sleep.to: got "24:00"; allowed: a time of day as HH:MM. Run: pulumi config set --stack dev --path harena:sleep.to 07:00',
      'harena:sleep.timezone: got "Paris"; allowed: an IANA time zone. Run: pulumi config set --stack dev --path harena:sleep.timezone Europe/Paris',
    ],
  },
  {
    mistake: "goes to sleep when it wakes",
    change: { config: { sleep: { from: "20:00", to: "20:00", timezone: "Europe/Paris" } } },
    lines: [
      'harena:sleep.to: got "20:00"; allowed: another time than from. Run: pulumi config set --stack dev --path harena:sleep.to 07:00',
    ],
  },
  {
    mistake: "mistypes a field of sleep",
    change: { config: { sleep: { from: "20:00", to: "07:00", timezone: "Europe/Paris", timeZone: "UTC" } } },
    lines: [
      "harena:sleep.timeZone: unknown; allowed: timezone, the nearest known name. Run: pulumi config rm --stack dev --path harena:sleep.timeZone, and set harena:sleep.timezone instead",
    ],
  },
  {
    mistake: "sleeps in no time zone",
    change: { config: { sleep: { from: "20:00", to: "07:00" } } },
    lines: [
      "harena:sleep.timezone: missing; allowed: an IANA time zone. Run: pulumi config set --stack dev --path harena:sleep.timezone Europe/Paris",
    ],
  },
  {
    mistake: "mistypes a key",
    change: { config: { domian: "harena.com" } },
    lines: [
      "harena:domian: unknown; allowed: domain, the nearest known name. Run: pulumi config rm --stack dev harena:domian, and set harena:domain instead",
    ],
  },
  {
    mistake: "has a key like no other",
    change: { config: { favouriteColour: "blue" } },
    lines: [
      "harena:favouriteColour: unknown; allowed: domain, sizing, appPath, hostedZone, frontendDist, databaseAddress, vpcCidr, architecture, alarmEmail, monthlyBudget, sleep, allowDestroy, services, imageTags, secretArns, DATABASE_URL, BONSAI_URL, SECRET_KEY, DEEPSEEK_API_KEY. Run: pulumi config rm --stack dev harena:favouriteColour",
    ],
  },
  {
    mistake: "mistypes the name of a secret",
    change: { config: { DATABASE_URI: "postgresql://u:pasted-password@h/db" } },
    lines: [
      "harena:DATABASE_URI: unknown; allowed: DATABASE_URL, the nearest known name. Run: pulumi config rm --stack dev harena:DATABASE_URI, and set harena:DATABASE_URL instead",
    ],
  },
  {
    mistake: "has a region that AWS does not have",
    change: { config: { "aws:region": "Ireland" } },
    lines: [
      'aws:region: got "Ireland"; allowed: an AWS region, such as eu-west-1. Run: pulumi config set --stack dev aws:region eu-west-1',
    ],
  },
  {
    mistake: "is called what load balancers cannot be",
    change: { stack: "Feature_42" },
    lines: [
      'stack: got "Feature_42"; allowed: 1 to 25 lower-case letters, digits and inner hyphens, a letter first. Run: pulumi stack rename --stack Feature_42 feature-42',
    ],
  },
  {
    mistake: "has a name too long for load balancers",
    change: { stack: "a".repeat(26) },
    lines: [
      'stack: got "aaaaaaaaaaaaaaaaaaaaaaaaaa"; allowed: 1 to 25 lower-case letters, digits and inner hyphens, a letter first. Run: pulumi stack rename --stack aaaaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
  },
  {
    mistake: "belongs to a project that buckets cannot be called after",
    change: { project: "Harena" },
    lines: [
      'project: got "Harena"; allowed: 1 to 25 lower-case letters, digits and inner hyphens, a letter first. Edit name in Pulumi.yaml.',
    ],
  },
]);
