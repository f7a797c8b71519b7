import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type BaseCheckpointSaver,
  Command,
  InMemoryStore,
  MemorySaver,
} from "@langchain/langgraph";
import { describe, expect, it, onTestFinished } from "vitest";
import { buildReviewGraph, type ReviewGraphDeps } from "#graphs/review.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { ReviewRequest } from "#src/state/review-state.ts";
import { openSqliteCheckpoints } from "#src/storage/sqlite-checkpoints.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import {
  aBatch,
  aDocument,
  aFingerprint,
  anOutcome,
  aQuarantinedOutcome,
  documentIdOf,
  versions,
} from "#test/storage/ledger-builders.ts";

const batchId = "b1";
const file = "a.xml";
const now = (): number => Date.parse("2026-03-02T09:00:00Z");
const options = { versions, fingerprint: aFingerprint() };

const waiting: Partial<Outcome> = {
  status: "awaiting_review",
  invoice: {
    invoiceNumber: "2026-1",
    totalWithTax: "11900.00",
    currencyCode: "EUR",
    seller: { name: "Nordlicht GmbH", vatId: "DE123456789" },
  },
  decision: {
    action: "manager_approval",
    reasons: ["11900.00 EUR is above the limit."],
    decidedBy: "policy",
    policyVersion: "p1",
  },
};

async function aLedger(...files: string[]): Promise<Ledger> {
  const ledger = createFakeLedger();
  await ledger.startBatch(aBatch(batchId));
  for (const name of files)
    await ledger.record(batchId, anOutcome(aDocument(name), waiting), options);
  return ledger;
}

type Setting = {
  readonly ledger?: Ledger;
  readonly checkpointer?: BaseCheckpointSaver;
  readonly store?: InMemoryStore;
  readonly deps?: Partial<ReviewGraphDeps>;
  readonly user?: string;
};

/** The review of one file: a thread that was started, and what comes of answers. */
async function aReview(setting: Setting = {}, input: { file: string } & object = { file }) {
  const ledger = setting.ledger ?? (await aLedger(file));
  const { checkpointer = new MemorySaver(), store, user } = setting;
  const graph = buildReviewGraph({ ledger, now, ...setting.deps }, { checkpointer });
  if (store !== undefined) graph.store = store;
  const config = {
    configurable: {
      thread_id: `review ${input.file}`,
      ...(user !== undefined && { langgraph_auth_user_id: user }),
    },
  };
  const invoke = async (given: Parameters<typeof graph.invoke>[0]): Promise<Answered> =>
    await graph.invoke(given, config);
  const first = await invoke({ batchId, ...input });
  return {
    ledger,
    asked: requestIn(first),
    invoke,
    answer: async (resume: unknown) => await invoke(new Command({ resume })),
    record: async () => await ledger.findRecord(batchId, input.file),
    reviews: async () => await ledger.reviews(batchId, input.file),
  };
}

type Answered = {
  readonly verdict?: { readonly status: string; readonly problem?: string };
  readonly __interrupt__?: readonly { readonly value?: unknown }[];
};

function requestIn({ __interrupt__: interrupts = [] }: Answered): ReviewRequest {
  const [request, ...others] = (interrupts[0]?.value ?? []) as ReviewRequest[];
  if (request === undefined || others.length > 0) throw new Error("not one request");
  return request;
}

/** The answer Agent Inbox sends for a form with these fields edited: every value is a string by then. */
function edited({ action_request: { action, args } }: ReviewRequest, changes: object): unknown {
  const fields = Object.entries({ ...args, ...changes }).map(([name, value]) => [
    name,
    String(value),
  ]);
  return [{ type: "edit", args: { action, args: Object.fromEntries(fields) } }];
}

describe("an invoice that waits for a person", () => {
  it("is presented as Agent Inbox shows it, with what speaks against it", async () => {
    const { asked } = await aReview();

    expect(asked).toMatchObject({
      action_request: {
        action: "review_invoice",
        args: { batchId, file, documentId: documentIdOf(file), revision: 1, reviewer: "" },
      },
      config: { allow_accept: true, allow_edit: true, allow_respond: false, allow_ignore: true },
    });
    expect(asked.description).toContain("- Seller: `Nordlicht GmbH`");
    expect(asked.description).toContain("- Total with tax: `11,900.00 EUR`");
    expect(asked.description).toContain("`11900.00 EUR is above the limit.`");
  });

  it.each(["approve", "reject"] as const)("is decided by an answer: %s", async (decision) => {
    const review = await aReview();

    const { verdict } = await review.answer(
      edited(review.asked, { decision, reviewer: " Ada\n", comment: "Ordered by phone." }),
    );

    expect(verdict).toMatchObject({ status: "recorded", review: { reviewer: "Ada" } });
    expect(await review.record()).toMatchObject({
      outcome: {
        status: "decided",
        decision: { action: decision, decidedBy: "reviewer", reviewer: "Ada" },
        decisionHistory: [{ action: "manager_approval" }],
      },
      revision: 2,
    });
    expect(await review.reviews()).toMatchObject([
      { action: decision, comment: "Ordered by phone.", at: "2026-03-02T09:00:00.000Z" },
    ]);
  });

  it("goes on waiting if the person leaves it for later", async () => {
    const review = await aReview();
    const before = await review.record();

    for (const ignore of [[{ type: "ignore", args: null }], { type: "ignore" }]) {
      const again = await aReview({ ledger: review.ledger });
      expect(await again.answer(ignore)).toEqual({ verdict: { status: "ignored" } });
    }

    expect(await review.record()).toEqual(before);
    expect(await review.reviews()).toEqual([]);
  });

  it("can be decided again by another person, who is shown the first decision", async () => {
    const first = await aReview();
    await first.answer(edited(first.asked, { reviewer: "Ada", comment: "Fine." }));

    const second = await aReview({ ledger: first.ledger });
    expect(second.asked.description).toContain("**approve**, by `Ada`");
    await second.answer(edited(second.asked, { reviewer: "Grace", decision: "reject" }));

    expect(await first.reviews()).toMatchObject([{ reviewer: "Ada" }, { reviewer: "Grace" }]);
    const record = await first.record();
    expect(record?.outcome.decisionHistory).toMatchObject([
      { decidedBy: "policy" },
      { reviewer: "Ada", comment: "Fine." },
    ]);
  });

  it("cannot make what it says look like anything else", async () => {
    const ledger = createFakeLedger();
    await ledger.startBatch(aBatch(batchId));
    const name = "`]** [pay](http://evil.example)\n# Approved\u202E";
    const outcome = anOutcome(aDocument(file), { ...waiting, invoice: { seller: { name } } });
    await ledger.record(batchId, outcome, options);

    const { asked } = await aReview({ ledger });

    expect(asked.description).toContain(
      "- Seller: `']** [pay](http://evil.example) # Approved `\n",
    );
  });
});

describe("an answer that is no clear decision", () => {
  const cases: [string, (asked: ReviewRequest) => unknown][] = [
    ["nothing", () => []],
    ["a text", () => "approve"],
    ["an acceptance that names no invoice", () => [{ type: "accept", args: null }]],
    ["a plain response", () => [{ type: "response", args: "approve" }]],
    ["two answers", (asked) => [edited(asked, { reviewer: "Ada" }), { type: "ignore" }].flat()],
    ["another action", (asked) => edited(asked, { reviewer: "Ada", decision: "pay" })],
    ["no name", (asked) => [{ type: "accept", args: asked.action_request }]],
    [
      "an endless comment",
      (asked) => edited(asked, { reviewer: "Ada", comment: "x".repeat(9_999) }),
    ],
    ["the invoice of another file", (asked) => edited(asked, { reviewer: "Ada", file: "b.xml" })],
    ["another batch", (asked) => edited(asked, { reviewer: "Ada", batchId: "b2" })],
    [
      "another content",
      (asked) => edited(asked, { reviewer: "Ada", documentId: documentIdOf("other") }),
    ],
    ["a revision that is none", (asked) => edited(asked, { reviewer: "Ada", revision: "latest" })],
    ["another revision", (asked) => edited(asked, { reviewer: "Ada", revision: 2 })],
  ];

  it.each(cases)("decides nothing and is asked for again: %s", async (_, answerTo) => {
    const review = await aReview();
    const before = await review.record();

    const again = requestIn(await review.answer(answerTo(review.asked)));

    expect(again.description).toMatch(/^\*\*.+\*\*\n/);
    expect(again.action_request).toEqual(review.asked.action_request);
    expect(await review.record()).toEqual(before);
    expect(await review.reviews()).toEqual([]);

    const { verdict } = await review.answer(edited(again, { reviewer: "Ada" }));
    expect(verdict?.status).toBe("recorded");
  });

  it.each([
    ["a comment that is too long", { comment: "x".repeat(2_001) }, /comment.*2000 characters/],
    ["a name that is too long", { reviewer: "x".repeat(201) }, /reviewer.*200 characters/],
    ["a name that nobody sees", { reviewer: "\u200B\u2060" }, /reviewer/],
  ])("is told what is wrong with it: %s", async (_, changes, problem) => {
    const review = await aReview();

    const given = { reviewer: "Ada", ...changes };
    const { verdict } = await review.answer(edited(review.asked, given));

    expect(verdict).toMatchObject({ status: "refused", problem: expect.stringMatching(problem) });
  });

  it("is not needed to name the person where the server knows who answers", async () => {
    const review = await aReview({ user: "ada.lovelace" });

    await review.answer([{ type: "accept", args: review.asked.action_request }]);
    expect(await review.reviews()).toMatchObject([{ reviewer: "ada.lovelace" }]);

    const other = await aReview({ user: "ada.lovelace" });
    await other.answer(edited(other.asked, { reviewer: "The Boss" }));
    expect(await other.reviews()).toMatchObject([{ reviewer: "ada.lovelace" }]);
  });

  it("has no name by sitting at the server", async () => {
    const review = await aReview({ user: "local" });

    await review.answer([{ type: "accept", args: review.asked.action_request }]);

    expect(await review.reviews()).toEqual([]);
  });
});

describe("a record that changed while a person looked at it", () => {
  it("is not decided but presented anew", async () => {
    const review = await aReview();
    const findings = [
      {
        check: "duplicates",
        rule: "DUPLICATE-NUMBER",
        status: "contradicted",
        severity: "error",
        message: "The same seller and invoice number: b.xml.",
      } as const,
    ];
    const changed = anOutcome(aDocument(file), { ...waiting, findings });
    await review.ledger.record(batchId, changed, options);

    const again = requestIn(await review.answer(edited(review.asked, { reviewer: "Ada" })));

    expect(again.action_request.args.revision).toBe(2);
    expect(again.description).toContain("has changed since it was shown");
    expect(again.description).toContain("- DUPLICATE-NUMBER: `The same seller");
    expect(await review.reviews()).toEqual([]);

    await review.answer(edited(again, { reviewer: "Ada" }));
    const record = await review.record();
    expect(record?.outcome.decision).toMatchObject({ despite: ["DUPLICATE-NUMBER"] });
  });

  it("is decided once by two people at the same time; the other is asked again", async () => {
    const ledger = await aLedger(file);
    const [ada, grace] = [await aReview({ ledger }), await aReview({ ledger })];

    const [first, second] = await Promise.all([
      ada.answer(edited(ada.asked, { reviewer: "Ada" })),
      grace.answer(edited(grace.asked, { reviewer: "Grace", decision: "reject" })),
    ]);

    expect(first.verdict?.status).toBe("recorded");
    expect(requestIn(second).description).toContain("**approve**, by `Ada`");
    expect(await ada.reviews()).toMatchObject([{ reviewer: "Ada" }]);
  });
});

describe("an answer that comes twice", () => {
  it("is one review, on the same thread and on another", async () => {
    const ledger = await aLedger(file);
    const [first, second] = [await aReview({ ledger }), await aReview({ ledger })];
    const answer = edited(first.asked, { reviewer: "Ada" });
    await first.answer(answer);
    const once = await first.record();

    await first.answer(answer);
    expect(await second.answer(answer)).toMatchObject({ verdict: { status: "recorded" } });

    expect(await first.record()).toEqual(once);
    expect(await first.reviews()).toHaveLength(1);
  });

  it("decides none but its own invoice", async () => {
    const ledger = await aLedger(file, "b.xml");
    const [first, second] = [
      await aReview({ ledger }),
      await aReview({ ledger }, { file: "b.xml" }),
    ];
    const answer = edited(first.asked, { reviewer: "Ada" });

    await first.answer(answer);
    await second.answer(answer);

    expect(await first.reviews()).toHaveLength(1);
    expect(await second.reviews()).toEqual([]);
  });
});

describe("a review that is killed", () => {
  /** Its ledger dies before or after it wrote the first review. */
  const dying = (ledger: Ledger, when: "before" | "after"): Partial<ReviewGraphDeps> => {
    let isDead = false;
    return {
      ledger: {
        ...ledger,
        async recordReview(review, outcome) {
          if (isDead) return await ledger.recordReview(review, outcome);
          isDead = true;
          if (when === "after") await ledger.recordReview(review, outcome);
          throw new Error("killed");
        },
      },
    };
  };

  it.each(["before", "after"] as const)(
    "is recorded once when it goes on, %s the ledger was written",
    async (when) => {
      const folder = await mkdtemp(path.join(tmpdir(), "fanfold-review-"));
      const checkpoints = await openSqliteCheckpoints(path.join(folder, "checkpoints.db"));
      onTestFinished(async () => {
        checkpoints.close();
        await rm(folder, { recursive: true, force: true });
      });
      const ledger = await aLedger(file);
      const store = new InMemoryStore();
      const deps = dying(ledger, when);
      const review = await aReview({ ledger, checkpointer: checkpoints.saver, store, deps });
      const answer = edited(review.asked, { reviewer: "Ada", comment: "Fine." });
      await expect(review.answer(answer)).rejects.toThrow("killed");

      const { verdict } = await review.invoke(null);

      expect(verdict?.status).toBe("recorded");
      expect(await review.reviews()).toHaveLength(1);
      expect((await review.record())?.outcome.decisionHistory).toHaveLength(1);
      expect(await store.search(["sellers"])).toHaveLength(1);
    },
  );
});

describe("a comment", () => {
  it("is kept as a note on the seller, where the next analysis looks for it", async () => {
    const store = new InMemoryStore();
    const review = await aReview({ store });

    await review.answer(
      edited(review.asked, { reviewer: "Ada", comment: "Their totals are\nwithout freight." }),
    );

    const found = await store.search(["sellers", "vat", "DE123456789"]);
    expect(found.map(({ value }) => value)).toEqual([
      { note: "Approved by a reviewer: Their totals are without freight." },
    ]);
  });

  it("that is empty is no note", async () => {
    const store = new InMemoryStore();
    const review = await aReview({ store });

    await review.answer(edited(review.asked, { reviewer: "Ada" }));

    expect(await store.search(["sellers"])).toEqual([]);
    expect((await review.reviews())[0]).not.toHaveProperty("comment");
  });
});

describe("what cannot be reviewed", () => {
  it.each<[string, object, RegExp]>([
    ["a document that is not there", { file: "missing.xml" }, /no document missing\.xml in batch/],
    ["another content", { file, documentId: documentIdOf("other") }, /another content by now/],
    ["another revision", { file, revision: 4 }, /is revision 1 by now, not 4/],
  ])("is refused with the reason: %s", async (_, input, message) => {
    const failing = aReview({}, { file, ...input });

    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toMatchObject({ code: "review.not_possible" });
  });

  it("is a second document on the thread of a first, whose expectations are not its own", async () => {
    const ledger = await aLedger(file, "b.xml");
    const expected = { file, documentId: documentIdOf(file), revision: 1 };
    const first = await aReview({ ledger }, expected);
    await first.answer("no answer");

    const second = first.invoke({ batchId, file: "b.xml" });

    await expect(second).rejects.toThrow(/thread is the review of a\.xml.*b\.xml.*of its own/);
    await expect(second).rejects.toMatchObject({ code: "review.not_possible" });
  });

  it("is a quarantined document", async () => {
    const ledger = createFakeLedger();
    await ledger.startBatch(aBatch(batchId));
    await ledger.record(batchId, aQuarantinedOutcome(aDocument(file)), options);

    await expect(aReview({ ledger })).rejects.toThrow(/quarantined.*fanfold retry b1/);
  });
});
