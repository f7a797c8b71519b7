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

/** Country prefix, two check digits, then the account: the shape of an IBAN of any country, without spaces. */
const ibanShape = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** True for what has the shape of an IBAN; its checksum is not judged. */
export const isIbanShaped = (account: string): boolean => ibanShape.test(account);

/** A VAT id for comparison. A Swiss one is written with and without the tax it stands for: `CHE-123.456.788 MWST`. */
export const comparableVatId = (vatId: string): string =>
  comparable(vatId).replace(/^(CHE\d{9})(?:MWST|TVA|IVA|TPV)$/, "$1");
