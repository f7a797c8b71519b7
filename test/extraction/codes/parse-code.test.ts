import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isValidIban } from "#src/extraction/layout/bank.ts";
import { parseCode } from "#src/extraction/codes/parse-code.ts";
import { anEpcCode, aSwissCode } from "#test/support/a-code.ts";

const valuesOf = (text: string) => {
  const { values = {}, reference } = parseCode(text) ?? {};
  const stated = Object.entries(values).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(stated), ...(reference !== undefined && { reference }) };
};

/** Base64 of tag, length and value. */
const tagged = (...values: readonly string[]): string =>
  Buffer.concat(
    values.map((value, index) => {
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([index + 1, bytes.length]), bytes]);
    }),
  ).toString("base64");

const saudi = tagged("شركة القيثارة", "300000000000003", "2026-03-01T15:30:00Z", "115.00", "15.00");
const indianData = {
  SellerGstin: "29ABCDE1234F1Z5",
  BuyerGstin: "27ABCDE1234F1Z5",
  DocNo: "INV/26/17",
  DocTyp: "INV",
  DocDt: "01/03/2026",
  TotInvVal: 1180.5,
};
const token = (payload: unknown): string =>
  ["{}", JSON.stringify(payload), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
const indian = token({ iss: "NIC", data: JSON.stringify(indianData) });
const czechInvoice =
  "SID*1.0*ID:2026017*DD:20260301*AM:1210.00*VII:CZ60194383*VS:2026017*DT:20260331";

const samples: readonly (readonly [string, string, Record<string, string>])[] = [
  [
    "EPC payment",
    anEpcCode(),
    {
      "seller.name": "Harfenbau Welle GmbH",
      iban: "DE89370400440532013000",
      bic: "COBADEFFXXX",
      currencyCode: "EUR",
      amountDue: "119.00",
      reference: "R-2026-19",
    },
  ],
  [
    "Swiss QR-bill",
    aSwissCode(),
    {
      "seller.name": "Harfenbau Welle AG",
      "seller.vatId": "CHE106017086",
      iban: "CH4431999123000889012",
      currencyCode: "CHF",
      amountDue: "1081.00",
      invoiceNumber: "R-2026-19",
      issueDate: "2026-03-01",
      reference: "210000000003139471430009017",
    },
  ],
  [
    "Czech payment",
    `SPD*1.0*ACC:CZ5855000000001265098001+RZBCCZPP*AM:480.50*CC:CZK*DT:20260331*X-VS:2026017*X-INV:${czechInvoice.replaceAll("*", "%2A")}`,
    {
      iban: "CZ5855000000001265098001",
      bic: "RZBCCZPP",
      amountDue: "480.50",
      totalWithTax: "1210.00",
      currencyCode: "CZK",
      paymentDueDate: "2026-03-31",
      invoiceNumber: "2026017",
      issueDate: "2026-03-01",
      "seller.vatId": "CZ60194383",
      reference: "2026017",
    },
  ],
  [
    "Slovenian payment",
    [
      ["UPNQR", "", "", "", "", "Janez Novak", "Cesta 1", "Ljubljana", "00000011900", "", ""],
      ["COST", "Račun 17", "31.03.2026", "SI56263300012039086", "SI00225268-32526-222"],
      ["Harfa d.o.o.", "Ulica 2", "Maribor", "180"],
    ]
      .flat()
      .join("\n"),
    {
      amountDue: "119.00",
      currencyCode: "EUR",
      paymentDueDate: "2026-03-31",
      iban: "SI56263300012039086",
      "seller.name": "Harfa d.o.o.",
      reference: "SI00225268-32526-222",
    },
  ],
  [
    "Portuguese invoice",
    "A:123456789*B:999999990*C:PT*D:FT*E:N*F:20260301*G:FT AB2026/0035*H:CSDF7T5H-35*I1:PT*I7:100.00*I8:23.00*N:23.00*O:123.00*Q:hash*R:9999",
    {
      "seller.vatId": "PT123456789",
      issueDate: "2026-03-01",
      invoiceNumber: "FT AB2026/0035",
      currencyCode: "EUR",
      totalTax: "23.00",
      totalWithTax: "123.00",
    },
  ],
  [
    "Saudi invoice",
    saudi,
    {
      "seller.name": "شركة القيثارة",
      "seller.vatId": "300000000000003",
      issueDate: "2026-03-01",
      totalWithTax: "115.00",
      totalTax: "15.00",
    },
  ],
  [
    "Spanish invoice",
    "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?nif=89890001K&numserie=12345678%26G33&fecha=01-03-2026&importe=241.4",
    {
      "seller.vatId": "ES89890001K",
      invoiceNumber: "12345678&G33",
      issueDate: "2026-03-01",
      totalWithTax: "241.4",
      currencyCode: "EUR",
    },
  ],
  [
    "Basque invoice",
    "https://batuz.eus/QRTBAI/?id=TBAI-B00000006-010326-btFpwP8dcLGAF-237&s=T&nf=27174&i=4.70&cr=007",
    {
      "seller.vatId": "ESB00000006",
      issueDate: "2026-03-01",
      totalWithTax: "4.70",
      currencyCode: "EUR",
    },
  ],
  [
    "Polish invoice",
    "https://qr.ksef.mf.gov.pl/invoice/5265877635/01-03-2026/UtQp9Gpc51y-u3xApZjIjgkpZ01js",
    { "seller.vatId": "PL5265877635", issueDate: "2026-03-01" },
  ],
  [
    "Indian invoice",
    indian,
    {
      "seller.vatId": "29ABCDE1234F1Z5",
      invoiceNumber: "INV/26/17",
      issueDate: "2026-03-01",
      totalWithTax: "1180.5",
      currencyCode: "INR",
    },
  ],
];

describe("a code states", () => {
  it.each(samples)("what its definition has: %s", (_, text, expected) => {
    expect(valuesOf(text)).toEqual(expected);
  });

  it("an EPC payment as it was written, whatever name and amount", () => {
    const name = fc.stringMatching(/^[A-Za-zÀ-ÿ&.-]{1,70}$/);
    const cents = fc.integer({ min: 1, max: 99_999_999_999 });
    fc.assert(
      fc.property(name, cents, (payee, amount) => {
        const amountDue = `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
        const text = anEpcCode({ name: payee, amount: `EUR${amountDue}` });
        expect(parseCode(text)?.values).toMatchObject({ "seller.name": payee, amountDue });
      }),
      { seed: 7 },
    );
  });

  it("the values between slashes of a Swiss bill, and slashes within them", () => {
    const number = fc.stringMatching(/^[A-Z0-9][A-Z0-9/\\-]{0,18}[A-Z0-9]$/);
    fc.assert(
      fc.property(number, (invoiceNumber) => {
        const escaped = invoiceNumber.replaceAll(/[/\\]/g, String.raw`\$&`);
        const text = aSwissCode({ billing: `//S1/10/${escaped}/11/260301` });
        expect(parseCode(text)?.values).toMatchObject({ invoiceNumber, issueDate: "2026-03-01" });
      }),
      { seed: 7 },
    );
  });
});

describe("a code states nothing", () => {
  it.each([
    ["a link", "https://example.com/pay?iban=DE89370400440532013000"],
    [
      "a link that looks like a tax office's",
      "https://agenciatributaria.gob.es.example.com/x/ValidarQR?nif=89890001K",
    ],
    ["a text", "Thank you for your order"],
    ["Base64 of something else", Buffer.from("some other bytes").toString("base64")],
  ])("where it is %s", (_, text) => {
    expect(parseCode(text)).toBeUndefined();
  });

  it("of an account whose check digits are wrong, or an amount that is none", () => {
    const text = anEpcCode({ iban: "DE00370400440532013000", amount: "EUR-1" });

    expect(valuesOf(text)).toEqual({
      "seller.name": "Harfenbau Welle GmbH",
      bic: "COBADEFFXXX",
      reference: "R-2026-19",
    });
  });

  it("that is no line of text, however hostile it is", () => {
    const tampered = fc
      .tuple(fc.constantFrom(...samples.map(([, text]) => text)), fc.nat(), fc.string())
      .map(([text, at, by]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + by + text.slice(cut);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 4_000 }), tampered), (text) => {
        for (const [path, value] of Object.entries(parseCode(text)?.values ?? {})) {
          if (value === undefined) continue;
          expect(value.length).toBeLessThanOrEqual(200);
          // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
          expect(value).not.toMatch(/[\u0000-\u001f\u202e]/);
          if (path === "iban") expect(isValidIban(value)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
