import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";

export type RunningServer = {
  readonly url: string;
  /** What it logged so far. */
  log(): string;
  close(): void;
  /** Kills the server and all it started, or asks it alone to stop, and waits until all have ended. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
};

type ServerOptions = {
  /** Host it listens on. */
  readonly host?: string;
  /** Runs at a time; as many as the server takes by itself if absent. */
  readonly jobs?: number;
  /** Folder in which the server keeps its threads; this repository if absent. A server started again there finds them. */
  readonly project?: string;
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, "127.0.0.1", resolve);
  });
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Starts `langgraphjs dev` on a free port and waits until it serves. Takes a second or two; its log is in the error if it ends. */
export async function startLangGraphServer(
  env: Readonly<Record<string, string>>,
  { host = "127.0.0.1", project, jobs = 10 }: ServerOptions = {},
): Promise<RunningServer> {
  if (project !== undefined) await writeProject(project);
  const port = String(await freePort());
  const script = path.resolve("node_modules/.bin/langgraphjs");
  const args = [
    "dev",
    "--no-browser",
    "--host",
    host,
    "--port",
    port,
    "--n-jobs-per-worker",
    String(jobs),
  ];
  const server = spawn(
    process.execPath,
    [script, ...args, ...(project === undefined ? [] : ["--config", project])],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let log = "";
  const { promise: isUp, resolve, reject } = Promise.withResolvers<void>();
  const onOutput = (text: Buffer): void => {
    log += text.toString();
    if (log.includes("Server running at")) resolve();
  };
  server.stdout.on("data", onOutput);
  server.stderr.on("data", onOutput);
  server.on("exit", () => reject(new Error(`the server did not start:\n${log}`)));
  // Whoever it started holds its output open: closed, they have ended too.
  const ended = Promise.all([once(server.stdout, "close"), once(server.stderr, "close")]);
  await isUp;
  const send = (signal: "SIGTERM" | "SIGKILL"): void => {
    if (server.pid === undefined) return;
    // The server starts a watcher of its own: the whole group is ours. Asked to stop, it passes that on.
    process.kill(signal === "SIGKILL" ? -server.pid : server.pid, signal);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    close: () => send("SIGKILL"),
    async end(signal) {
      send(signal);
      await ended;
    },
  };
}

/** A project of its own with the graphs of this repository: the server keeps its threads beside `langgraph.json`. */
async function writeProject(project: string): Promise<void> {
  await mkdir(project, { recursive: true });
  const file = "langgraph.json";
  const here = path.relative(project, process.cwd());
  const settings = await readFile(file, "utf8");
  await writeFile(path.join(project, file), settings.replaceAll('"./', `"${here}/`));
}
