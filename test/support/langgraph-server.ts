import { spawn } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";

export type RunningServer = {
  readonly url: string;
  /** What it logged so far. */
  log(): string;
  close(): void;
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
): Promise<RunningServer> {
  const port = String(await freePort());
  const script = path.resolve("node_modules/.bin/langgraphjs");
  const server = spawn(
    process.execPath,
    [script, "dev", "--no-browser", "--host", "127.0.0.1", "--port", port],
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
  await isUp;
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    close() {
      // The server starts a watcher of its own: the whole group is ours.
      if (server.pid !== undefined) process.kill(-server.pid, "SIGKILL");
    },
  };
}
