import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";

/** A request as it came, its body unpacked. */
type TraceRequest = { readonly route: string; readonly body: string };

/** A run as it was sent: what its begin and its end told, joined. */
export type TracedRun = {
  readonly id: string;
  readonly name?: string;
  readonly run_type?: string;
  readonly error?: string;
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly extra?: { readonly metadata?: Readonly<Record<string, unknown>> };
};

export type LangSmithDouble = {
  readonly url: string;
  readonly requests: readonly TraceRequest[];
  /** Every run received so far. */
  runs(): readonly TracedRun[];
  /** Everything received, as text. */
  text(): string;
  close(): Promise<void>;
};

/** Bytes of one request that are read. */
const bodyBytesMax = 64 * 2 ** 20;

const unpackers: Readonly<Record<string, (packed: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  zstd: promisify(zstdDecompress),
};

/**
 * An HTTP server on 127.0.0.1 that takes runs as LangSmith does and keeps them.
 *
 * @param options.isHanging - Takes requests and never answers one.
 */
export async function startLangSmithDouble(
  options: { readonly isHanging?: boolean } = {},
): Promise<LangSmithDouble> {
  const requests: TraceRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      requests.push({ route: `${request.method} ${request.url}`, body });
      if (options.isHanging === true) return;
      const isInfo = request.url?.startsWith("/info") === true;
      response.writeHead(isInfo ? 200 : 202, { "content-type": "application/json" });
      response.end(JSON.stringify(isInfo ? info : {}));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    runs: () => joinRuns(requests),
    text: () => requests.map(({ route, body }) => `${route}\n${body}`).join("\n"),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** What the service says of itself: many runs in one request, packed. */
const info = {
  version: "0.16.0",
  instance_flags: { zstd_compression_enabled: true, gzip_body_enabled: true },
  batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100, size_limit_bytes: 2 ** 20 },
};

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.byteLength;
    if (sizeBytes > bodyBytesMax) throw new Error("a traced run is far too large");
    parts.push(part);
  }
  const packed = Buffer.concat(parts);
  const unpack = unpackers[request.headers["content-encoding"] ?? ""];
  return (unpack === undefined ? packed : await unpack(packed)).toString("utf8");
}

/** Parts are named `post.<run>`, `patch.<run>` and, for a large field of its own, `post.<run>.inputs`. */
const partHead = /name="(?:post|patch)\.([0-9a-f-]{36})(?:\.(\w+))?"/;

function joinRuns(requests: readonly TraceRequest[]): TracedRun[] {
  const runs = new Map<string, TracedRun>();
  const keep = (id: string, told: object): void =>
    void runs.set(id, { ...(runs.get(id) ?? { id }), ...told });
  for (const { body } of requests) {
    const boundary = /^--([^\r\n]+)\r\n/.exec(body)?.[1];
    if (boundary === undefined) continue;
    for (const part of body.split(`--${boundary}`)) {
      const [, id, field] = partHead.exec(part) ?? [];
      const content = part.slice(part.indexOf("\r\n\r\n") + 4).trim();
      if (id === undefined) continue;
      const told: unknown = JSON.parse(content);
      keep(id, field === undefined ? (told as object) : { [field]: told });
    }
  }
  return [...runs.values()];
}
