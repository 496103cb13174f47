// Asks a scenario of the lab by a client of npm: node ping.js ioredis|iovalkey|redis.
"use strict";

const fs = require("fs");
const { createRequire } = require("module");

const lab = (name) => process.env["VKCHECK_LAB_" + name];
const load = createRequire(process.cwd() + "/");
const command = lab("COMMAND").split(" ");
const tls = lab("TLS") ? { ca: fs.readFileSync(lab("CA")), rejectUnauthorized: true, requestOCSP: true } : undefined;
const wait = 5000;

function fail(error) {
  console.error(`${error.name}: ${error.message}`);
  process.exit(1);
}

async function byIoredis(Redis) {
  const client = new Redis({
    host: lab("HOST"), port: Number(lab("PORT")), tls,
    connectTimeout: wait, commandTimeout: wait, maxRetriesPerRequest: 0, retryStrategy: () => null,
  });
  client.on("error", fail); // says why, where the command's own error says that the connection is closed
  return client.call(...command);
}

async function byNodeRedis({ createClient }) {
  const client = createClient({
    socket: { host: lab("HOST"), port: Number(lab("PORT")), connectTimeout: wait, socketTimeout: wait, reconnectStrategy: false, ...(tls && { tls: true, ...tls }) },
    disableOfflineQueue: true,
  });
  client.on("error", fail);
  await client.connect();
  return client.sendCommand(command);
}

const module_ = load(process.argv[2]);
(process.argv[2] === "redis" ? byNodeRedis(module_) : byIoredis(module_)).then((reply) => {
  console.log(reply);
  process.exit(0);
}, fail);
