# Pacer: worker, command line and the small Marathon. Debian, since Temporal's SDK has no build for musl.
FROM node:20.20.2-bookworm-slim

# The SDK checks Temporal's certificate against the system's authorities.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/pacer
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY tsconfig.json ./
COPY bin bin
COPY scripts scripts
COPY docker docker
# A checkout without a umask; the worker refuses a configuration that everybody may write.
RUN chmod -R o-w docker
COPY examples examples
COPY activities activities
COPY workflows workflows
COPY src src

USER node
CMD ["node", "bin/pacer.mjs", "worker"]
