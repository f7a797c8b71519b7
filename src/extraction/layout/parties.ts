import type { Party } from "#src/domain/party.ts";
import { type FoundAddress, addressOf } from "./addresses.ts";
import { type Block, addressBlocks, addressEnd, blockFrom, cityIndex } from "./blocks.ts";
import { ownerOf } from "./block-owner.ts";
import { type PartyPlace, labelledParties, placeFrom } from "./buyer.ts";
import type { Found } from "./found.ts";
import { hasKey } from "./labels.ts";
import { type Layout, labelsWith } from "./layout.ts";
import { hasLegalForm, isSameName } from "./names.ts";
import { countryOf } from "./places.ts";
import { findSeller, senderLine } from "./seller.ts";
import { overlapX, spanOf } from "./text-lines.ts";
import { type TableHeader, findTableHeaders } from "./table-header.ts";
import { type VatId, findVatIds } from "./vat-ids.ts";

/** Confidence in a name that a sentence gives. */
const namedInNote = 0.9;

/** The part of the first page where the buyer's address stands. */
const buyerDepthMax = 0.42;

export type FoundParty = {
  readonly name?: Found<string>;
  readonly vatId?: Found<string>;
  readonly address?: FoundAddress;
};

export type FoundParties = { readonly seller: FoundParty; readonly buyer: FoundParty };

/** Finds who sells and who buys: by labels first, then by the customs of letters. */
export function findParties(layout: Layout): FoundParties {
  const vatIds = findVatIds(layout);
  const labelled = labelledBuyer(layout);
  const [guest] = labelledParties(layout, ["guest"]);
  const seller = findSeller(layout, labelled ?? guest, vatIds);
  // Who slept in a hotel is not who pays for it, if an address is that of another.
  const buyer = labelled ?? unlabelledBuyer(layout, seller) ?? guest;
  const places = { seller, buyer, tables: findTableHeaders(layout) };
  const buyerVatId = vatIds.find((vatId) => isBuyers(layout, vatId, places));
  const sellerVatId = vatIds.find(
    (vatId) => vatId.value !== buyerVatId?.value && !isBuyers(layout, vatId, places),
  );
  return {
    seller: partyOf(seller, sellerVatId),
    buyer: partyOf(buyer, buyerVatId),
  };
}

function partyOf(place: PartyPlace | undefined, vatId: VatId | undefined): FoundParty {
  const address = place === undefined ? undefined : addressOf(place);
  return {
    ...(place === undefined ? {} : { name: wordsOfName(place.name) }),
    ...(vatId === undefined ? {} : { vatId }),
    ...(address === undefined ? {} : { address }),
  };
}

/** The words of a name alone: what else stands in its line, an address, is neither its place nor makes it less sure. */
function wordsOfName(name: PartyPlace["name"]): Found<string> {
  const { words, text, page, line, value, confidence } = name;
  const start = text.indexOf(value);
  if (start < 0) return name;
  let at = 0;
  const own = words.filter((word) => {
    const end = at + word.text.length;
    const isOwn = at < start + value.length && end > start;
    at = end + 1;
    return isOwn;
  });
  return { ...spanOf(own, page, line), value, confidence };
}

function labelledBuyer(layout: Layout): PartyPlace | undefined {
  const [named] = labelledParties(layout, ["buyerName"]);
  if (named !== undefined) return named;
  return (
    labelledParties(layout, ["buyer"])[0] ??
    labelledParties(layout, ["payer"])[0] ??
    namedTaxDebtor(layout)
  );
}

/** `Btw verlegd naar Buyer B.V., btw-nummer NL...`: the company that owes the tax is the buyer. */
function namedTaxDebtor(layout: Layout): PartyPlace | undefined {
  const [place] = labelsWith(layout, "buyerVatId").flatMap(({ rest }) =>
    rest !== undefined && hasLegalForm(rest.text)
      ? (placeFrom(layout, rest, namedInNote, false) ?? [])
      : [],
  );
  return place;
}

/** The address in the window of the envelope: the first unlabelled one in the head that is not the seller's. */
function unlabelledBuyer(layout: Layout, seller: PartyPlace | undefined): PartyPlace | undefined {
  const sender = senderLine(layout);
  const below = sender === undefined ? undefined : belowSender(layout, sender);
  if (below !== undefined) return below;
  if (seller === undefined) return undefined;
  const next = belowSeller(layout, seller);
  if (next !== undefined) return next;
  const isSellerPlaced = cityIndex(seller.block) >= 1;
  for (const block of addressBlocks(layout, 1, buyerDepthMax)) {
    const [start] = block.spans;
    if (start === undefined || ownerOf(layout, block) !== undefined) continue;
    const place = placeFrom(layout, start, 0.75, true);
    const isSellers =
      seller.block.spans.includes(start) ||
      block.spans.slice(0, 2).some((span) => isSameName(span.text, seller.name.value)) ||
      block.spans.some(
        (span) =>
          /www\.|\b(?:iban|siret|hrb)\b/i.test(span.text) ||
          (!isSellerPlaced && span.text.includes("@") && !span.text.includes("contact")),
      );
    if (place !== undefined && !isSellers) return place;
  }
  return undefined;
}

/** The second address of one unbroken block: the seller's, and with no gap the buyer's below it. */
function belowSeller(layout: Layout, seller: PartyPlace): PartyPlace | undefined {
  const [first] = seller.block.spans;
  if (first === undefined || first.page !== 1 || cityIndex(seller.block) < 1) return undefined;
  const start = seller.block.spans[addressEnd(seller.block) + 1];
  const depth = layout.lines[start?.line ?? 0]?.depth ?? 1;
  if (start === undefined || depth > buyerDepthMax) return undefined;
  return isAddressLike(blockFrom(layout, start)) ? placeFrom(layout, start, 0.75, true) : undefined;
}

/** The block that begins right below the sender's line. */
function belowSender(layout: Layout, sender: PartyPlace): PartyPlace | undefined {
  const [line] = sender.block.spans;
  if (line === undefined) return undefined;
  for (let step = 1; step <= 6; step += 1) {
    const next = layout.lines[line.line + step];
    if (next === undefined || next.page !== line.page || next.top - line.box[3] > 90)
      return undefined;
    const start = next.segments.find(
      (segment) =>
        Math.abs(segment.box[0] - line.box[0]) < 45 && overlapX(segment.box, line.box) > 0,
    );
    if (start === undefined) continue;
    const place = placeFrom(layout, start, 0.85, true);
    return place !== undefined && isAddressLike(blockFrom(layout, start, windowLeading))
      ? place
      : undefined;
  }
  return undefined;
}

/** Lines in the window of an envelope are often far apart. */
const windowLeading = 4.2;

const isAddressLike = (block: Block): boolean =>
  cityIndex(block) >= 1 || block.spans.slice(1).some((span) => countryOf(span.text) !== undefined);

/** `Invoice | No. 17 | 3 April 2025 | VAT No. ...`: in the line of the title the seller prints the own. */
const isInTitle = (layout: Layout, { span }: VatId): boolean =>
  (layout.labelsByLine[span.line] ?? []).some(
    (label) => label.isAtStart && hasKey(label, "invoiceTitle", "creditNoteTitle"),
  );

/** A VAT identifier is the buyer's if its label says so, or if it stands in the buyer's block, above the lines of the invoice. */
function isBuyers(
  layout: Layout,
  vatId: VatId,
  {
    seller,
    buyer,
    tables,
  }: {
    seller: PartyPlace | undefined;
    buyer: PartyPlace | undefined;
    tables: readonly TableHeader[];
  },
): boolean {
  if (vatId.owner === "buyer") return true;
  if (isInTitle(layout, vatId)) return false;
  const start = buyer?.block.spans[0];
  if (start === undefined || vatId.page !== start.page) return false;
  if (tables.some(({ first, last }) => first > start.line && last < vatId.span.line)) return false;
  const isUnder = vatId.span.line >= start.line && vatId.box[1] - start.box[3] < 130;
  const isInColumn =
    Math.abs(vatId.box[0] - start.box[0]) < 90 || overlapX(vatId.box, start.box) > 0;
  const sellerLine = seller?.block.spans[0]?.line ?? -1;
  const sellerLeft = seller?.block.spans[0]?.box[0] ?? Infinity;
  const isCloserToSeller =
    sellerLine > start.line &&
    sellerLine <= vatId.span.line &&
    Math.abs(sellerLeft - vatId.box[0]) <= Math.abs(start.box[0] - vatId.box[0]);
  return isUnder && isInColumn && !isCloserToSeller;
}

export function asParty({ name, vatId, address }: FoundParty): Party | undefined {
  if (name === undefined && vatId === undefined && address === undefined) return undefined;
  return {
    ...(name === undefined ? {} : { name: name.value }),
    ...(vatId === undefined ? {} : { vatId: vatId.value }),
    ...(address === undefined
      ? {}
      : {
          address: Object.fromEntries(
            Object.entries(address).map(([field, part]) => [field, part.value]),
          ),
        }),
  };
}
