import { z } from "zod";
import type { RegisterFact } from "#src/domain/facts.ts";
import { euMembers } from "#src/domain/tables/eu-members.ts";
import type { CompanyRegister } from "#src/ports/company-register.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { NoAnswer } from "#src/resilience/json-exchange.ts";
import { createJsonService } from "#src/resilience/json-service.ts";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import { noAnswerOfCode } from "./user-error.ts";

/** Bytes of one answer; real ones have less than a thousand. */
const answerBytesMax = 64 * 1024;

/** Characters of a name and of a request identifier that are kept. */
const textCharsMax = 300;

/** Where VIES would have a country that is not a member state, or by another code than ISO 3166-1. */
const prefixes: ReadonlySet<string> = new Set([...euMembers, "EL", "XI"]);

/** Whether VIES asks a register for ids that begin so; it has 29 such beginnings. */
export const isPrefix = (text: string): boolean => prefixes.has(text);

/** What VIES puts where a member state tells nothing, as DE and ES do of names. */
const hidden = /^[-\s]*$/;

const Text = z.string().transform((text) => text.slice(0, textCharsMax));

const Checked = z.object({
  isValid: z.boolean(),
  userError: z.string().max(100),
  name: Text.nullish(),
  requestIdentifier: Text.nullish(),
});

/** How VIES says, also under status 200, that it did not look. */
const Refused = z.object({
  errorWrappers: z.array(z.object({ error: z.string().max(100) })).min(1),
});

const noAnswer: NoAnswer = (message, traits) => new PortUnavailable("VIES", message, traits);

export type ViesOptions = {
  /** For example `https://ec.europa.eu/taxation_customs/vies/rest-api`. */
  readonly baseUrl: URL;
  readonly fetch: typeof fetch;
  readonly call: ServiceCall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Our own VAT id; VIES gives a request identifier only to those who name theirs. */
  readonly requesterVatId?: string;
};

/**
 * Asks VIES whether a VAT id of the EU or Northern Ireland is registered. It is not about ids of other countries, nor about
 * those of the one-stop shop.
 */
export function createViesRegister(options: ViesOptions): CompanyRegister {
  const { baseUrl, now, requesterVatId } = options;
  const service = createJsonService({
    ...options,
    answerBytesMax,
    noAnswer,
    refusalHint: "it takes no key, so check its terms of use",
  });
  const requester = requesterVatId === undefined ? undefined : askedVatId(requesterVatId);

  return {
    source: "vies",
    async lookUp({ vatId = "" }, signal) {
      const asked = askedVatId(vatId);
      if (asked === undefined) return undefined;
      const url = new URL(baseUrl);
      url.pathname = `${baseUrl.pathname.replace(/\/$/, "")}/ms/${asked.prefix}/vat/${encodeURIComponent(asked.number)}`;
      if (requester !== undefined) {
        url.searchParams.set("requesterMemberStateCode", requester.prefix);
        url.searchParams.set("requesterNumber", requester.number);
      }
      const identifier = `${asked.prefix}${asked.number}`;
      return await service.ask(
        {
          request: { url },
          schema: z.union([Checked, Refused]),
          read: (answer) => factOf(answer, identifier, now),
        },
        { key: identifier, signal },
      );
    },
  };
}

/** Prefix and number as VIES wants them; undefined if it would not know what to do with them. */
function askedVatId(
  vatId: string,
): { readonly prefix: string; readonly number: string } | undefined {
  const written = vatId
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s.,/_-]/g, "");
  const [, code = "", number = ""] = /^([A-Z]{2})([0-9A-Z+*]{2,12})$/.exec(written) ?? [];
  const prefix = code === "GR" ? "EL" : code;
  return prefixes.has(prefix) ? { prefix, number } : undefined;
}

function factOf(
  answer: z.infer<typeof Checked> | z.infer<typeof Refused>,
  identifier: string,
  now: () => number,
): RegisterFact {
  if ("errorWrappers" in answer) {
    throw noAnswerOfCode(answer.errorWrappers[0]?.error ?? "", noAnswer);
  }
  const { isValid, userError, name, requestIdentifier } = answer;
  // `isValid` is false as well when nobody looked: only the two together are an answer.
  if (userError !== (isValid ? "VALID" : "INVALID")) throw noAnswerOfCode(userError, noAnswer);
  return {
    source: "vies",
    status: isValid ? "registered" : "not_registered",
    identifier,
    ...(isValid && typeof name === "string" && !hidden.test(name) && { name }),
    ...(typeof requestIdentifier === "string" &&
      requestIdentifier !== "" && { requestId: requestIdentifier }),
    checkedAt: new Date(now()).toISOString(),
  };
}
