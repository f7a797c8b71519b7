import { blockFrom } from "./blocks.ts";
import type { PartyPlace } from "./buyer.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { nameIn } from "./names.ts";
import { isNarrow } from "./narrow-print.ts";
import { plain } from "./normalise.ts";
import { type Line, type Span, spanOf } from "./text-lines.ts";
import { isLabelled } from "./values-near.ts";
import { greetings, tillWords } from "./vocabulary/till-words.ts";

/** One such word is also said in running text. */
const tillWordsMin = 2;

/** Lines of a long slip. */
const linesMax = 300;

/** A till prints narrow, what change was given, or who serves and how it was paid. */
export const isTillSlip = (layout: Layout): boolean => isNarrowSlip(layout) || saysSo(layout);

const saysSo = (layout: Layout): boolean =>
  givesChange(layout) || tillWordsOf(layout).size >= tillWordsMin;

const isNarrowSlip = ({ pages: [page, ...others] }: Layout): boolean =>
  page !== undefined && others.length === 0 && isNarrow(page);

const givesChange = (layout: Layout): boolean =>
  labelsWith(layout, "changeGiven").some(
    (label) =>
      label.isAtStart &&
      changePattern.test(layout.lines[label.segment.line]?.segments.at(-1)?.text ?? ""),
  );

/** One amount: no telephone number, for change and a switchboard are one word in Swedish. */
const changePattern = /^\D*\d{1,7}(?:[.,]\s?\d{1,2})?\D{0,4}$/;

function tillWordsOf({ pages, lines }: Layout): ReadonlySet<string> {
  if (pages.length !== 1 || lines.length > linesMax) return new Set();
  const words = lines.flatMap(({ segments }) => segments.map(firstWordOf));
  return new Set(words.filter((word) => tillWords.has(word)));
}

/** A line of a till slip about who serves, what was given and what was given back: its amount is no sum of the slip. */
export const isTillLine = ({ segments: [first] }: Line): boolean =>
  first !== undefined && tillWords.has(firstWordOf(first));

const firstWordOf = ({ words: [first] }: Span): string =>
  /\p{L}+/u.exec(plain(first?.text ?? ""))?.[0] ?? "";

const isGreeting = ({ segments: [first] }: Line): boolean =>
  first !== undefined && greetings.has(firstWordOf(first));

type ShopPlace = PartyPlace & { readonly name: Span };

/** Lines a logo or a number takes before the name of the shop. */
const nameLinesMax = 4;

/** A name with a word read with less confidence is not given for its place alone. */
const wordConfidenceMin = 0.7;

/** The same where nothing but the width of the print tells that it is a till's. */
const narrowConfidenceMin = 0.85;

/** Characters of what recognition makes of a logo or a fold. */
const noiseLettersMax = 3;

/** `S/B` behind a name, its letters mistaken for digits or signs. */
const misreadForm = /^[S5§$]\/[B8]$/;

/** The shop a till names first: the first line with more than one word, its words as far apart as they may be. */
export function shopOfTillSlip(layout: Layout): ShopPlace | undefined {
  if (!isTillSlip(layout)) return undefined;
  const line = layout.lines
    .slice(0, nameLinesMax)
    .find((candidate) => candidate.words.filter(isNameWord).length >= 2 && !isGreeting(candidate));
  const [start] = line?.segments ?? [];
  if (line === undefined || start === undefined || isLabelled(layout, start)) return undefined;
  const form = line.words.findIndex(({ text }) => misreadForm.test(text));
  const words = form > 0 ? line.words.slice(0, form) : line.words;
  const sureMin = saysSo(layout) ? wordConfidenceMin : narrowConfidenceMin;
  if (words.some(({ confidence = 1 }) => confidence < sureMin)) return undefined;
  const span = spanOf(words, line.page, line.index);
  const value = nameIn(form > 0 ? `${span.text} S/B` : span.text);
  if (value === undefined) return undefined;
  return { name: { ...span, value, confidence: 0.7 }, block: blockFrom(layout, start) };
}

/** A word that is no noise of a logo or a fold: not both short and unsure. */
const isNameWord = ({ text, confidence = 1 }: Span["words"][number]): boolean =>
  /\p{L}{2}/u.test(text) && (confidence >= wordConfidenceMin || text.length > noiseLettersMax);
