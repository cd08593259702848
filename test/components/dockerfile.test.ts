import assert from "node:assert/strict";
import {
  copiesOf,
  exposedPorts,
  isSecretFile,
  secretCopies,
  tmpWarning,
  userOf,
  volumesOf,
  type ContextCopy,
} from "../../components/dockerfile";

const lines = (...text: string[]): string => text.join("\n");

function copy(line: number, ...sources: string[]): ContextCopy {
  return { line, keyword: "COPY", sources, unresolved: false };
}

describe("what a Dockerfile takes from its build context", () => {
  it("is every source of COPY and ADD, relative to the context's root", () => {
    const text = lines(
      "FROM python:3.11-slim",
      "WORKDIR /app",
      "COPY requirements.txt ./",
      "copy --chown=10:10 --link /user_service/ ./common /app/",
      "ADD vendor.tar.gz \\",
      "    # why it is here",
      "    extra/ /opt/",
      "COPY ../outside /x",
    );
    assert.deepEqual(copiesOf(text), [
      copy(3, "requirements.txt"),
      copy(4, "user_service", "common"),
      { line: 5, keyword: "ADD", sources: ["vendor.tar.gz", "extra"], unresolved: false },
      copy(8, "outside"),
    ]);
  });

  it("is not what comes from stages, images, the web or here-documents", () => {
    const text = lines(
      "FROM python AS build",
      "COPY --from=build /a /b",
      "COPY --from=nginx:1 /a /b",
      "ADD https://example.com/a.tar.gz git@example.com:a/b.git ssh://git@example.com/c.git local.txt /b/",
      "COPY <<EOF /etc/settings",
      "COPY . .",
      "EOF",
      "COPY a <<-EOT /etc/",
      "\tx",
      "\tEOT",
      "RUN <<EOF",
      "COPY . .",
      "EOF",
      "ONBUILD COPY . .",
    );
    assert.deepEqual(copiesOf(text), [
      { line: 4, keyword: "ADD", sources: ["local.txt"], unresolved: false },
      copy(8, "a"),
    ]);
  });

  it("reads the JSON form, with spaces in names, and keeps wildcards", () => {
    const text = lines(
      "FROM x",
      'COPY ["my files/", "b.txt", "/dest dir/"]',
      "COPY req*.txt pkg/[ab]?.py /x/",
    );
    assert.deepEqual(copiesOf(text), [copy(2, "my files", "b.txt"), copy(3, "req*.txt", "pkg/[ab]?.py")]);
  });

  it("follows ARG defaults, build arguments, ENV, and stages that start from stages", () => {
    const text = lines(
      "ARG SERVICE=default_service",
      "ARG BASE=python",
      "FROM ${BASE} AS base",
      "ARG SERVICE",
      "ENV DIR=$SERVICE/src COMMON=common",
      "COPY $DIR /app",
      "FROM base",
      "COPY ${COMMON} ${MISSING:-fallback} ${SERVICE:+given} \\$literal /app/",
      "ENV COMMON=other",
      "COPY $COMMON /app/",
    );
    const rest = [copy(8, "common", "fallback", "given", "$literal"), copy(10, "other")];
    assert.deepEqual(copiesOf(text), [copy(6, "default_service/src"), ...rest]);
    assert.deepEqual(copiesOf(text, { SERVICE: "user_service" }), [copy(6, "user_service/src"), ...rest]);
  });

  it("has the global ARG only in stages that declare it", () => {
    const text = lines("ARG S=a", "FROM x", "COPY $S /x", "ARG S", "COPY $S /x", "ARG S=b", "COPY $S /x");
    assert.deepEqual(copiesOf(text), [
      { line: 3, keyword: "COPY", sources: [], unresolved: true },
      copy(5, "a"),
      copy(7, "b"),
    ]);
  });

  it("is unresolved when a variable may come from the base image", () => {
    assert.deepEqual(copiesOf(lines("FROM x", "COPY a $HOME/b /x/", "COPY ${A#b} /x")), [
      { line: 2, keyword: "COPY", sources: ["a"], unresolved: true },
      { line: 3, keyword: "COPY", sources: [], unresolved: true },
    ]);
  });

  it("counts the bind mounts of RUN that name no other source of files", () => {
    const text = lines(
      "FROM x",
      "RUN --mount=type=bind,source=requirements.txt,target=/r --mount=type=cache,target=/c pip install",
      "RUN --mount=target=/src make",
      "RUN --mount=from=y,src=a,target=/src --mount=type=secret,id=s make",
    );
    assert.deepEqual(copiesOf(text), [
      { line: 2, keyword: "RUN", sources: ["requirements.txt"], unresolved: false },
      { line: 3, keyword: "RUN", sources: ["."], unresolved: false },
    ]);
  });

  it("is the whole context for COPY . and for an empty path", () => {
    assert.deepEqual(copiesOf(lines("FROM x", "COPY . /app", "COPY ./ /app", "COPY / /app")), [
      copy(2, "."),
      copy(3, "."),
      copy(4, "."),
    ]);
  });
});

describe("secrets that a Dockerfile copies", () => {
  it("are .env files, named directly or by a wildcard", () => {
    const text = lines(
      "FROM x",
      "COPY .env /app/",
      "COPY config/.env.production .env.example /app/",
      "COPY .env* /app/",
      "COPY .env.ex* /app/",
      "RUN --mount=source=.env,target=/e true",
      "COPY environment .envrc *.env /app/",
    );
    assert.deepEqual(secretCopies(copiesOf(text)), [
      { line: 2, source: ".env" },
      { line: 3, source: "config/.env.production" },
      { line: 4, source: ".env*" },
    ]);
  });

  it("are told by their names", () => {
    const names = [".env", ".env.local", ".env.example", ".env.sample", ".envrc", "env", "x.env"];
    assert.deepEqual(names.filter(isSecretFile), [".env", ".env.local"]);
  });
});

describe("how a container starts", () => {
  const text = lines(
    "FROM python AS build",
    "USER nobody",
    "VOLUME /build",
    "EXPOSE 1",
    "FROM python AS base",
    "ARG PORT=8000",
    "USER root",
    'VOLUME ["/tmp", "/data dir"]',
    "EXPOSE $PORT 9000-9002/udp ${UNKNOWN} 8000",
    "FROM base",
    "COPY --from=build /a /b",
    "USER ${APP_USER:-app}:staff",
    "VOLUME /a /b",
  );

  it("comes from the last stage and those that it starts from", () => {
    assert.equal(userOf(text), "app");
    assert.deepEqual(volumesOf(text), ["/tmp", "/data dir", "/a", "/b"]);
    assert.deepEqual(exposedPorts(text), [8000, 9000, 9001, 9002]);
    assert.deepEqual(exposedPorts(text, { PORT: "3000" }), [3000, 9000, 9001, 9002, 8000]);
  });

  it("has no user, volume or port that its Dockerfile does not give", () => {
    assert.equal(userOf("FROM x"), undefined);
    assert.deepEqual(volumesOf("FROM x"), []);
    assert.deepEqual(exposedPorts("FROM x"), []);
    assert.equal(userOf(lines("FROM x", "USER $FROM_BASE")), "$FROM_BASE");
  });

  it("warns when a user without rights would find /tmp closed", () => {
    assert.equal(
      tmpWarning(lines("FROM x", "USER 10001")),
      "the container runs as 10001, and its Dockerfile does not declare VOLUME /tmp: on Fargate the mounted /tmp then " +
        'belongs to root and cannot be written; add "VOLUME /tmp" before the last USER instruction',
    );
    assert.equal(tmpWarning(text), undefined);
    assert.equal(tmpWarning(lines("FROM x", "VOLUME /tmp/", "USER app")), undefined);
    assert.equal(tmpWarning(lines("FROM x", "USER app", "USER root:root")), undefined);
    assert.equal(tmpWarning(lines("FROM x", "USER 0")), undefined);
    assert.equal(tmpWarning("FROM x"), undefined);
    assert.ok(tmpWarning(lines("FROM x", "VOLUME /tmp/cache", "USER app")));
  });
});
