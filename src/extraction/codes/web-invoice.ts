import { amountOf, dateIn, textOf, vatIdOf, type CodeParser } from "./code-statement.ts";

type WebAddress = Pick<URL, "hostname" | "pathname" | "searchParams">;
type Site = {
  /** The host is this one or one below it. */
  readonly host: string;
  readonly path: RegExp;
  readonly read: (address: WebAddress) => ReturnType<CodeParser>;
};

const spanishDay = /^(?<day>\d\d)-(?<month>\d\d)-(?<year>\d{4})$/;
const basqueId = /^TBAI-(?<vatNumber>[A-Z0-9]{9})-(?<day>\d\d)(?<month>\d\d)(?<year>\d\d)-/;

/** Invoices reported to a tax office, whose code is the address at which it shows them. Nothing is fetched from there. */
const sites: readonly Site[] = [
  {
    host: "agenciatributaria.gob.es",
    path: /\/ValidarQR(?:NoVerifactu)?$/,
    read: ({ searchParams }) => ({
      definition: "Spanish invoice code (VERI*FACTU)",
      values: {
        "seller.vatId": vatIdOf("ES", searchParams.get("nif") ?? undefined),
        invoiceNumber: textOf(searchParams.get("numserie") ?? undefined),
        issueDate: dateIn(searchParams.get("fecha") ?? undefined, spanishDay),
        totalWithTax: amountOf(searchParams.get("importe") ?? undefined),
        currencyCode: "EUR",
      },
    }),
  },
  ...["batuz.eus", "gipuzkoa.eus", "araba.eus"].map((host) => ({
    host,
    path: /\/(?:qrtbai|qr)\/?$/i,
    read: basqueInvoice,
  })),
  {
    host: "ksef.mf.gov.pl",
    path: /\/invoice\/\d{10}\/\d\d-\d\d-\d{4}\//,
    read: ({ pathname }) => {
      const [, number, date] = /\/invoice\/(\d{10})\/([\d-]{10})\//.exec(pathname) ?? [];
      return {
        definition: "Polish invoice code (KSeF)",
        values: { "seller.vatId": vatIdOf("PL", number), issueDate: dateIn(date, spanishDay) },
      };
    },
  },
];

/** TicketBAI: the number of its series is printed in too many ways to be taken. */
function basqueInvoice({ searchParams }: WebAddress): ReturnType<CodeParser> {
  const id = searchParams.get("id") ?? "";
  const vatNumber = basqueId.exec(id)?.groups?.["vatNumber"];
  if (vatNumber === undefined) return undefined;
  return {
    definition: "Basque invoice code (TicketBAI)",
    values: {
      "seller.vatId": vatIdOf("ES", vatNumber),
      issueDate: dateIn(id, basqueId),
      totalWithTax: amountOf(searchParams.get("i") ?? undefined),
      currencyCode: "EUR",
    },
  };
}

export const parseWebInvoice: CodeParser = (text) => {
  const address = text.startsWith("https://") ? URL.parse(text) : null;
  if (address === null) return undefined;
  const { hostname, pathname } = address;
  const site = sites.find(
    ({ host, path }) => (hostname === host || hostname.endsWith(`.${host}`)) && path.test(pathname),
  );
  return site?.read(address);
};
