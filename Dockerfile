# Weft: API, worker and command line in one image. `docker run … weft up --only api`.

FROM node:20-slim AS build
WORKDIR /weft
COPY package.json package-lock.json ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# The dependencies that run it. Its database is another container (DATABASE_URL), so the embedded Postgres is left out.
FROM node:20-slim AS dependencies
WORKDIR /weft
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:20-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    WEFT_HOME=/var/lib/weft
WORKDIR /weft
COPY --from=dependencies /weft/node_modules node_modules
COPY --from=build /weft/dist dist
COPY bin bin
COPY examples examples
COPY package.json ./
# Of the image's account `node` is what Weft writes; the program itself is root's.
RUN ln -s /weft/bin/weft.mjs /usr/local/bin/weft && mkdir -p /var/lib/weft /workspace && chown node:node /var/lib/weft
USER node
WORKDIR /workspace
VOLUME ["/var/lib/weft"]
EXPOSE 3000
# PID 1 hands signals on and waits: `weft up` stops what it started.
ENTRYPOINT ["weft"]
CMD ["up"]
