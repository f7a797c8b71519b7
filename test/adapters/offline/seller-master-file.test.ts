import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSellerMasterFile } from "#src/adapters/offline/seller-master-file.ts";
import { ConfigError } from "#src/errors.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fanfold-sellers-"));
const file = path.join(folder, "sellers.csv");
afterAll(() => rmSync(folder, { recursive: true }));

const header = "sellerId,name,vatId,legalRegistrationId,countryCode,iban";

function read(content: string | Uint8Array): ReturnType<typeof readSellerMasterFile>["sellers"] {
  writeFileSync(file, content);
  return readSellerMasterFile(file).sellers;
}

function errorOf(content: string | Uint8Array): string {
  try {
    read(content);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(file, "sellers.csv");
    throw error;
  }
  return "no error";
}

describe("reading the seller master file", () => {
  it("reads every column", () => {
    const row = 'S-1,"Werke, Beispiel",DE136695976,HRB 1,de,DE89370400440532013000';

    expect(read(`${header}\n${row}\n`)).toEqual([
      {
        sellerId: "S-1",
        name: "Werke, Beispiel",
        vatId: "DE136695976",
        legalRegistrationId: "HRB 1",
        countryCode: "DE",
        ibans: ["DE89370400440532013000"],
      },
    ]);
  });

  it("leaves absent what is empty, and needs only number and name", () => {
    expect(read("name,sellerId\nBeispiel, 7 \n\n")).toEqual([
      { sellerId: "7", name: "Beispiel", ibans: [] },
    ]);
  });

  it("tolerates a byte order mark, semicolons and Windows lines", () => {
    expect(read("\uFEFFsellerId;name\r\n7;Müller, Söhne\r\n")).toEqual([
      { sellerId: "7", name: "Müller, Söhne", ibans: [] },
    ]);
  });

  it.each([
    "DE89370400440532013000 AT611904300234573201",
    "DE89 3704 0044 0532 0130 00 AT61 1904 3002 3457 3201",
    "DE89370400440532013000;AT611904300234573201",
    "de89370400440532013000 ; at611904300234573201",
  ])("reads several accounts: %s", (ibans) => {
    expect(read(`sellerId,name,iban\n1,A,"${ibans}"\n`)[0]?.ibans).toEqual([
      "DE89370400440532013000",
      "AT611904300234573201",
    ]);
  });

  it.each([
    [
      "an unknown column",
      "sellerId,name,bic\n",
      /^sellers\.csv:1: column "bic" is not known; allowed: sellerId, name/,
    ],
    [
      "a missing column",
      "sellerId,iban\n",
      /^sellers\.csv:1: column "name" \(its name\) is missing/,
    ],
    ["a column twice", "sellerId,name,name\n", /^sellers\.csv:1: column "name" is there twice/],
    ["an empty name", "sellerId,name\n1,A\n2,\n", /^sellers\.csv:3: name \(its name\) is empty/],
    [
      "a seller twice",
      "sellerId,name\n1,A\n\n1,B\n",
      /^sellers\.csv:4: sellerId 1 is already on line 2/,
    ],
    [
      "a wrong account",
      "sellerId,name,iban\n1,A,DE89370400440532013001\n",
      /^sellers\.csv:2: iban DE89370400440532013001 is not valid: its check digits/,
    ],
    [
      "a country name",
      "sellerId,name,countryCode\n1,A,Germany\n",
      /^sellers\.csv:2: countryCode GERMANY is not two letters/,
    ],
    ["too many cells", "sellerId,name\n1,A\n2,B,C\n", /^sellers\.csv:3: is not valid CSV/],
    ["an open quote", 'sellerId,name\n1,"A\n', /^sellers\.csv:\d: is not valid CSV/],
    ["another encoding", new Uint8Array([0x73, 0xff, 0xfe]), /^sellers\.csv: is not UTF-8/],
  ])("says in one line what is wrong: %s", (_name, content, message) => {
    expect(errorOf(content)).toMatch(message);
    expect(errorOf(content)).not.toContain("\n");
  });

  it("names every mistake at once", () => {
    expect(errorOf("sellerId,bic,bic\n")).toMatch(
      /"bic" is not known.*"bic" is there twice.*"name"/,
    );

    const mistakes = errorOf(
      "sellerId,name,countryCode,iban\n1,,Germany,DE89370400440532013001\n1,B,,\n",
    );
    for (const mistake of [
      /^sellers\.csv:2: name \(its name\) is empty\. /,
      /sellers\.csv:2: iban DE89370400440532013001 is not valid/,
      /sellers\.csv:2: countryCode GERMANY/,
      /sellers\.csv:3: sellerId 1 is already on line 2/,
    ]) {
      expect(mistakes).toMatch(mistake);
    }
  });

  it("names the first of many mistakes, and counts the others", () => {
    const mistakes = errorOf(`sellerId,name\n${"1,\n".repeat(1_000)}`);

    expect(mistakes.match(/sellers\.csv:\d+:/g)).toHaveLength(20);
    expect(mistakes).toMatch(/There are 1979 more\.$/);
  });

  it("says that a file cannot be read, and how it was given", () => {
    expect(() => readSellerMasterFile(path.join(folder, "missing.csv"))).toThrow(
      /missing\.csv: cannot be read .*--sellers/,
    );
  });

  it("reads an empty file as a missing header", () => {
    expect(errorOf("")).toMatch(/^sellers\.csv:1: .*sellerId/);
  });
});
