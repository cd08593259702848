# An image for any Python service of the application that has no Dockerfile of its own.
#
#   docker build -f docker/service.Dockerfile --build-arg SERVICE=search_service ../application
#
# The context is the root of the application's checkout. What it expects there:
#
#   <SERVICE>/main.py    with the ASGI application `app`
#   requirements.txt     in <SERVICE>/, or else at the root
#   harena_common/       what the services share; see SHARED below
#
# Packages are installed again only when a requirements file has changed, and then BuildKit's cache mount spares their
# download. That mount is the one thing here that only BuildKit knows; for the classic builder leave it out:
#
#   sed 's/ --mount=[^ ]*//' docker/service.Dockerfile > plain.Dockerfile

# Debian with Python 3.11 or later, whose `pip` knows `--python` (22.3). Pin it by digest for images that can be rebuilt exactly.
ARG PYTHON_IMAGE=python:3.11-slim

# --- Dependencies: a layer of the requirements' content alone, so that services with the same requirements share it ----------
FROM scratch AS requirements
ARG SERVICE
# The patterns make either file optional, and the service's own, copied last, wins.
COPY requirements.tx[t] ${SERVICE}/requirements.tx[t] /

FROM ${PYTHON_IMAGE} AS dependencies
ENV PIP_CACHE_DIR=/var/cache/pip PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY --from=requirements /requirements.txt ./
# The environment gets no pip: a running service installs nothing. pip compiles the modules; a task cannot.
# hadolint ignore=DL3042 -- the cache lies in a mount, or in this stage, of which the image takes nothing else
RUN --mount=type=cache,target=/var/cache/pip \
    python3 -m venv --without-pip /opt/venv \
 && python3 -m pip --python /opt/venv/bin/python install --requirement requirements.txt

# --- Source: the service and what it shares, and nothing else of the checkout -----------------------------------------------
FROM ${PYTHON_IMAGE} AS source
ARG SERVICE
# Up to three packages at the checkout's root that services import; change the defaults here when the application's are called
# otherwise. COPY names each by itself, so that a change elsewhere in the checkout makes no new image: a copy of everything
# would, and COPY empties a list of folders into one. An unused argument repeats the first.
ARG SHARED=harena_common
ARG SHARED_2=${SHARED}
ARG SHARED_3=${SHARED}
WORKDIR /app
RUN : "${SERVICE:?Say which service: --build-arg SERVICE=<package>}"
COPY ${SHARED} ./${SHARED}
COPY ${SHARED_2} ./${SHARED_2}
COPY ${SHARED_3} ./${SHARED_3}
COPY ${SERVICE} ./${SERVICE}
RUN leaked="$(find . -name '.env' -o -name '.env.*' ! -name '.env.example')"; \
    [ -z "$leaked" ] || { echo "ERROR: add **/.env* to .dockerignore; an image would show $leaked" >&2; exit 1; }
# Compiled against the source's content: the task can write no cache, and file times differ from build to build.
RUN find . -name Dockerfile -delete \
 && python3 -m compileall -q -f --invalidation-mode checked-hash . \
 && chmod -R u=rwX,go=rX .

# --- The image ---------------------------------------------------------------------------------------------------------------
FROM ${PYTHON_IMAGE}
# Fixed numbers, so that volumes and policies can name them. The base image's own pip and its kin go: what gets into a
# container cannot install more with them.
RUN groupadd --gid 10001 app \
 && useradd --uid 10001 --gid app --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin app \
 && chmod 1777 /tmp \
 && find /usr -depth -regextype posix-extended -regex \
      '.*/((site|dist)-packages/(pip|setuptools|wheel|pkg_resources|_distutils_hack)([-.][^/]*)?|ensurepip|bin/pip[0-9.]*)' \
      -exec rm -rf {} +

WORKDIR /app
# What belongs to root cannot be changed by the service.
COPY --from=dependencies /opt/venv /opt/venv

# Up to here every service has the same layers.
ARG SERVICE
ARG PORT=8000
ARG HEALTH_PATH=/health
COPY --from=source /app /app

# All of these may be set anew when the container starts. uvicorn reads its own UVICORN_* variables wherever the command line
# is silent, so the port and the timeouts stay off it.
# - Keep-alive above the load balancer's idle timeout of 310 s; else it sends requests into connections that are just closing.
# - Graceful shutdown just below the two minutes that Fargate grants at most, so that streamed answers end whole.
# - Forwarded addresses are believed from private networks only: the last hop outside them is the client.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SERVICE=${SERVICE} \
    UVICORN_PORT=${PORT} \
    HEALTH_PATH=${HEALTH_PATH} \
    UVICORN_TIMEOUT_KEEP_ALIVE=320 \
    UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN=115 \
    FORWARDED_ALLOW_IPS=127.0.0.1,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10

USER 10001:10001
EXPOSE ${PORT}

# Without curl, which slim images lack. A status of 400 and above is an exception, and so exit code 1.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['UVICORN_PORT'] + os.environ['HEALTH_PATH'], timeout=4)"]

# With a read-only root file system the only place to write. A Fargate volume mounted here takes the permissions it has in
# the image, and only if the image declares it.
VOLUME /tmp

# The shell fills in the name and is replaced: uvicorn is process 1 and gets SIGTERM itself.
CMD ["sh", "-c", "exec uvicorn \"${SERVICE}.main:app\" --host 0.0.0.0 --proxy-headers --no-server-header"]
