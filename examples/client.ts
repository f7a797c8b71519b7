/**
 * A Fanfold client with LangGraph's SDK: sends invoices, follows their batch and prints the results; puts one invoice before a person.
 *
 * ```sh
 * npm install @langchain/langgraph-sdk
 * export FANFOLD_URL=http://127.0.0.1:2024   # this is the default
 * export FANFOLD_API_TOKEN=...               # with the roles run and review; none for a server that has no tokens
 * node client.ts process invoice.pdf invoice.xml
 * node client.ts review <batchId> invoice.pdf
 * ```
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { Client } from "@langchain/langgraph-sdk";

const { FANFOLD_URL: url = "http://127.0.0.1:2024", FANFOLD_API_TOKEN: token = "" } = process.env;
const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
const client = new Client({
  apiUrl: url,
  apiKey: null,
  defaultHeaders: headers,
  callerOptions: { maxRetries: 1 },
});

/** An event of a batch under way, as far as it is read here; docs/events.schema.json has all. */
type Progress = { type: string; done: number; total: number; etaSeconds?: number };

/** A record, as far as it is read here; docs/result.schema.json has all. */
type Result = {
  file: string;
  status: "decided" | "awaiting_review" | "quarantined";
  decision?: { action: string; reasons: string[] };
  error?: { code: string; message: string };
};

/** What a run of the `review` graph ends with: a question, or what became of the answer. */
type Reviewed = {
  __interrupt__?: [{ value: [{ action_request: Form; description: string }] }];
  verdict?: { status: string; review?: { action: string; reviewer: string } };
};
type Form = { action: string; args: Record<string, unknown> };

async function processInvoices(files: string[]): Promise<void> {
  // Known before the run is: whatever breaks meanwhile, the batch can be asked for.
  const batchId = randomUUID();
  const paths = await Promise.all(files.map(toDataUrl));
  const { thread_id: thread } = await client.threads.create();
  const events = client.runs.stream(thread, "invoice_batch", {
    input: { paths, batchId },
    streamMode: ["custom"],
    onDisconnect: "continue",
  });
  for await (const { event, data } of events) {
    if (event === "error") throw new Error(JSON.stringify(data));
    if (event !== "custom") continue;
    const { type, done, total, etaSeconds = "?" } = data as Progress;
    if (type !== "batch.progress") continue;
    console.error(`batch ${batchId}: ${done} of ${total} documents, ${etaSeconds} s left`);
  }
  const answer = await fetch(`${url}/batches/${batchId}/results`, { headers });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
  for (const line of (await answer.text()).trim().split("\n")) {
    const { file, status, decision, error } = JSON.parse(line) as Result;
    const reasons = decision?.reasons ?? [error?.message];
    console.log([file, decision?.action ?? status, reasons.join(" ")].join("\t"));
  }
}

/** A document inside the request: the server needs no disk of ours. One on its disk is named by its path instead. */
async function toDataUrl(file: string): Promise<string> {
  const name = encodeURIComponent(path.basename(file));
  return `data:application/octet-stream;name=${name};base64,${await readFile(file, "base64")}`;
}

async function review(batchId: string, file: string): Promise<void> {
  // A thread for each invoice: a resume answers every question of its thread.
  const { thread_id: thread } = await client.threads.create();
  const run = async (payload: Parameters<typeof client.runs.wait>[2]): Promise<Reviewed> =>
    (await client.runs.wait(thread, "review", payload)) as Reviewed;
  let { __interrupt__: asked, verdict } = await run({ input: { batchId, file } });
  const lines = createInterface({ input: process.stdin });
  const typed = lines[Symbol.asyncIterator]();
  // An answer that decides nothing is asked for again; the description says why.
  while (asked !== undefined) {
    const [{ description, action_request: form }] = asked[0].value;
    console.log(description);
    process.stderr.write("approve, reject or ignore, and a comment: ");
    const { value: line = "ignore" } = await typed.next();
    const answer = { command: { resume: [toAnswer(line, form)] } };
    ({ __interrupt__: asked, verdict } = await run(answer));
  }
  lines.close();
  const { action = "left waiting", reviewer = "nobody" } = verdict?.review ?? {};
  console.log(`${verdict?.status}: ${action}, by ${reviewer}`);
}

/** The form, filled in. The server takes its token's name for the reviewer's, if it has tokens. */
function toAnswer(line: string, { action, args }: Form): object {
  const [decision = "", ...comment] = line.trim().split(" ");
  if (decision === "ignore") return { type: "ignore" };
  const filled = { decision, comment: comment.join(" "), reviewer: userInfo().username };
  return { type: "edit", args: { action, args: { ...args, ...filled } } };
}

const [command, ...names] = process.argv.slice(2);
const [batchId, file] = names;
try {
  if (command === "process" && names.length > 0) await processInvoices(names);
  else if (command === "review" && batchId && file) await review(batchId, file);
  else {
    console.error("usage: client.ts process <file>... | review <batchId> <file>");
    process.exitCode = 2;
  }
} catch (error) {
  console.error(`${url}: ${error instanceof Error ? error.message : String(error)}`);
  // Not only the exit code: it may still wait for a line.
  process.exit(1);
}
