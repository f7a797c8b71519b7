import { vatIdChecksum } from "#src/extraction/model/checksums.ts";
import { digitsMisread, lettersMisread } from "./lookalikes.ts";
import { vatFormats } from "./vocabulary/vat-formats.ts";

/** Readings of one identifier that are tried. */
const readingsMax = 4096;

/**
 * The VAT identifier a misread one stands for (`IE47369580H` for `IE4736958OH`): letters and digits that look alike are exchanged
 * until it has the shape of its country and right check digits. Undefined if no reading has, several have, or none is needed.
 */
export function vatIdMisreadAs(prefix: string, body: string): string | undefined {
  const format = vatFormats[prefix];
  if (format === undefined || format.test(body)) return undefined;
  let readings = [""];
  for (const character of body) {
    const other = digitsMisread[character] ?? lettersMisread[character];
    const choices = other === undefined ? [character] : [character, other];
    readings = readings.flatMap((reading) => choices.map((choice) => reading + choice));
    if (readings.length > readingsMax) return undefined;
  }
  const valid = readings.filter(
    (reading) => format.test(reading) && vatIdChecksum(prefix + reading) === "valid",
  );
  return valid.length === 1 ? valid[0] : undefined;
}
