import { describeMistakes, entryWith } from "./fixture";

const user = entryWith();

describeMistakes("a checkout that", [
  {
    mistake: "has no folder for a service",
    change: { catalogue: [user, entryWith({ name: "budget_service", routes: [{ paths: ["/api/x/*"] }] })] },
    lines: [
      'catalogue.budget_service.name: got "budget_service", which is no folder in app; allowed: the name of its folder in the checkout. Edit budget_service in stacks/services.ts: correct its name or harena:appPath, or pin its image with harena:imageTags.budget_service.',
    ],
  },
  {
    mistake: "has no Dockerfile where the entry says",
    change: { catalogue: [entryWith({ dockerfile: "images/user.Dockerfile" })] },
    lines: [
      'catalogue.user_service.dockerfile: got "images/user.Dockerfile"; allowed: a file in app. Edit user_service in stacks/services.ts: give the path of its Dockerfile in the checkout, or leave it out.',
    ],
  },
  {
    mistake: "has no Dockerfile at all for a service",
    change: {
      catalogue: [user, entryWith({ name: "search_service", routes: [{ paths: ["/api/x/*"] }] })],
      files: { "docker/service.Dockerfile": null },
    },
    lines: [
      "catalogue.search_service.dockerfile: missing; allowed: search_service/Dockerfile in the checkout, or docker/service.Dockerfile in the project. Edit search_service in stacks/services.ts: write one of these files.",
    ],
  },
  {
    mistake: "is built by the common Dockerfile with arguments that this file gets anyway",
    change: {
      catalogue: [
        user,
        entryWith({
          name: "search_service",
          routes: [{ paths: ["/api/x/*"] }],
          buildArgs: { SHARED: "harena_core", SERVICE: "search", PORT: "80", HEALTH_PATH: "/" },
        }),
      ],
    },
    lines: ["SERVICE", "PORT", "HEALTH_PATH"].map(
      (name) =>
        `catalogue.search_service.buildArgs.${name}: got an argument that docker/service.Dockerfile gets from the entry's name, port or healthPath; allowed: other arguments of that file. Edit search_service in stacks/services.ts: take it out.`,
    ),
  },
  {
    mistake: "copies .env into an image",
    change: { files: { "app/user_service/Dockerfile": "FROM python\nCOPY user_service .\nCOPY .env .\n" } },
    lines: [
      'app/user_service/Dockerfile:3: got a copy of ".env" into the image; allowed: files without secrets. Edit .dockerignore or that line, so that it stays out: the task gets settings and secrets from the catalogue.',
    ],
  },
  {
    mistake: "copies a folder with .env in it into an image",
    change: { files: { "app/.dockerignore": ".git\n", "app/user_service/.env": "A=1" } },
    lines: [
      'app/user_service/Dockerfile:2: got a copy of "user_service/.env" into the image; allowed: files without secrets. Edit .dockerignore or that line, so that it stays out: the task gets settings and secrets from the catalogue.',
    ],
  },
  {
    mistake: "copies .env by the common Dockerfile",
    change: { files: { "docker/service.Dockerfile": "FROM python\nARG SERVICE\nCOPY .env ${SERVICE} ./\n" } },
    lines: [
      'docker/service.Dockerfile:3: got a copy of ".env" into the image; allowed: files without secrets. Edit .dockerignore or that line, so that it stays out: the task gets settings and secrets from the catalogue.',
    ],
  },
]);
