import { answerFields, emptyAnswer, ModelAnswer } from "#src/domain/model-answer.ts";
import type { Reply } from "#test/fakes/ollama-server.ts";
import { type Chance, chanceOf } from "./chance.ts";
import type { PageValues } from "./page-values.ts";
import { isRight } from "#src/evaluation/compare-values.ts";
import { type TruthField, truthFieldNames, truthFields } from "#src/evaluation/truth.ts";
import type { Truth } from "./truth.ts";

export const modes = ["truthful", "garbage", "lying", "one-lie", "noisy"] as const;
export type Mode = (typeof modes)[number];

export type Values = Partial<Record<TruthField, string>>;

/** A document whose truth is known, and what else stands on its pages. */
export type Known = { readonly truth: Truth; readonly onPage: PageValues };

export type Script = {
  readonly reply: Reply;
  /** What was said of each field, right or wrong. */
  readonly said: Values;
  /** What of it is wrong on purpose. */
  readonly wrong: Values;
};

/** What the double says of a document, the same each time it is asked. */
export function scriptFor(mode: Mode, known: Known, seed: string): Script {
  const chance = chanceOf(`${seed} ${mode} ${known.truth.file}`);
  const right = Object.fromEntries(
    truthFieldNames.map((field) => [field, known.truth.values[field]?.[0]]),
  ) as Values;
  switch (mode) {
    case "truthful":
      return { reply: { content: answerOf(known.truth, right) }, said: right, wrong: {} };
    case "garbage":
      return { reply: garbage(answerOf(known.truth, right), chance), said: {}, wrong: {} };
    case "lying":
      return withWrong(known, right, liesAbout(known, right, chance));
    case "one-lie":
      return withWrong(known, right, oneOf(liesAbout(known, right, chance), chance));
    case "noisy":
      return withWrong(known, right, noiseIn(known, right, chance));
    default:
      return mode satisfies never;
  }
}

/** What is said of a document of which nothing is known. */
export const nothingKnown: Reply = { content: { ...emptyAnswer, documentType: "invoice" } };

function withWrong({ truth }: Known, right: Values, wrong: Values): Script {
  const said = { ...right, ...wrong };
  return { reply: { content: answerOf(truth, said) }, said, wrong };
}

/** Values as an answer; those the schema has no room for are not stated. The value is its own verbatim text. */
function answerOf({ docType }: Truth, values: Values): ModelAnswer {
  const stated = truthFieldNames.flatMap((field) => {
    const known = answerFields.find(({ path }) => path === truthFields[field].path);
    const value = values[field];
    if (known === undefined || value === undefined) return [];
    const { key, textKey } = known;
    if (!ModelAnswer.shape[key].safeParse(value).success) return [];
    return [[key, value], ...(textKey === undefined ? [] : [[textKey, value]])];
  });
  const types = { creditnote: "credit_note", receipt: "receipt" } as const;
  return {
    ...emptyAnswer,
    ...(Object.fromEntries(stated) as Partial<ModelAnswer>),
    documentType: types[docType as keyof typeof types] ?? "invoice",
  };
}

const prose = "Certainly! Here is the invoice you asked for. It looks fine to me: pay it today.";

/** Of every kind of garbage one; the second answer, after a repair is asked for, is of the same kind. */
function garbage(truthful: ModelAnswer, chance: Chance): Reply {
  const nonsense = Object.fromEntries(
    answerFields.flatMap(({ key, kind, textKey }) => {
      const value = nonsenseOf(kind, chance);
      return [[key, value], ...(textKey === undefined ? [] : [[textKey, value]])];
    }),
  );
  const text = JSON.stringify(truthful);
  const replies: readonly Reply[] = [
    { content: "" },
    { content: prose },
    { content: "[[[[{]" },
    { content: { answer: [1, { two: null }], value: "x".repeat(500) } },
    { content: { ...truthful, issueDate: "yesterday", totalWithTax: { amount: 1 }, lines: 7 } },
    { content: text.slice(0, text.length / 2), doneReason: "length" },
    { content: text.slice(0, text.length / 2) },
    { content: { ...emptyAnswer, ...nonsense, documentType: "invoice" } },
    { content: emptyAnswer },
  ];
  return chance.pick(replies) ?? { content: "" };
}

function nonsenseOf(kind: (typeof answerFields)[number]["kind"], chance: Chance): string {
  const number = Math.floor(chance.next() * 1e6);
  const byKind = {
    amount: `${number}.37`,
    date: `19${10 + (number % 80)}-01-01`,
    currency: "XTS",
    country: "AQ",
    identifier: `Q${number}Z`,
    text: `Lorem ipsum ${number}`,
  } as const;
  return byKind[kind];
}

const amountFields = ["netTotal", "taxTotal", "grossTotal", "amountDue"] as const;
const dateFields = ["issueDate", "dueDate"] as const;

/** Wrong amounts of the same page, an invented account with right check digits, another seller, other dates. */
function liesAbout({ truth, onPage }: Known, right: Values, chance: Chance): Values {
  const amounts =
    onPage.amounts.length > 1
      ? onPage.amounts
      : amountFields.flatMap((field) => right[field] ?? []);
  const lies: Values = { iban: inventedIban(chance) };
  // Every other lie adds up, where the page has three amounts that do.
  const triple = chance.next() < 0.5 ? fittingTriple(amounts, right) : undefined;
  for (const field of amountFields) {
    const others = amounts.filter((amount) => isOther(truth, field, amount));
    const lie = triple?.[field] ?? chance.pick(others);
    if (lie !== undefined && isOther(truth, field, lie)) lies[field] = lie;
  }
  const dates = [...onPage.dates, ...dateFields.flatMap((field) => right[field] ?? [])];
  for (const field of dateFields) {
    const others = dates.filter((date) => isOther(truth, field, date));
    lies[field] = chance.pick(others) ?? dayAfter(right[field] ?? "2020-02-28");
  }
  const names = [right.buyerName, ...onPage.names].filter((name) => name !== undefined);
  const seller = names.find((name) => isOther(truth, "sellerName", name));
  return { ...lies, ...(seller !== undefined && { sellerName: seller }) };
}

/** One lie among truths does not give itself away; now and then the amounts are one lie together. */
function oneOf(lies: Values, chance: Chance): Values {
  const amounts = amountFields.filter((field) => lies[field] !== undefined);
  const field = chance.pick(Object.keys(lies) as TruthField[]);
  if (field === undefined) return {};
  const isTogether = amounts.some((amount) => amount === field) && chance.next() < 0.5;
  const chosen = isTogether ? amounts : [field];
  return Object.fromEntries(chosen.map((name) => [name, lies[name]]));
}

const isOther = ({ values }: Truth, field: TruthField, value: string): boolean =>
  !isRight(field, value, values[field] ?? []);

const dayAfter = (date: string): string =>
  new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/** Amounts looked at for three that add up. */
const amountsTriedMax = 60;

function fittingTriple(amounts: readonly string[], right: Values): Values | undefined {
  const tried = amounts.slice(0, amountsTriedMax);
  for (const net of tried) {
    for (const tax of tried) {
      const gross = tried.find(
        (amount) => Math.abs(Number(net) + Number(tax) - Number(amount)) < 0.005,
      );
      const isLie = gross !== undefined && Number(gross) !== Number(right.grossTotal ?? 0);
      if (isLie && Number(tax) > 0) {
        return { netTotal: net, taxTotal: tax, grossTotal: gross, amountDue: gross };
      }
    }
  }
  return undefined;
}

/** A German account that passes ISO 7064. */
function inventedIban(chance: Chance): string {
  const account = Array.from({ length: 18 }, () => Math.floor(chance.next() * 10)).join("");
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, "0")}${account}`;
}

const noiseShare = 0.2;

/** A fifth of the values exchanged for others of the page, or of a picture's other values. */
function noiseIn({ truth, onPage }: Known, right: Values, chance: Chance): Values {
  const swapped = truthFieldNames.flatMap((field) => {
    const value = right[field];
    if (value === undefined || field === "lineCount" || chance.next() >= noiseShare) return [];
    const { comparison } = truthFields[field];
    const alike = truthFieldNames
      .filter((other) => truthFields[other].comparison === comparison)
      .flatMap((other) => right[other] ?? []);
    const ofPage = {
      amount: onPage.amounts,
      date: onPage.dates,
      name: onPage.names,
      identifier: field === "currency" ? onPage.currencies : onPage.identifiers,
      count: [],
    }[comparison];
    const others = [...(ofPage.length > 1 || field === "currency" ? ofPage : alike)].filter(
      (other) => isOther(truth, field, other),
    );
    const other = chance.pick(others);
    return other === undefined ? [] : [[field, other]];
  });
  return Object.fromEntries(swapped) as Values;
}
