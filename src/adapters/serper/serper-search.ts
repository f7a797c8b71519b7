import { z } from "zod";
import { parseCompanyName } from "#src/domain/company-name.ts";
import type { WebPresenceFact } from "#src/domain/facts.ts";
import { onOneLine } from "#src/domain/printable.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { WebSearch } from "#src/ports/web-search.ts";
import type { NoAnswer } from "#src/resilience/json-exchange.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";

/** Bytes of one answer. */
const answerBytesMax = 1024 * 1024;

/** Results asked for and looked at. */
const resultsMax = 10;

/** Web sites named in a fact. */
const sitesMax = 5;

/** Characters of a name or place that are asked for. */
const termCharsMax = 150;

/** Letters and digits a name must have to be looked for in titles; shorter words stand in titles of anybody. */
const titleNameCharsMin = 4;

/** Characters of a title and a link that are looked at. */
const titleCharsMax = 500;
const linkCharsMax = 2_000;

const Results = z.object({
  organic: z
    .array(z.object({ title: z.string().max(100_000), link: z.string().max(100_000) }))
    .transform((results) => results.slice(0, resultsMax)),
});
type Result = z.infer<typeof Results>["organic"][number];

const noAnswer: NoAnswer = (message, traits) => new PortUnavailable("Serper", message, traits);

export type SerperOptions = {
  /** For example `https://google.serper.dev`. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly apiKey: string;
};

/**
 * Searches the web through Serper. A company is found if the words of its name, without the legal form, stand together and in
 * their order in the title of a result, or if they are one label of its host name (`beispiel-werke.de`).
 */
export function createSerperSearch(options: SerperOptions): WebSearch {
  const { baseUrl, now, apiKey } = options;
  const service = createJsonService({
    ...options,
    answerBytesMax,
    noAnswer,
    refusalHint: "check SERPER_API_KEY",
  });

  return {
    async findCompany({ name, place }, signal) {
      const { words } = parseCompanyName(name);
      if (words.length === 0) {
        throw noAnswer("a name without letters cannot be looked for", { isTransient: false });
      }
      const q = [`"${termOf(name)}"`, termOf(place ?? "")].join(" ").trim();
      const url = new URL(baseUrl);
      url.pathname = `${baseUrl.pathname.replace(/\/$/, "")}/search`;
      return await service.ask(
        {
          request: { url, body: { q, num: resultsMax }, headers: { "x-api-key": apiKey } },
          schema: Results,
          read: ({ organic }): WebPresenceFact => {
            const sites = sitesOf(organic, words);
            return {
              source: "serper",
              status: sites.length > 0 ? "found" : "not_found",
              sites,
              checkedAt: new Date(now()).toISOString(),
            };
          },
        },
        { key: JSON.stringify([name, place]), signal },
      );
    },
  };
}

/** Quotation marks and signs of the search language would change what is asked. */
const termOf = (text: string): string =>
  onOneLine(text.replaceAll(/["“”„«»()*|]/g, " ")).slice(0, termCharsMax);

/** Host names of the results that are about the company, each once. */
function sitesOf(results: readonly Result[], words: readonly string[]): string[] {
  const about = results.flatMap(({ title, link }) => {
    const host = hostOf(link.slice(0, linkCharsMax));
    const isAbout = host !== undefined && (isInTitle(title, words) || isInHost(host, words));
    return isAbout ? [host] : [];
  });
  return [...new Set(about)].slice(0, sitesMax);
}

function isInTitle(title: string, words: readonly string[]): boolean {
  if (words.join("").length < titleNameCharsMin) return false;
  const inTitle = ` ${parseCompanyName(title.slice(0, titleCharsMax)).words.join(" ")} `;
  return inTitle.includes(` ${words.join(" ")} `);
}

function isInHost(host: string, words: readonly string[]): boolean {
  const labels = host.split(".").map((label) => parseCompanyName(label).words.join(""));
  return labels.includes(words.join(""));
}

function hostOf(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { hostname, protocol } = new URL(link);
  return protocol === "https:" || protocol === "http:" ? hostname.replace(/^www\./, "") : undefined;
}
