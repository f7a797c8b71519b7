import { ownerOf } from "./block-owner.ts";
import { type Block, addressBlocks, blockFrom, hasContact, isBeside } from "./blocks.ts";
import { type PartyPlace, placeFrom } from "./buyer.ts";
import { hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { hasLegalForm, isSameName, isToPerson } from "./names.ts";
import type { Candidate } from "./seller-in-head-and-foot.ts";
import { type Span, contains, heightOf, overlapX } from "./text-lines.ts";
import { isLabelled } from "./values-near.ts";
import type { VatId } from "./vat-ids.ts";

/** The part of the first page where letterheads stand. */
const headDepth = 0.3;

/** Address blocks in the head of the first page that neither a label nor `Frau ...` gives to somebody else. */
export function letterheads(
  layout: Layout,
  buyer: PartyPlace | undefined,
  vatIds: readonly VatId[],
): Candidate[] {
  const blocks = addressBlocks(layout, 1, headDepth + 0.15).filter(
    (block) => ownerOf(layout, block) === undefined,
  );
  const hasBuyer =
    buyer !== undefined || labelsWith(layout, "buyer").some((label) => label.isAtStart);
  return blocks.flatMap((block, index) => {
    const [start] = block.spans;
    const place = start === undefined ? undefined : placeFrom(layout, start, 0.7, true);
    if (place === undefined || start === undefined || isToPerson(start.text)) return [];
    const isFirst = index === 0 && (hasBuyer || blocks.length === 2);
    const isHigh = (layout.lines[start.line]?.depth ?? 1) < 0.16;
    const score =
      0.35 +
      (isFirst ? 0.2 : 0) +
      (isHigh ? 0.15 : 0) +
      (hasContact(block) ? 0.15 : 0) +
      (holdsOnlyVatId(block, vatIds) ? 0.4 : 0) +
      (hasOnlyContact(layout, block, blocks) ? 0.25 : 0) +
      (isSetLarge(place.name, block) ? 0.25 : 0) +
      (hasLegalForm(place.name.value) ? 0.15 : 0);
    return [{ ...place, score }];
  });
}

/** The one VAT identifier of the document stands in the block, or right below it: whoever charges VAT prints the own. */
function holdsOnlyVatId(block: Block, vatIds: readonly VatId[]): boolean {
  if (new Set(vatIds.map(({ value }) => value)).size !== 1) return false;
  const last = block.spans.at(-1);
  return vatIds.some(
    ({ span, page, owner }) =>
      owner === undefined &&
      page === last?.page &&
      (block.spans.some((line) => line.line === span.line && contains(line, span)) ||
        (span.line > last.line &&
          span.line - last.line <= linesToVatId &&
          Math.abs(span.box[1] - last.box[3]) < heightOf(last.box) * linesToVatId &&
          overlapX(span.box, last.box) > 0)),
  );
}

/** Lines below an address in which its VAT identifier may stand. */
const linesToVatId = 2;

/** The first words of the page, if they are a name with contact details below: who writes. */
export function topName(layout: Layout): Candidate[] {
  const start = layout.lines[0]?.segments[0];
  if (start === undefined || isLabelled(layout, start) || start.words.length > 5) return [];
  const place = placeFrom(layout, start, 0.65, false);
  if (place === undefined || /\d/.test(place.name.value)) return [];
  const isTitled = (layout.labelsByLine[0] ?? []).some(
    (label) => label.segment === start && label.isAtStart,
  );
  return isTitled || !hasContact({ spans: blockFrom(layout, start).spans.slice(0, 3) })
    ? []
    : [{ ...place, score: 0.62 }];
}

/** Times the height of the other lines of an address that makes a name a letterhead's. */
const largeRatio = 1.35;

/** A name in larger print than its address: who writes sets the own name so. */
const isSetLarge = (name: Span, { spans }: Block): boolean =>
  spans.length > 1 &&
  spans.every(
    (span) => span.line === name.line || heightOf(name.box) >= largeRatio * heightOf(span.box),
  );

/** Contact details stand below this of two addresses side by side, none below the other. */
const hasOnlyContact = (layout: Layout, own: Block, blocks: readonly Block[]): boolean =>
  hasContact(columnFrom(layout, own)) &&
  blocks.some(
    (block) => block !== own && isBeside(block, own) && !hasContact(columnFrom(layout, block)),
  );

/** Lines of a letterhead with all that is set below its address. */
const columnLinesMax = 14;

/** A block and what stands below it in line with its left edge, gaps or not, down to the title or the number of the invoice. */
function columnFrom(layout: Layout, { spans }: Block): Block {
  const [start] = spans;
  if (start === undefined) return { spans };
  const below = layout.lines
    .slice(start.line, start.line + columnLinesMax)
    .filter(({ page }) => page === start.page)
    .flatMap(({ segments }) =>
      segments.filter(({ box }) => Math.abs(box[0] - start.box[0]) <= leftEdgeTolerance),
    );
  const end = below.findIndex((segment) => isAboutInvoice(layout, segment));
  return { spans: end < 0 ? below : below.slice(0, end) };
}

const isAboutInvoice = (layout: Layout, segment: Span): boolean =>
  (layout.labelsByLine[segment.line] ?? []).some(
    (label) =>
      label.segment === segment &&
      label.isAtStart &&
      hasKey(label, "invoiceTitle", "creditNoteTitle", "invoiceNumber", "issueDate"),
  );

/** Points the left edges of one column may differ. */
const leftEdgeTolerance = 3;

/** Two addresses side by side that nothing tells apart, no label, contact, VAT identifier, larger print or second mention: either may be the seller's. */
export function isOneOfTwo(
  layout: Layout,
  best: Candidate,
  candidates: readonly Candidate[],
  vatIds: readonly VatId[],
): boolean {
  const blocks = addressBlocks(layout, 1, headDepth).filter(
    (block) => ownerOf(layout, block) === undefined,
  );
  const own = blocks.find(
    ({ spans }) =>
      spans.some(({ line }) => line === best.name.line) &&
      spans.some(({ text }) => text === best.name.text),
  );
  const isRepeated = candidates.some(
    ({ name }) => name.line !== best.name.line && isSameName(name.value, best.name.value),
  );
  if (own === undefined || isRepeated || holdsOnlyVatId(own, vatIds)) return false;
  if (isSetLarge(best.name, own)) return false;
  if (hasContact(columnFrom(layout, own))) return false;
  return blocks.some((block) => block !== own && isBeside(block, own));
}
