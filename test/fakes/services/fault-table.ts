/** How a server gives no answer. */
export type NoAnswerFault =
  /** Closes the connection before the headers. */
  | { readonly kind: "reset" }
  /** Closes the connection in the middle of the body. */
  | { readonly kind: "cut" }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Begins to answer, and sends a blank every few milliseconds, without end. */
  | { readonly kind: "drip" }
  /** Closes the connection before the headers, and refuses new ones for so many milliseconds. */
  | { readonly kind: "refuse"; readonly forMs: number }
  /** Answers as usual, so many milliseconds later. */
  | { readonly kind: "delay"; readonly byMs: number }
  | {
      readonly kind: "answer";
      readonly status?: number;
      /** Default: JSON. */
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly text: string;
    };

type Row = {
  readonly what: string;
  readonly fault: NoAnswerFault;
  /** Whether the same call may succeed later. */
  readonly isTransient: boolean;
  /** Whether every call meets it, so that the breaker counts it though it is not tried again. */
  readonly isOutage?: true;
  readonly retryAfterMs?: number;
};

/** The clock of the tests: Retry-After dates count from here. */
export const testNowMs = Date.UTC(2026, 2, 2, 12, 0, 0);

const page = "<!doctype html><title>Down for maintenance</title>";

type Answer = Extract<NoAnswerFault, { kind: "answer" }>;

const answer = (text: string, more: Omit<Answer, "kind" | "text"> = {}): NoAnswerFault => ({
  kind: "answer",
  text,
  ...more,
});

/** What any service does on a bad day, and what an adapter must make of it. */
export const faultTable: readonly Row[] = [
  { what: "a reset connection", fault: { kind: "reset" }, isTransient: true },
  { what: "a body that breaks off", fault: { kind: "cut" }, isTransient: true },
  {
    what: "429 with Retry-After in seconds",
    fault: answer("{}", { status: 429, headers: { "retry-after": "7" } }),
    isTransient: true,
    retryAfterMs: 7_000,
  },
  {
    what: "503 with Retry-After as a date",
    fault: answer("", {
      status: 503,
      headers: { "retry-after": new Date(testNowMs + 30_000).toUTCString() },
    }),
    isTransient: true,
    retryAfterMs: 30_000,
  },
  { what: "500", fault: answer('{"error":"internal"}', { status: 500 }), isTransient: true },
  {
    what: "502 with a web page",
    fault: answer(page, { status: 502, contentType: "text/html" }),
    isTransient: true,
  },
  {
    what: "a web page under 200",
    fault: answer(page, { contentType: "text/html; charset=utf-8" }),
    isTransient: true,
  },
  { what: "an empty body", fault: answer(""), isTransient: true },
  { what: "half a JSON text", fault: answer('{"result": {"ver'), isTransient: true },
  { what: "another schema", fault: answer('{"rates":{"usd":"yes"}}'), isTransient: false },
  { what: "a list of something else", fault: answer('[{"foo":1}]'), isTransient: false },
  {
    what: "an answer without end",
    fault: answer(JSON.stringify(["x".repeat(2_000_000)])),
    isTransient: false,
  },
  {
    what: "401",
    fault: answer("{}", { status: 401 }),
    isTransient: false,
    isOutage: true,
  },
  {
    what: "403",
    fault: answer("{}", { status: 403 }),
    isTransient: false,
    isOutage: true,
  },
  { what: "404", fault: answer("{}", { status: 404 }), isTransient: false },
  {
    what: "a redirect",
    fault: answer("", { status: 302, headers: { location: "http://127.0.0.1:9/" } }),
    isTransient: false,
  },
];
