import fc from "fast-check";
import { stdnum } from "stdnum";
import { describe, expect, it } from "vitest";
import { ibanChecksum, vatIdChecksum } from "#src/extraction/model/checksums.ts";

const numberNames = {
  AT: "uid",
  BE: "vat",
  DE: "vat",
  DK: "cvr",
  ES: "nif",
  FI: "alv",
  FR: "tva",
  IE: "vat",
  IT: "iva",
  LU: "tva",
  NL: "btw",
  PL: "nip",
  PT: "nif",
};

const shapes = {
  AT: /^U\d{8}$/,
  BE: /^0[1-9]\d{8}$/,
  DE: /^[1-9]\d{8}$/,
  DK: /^[1-9]\d{7}$/,
  ES: /^(?:[A-HJNPQRSUVWXYZKLM]\d{7}[A-Z\d]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^\d{11}$/,
  IE: /^\d{7}[A-W][A-I]?$/,
  IT: /^\d{11}$/,
  LU: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^[1-9]\d{8}$/,
};

describe("check digits", () => {
  it("of an IBAN tell it from one with a digit changed", () => {
    expect(ibanChecksum("DE89370400440532013000")).toBe("valid");
    expect(ibanChecksum("DE89370400440532013001")).toBe("invalid");
    expect(ibanChecksum("DE8937040044053201300")).toBe("invalid");
  });

  it.each(["DE136695976", "ATU13585627", "BE0428759497", "FR40303265045", "IT00743110157"])(
    "of %s are right",
    (vatId) => {
      expect(vatIdChecksum(vatId)).toBe("valid");
    },
  );

  it("of countries without a rule of ours are unknown", () => {
    expect(vatIdChecksum("HU12892312")).toBe("unknown");
    expect(vatIdChecksum("nonsense")).toBe("unknown");
  });

  it.each(Object.keys(shapes) as (keyof typeof shapes)[])(
    "of %s never refuse what the library of numbers takes",
    (country) => {
      fc.assert(
        fc.property(fc.stringMatching(shapes[country]), (body) => {
          const isTaken = stdnum[country]?.[numberNames[country]]?.validate(country + body).isValid;
          fc.pre(isTaken === true);
          expect(vatIdChecksum(country + body)).toBe("valid");
        }),
        { numRuns: 60, maxSkipsPerRun: 3_000 },
      );
    },
  );
});
