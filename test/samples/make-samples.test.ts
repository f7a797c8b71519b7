import { readdir, readFile } from "node:fs/promises";
import { isValidIBAN } from "ibantools";
import { stdnum } from "stdnum";
import { describe, expect, it } from "vitest";
import { buyers, foreignIban, sellers, type Company } from "../../scripts/samples/companies.ts";
import { makeSamples, samplesFolder } from "../../scripts/make-samples.ts";

const companies: readonly Company[] = [...Object.values(sellers), ...Object.values(buyers)];

describe("the samples", () => {
  it("are what `node scripts/make-samples.ts` makes, to the byte", async () => {
    const made = await makeSamples();

    expect((await readdir(samplesFolder)).toSorted()).toEqual([...made.keys()].toSorted());
    for (const [name, content] of made) {
      expect(content.equals(await readFile(samplesFolder + name)), name).toBe(true);
    }
  });

  it("ask for payment to accounts with valid check digits", () => {
    const ibans = companies.flatMap(({ iban }) => iban ?? []);

    for (const iban of [...ibans, foreignIban]) expect(isValidIBAN(iban), iban).toBe(true);
  });

  it("name companies whose VAT ids have valid check digits", () => {
    const validators = {
      DE: stdnum["DE"]?.["vat"],
      FR: stdnum["FR"]?.["tva"],
      GB: stdnum["GB"]?.["vat"],
      NL: stdnum["NL"]?.["btw"],
      PL: stdnum["PL"]?.["nip"],
      ES: stdnum["ES"]?.["cif"],
      CH: stdnum["CH"]?.["uid"],
    };
    for (const { vatId, name } of companies) {
      if (vatId === undefined) continue;
      const validator = Object.entries(validators).find(([code]) => vatId.startsWith(code))?.[1];
      const isBare = vatId.startsWith("PL") || vatId.startsWith("ES");
      const checked = (isBare ? vatId.slice(2) : vatId).replace("MWST", "");
      expect(validator?.validate(checked).isValid, name).toBe(true);
    }
  });
});
