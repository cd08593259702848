# Stands in for the official nginx image where no registry answers.
ARG BASE
FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx-light curl \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
CMD ["nginx", "-g", "daemon off;"]
