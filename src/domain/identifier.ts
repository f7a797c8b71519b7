/**
 * How identifiers and names are compared: letters and digits of any script, upper case, without accents, spaces and marks.
 *
 * @returns "" if nothing is left.
 */
export const comparable = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase();

/** A VAT id for comparison. A Swiss one is written with and without the tax it stands for: `CHE-123.456.788 MWST`. */
export const comparableVatId = (vatId: string): string =>
  comparable(vatId).replace(/^(CHE\d{9})(?:MWST|TVA|IVA|TPV)$/, "$1");
