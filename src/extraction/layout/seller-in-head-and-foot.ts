import { ownerOf } from "./block-owner.ts";
import { addressBlocks, blockFrom, hasContact } from "./blocks.ts";
import { type PartyPlace, placeFrom } from "./buyer.ts";
import type { Layout } from "./layout.ts";
import { hasLegalForm, isSameName, nameIn } from "./names.ts";
import { cityLineOf, countryOf } from "./places.ts";
import { type Line, overlapX } from "./text-lines.ts";
import { isLabelled } from "./values-near.ts";
import { isMadeOf } from "./web-names.ts";

/** Where company details stand, as a part of the page's height. */
const footDepth = 0.78;

/** Who may have issued the invoice, and how much speaks for it. */
export type Candidate = PartyPlace & { readonly score: number };

/** Companies named in the head of the page: surely so in its first lines, or on top of a column if the buyer stands elsewhere. */
export function pageHeads(layout: Layout, buyer: PartyPlace | undefined): Candidate[] {
  const lines = layout.lines.filter((line) => line.page === 1 && line.depth < 0.16);
  const isTop = ({ name }: PartyPlace, index: number): boolean =>
    buyer !== undefined &&
    !lines
      .slice(0, index)
      .some(({ segments }) => segments.some(({ box }) => overlapX(box, name.box) > 0));
  return lines.flatMap((line, index) =>
    companiesIn(layout, line).map((place) => ({
      ...place,
      score: index < 2 || isTop(place, index) ? 0.75 : 0.55,
    })),
  );
}

/** Companies named in the foot of any page, or in its last line with their address. */
export function pageFeet(layout: Layout): Candidate[] {
  return layout.lines
    .filter((line) => line.depth > footDepth || isLastOfPage(layout, line))
    .flatMap((line) =>
      companiesIn(layout, line).flatMap((place) => {
        const { text } = place.name;
        if (isLastOfPage(layout, line) && isCompanyWithAddress(text))
          return [{ ...place, score: 0.9 }];
        if (isWithSeat(text)) return [{ ...place, score: 0.95 }];
        return line.depth > footDepth ? [{ ...place, score: footScore(layout, text) }] : [];
      }),
    );
}

/** A short page ends above its foot. */
const isLastOfPage = (layout: Layout, line: Line): boolean =>
  layout.lines[line.index + 1]?.page !== line.page;

/** Between the parts of company details in one line. */
const bullets = /\s+[•·|●*]\s+/u;

/** `Seller Inc. * 1 Main Street * 12345 City * ...`: who writes prints the own address at the foot, as above the window. */
function isCompanyWithAddress(text: string): boolean {
  const [name, ...parts] = text.split(bullets);
  return (
    parts.length >= 2 &&
    hasLegalForm(name ?? "") &&
    parts.some((part) => cityLineOf(part) !== undefined)
  );
}

/** Where a company has its seat, or is registered, in many languages. */
const seatWords =
  /registered (?:office|address|in)\b|\b(?:Sitz der Gesellschaft|Siège social|Sede legale|Sede social|Domicilio social|Maatschappelijke zetel|Statutaire zetel|z siedzibą|se sídlem|Säte|Hjemsted|Kotipaikka|Sediul social)(?!\p{L})/iu;

/** `Seller Ltd. Registered office: 1 Main Street`: by law an invoice says so of who issues it, and of nobody else. */
function isWithSeat(text: string): boolean {
  const name = nameIn(text) ?? "";
  const rest = text.slice(text.indexOf(name) + name.length);
  return seatWords.test(rest.slice(0, seatCharsMax));
}

/** Characters behind a name in which its seat is spoken of. */
const seatCharsMax = 40;

/** Lines searched for other companies. */
const companyLinesMax = 500;

/** Address or numbers in the same line, or no other company on the pages: it is the one that writes. */
function footScore(layout: Layout, text: string): number {
  if (/\d/.test(text)) return 0.65;
  const companies = layout.lines
    .slice(0, companyLinesMax)
    .flatMap((line) =>
      line.segments.filter((segment) => hasLegalForm(segment.text)).map((segment) => segment.text),
    );
  return new Set(companies).size === 1 ? 0.62 : 0.5;
}

function companiesIn(layout: Layout, line: Line): PartyPlace[] {
  return line.segments.flatMap((segment) => {
    if (!hasLegalForm(segment.text) || isLabelled(layout, segment)) return [];
    const value = nameIn(segment.text);
    if (value === undefined || countryOf(value) !== undefined) return [];
    return [{ name: { ...segment, value, confidence: 0.7 }, block: blockFrom(layout, segment) }];
  });
}

/** An address in the foot of a page with contact details in it: who writes puts it there. */
export function footAddresses(layout: Layout): Candidate[] {
  return pageNumbers(layout).flatMap((page) =>
    addressBlocks(layout, page, 1).flatMap((block) => {
      const [start] = block.spans;
      const isFoot = start !== undefined && (layout.lines[start.line]?.depth ?? 0) > footDepth;
      if (!isFoot || !hasContact(block) || ownerOf(layout, block) !== undefined) return [];
      const place = placeFrom(layout, start, 0.7, true);
      return place === undefined ? [] : [{ ...place, score: 0.65 }];
    }),
  );
}

/** The first and the last page: what stands in the foot of others stands there too. */
const pageNumbers = ({ lines }: Layout): number[] => [...new Set([1, lines.at(-1)?.page ?? 1])];

/** The part of the first page in which a seller may be named without its address. */
const logoDepth = 0.2;

/**
 * Names in the head or foot of a page that are made of what a web or mail address is called; none if they are of several
 * parties.
 */
export function namesOnTheWeb(layout: Layout, webNames: readonly string[]): Candidate[] {
  if (webNames.length === 0) return [];
  const named = layout.lines
    .filter(({ page, depth }) => (page === 1 && depth < logoDepth) || depth > footDepth)
    .flatMap(({ segments }) => segments)
    .flatMap((segment): Candidate[] => {
      const value = isLabelled(layout, segment) ? undefined : nameIn(segment.text);
      if (value === undefined || !webNames.some((webName) => isMadeOf(webName, value))) return [];
      const name = { ...segment, value, confidence: 0.7 };
      return [{ name, block: blockFrom(layout, segment), score: 0.45 }];
    });
  const isOne = named.every(({ name }) => isSameName(name.value, named[0]?.name.value ?? ""));
  return isOne ? named : [];
}
