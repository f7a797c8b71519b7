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

/** What a server answers to a request whose body goes on until the connection is closed. */
export async function endlessBody(server: string, target: string): Promise<string> {
  const { hostname, port, host } = new URL(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(port), hostname);
  let answered = "";
  socket.on("data", (text: Buffer) => (answered += text.toString()));
  // Closed while more is on its way, the connection may be reset.
  socket.on("error", () => undefined).on("close", () => resolve());
  const head = ["Content-Type: application/json", "Transfer-Encoding: chunked", "", ""];
  socket.write([`POST ${target} HTTP/1.1`, `Host: ${host}`, ...head].join("\r\n"));
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const send = (): void => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on("drain", send);
  send();
  await promise;
  return answered;
}
