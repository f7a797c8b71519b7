import type { Context } from "hono";
import { isReservedName } from "#src/domain/reserved-name.ts";
import { Refusal } from "./refusal.ts";
import type { ServerEnv } from "./request-env.ts";

/** Objects and lists inside each other: what reads them anew for each level runs out of stack far beyond. */
const nestedMax = 64;

/**
 * The JSON of a request.
 *
 * @returns Nothing if the request has no body.
 * @throws {Refusal} If it is not JSON, or nothing the server can keep.
 */
export async function readBody(context: Context<ServerEnv>): Promise<unknown> {
  const text = await context.req.raw.text();
  if (text === "") return undefined;
  const body = parse(text);
  assertStorable(body);
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "request.malformed", "the request is not JSON");
  }
}

function assertStorable(body: unknown): void {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: body, depth: 1 }];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    const { value, depth } = item;
    if (typeof value !== "object" || value === null) continue;
    if (depth > nestedMax) {
      throw new Refusal(400, "request.invalid", `nested more than ${nestedMax} deep; flatten it`);
    }
    const name = Object.keys(value).find(isReservedName);
    if (name !== undefined) {
      throw new Refusal(400, "request.invalid", `a field has the reserved name ${name}; rename it`);
    }
    for (const inner of Object.values(value)) left.push({ value: inner, depth: depth + 1 });
  }
}

/** Hands the server a request with another body: what was read cannot be read again. */
export function replaceBody(context: Context<ServerEnv>, body: unknown): void {
  const { url, method, headers, signal } = context.req.raw;
  const sent = new Headers(headers);
  sent.delete("content-length");
  const hasBody = body !== undefined;
  if (hasBody) sent.set("content-type", "application/json");
  context.req.raw = new Request(url, {
    method,
    headers: sent,
    signal,
    ...(hasBody && { body: JSON.stringify(body) }),
  });
}
