import { drawLines, drawTotals, type TableStyle } from "./invoice-table.ts";
import { labels as allLabels, type Labels } from "./labels.ts";
import { makePdf, rule, write, type Attachment } from "./pdf-file.ts";
import type { Company } from "./companies.ts";
import type { SampleInvoice } from "./sample-invoice.ts";

export type Layout = {
  readonly kind: "letter" | "band" | "classic" | "boxes";
  readonly accent: string;
  readonly font: string;
  readonly bold: string;
};

export type PdfInvoiceOptions = {
  readonly attachment?: Attachment;
  /** Printed above the title, for example on a second copy. */
  readonly stamp?: string;
};

/** Draws an invoice in one of four layouts. */
export function invoicePdf(
  invoice: SampleInvoice,
  layout: Layout,
  options: PdfInvoiceOptions = {},
): Promise<Buffer> {
  const labels = allLabels[invoice.language];
  const title = `${labels.title} ${invoice.number}`;
  const { attachment, stamp } = options;
  return makePdf(
    { title, author: invoice.seller.name, ...(attachment && { attachment }) },
    (pdf) => {
      const context: Context = { pdf, invoice, labels, layout, stamp };
      const { y, left, right } = heads[layout.kind](context);
      const style: TableStyle = {
        left,
        right,
        font: layout.font,
        bold: layout.bold,
        accent: layout.accent,
        rows: ({ letter: "rules", classic: "rules", band: "bands", boxes: "boxes" } as const)[
          layout.kind
        ],
        bottom: 715,
        top: 70,
      };
      let below = drawLines(pdf, invoice, labels, y, style);
      if (below > 600) {
        pdf.addPage();
        below = 70;
      }
      below = drawTotals(pdf, invoice, labels, below, style);
      const notes = [invoice.exemptionReason, labels.pay(invoice.number), labels.thanks];
      for (const note of notes.filter((text) => text !== undefined)) {
        write(pdf, note, [left, below + 8], { font: layout.font, size: 9, width: right - left });
        below += 14;
      }
      drawFeet(context, [left, right]);
    },
  );
}

type Context = {
  readonly pdf: PDFKit.PDFDocument;
  readonly invoice: SampleInvoice;
  readonly labels: Labels;
  readonly layout: Layout;
  readonly stamp: string | undefined;
};
type Head = { readonly y: number; readonly left: number; readonly right: number };

const heads: Readonly<Record<Layout["kind"], (context: Context) => Head>> = {
  letter: drawLetterHead,
  band: drawBandHead,
  classic: drawClassicHead,
  boxes: drawBoxesHead,
};

/** Label and value pairs of the invoice, in the order they are printed. */
function metaOf({ invoice, labels }: Context): readonly (readonly [string, string])[] {
  const { number, issueDate, deliveryDate, dueDate, purchaseOrder } = invoice;
  const entries: readonly (readonly [string, string | undefined])[] = [
    [labels.number, number],
    [labels.date, labels.day(issueDate)],
    [labels.delivery, deliveryDate && labels.day(deliveryDate)],
    [labels.due, dueDate && labels.day(dueDate)],
    [labels.order, purchaseOrder],
  ];
  return entries.flatMap(([label, value]) =>
    value === undefined ? [] : [[label, value] as const],
  );
}

const addressOf = ({ name, street, postCode, city, country }: Company): readonly string[] => [
  name,
  street,
  country === "United Kingdom" ? `${city} ${postCode}` : `${postCode} ${city}`,
  country,
];

function drawBlock(
  { pdf, layout }: Context,
  lines: readonly string[],
  [x, y]: readonly [number, number],
  width = 230,
): void {
  for (const [index, line] of lines.entries()) {
    write(pdf, line, [x, y + index * 13.5], {
      font: index === 0 ? layout.bold : layout.font,
      size: 10,
      width,
    });
  }
}

/** German business letter: letterhead on the right, address window on the left, meta block under the letterhead. */
function drawLetterHead(context: Context): Head {
  const { pdf, invoice, labels, layout } = context;
  const { seller, buyer } = invoice;
  pdf.rect(0, 0, 6, 842).fill(layout.accent);
  write(pdf, seller.name, [295, 46], {
    font: layout.bold,
    size: 15,
    width: 250,
    align: "right",
    color: layout.accent,
  });
  write(pdf, seller.trade ?? "", [295, 66], {
    font: layout.font,
    size: 9,
    width: 250,
    align: "right",
    color: "#6a7178",
  });
  write(pdf, `${seller.name} · ${seller.street} · ${seller.postCode} ${seller.city}`, [62, 128], {
    font: layout.font,
    size: 7,
    width: 260,
    color: "#6a7178",
  });
  rule(pdf, 139, [62, 290], { width: 0.3 });
  drawBlock(context, addressOf(buyer), [62, 148]);
  for (const [index, [label, value]] of metaOf(context).entries()) {
    write(pdf, label, [355, 148 + index * 15], {
      font: layout.font,
      size: 9,
      width: 95,
      color: "#6a7178",
    });
    write(pdf, value, [450, 148 + index * 15], {
      font: layout.font,
      size: 9,
      width: 95,
      align: "right",
    });
  }
  write(pdf, `${labels.title} ${invoice.number}`, [62, 262], { font: layout.bold, size: 17 });
  return { y: 308, left: 56, right: 545 };
}

/** A band over the whole width, meta in one row of four columns. */
function drawBandHead(context: Context): Head {
  const { pdf, invoice, labels, layout, stamp } = context;
  const { seller, buyer } = invoice;
  pdf.rect(0, 0, 595, 92).fill(layout.accent);
  write(pdf, seller.name, [48, 30], { font: layout.bold, size: 20, color: "#ffffff" });
  write(pdf, seller.trade ?? "", [48, 56], { font: layout.font, size: 9.5, color: "#ffffff" });
  write(pdf, labels.title.toUpperCase(), [347, 34], {
    font: layout.bold,
    size: 22,
    width: 200,
    align: "right",
    color: "#ffffff",
  });
  if (stamp !== undefined) {
    write(pdf, stamp, [347, 62], {
      font: layout.bold,
      size: 10,
      width: 200,
      align: "right",
      color: "#ffffff",
    });
  }
  write(pdf, labels.seller, [48, 114], { font: layout.bold, size: 8.5, color: layout.accent });
  drawBlock(
    context,
    [...addressOf(seller), `${labels.vatId} ${seller.vatIdPrinted ?? seller.vatId ?? ""}`],
    [48, 127],
  );
  write(pdf, labels.buyer, [310, 114], { font: layout.bold, size: 8.5, color: layout.accent });
  drawBlock(
    context,
    [...addressOf(buyer), `${labels.vatId} ${buyer.vatIdPrinted ?? buyer.vatId ?? ""}`],
    [310, 127],
  );
  const meta = metaOf(context);
  const columnPt = 499 / meta.length;
  rule(pdf, 212, [48, 547], { color: layout.accent });
  for (const [index, [label, value]] of meta.entries()) {
    write(pdf, label, [48 + index * columnPt, 220], {
      font: layout.font,
      size: 8.5,
      width: columnPt - 6,
      color: "#5a6269",
    });
    write(pdf, value, [48 + index * columnPt, 233], {
      font: layout.bold,
      size: 10,
      width: columnPt - 6,
    });
  }
  rule(pdf, 254, [48, 547], { color: layout.accent });
  return { y: 280, left: 48, right: 547 };
}

/** Letterhead on the left, title and meta on the right, serif letters. */
function drawClassicHead(context: Context): Head {
  const { pdf, invoice, labels, layout } = context;
  const { seller, buyer } = invoice;
  write(pdf, seller.name, [60, 52], { font: layout.bold, size: 19, color: layout.accent });
  write(pdf, seller.trade ?? "", [60, 76], { font: layout.font, size: 10.5, color: "#5a6269" });
  const contact = [
    seller.street,
    `${seller.postCode} ${seller.city}`,
    seller.phone ?? "",
    seller.mail ?? "",
  ];
  for (const [index, line] of contact.entries()) {
    write(pdf, line, [60, 98 + index * 13], { font: layout.font, size: 9.5 });
  }
  write(pdf, labels.title, [335, 50], { font: layout.bold, size: 26, width: 200, align: "right" });
  for (const [index, [label, value]] of metaOf(context).entries()) {
    write(pdf, `${label} :`, [330, 92 + index * 15], {
      font: layout.font,
      size: 9.5,
      width: 105,
      color: "#5a6269",
    });
    write(pdf, value, [435, 92 + index * 15], {
      font: layout.bold,
      size: 9.5,
      width: 100,
      align: "right",
    });
  }
  rule(pdf, 182, [60, 535], { color: layout.accent, width: 1.2 });
  write(pdf, labels.buyer, [60, 196], { font: layout.bold, size: 9.5, color: layout.accent });
  drawBlock(
    context,
    [...addressOf(buyer), `${labels.vatId} ${buyer.vatIdPrinted ?? buyer.vatId ?? ""}`],
    [60, 212],
  );
  return { y: 312, left: 60, right: 535 };
}

/** Seller and buyer in two boxes beside each other. */
function drawBoxesHead(context: Context): Head {
  const { pdf, invoice, labels, layout } = context;
  const { seller, buyer } = invoice;
  write(pdf, `${labels.title} nr ${invoice.number}`, [50, 48], {
    font: layout.bold,
    size: 17,
    width: 480,
  });
  const meta = metaOf(context).filter(([label]) => label !== labels.number);
  for (const [index, [label, value]] of meta.entries()) {
    write(pdf, `${label}: ${value}`, [50 + index * 172, 80], {
      font: layout.font,
      size: 9.5,
      width: 168,
    });
  }
  for (const [x, label, company] of [
    [50, labels.seller, seller],
    [305, labels.buyer, buyer],
  ] as const) {
    pdf.lineWidth(0.6).strokeColor(layout.accent).rect(x, 106, 240, 106).stroke();
    pdf.rect(x, 106, 240, 20).fill(layout.accent);
    write(pdf, label, [x + 10, 111.5], { font: layout.bold, size: 9.5, color: "#ffffff" });
    const taxNumber =
      company.vatId === undefined
        ? []
        : [`${labels.vatId}: ${company.vatIdPrinted ?? company.vatId.slice(2)}`];
    drawBlock(context, [...addressOf(company), ...taxNumber], [x + 10, 134]);
  }
  return { y: 244, left: 50, right: 545 };
}

/** On each page: bank data, identifiers and the page number. */
function drawFeet(
  { pdf, invoice, labels, layout }: Context,
  [left, right]: readonly [number, number],
): void {
  const { seller } = invoice;
  const iban = (invoice.iban ?? seller.iban)?.replaceAll(/(.{4})(?=.)/g, "$1 ");
  const columns = [
    [seller.name, seller.street, `${seller.postCode} ${seller.city}`, seller.country],
    [
      `${labels.vatId}: ${seller.vatIdPrinted ?? seller.vatId ?? ""}`,
      seller.registration === undefined ? "" : `${labels.register} ${seller.registration}`,
      seller.phone ?? "",
      seller.mail ?? "",
    ],
    [labels.bank, seller.bank ?? "", `IBAN: ${iban ?? ""}`, `BIC: ${seller.bic ?? ""}`],
  ];
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    rule(pdf, 752, [left, right], { color: layout.accent, width: 0.6 });
    for (const [index, lines] of columns.entries()) {
      const x = [left, left + 158, left + 312][index] ?? left;
      for (const [row, line] of lines.entries()) {
        write(pdf, line, [x, 760 + row * 11], {
          font: layout.font,
          size: 7.8,
          width: 178,
          color: "#3c444b",
        });
      }
    }
    if (count > 1)
      write(pdf, labels.page(page - start + 1, count), [right - 120, 812], {
        font: layout.font,
        size: 8,
        width: 120,
        align: "right",
      });
  }
}
