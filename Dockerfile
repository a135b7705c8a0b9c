# docker build --tag headlint . && docker run --rm --volume "$PWD:/workdir:ro" headlint lint .
FROM node:24-alpine AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts && npm run build && mkdir /pack && npm pack --ignore-scripts --pack-destination /pack

FROM node:24-alpine
LABEL org.opencontainers.image.title="headlint" \
      org.opencontainers.image.description="Finds why a Kubernetes headless Service, or the workload behind it, will not do what its author meant." \
      org.opencontainers.image.source="https://github.com/headlint/headlint" \
      org.opencontainers.image.documentation="https://github.com/headlint/headlint#readme" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN --mount=type=bind,from=build,source=/pack,target=/pack npm install --global --offline /pack/*.tgz
USER 1000:1000
WORKDIR /workdir
ENTRYPOINT ["headlint"]
