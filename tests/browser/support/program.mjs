// The program under test: an installation of its own in a folder of its own, on a free port, as tests/src/program.rs does it.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const FILE = process.env.CHUANGCHENG_TEST_BIN ?? path.join(ROOT, "target/debug/chuangcheng");
const SITE = process.env.CHUANGCHENG_SITE_DIR ?? path.join(ROOT, "target/site");

/** The password of everybody that tests add. */
export const PASSWORD = "correct horse battery";

export class Program {
  address = "";
  /** Passwords of the people of the fictional banner, by login, which is their role. */
  people = {};
  /** The built site; another one makes another version of the service worker. */
  site = SITE;
  #folder;
  #process;
  #printed;

  /** A fresh installation, with the fictional banner in it if wished; it does not serve yet. */
  static async install({ demo = false } = {}) {
    const program = new Program();
    program.#folder = await mkdtemp(path.join(tmpdir(), "chuangcheng-"));
    if (demo) {
      const told = await program.run(["demo"]);
      for (const [, login, password] of told.matchAll(/^(\S+) +\S+ +(\S+)$/gm)) program.people[login] = password;
    }
    return program;
  }

  /** A fresh installation that serves. */
  static async start(options) {
    const program = await Program.install(options);
    await program.serve();
    return program;
  }

  #start(args, stdio) {
    const env = {
      ...process.env,
      CHUANGCHENG_DATA_DIR: path.join(this.#folder, "data"),
      CHUANGCHENG_LISTEN: this.address ? new URL(this.address).host : "127.0.0.1:0",
      CHUANGCHENG_SITE_DIR: this.site,
      CHUANGCHENG_RATE_LIMITS: "off",
    };
    return spawn(FILE, args, { cwd: this.#folder, env, stdio });
  }

  /** Runs a command that must succeed; what it printed. */
  async run(args, input = "") {
    const child = this.#start(args, ["pipe", "pipe", "pipe"]);
    // A command that does not read its input closes it early; that is no failure.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
    const ended = new Promise((resolve) => child.on("close", resolve));
    const [out, said, status] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
    if (status !== 0) throw new Error(`chuangcheng ${args.join(" ")} ended with ${status}: ${said}`);
    return out;
  }

  /** Serves, on the port of before if it served already, and returns when it listens. */
  async serve() {
    const child = this.#start(["serve"], ["ignore", "pipe", "pipe"]);
    child.stderr.pipe(createWriteStream(path.join(this.#folder, "server.log"), { flags: "a" }));
    this.#process = child;
    this.#printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.address = (await this.#told(/^listening on (http:\S+?)\/?$/))[1];
  }

  /** The link that makes the first administrator, of an installation that has none. */
  async setupLink() {
    return (await this.#told(/(http:\S+\/setup\/\S+)/))[1];
  }

  /** Waits for a line that the server prints. */
  async #told(pattern) {
    for (let next = await this.#printed.next(); !next.done; next = await this.#printed.next()) {
      const found = pattern.exec(next.value);
      if (found) return found;
    }
    throw new Error(`the server ended: ${await this.log()}`);
  }

  /** Ends the server at once, as a power cut would. */
  async kill() {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** Stops the server without ending it: connections are taken and nobody answers. */
  pause() {
    this.#process?.kill("SIGSTOP");
  }

  /** Lets it go on. */
  resume() {
    this.#process?.kill("SIGCONT");
  }

  /** Ends the server and removes everything. */
  async remove() {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  log() {
    return readFile(path.join(this.#folder, "server.log"), "utf8");
  }

  /** Writes a file beside the data; its path. */
  async file(name, content) {
    const file = path.join(this.#folder, name);
    await writeFile(file, content);
    return file;
  }

  /** Adds somebody whose login is `login`, by default the role's name with `-1`. */
  async addPerson(role, login = `${role}-1`) {
    await this.run(["user", "add", "--login", login, "--role", role], PASSWORD);
    return login;
  }

  /** A client of the API with a token of this scope. */
  async machine(scope = "office") {
    const token = (await this.run(["token", "create", "--name", scope, "--scope", scope])).trim();
    return new Api(this.address, token);
  }
}

/** A small client of the API. */
export class Api {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  async send(method, where, body, type = "application/json") {
    const headers = { authorization: `Bearer ${this.token}` };
    if (body !== undefined) headers["content-type"] = type;
    const content = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const answer = await fetch(`${this.address}/api/v1${where}`, { method, headers, body: content });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  get(where) {
    return this.send("GET", where);
  }

  /** Sends a report; its receipt. */
  report(fields = {}) {
    const body = {
      category: "exposed_rubbish",
      description: "垃圾桶旁有散落垃圾",
      observed_at: new Date().toISOString(),
      channel: "resident",
      location: { lat: 38.4385, lng: 107.5235, accuracy_m: 12, source: "device", datum: "wgs84" },
      photos: [],
      ...fields,
    };
    return this.send("PUT", `/reports/${uuid()}`, body);
  }

  /** Everything about the newest report. */
  async newest() {
    const { reports } = await this.get("/reports");
    return this.get(`/reports/${reports[0].id}`);
  }
}

/** A new UUIDv7. */
export function uuid() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
