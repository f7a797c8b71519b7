import { request } from "node:http";
import { connect } from "node:net";

type RawRequest = {
  readonly method?: string;
  /** As it is sent: `fetch` would tidy it first. */
  readonly target: string;
  /** Those `fetch` keeps for itself included. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Address to send it to, if not the one of the URL. */
  readonly address?: string;
};

/** Status of the answer to a request that `fetch` would not send. */
export async function rawStatus(
  server: string,
  { method = "GET", target, headers, body, address }: RawRequest,
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const { hostname, port } = new URL(server);
  request({ hostname: address ?? hostname, port, method, path: target, headers }, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  })
    .on("error", reject)
    .end(body);
  return await promise;
}

/**
 * What a server answers to a request whose body stays open behind its first `bytes`, till it closes the connection. With one byte
 * more than it takes it has read all: what it had not would reset the connection, and its answer might be lost.
 */
export async function answerToOpenBody(
  server: string,
  { target, bytes }: { readonly target: string; readonly bytes: number },
): Promise<string> {
  const { hostname, port, host } = new URL(server);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answered = "";
  const socket = connect(Number(port), hostname)
    .on("data", (text: Buffer) => (answered += text.toString()))
    .on("error", reject)
    .on("close", () => resolve(answered));
  const head = ["Content-Type: application/json", "Transfer-Encoding: chunked", "", ""];
  socket.write([`POST ${target} HTTP/1.1`, `Host: ${host}`, ...head].join("\r\n"));
  socket.write(`${bytes.toString(16)}\r\n${"x".repeat(bytes)}`);
  return await promise;
}
