import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { ChatRequest } from "../ollama-server.ts";
import { Refusal } from "./refusal.ts";

/** A longer request is refused with 413; a page rendered for a vision model has about 1 MiB. */
const bodyBytesMax = 64 * 1024 * 1024;

/** The body as text. Throws a `Refusal` if it is too long. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    // The rest is read and dropped: a client that still sends would not see the answer.
    if (sizeBytes <= bodyBytesMax) chunks.push(chunk);
  }
  if (sizeBytes > bodyBytesMax) throw new Refusal(413, "http: request body too large");
  return Buffer.concat(chunks).toString("utf8");
}

/** The body as JSON if it is any, else as it came, so that tests can look at it. */
export function bodyAsSent(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** The body in the form a route expects. Throws a `Refusal` with status 400 if it is no such JSON. */
export function parseBody<T>(text: string, schema: z.ZodType<T>): T {
  if (text.trim() === "") throw new Refusal(400, "missing request body");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `invalid JSON: ${String(error)}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(400, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`);
}

const ChatBody = z.object({
  model: z.string().nullish(),
  messages: z
    .array(
      z.object({
        role: z.string().nullish(),
        content: z.string().nullish(),
        images: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  format: z.unknown().optional(),
  options: z.record(z.string(), z.unknown()).nullish(),
  think: z.union([z.boolean(), z.string()]).nullish(),
  keep_alive: z.union([z.number(), z.string()]).nullish(),
  stream: z.boolean().nullish(),
});

const integerOptions = new Set(["num_ctx", "num_predict", "seed", "top_k", "num_gpu"]);

/** What `/api/chat` understands of a body. Throws a `Refusal` for what the server would not take. */
export function parseChat(text: string): Omit<ChatRequest, "index"> {
  const body = parseBody(text, ChatBody);
  if (!body.model) throw new Refusal(400, "model is required");
  checkOptions(body.options ?? {});
  parseKeepAlive(body.keep_alive ?? undefined);
  return {
    model: body.model,
    messages: (body.messages ?? []).map((message) => {
      if (!message.role) throw new Refusal(400, 'invalid role: ""');
      message.images?.forEach(checkImage);
      return {
        role: message.role,
        content: message.content ?? "",
        ...(message.images ? { images: message.images } : {}),
      };
    }),
    options: body.options ?? {},
    stream: body.stream ?? true,
    ...("format" in body ? { format: body.format } : {}),
    ...("think" in body ? { think: body.think } : {}),
    ...("keep_alive" in body ? { keep_alive: body.keep_alive } : {}),
  };
}

function checkOptions(options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    if (integerOptions.has(name) && !Number.isInteger(value)) {
      throw new Refusal(400, `option "${name}" must be of type integer`);
    }
  }
}

/** Base64 alone: a `data:` prefix is refused like any other letter that is not base64. */
function checkImage(image: string): void {
  if (image === "") throw new Refusal(400, "invalid image input");
  const wrongAt = image.search(/[^A-Za-z0-9+/]/);
  const isPadding = wrongAt >= 0 && /^={1,2}$/.test(image.slice(wrongAt));
  if ((wrongAt >= 0 && !isPadding) || image.length % 4 !== 0) {
    throw new Refusal(
      400,
      `illegal base64 data at input byte ${wrongAt < 0 ? image.length : wrongAt}`,
    );
  }
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** How long a model stays loaded, in seconds; 300 where nothing is said, endless for a negative value. */
export function parseKeepAlive(keepAlive: unknown): number {
  if (keepAlive === undefined || keepAlive === null) return 300;
  if (typeof keepAlive === "number") return keepAlive < 0 ? Number.POSITIVE_INFINITY : keepAlive;
  if (typeof keepAlive !== "string") throw new Refusal(400, "invalid keep_alive");
  const text = keepAlive;
  if (/^-?\d+$/.test(text) && text !== "0") {
    throw new Refusal(400, `time: missing unit in duration "${text}"`);
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const isDuration = text === "0" || /^-?(\d+(\.\d+)?(ms|s|m|h))+$/.test(text);
  if (!isDuration) throw new Refusal(400, `time: invalid duration "${text}"`);
  if (text.startsWith("-")) return Number.POSITIVE_INFINITY;
  return parts.reduce(
    (seconds, [, count, unit]) => seconds + Number(count) * (unitSeconds[unit ?? "s"] ?? 1),
    0,
  );
}

/** Throws a `Refusal` for what the model cannot do. */
export function checkModel(
  asked: Omit<ChatRequest, "index">,
  capabilities: readonly string[],
): void {
  if (!capabilities.includes("completion"))
    throw new Refusal(400, `"${asked.model}" does not support chat`);
  if (asked.think && !capabilities.includes("thinking"))
    throw new Refusal(400, `"${asked.model}" does not support thinking`);
  if (asked.messages.some(({ images }) => images?.length) && !capabilities.includes("vision"))
    throw new Refusal(500, "this model is missing data required for image input");
  const { format } = asked;
  const isFormat =
    format === undefined ||
    format === null ||
    format === "" ||
    format === "json" ||
    (typeof format === "object" && !Array.isArray(format));
  if (!isFormat) {
    throw new Refusal(
      500,
      `invalid format: ${JSON.stringify(format)}; expected "json" or a valid JSON Schema object`,
    );
  }
}
