import { z } from "zod";

export const defaultHost = "http://127.0.0.1:11434";
const ollamaPort = "11434";
const hostsMax = 32;

/** Addresses separated by commas or spaces, as URLs, each once. */
export const HostList = z.string().transform((text, context) => {
  const hosts = text
    .split(/[\s,]+/)
    .filter((host) => host !== "")
    .map(hostUrlOf);
  const wrong = hosts.indexOf(undefined);
  if (wrong >= 0) {
    // The address itself is not repeated: it may hold a password.
    context.addIssue(`address ${wrong + 1} is none; expected one such as ${defaultHost}`);
  }
  if (hosts.length > hostsMax) context.addIssue(`more than ${hostsMax} hosts`);
  return [...new Set(hosts.filter((host) => host !== undefined))];
});

/**
 * A host as requests use it and messages show it: without credentials, without a slash at its end. Without a scheme it is http,
 * and without a scheme and a port Ollama's port is meant: as Ollama takes addresses itself.
 *
 * @returns `undefined` if it is no address.
 */
function hostUrlOf(text: string): string | undefined {
  const hasScheme = text.includes("://");
  const url = URL.parse(hasScheme ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (!hasScheme && !/:\d+(\/|$)/.test(text)) url.port = ollamaPort;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
