import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { emptyAnswer } from "#src/domain/model-answer.ts";
import type { Fault, ReceivedRequest, Reply } from "#test/fakes/ollama-server.ts";
import { startOllamaDouble } from "#test/fakes/ollama-server.ts";

const help = `A double of an Ollama server, to try Fanfold without a model. It reads nothing: every chat gets the same answer.

  npm run fake-ollama -- [options]

  --port N            port on 127.0.0.1 (default 11434, Ollama's own)
  --model NAME        model it claims to have; may be given several times (default qwen3:4b-instruct)
  --vision            the models take images
  --answer FILE.json  answer every chat with this JSON (default: a document that states nothing)
  --delay-ms N        wait before the first byte of an answer
  --token TOKEN       want this bearer token
  --fault KIND        status, html, error_line, cut, no_done, reset or hang
  --help              this text
`;

const faults: Readonly<Record<Fault["kind"], Fault>> = {
  status: { kind: "status", status: 500, error: "llama runner process has terminated" },
  html: { kind: "html" },
  error_line: { kind: "error_line", afterChunks: 1, error: "llama runner process has terminated" },
  cut: { kind: "cut", afterChunks: 1 },
  no_done: { kind: "no_done", afterChunks: 1 },
  reset: { kind: "reset" },
  hang: { kind: "hang" },
};

type Settings = {
  readonly port: number;
  readonly models: readonly string[];
  readonly hasVision: boolean;
  readonly token: string | undefined;
  readonly reply: Reply;
};

/** What the command line asks for; `undefined` is the help. Throws on an option or value it does not know. */
async function parseSettings(args: readonly string[]): Promise<Settings | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "11434" },
      model: { type: "string", multiple: true, default: ["qwen3:4b-instruct"] },
      vision: { type: "boolean", default: false },
      answer: { type: "string" },
      "delay-ms": { type: "string", default: "0" },
      token: { type: "string" },
      fault: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    port: parseWhole("--port", values.port, 65_535),
    models: values.model,
    hasVision: values.vision,
    token: values.token,
    reply: {
      content: values.answer === undefined ? emptyAnswer : await readAnswer(values.answer),
      headerDelayMs: parseWhole("--delay-ms", values["delay-ms"], 2 ** 31 - 1),
      ...(values.fault === undefined ? {} : { fault: parseFault(values.fault) }),
    },
  };
}

function parseWhole(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new Error(`${option} must be a whole number from 0 to ${max}, not "${text}"`);
}

function parseFault(kind: string): Fault {
  if (Object.hasOwn(faults, kind)) return faults[kind as Fault["kind"]];
  throw new Error(`--fault must be one of ${Object.keys(faults).join(", ")}, not "${kind}"`);
}

async function readAnswer(file: string): Promise<object> {
  const answer: unknown = JSON.parse(await readFile(file, "utf8"));
  if (typeof answer === "object" && answer !== null) return answer;
  throw new Error(`${file} must hold a JSON object`);
}

/** One line: what was asked, by how much text, and how it ended. */
function describe(request: ReceivedRequest, status: number): string {
  const { method, path, body, receivedAtMs, abortedAtMs, isAnswered } = request;
  const asked = (typeof body === "object" ? body : undefined) as
    | { model?: unknown; messages?: unknown; format?: unknown }
    | undefined;
  const ended = isAnswered ? `${status}` : abortedAtMs === undefined ? "cut" : "client went away";
  return [
    new Date(receivedAtMs).toISOString(),
    method,
    JSON.stringify(path),
    asked?.model === undefined ? "" : JSON.stringify(asked.model),
    asked?.messages === undefined
      ? ""
      : `${JSON.stringify(asked.messages).length} characters of messages`,
    asked?.format === undefined ? "" : "with format",
    `${ended} after ${(abortedAtMs ?? Date.now()) - receivedAtMs} ms`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

async function main(): Promise<void> {
  const settings = await parseSettings(process.argv.slice(2));
  if (settings === undefined) return console.log(help);
  const { models, hasVision, token, reply } = settings;
  const capabilities = hasVision ? ["completion", "vision"] : ["completion"];
  const double = await startOllamaDouble({
    port: settings.port,
    models: models.map((name) => ({ name, capabilities })),
    ...(token === undefined ? {} : { token }),
    reply: () => reply,
    onEnd: (request, status) => console.log(describe(request, status)),
  });
  console.log(`A double of an Ollama server, no model: ${double.url}`);
  console.log(
    `It answers every chat with ${reply.fault?.kind ?? "the same JSON"}. Ctrl-C ends it.`,
  );
  process.once("SIGINT", () => void double.close());
  process.once("SIGTERM", () => void double.close());
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    console.error(error instanceof Error ? error.message : error);
    if (isTaken)
      console.error("Another server, perhaps a real Ollama, is there: choose another --port.");
    process.exitCode = 2;
  });
}
