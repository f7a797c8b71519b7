import { request } from "node:http";

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
