import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "#src/app.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { type ServiceName, serviceNames } from "#src/domain/service-settings.ts";
import { startCompaniesHouseDouble } from "#test/fakes/services/companies-house-server.ts";
import {
  type DoubleServer,
  type Reply,
  startDoubleServer,
} from "#test/fakes/services/double-server.ts";
import { startGleifDouble } from "#test/fakes/services/gleif-server.ts";
import { googleKey, startGoogleDouble } from "#test/fakes/services/google-server.ts";
import { startNominatimDouble } from "#test/fakes/services/nominatim-server.ts";
import { startSerperDouble } from "#test/fakes/services/serper-server.ts";
import { startViesDouble } from "#test/fakes/services/vies-server.ts";
import { generatedUbl } from "./generated-invoices.ts";

/*
 * All live services as doubles, and invoices that ask them. Of twenty, fourteen are of German sellers (VIES, a map, and for every
 * third invoice a rate), four of British ones (Companies House), one of an American one that only the web knows, and one of a
 * British one that states no number: the web knows it, and so it is searched for in Companies House. GLEIF is asked for all. Every
 * seller is another, so every look-up is of its own.
 */

const todayMs = Date.UTC(2026, 8, 30, 12);

/** A clock that stands: records of two runs are alike to the letter, but for how long they waited. */
export const standingClock: Clock = { now: () => todayMs, today: () => "2026-09-30" };

type Kind = "german" | "british" | "american" | "unnumbered";

export function kindOf(index: number): Kind {
  if (index % 10 < 7) return "german";
  if (index % 10 < 9) return "british";
  return index % 20 < 10 ? "american" : "unnumbered";
}

/** Whether the invoice is in dollars, so that a rate is asked for. */
export const isInDollars = (index: number): boolean =>
  kindOf(index) === "german" && index % 3 === 0;

const sellerName = (index: number): string => `Werke W${String(index).padStart(5, "0")} GmbH`;
const companyNumber = (index: number): string => String(10_000_000 + index);

/** A British post code, another for each of the first 5,200 invoices. */
function postCode(index: number): string {
  const number = Math.floor(index / 20);
  return `M1 ${number % 10}A${String.fromCodePoint(0x41 + Math.floor(number / 10))}`;
}

/** A VAT id of Germany with its check digit (ISO 7064, MOD 11,10). */
export function germanVatId(index: number): string {
  const digits = String(10_000_000 + index);
  let product = 10;
  for (const digit of digits) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return `DE${digits}${(11 - product) % 10}`;
}

/** Invoices in dollars are of different days of the last year. */
const issueDate = (index: number): string =>
  new Date(todayMs - (Math.floor(index / 3) % 340) * 86_400_000).toISOString().slice(0, 10);

/** An invoice of a seller of its own, of the kind of its index. */
function liveUbl(index: number): string {
  const kind = kindOf(index);
  const text = generatedUbl(index)
    .replace(/<cbc:ID>G-\d+</, `<cbc:ID>L-${index}<`)
    .replace(/<cbc:IssueDate>[\d-]+/, `<cbc:IssueDate>${issueDate(index)}`)
    .replace("Beispiel Werke GmbH", sellerName(index))
    .replace("DE136695976", germanVatId(index))
    .replace("Lindenweg 5", `Invalidenstraße 44 Aufgang ${index}`)
    .replaceAll("EUR", isInDollars(index) ? "USD" : "EUR");
  if (kind === "german") return text;
  const number = kind === "british" ? `<cbc:CompanyID>${companyNumber(index)}</cbc:CompanyID>` : "";
  const country = kind === "american" ? "US" : "GB";
  const id = `<cbc:IdentificationCode>${country}</cbc:IdentificationCode>`;
  const zone = kind === "unnumbered" ? `<cbc:PostalZone>${postCode(index)}</cbc:PostalZone>` : "";
  return text
    .replace(
      /<cac:PostalAddress>.*?<\/cac:PostalAddress>/s,
      `<cac:PostalAddress>${zone}<cac:Country>${id}</cac:Country></cac:PostalAddress>`,
    )
    .replace(/<cac:PartyTaxScheme>.*?<\/cac:PartyTaxScheme>/s, "")
    .replace("</cbc:RegistrationName>", `</cbc:RegistrationName>${number}`);
}

export const liveFile = (index: number): string => `${String(index).padStart(5, "0")}.xml`;

export async function writeLiveInvoices(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    await writeFile(path.join(folder, liveFile(index)), liveUbl(index));
  }
}

export type LiveServices = {
  readonly doubles: Readonly<Record<ServiceName, DoubleServer>>;
  /**
   * Writes a services file and a policy that approves who is registered, and gives the environment that names both.
   *
   * @param settings - Of every service; `of`: of one.
   */
  configure(
    folder: string,
    options?: {
      readonly map?: "google" | "nominatim";
      readonly settings?: object;
      readonly of?: Partial<Record<ServiceName, object>>;
    },
  ): Promise<Record<string, string>>;
  close(): Promise<void>;
};

const quick = {
  timeoutMs: 5_000,
  deadlineMs: 10_000,
  attemptsMax: 1,
  backoffMsMin: 1,
  ratePerSecond: 1_000,
  burst: 1_000,
};

const apiKey = "test-key";

/** @param count - Invoices whose sellers the services know: those of index 0 to `count`. */
export async function startLiveServices(count: number): Promise<LiveServices> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const of = (kind: Kind): number[] => indexes.filter((index) => kindOf(index) === kind);
  const doubles: Record<ServiceName, DoubleServer> = {
    vies: await startViesDouble(
      of("german").map((index) => ({ vatId: germanVatId(index), name: sellerName(index) })),
    ),
    gleif: await startGleifDouble(
      of("german")
        .filter((index) => index % 2 === 0)
        .map((index) => ({ lei: "", name: sellerName(index), countryCode: "DE" })),
    ),
    companiesHouse: await startCompaniesHouseDouble(
      [...of("british"), ...of("unnumbered")].map((index) => ({
        number: companyNumber(index),
        name: sellerName(index),
        status: "active",
        postCode: postCode(index),
      })),
      { apiKey },
    ),
    serper: await startSerperDouble(
      [...of("american").slice(0, 5), ...of("unnumbered")].map((index) => ({
        title: `${sellerName(index)} - Welcome`,
        link: `https://w${index}.example/`,
      })),
      { apiKey },
    ),
    google: await startGoogleDouble(),
    nominatim: await startNominatimDouble(),
    frankfurter: await startDoubleServer(ratesOfAnyDay),
  };
  return {
    doubles,
    async configure(folder, { map = "nominatim", settings = {}, of: ofOne = {} } = {}) {
      const named = serviceNames.filter((name) => !["google", "nominatim"].includes(name));
      const services = [...named, map].map((name) => {
        const userAgent = name === "nominatim" && { userAgent: "fanfold tests" };
        const { baseUrl } = doubles[name];
        return [name, { baseUrl, ...quick, ...userAgent, ...settings, ...ofOne[name] }] as const;
      });
      await mkdir(folder, { recursive: true });
      const [servicesFile, policyFile] = ["services.yaml", "policy.yaml"].map((file) =>
        path.join(folder, file),
      ) as [string, string];
      await writeFile(servicesFile, JSON.stringify(Object.fromEntries(services)));
      await writeFile(
        policyFile,
        JSON.stringify({
          sellerMasterFile: "optional",
          // Also where the clock is the real one.
          invoiceAgeDaysMax: 36_500,
          autoApproval: { limitInBaseCurrency: "200000" },
        }),
      );
      return {
        FANFOLD_SERVICES: servicesFile,
        FANFOLD_POLICY: policyFile,
        FANFOLD_ANALYSIS: "rules",
        COMPANIES_HOUSE_API_KEY: apiKey,
        SERPER_API_KEY: apiKey,
        GOOGLE_MAPS_API_KEY: googleKey,
      };
    },
    async close() {
      await Promise.all(Object.values(doubles).map(async (double) => await double.close()));
    },
  };
}

function ratesOfAnyDay({ url: { searchParams } }: { readonly url: URL }): Reply {
  const [date, quotes] = [searchParams.get("date"), searchParams.get("quotes") ?? ""];
  return {
    body: quotes.split(",").map((quote) => ({ date, base: "EUR", quote, rate: 1.0944 })),
  };
}

/** What a record says of its document, without how it came about. */
export function comparable(outcome: Outcome): object {
  const { operations: _, ...record } = outcome;
  return record;
}

export const skippedOf = ({ decision }: Outcome): readonly string[] =>
  decision?.skippedChecks ?? [];
