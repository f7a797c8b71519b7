import { MemorySaver } from "@langchain/langgraph";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { RegisterFact, SellerFacts } from "#src/domain/facts.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { CompanySearch, CompanySearchQuery } from "#src/ports/company-search.ts";
import type { SellerQuery } from "#src/ports/seller-registry.ts";
import { RunContext } from "#src/state/run-context.ts";
import { answerOf } from "#test/extraction/model/an-answer.ts";
import { createFakeCompanySearch, type ListedCompany } from "#test/fakes/fake-company-search.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import {
  britishCompany,
  britishDeps,
  britishDraft,
  registryOfTheWeb,
} from "#test/support/a-british-invoice.ts";
import { pageDocument, without } from "#test/support/a-page-invoice.ts";

type Given = {
  readonly draft?: Draft;
  /** Companies that are listed; "silent" for a register that gives no answer. */
  readonly listed?: readonly ListedCompany[] | "silent";
  readonly deps?: Partial<InvoiceGraphDeps>;
  readonly context?: Partial<RunContext>;
};

/** A document of a British seller through the invoice graph: its outcome, the nodes that ran and what was searched for. */
async function processed({ draft, listed = [britishCompany], deps, context }: Given = {}) {
  const searched: CompanySearchQuery[] = [];
  const register = createFakeCompanySearch(
    listed === "silent" ? { failure: () => ({ isTransient: true }) } : { companies: listed },
  );
  const companySearch: CompanySearch = {
    findCompanies: async (query, signal) => {
      searched.push(query);
      return await register.findCompanies(query, signal);
    },
  };
  const graph = buildInvoiceGraph(britishDeps({ companySearch, ...deps }, draft), {
    checkpointer: false,
  });
  const nodes: string[] = [];
  let outcome: Outcome | undefined;
  const updates = await graph.stream(
    { path: pageDocument.path, file: pageDocument.file },
    { context: RunContext.parse({ analysis: "rules", ...context }), streamMode: "updates" },
  );
  for await (const update of updates) {
    for (const [node, written] of Object.entries(update)) {
      nodes.push(node);
      outcome = (written as { outcome?: Outcome } | undefined)?.outcome ?? outcome;
    }
  }
  if (outcome === undefined) throw new Error("no outcome");
  return { outcome, nodes, searched };
}

const registerFindings = ({ findings }: Outcome) =>
  findings.filter(({ check }) => check === "register");

/** Nodes after the checks. */
const after = (nodes: readonly string[]): string[] => nodes.slice(nodes.indexOf("reconcile") + 1);

const decided = ["assess_risk", "decide", "record"];

const withSeller = (changes: object): Draft => ({
  ...britishDraft,
  invoice: {
    ...britishDraft.invoice,
    seller: { ...britishDraft.invoice.seller, ...changes },
  },
});

describe("a seller that only the web knows", () => {
  it("is searched for in the register once, and the risk assessed once, after that", async () => {
    const { outcome, nodes, searched } = await processed();

    expect(searched).toEqual([{ name: "Example Works Limited", postCode: "M1 1AE" }]);
    expect(after(nodes)).toEqual(["search_register", ...decided]);
    expect(outcome.operations.filter(({ name }) => name === "search_register")).toMatchObject([
      { outcome: "ok" },
    ]);
  });

  it("is vouched for by the company of its name and post code there", async () => {
    const { outcome } = await processed();

    expect(registerFindings(outcome)).toEqual([
      {
        check: "register",
        rule: "REGISTER-SEARCH",
        status: "verified",
        severity: "info",
        path: "seller.name",
        message:
          "Companies House (asked on 2026-03-15) lists EXAMPLE WORKS LIMITED, number 01234567, under the name Example Works Limited and the post code M1 1AE.",
      },
    ]);
    expect(outcome.decision?.action, JSON.stringify(outcome.decision)).toBe("auto_approve");
  });

  it.each([
    ["not listed", [], "lists no company in business"],
    [
      "one of several of its name",
      [britishCompany, { ...britishCompany, number: "07654321" }],
      "several",
    ],
  ] as const)(
    "and that is %s is a person's to judge, and accused of nothing",
    async (_, listed, told) => {
      const { outcome } = await processed({ listed });

      expect(registerFindings(outcome)).toMatchObject([
        { status: "unknown", message: expect.stringContaining(told) },
      ]);
      expect(outcome.risk).toMatchObject({ score: 0, reasons: [] });
      expect(outcome.decision).toMatchObject({ action: "manager_approval" });
      expect(outcome.decision).not.toHaveProperty("skippedChecks");
    },
  );

  it("is for a manager where the register gives no answer, which the decision names", async () => {
    const { outcome, nodes } = await processed({ listed: "silent" });

    expect(after(nodes)).toEqual(["search_register", ...decided]);
    expect(registerFindings(outcome)).toMatchObject([
      { rule: "REGISTER-NO-ANSWER", status: "unknown" },
    ]);
    expect(outcome.risk?.score).toBe(0);
    expect(outcome.decision).toMatchObject({
      action: "manager_approval",
      skippedChecks: ["register"],
    });
    expect(outcome.operations).toContainEqual(
      expect.objectContaining({ name: "search_register", outcome: "no_answer" }),
    );
  });
});

const known = {
  master: {
    status: "known",
    sellerId: "1",
    name: "Example Works Limited",
    matchedBy: "name",
    ibans: ["GB82WEST12345698765432"],
  },
} as const satisfies SellerFacts;
const registered: RegisterFact = {
  source: "gleif",
  status: "registered",
  identifier: "Example Works Limited",
  checkedAt: "2026-03-01T10:00:00.000Z",
};
const says = (facts: SellerFacts): Partial<InvoiceGraphDeps> => ({
  sellerRegistry: { lookUp: async () => facts },
});

describe("a document pays for no further step, and nothing is searched for,", () => {
  it.each<[string, Given]>([
    ["if its seller is in the master file", { deps: says(known) }],
    ["if a register knows its seller", { deps: says({ registers: [registered] }) }],
    ["if nobody knows its seller, the web neither", { deps: says({}) }],
    [
      "if its seller is in another country",
      { draft: withSeller({ address: { postCode: "M1 1AE", countryCode: "US" } }) },
    ],
    [
      "if its seller states no post code",
      { draft: withSeller({ address: { countryCode: "GB" } }) },
    ],
    ["if no register is configured", { deps: { companySearch: undefined } }],
  ])("%s", async (_, given) => {
    const { outcome, nodes, searched } = await processed(given);

    expect(searched).toEqual([]);
    expect(after(nodes)).toEqual(decided);
    expect(registerFindings(outcome)).toEqual([]);
    expect(outcome.decision).not.toHaveProperty("skippedChecks");
  });
});

const documentAnalyst = createFakeDocumentAnalyst({ answers: () => answerOf(britishDraft) });

describe("a document whose values a model changed", () => {
  const context = { analysis: "ollama" } as const;
  const draft = without(britishDraft, "seller", "totalTax");

  it("is followed up once after all its repeated checks, by the values it has in the end", async () => {
    const { nodes, searched, outcome } = await processed({
      draft,
      deps: { documentAnalyst },
      context,
    });

    expect(searched).toEqual([{ name: "Example Works Limited", postCode: "M1 1AE" }]);
    const rechecks = after(nodes).filter((node) => node === "recheck");
    expect(rechecks.length).toBeGreaterThan(1);
    expect(after(nodes)).toEqual([...rechecks, "follow_up", "search_register", ...decided]);
    expect(registerFindings(outcome)).toMatchObject([{ status: "verified" }]);
  });

  it("is not followed up on what a check found before it was repeated", async () => {
    const web = registryOfTheWeb();
    const sellerRegistry = {
      lookUp: async (query: SellerQuery) =>
        query.name === undefined ? await web.lookUp(query) : { registers: [registered] },
    };
    const nameless = withSeller({ name: undefined });

    const { nodes, searched } = await processed({
      draft: nameless,
      deps: { documentAnalyst, sellerRegistry },
      context,
    });

    expect(after(nodes)).toContain("recheck");
    expect(after(nodes).slice(-4)).toEqual(["follow_up", ...decided]);
    expect(searched).toEqual([]);
  });
});

it("runs every step behind the checks once, whatever is repeated, asked for and answered", async () => {
  const documents = fc.record({
    readByModel: fc.subarray(["seller", "totalTax", "issueDate", "currencyCode"] as const),
    registries: fc.constantFrom<Partial<InvoiceGraphDeps>>({}, says({}), says(known)),
    listed: fc.constantFrom<NonNullable<Given["listed"]>>([britishCompany], [], "silent"),
    strategy: fc.constantFrom("sequential" as const, "concurrent" as const),
  });
  await fc.assert(
    fc.asyncProperty(documents, async ({ readByModel, registries, listed, strategy }) => {
      const { nodes, searched } = await processed({
        draft: without(britishDraft, ...readByModel),
        deps: { documentAnalyst, ...registries },
        context: { analysis: "ollama", strategy },
        listed,
      });

      const isAsked = registries.sellerRegistry === undefined;
      expect(searched).toHaveLength(isAsked ? 1 : 0);
      expect(after(nodes).filter((node) => node !== "recheck")).toEqual([
        ...(readByModel.length > 0 ? ["follow_up"] : []),
        ...(isAsked ? ["search_register"] : []),
        ...decided,
      ]);
    }),
    { numRuns: 40 },
  );
});

describe("further checks", () => {
  const timeless = ({ operations, ...record }: Outcome) => ({
    ...record,
    operations: operations.map(({ name, outcome }) => `${name} ${outcome}`).toSorted(),
  });

  it.each<[string, Given]>([
    ["found", {}],
    ["not found", { listed: [] }],
    ["not answered", { listed: "silent" }],
  ])("(%s) give the same record under both strategies", async (_, given) => {
    const concurrent = await processed({ ...given, context: { strategy: "concurrent" } });
    const sequential = await processed({ ...given, context: { strategy: "sequential" } });

    expect(timeless(sequential.outcome)).toEqual(timeless(concurrent.outcome));
    expect(sequential.searched).toEqual(concurrent.searched);
  });

  it("leave nothing behind for the next document of a thread", async () => {
    let facts: SellerFacts = await registryOfTheWeb().lookUp({});
    const graph = buildInvoiceGraph(
      britishDeps({
        companySearch: createFakeCompanySearch(),
        sellerRegistry: { lookUp: async () => facts },
      }),
    );
    graph.checkpointer = new MemorySaver();
    const config = {
      configurable: { thread_id: "t" },
      context: RunContext.parse({ analysis: "rules" }),
    };
    const run = async (): Promise<Outcome> =>
      (await graph.invoke({ path: pageDocument.path, file: pageDocument.file }, config)).outcome;

    expect(registerFindings(await run())).toHaveLength(1);
    facts = known;
    expect(registerFindings(await run())).toEqual([]);
  });

  it("end with a run that is interrupted, and record nothing", async () => {
    const interrupt = new AbortController();
    const reason = new Error("no longer wanted");
    const deps = britishDeps({
      companySearch: {
        findCompanies: async (_query, signal) => {
          interrupt.abort(reason);
          signal?.throwIfAborted();
          throw new Error("not interrupted");
        },
      },
    });
    const graph = buildInvoiceGraph(deps, { checkpointer: false });

    await expect(
      graph.invoke(
        { path: pageDocument.path, file: pageDocument.file },
        { context: RunContext.parse({ analysis: "rules" }), signal: interrupt.signal },
      ),
    ).rejects.toThrow();
    expect(await deps.ledger.listBatches()).toEqual([]);
  });
});
