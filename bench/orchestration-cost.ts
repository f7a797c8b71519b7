import { buildInvoiceGraph } from "#graphs/invoice.ts";
import { createOfflineAddressValidator } from "#src/adapters/offline/address-validator.ts";
import { createOfflineExchangeRates } from "#src/adapters/offline/exchange-rates.ts";
import { createOfflineSellerRegistry } from "#src/adapters/offline/seller-registry.ts";
import { createOfflineTaxRates } from "#src/adapters/offline/tax-rates.ts";
import { checkAddress } from "#src/checks/address-check.ts";
import { amountInBase, checkCurrency } from "#src/checks/currency-check.ts";
import { checkDates } from "#src/checks/dates-check.ts";
import { checkDocument } from "#src/checks/document-check.ts";
import { checkDuplicates, fingerprintOf } from "#src/checks/duplicates-check.ts";
import { checkSeller } from "#src/checks/seller-check.ts";
import { checkTax, jurisdictionOf } from "#src/checks/tax-check.ts";
import { checkTotals } from "#src/checks/totals-check.ts";
import { decide } from "#src/decision/decide.ts";
import {
  extractionVersion,
  type Outcome,
  schemaVersion,
  statusOfDecision,
} from "#src/domain/outcome.ts";
import { defaultPolicy as policy } from "#src/domain/policy.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { sellerQuery } from "#src/nodes/check-seller.ts";
import { readDocument } from "#src/reading/read-document.ts";
import { graphDeps } from "#test/support/graph-deps.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";

const documentsMeasured = 400;
const roundsMeasured = 5;
const today = "2026-03-01";
const baseCurrency = "EUR";

/**
 * What the graph costs a document: the same ports, checks and decision, once called one after the other by plain code and
 * once as nodes of the invoice graph. Nothing is read from disk and the ledger is in memory. The best of several rounds of
 * each, taken in turn, so that both see the same machine.
 *
 * @returns Milliseconds a document.
 */
export async function measureOrchestration() {
  const bytes = Buffer.from(generatedUbl(1));
  const reading = await readDocument(bytes, { ignoreEmbeddedXml: true, limits });
  const document = anInputDocument();
  const ports = {
    sellerRegistry: createOfflineSellerRegistry(),
    addressValidator: createOfflineAddressValidator(),
    exchangeRates: createOfflineExchangeRates(),
    taxRates: createOfflineTaxRates(),
    ledger: createFakeLedger(),
  };
  await ports.ledger.startBatch({ batchId: "b", startedAt: `${today}T00:00:00Z`, settings: {} });
  const versions = { policyVersion: "p", extractionVersion };
  const graph = buildInvoiceGraph(
    graphDeps({
      ...ports,
      documentReader: {
        draft: async () => draftInvoice(reading),
        content: async () => ({ kind: "text", pages: reading.pages }),
      },
      documentFolder: { list: async () => [document], identify: async () => document },
      policy,
      policyVersion: versions.policyVersion,
      versions,
      now: () => performance.now(),
      today: () => today,
    }),
    { checkpointer: false },
  );

  const plain = async (): Promise<void> => {
    const draft = draftInvoice(reading);
    const { invoice, documentType } = draft;
    const seller = await ports.sellerRegistry.lookUp(sellerQuery(invoice));
    const address = await ports.addressValidator.validate(invoice.seller?.address ?? {});
    const where = jurisdictionOf(invoice);
    const rates = where && (await ports.taxRates.ratesIn(where));
    const query = { from: baseCurrency, to: baseCurrency, date: invoice.issueDate ?? today };
    const rate = await ports.exchangeRates.rate(query);
    const matches = await ports.ledger.findDuplicates(
      document,
      fingerprintOf(invoice, documentType),
      { batchId: "b", nearDays: policy.duplicateWindowDays },
    );
    const findings = [
      ...checkDocument(draft),
      ...checkSeller(invoice, seller, policy),
      ...checkAddress(invoice, address),
      ...checkCurrency(invoice, rate, { baseCurrency, policy }),
      ...checkTax(invoice, rates, where, policy),
      ...checkTotals(invoice, { source: draft.source, policy }),
      ...checkDates(invoice, { today, policy }),
      ...checkDuplicates(matches),
    ];
    const risk = scoreRisk(findings, policy);
    const amount = amountInBase(invoice, rate, baseCurrency);
    const decision = decide(
      { ...draft, invoice, documentType, findings, risk, amountInBase: amount },
      { policy, policyVersion: "p" },
    );
    const { documentId, file } = document;
    const outcome: Outcome = {
      schemaVersion,
      documentId,
      file,
      status: statusOfDecision(decision),
      analysis: { engine: "rules", model: null, degraded: false },
      ...draft,
      findings,
      risk,
      decision,
      operations: [],
    };
    const fingerprint = fingerprintOf(invoice, documentType);
    await ports.ledger.record("b", outcome, { versions, fingerprint });
  };
  const asGraph = async (): Promise<void> => {
    await graph.invoke({ path: document.path, file: document.file, batchId: "b" });
  };

  const plainMs: number[] = [];
  const graphMs: number[] = [];
  for (let round = 0; round < roundsMeasured; round += 1) {
    plainMs.push(await msPerCall(plain));
    graphMs.push(await msPerCall(asGraph));
  }
  const [best, bestGraph] = [Math.min(...plainMs), Math.min(...graphMs)];
  return {
    plainMs: Number(best.toFixed(3)),
    graphMs: Number(bestGraph.toFixed(3)),
    orchestrationMs: Number((bestGraph - best).toFixed(3)),
  };
}

async function msPerCall(call: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  for (let index = 0; index < documentsMeasured; index += 1) await call();
  return (performance.now() - startedAtMs) / documentsMeasured;
}
