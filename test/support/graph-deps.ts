import type { InvoiceGraphDeps } from "#graphs/invoice.ts";
import { extractionVersion } from "#src/domain/outcome.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { createFakeExchangeRates } from "#test/fakes/fake-exchange-rates.ts";
import { createFakeKnowledgeIndex } from "#test/fakes/fake-knowledge-index.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { createFakeTaxRates } from "#test/fakes/fake-tax-rates.ts";
import { anInputDocument } from "./an-input-document.ts";

/** The seller the fakes know. */
export const knownSeller = {
  status: "known",
  matchedBy: "vatId",
  sellerId: "1",
  name: "Beispiel Werke GmbH",
  vatId: "DE136695976",
  ibans: ["DE89370400440532013000"],
} as const;

/** What the invoice graph needs, over fakes that all answer, on 2026-03-01; the document they know is `invoice.xml`. */
export function graphDeps(changes: Partial<InvoiceGraphDeps> = {}): InvoiceGraphDeps {
  const document = anInputDocument({ file: "invoice.xml" });
  const policyVersion = "p1";
  return {
    documentReader: createFakeDocumentReader({}),
    documentFolder: { list: async () => [document], identify: async () => document },
    documentAnalyst: createFakeDocumentAnalyst(),
    knowledgeIndex: createFakeKnowledgeIndex(),
    modelPrices: { perMillionPromptTokens: "0", perMillionOutputTokens: "0", perHour: "0" },
    sellerRegistry: createFakeSellerRegistry({ sellers: [knownSeller] }),
    addressValidator: createFakeAddressValidator(),
    exchangeRates: createFakeExchangeRates(),
    taxRates: createFakeTaxRates(),
    ledger: createFakeLedger(),
    policy: defaultPolicy,
    policyVersion,
    versions: { policyVersion, extractionVersion },
    operationLimiter: createKeyedLimiter({ queueSlots: 100 }),
    log: () => undefined,
    now: () => Date.parse("2026-03-01T10:00:00Z"),
    today: () => "2026-03-01",
    ...changes,
  };
}
