import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createCanvas, type Canvas } from "@napi-rs/canvas";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";

/** A code as the squares it is drawn of: left and top of each dark one, in squares. */
export type Squares = {
  readonly side: number;
  readonly dark: readonly (readonly [left: number, top: number])[];
};

const engine = import.meta.resolve("zxing-wasm/writer/zxing_writer.wasm");
const { buffer: wasmBinary } = new Uint8Array(await readFile(fileURLToPath(engine)));
prepareZXingModule({ overrides: { wasmBinary } });

/** A QR code that says `text`. */
export async function aCode(text: string): Promise<Squares> {
  const { symbol } = await writeBarcode(text, { format: "QRCode", addQuietZones: false });
  const { width: side, data } = symbol;
  const dark = [...data].flatMap((shade, at) =>
    shade === 0 ? [[at % side, Math.floor(at / side)] as const] : [],
  );
  return { side, dark };
}

/** The code as a picture of `scale` pixels a square. */
export function pictureOf({ side, dark }: Squares, scale: number): Canvas {
  const picture = createCanvas(side * scale, side * scale);
  const context = picture.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = "black";
  for (const [x, y] of dark) context.fillRect(x * scale, y * scale, scale, scale);
  return picture;
}

/** What a credit transfer is coded as. */
export const anEpcCode = ({
  name = "Harfenbau Welle GmbH",
  iban = "DE89370400440532013000",
  amount = "EUR119.00",
  text = "R-2026-19",
} = {}): string =>
  ["BCD", "002", "1", "SCT", "COBADEFFXXX", name, iban, amount, "", "", text].join("\n");

/** What a Swiss QR-bill is coded as. */
export const aSwissCode = ({
  iban = "CH4431999123000889012",
  amount = "1081.00",
  billing = "//S1/10/R-2026-19/11/260301/30/106017086",
} = {}): string =>
  [
    ["SPC", "0200", "1", iban, "S", "Harfenbau Welle AG", "Saitengasse", "4", "8001", "Zürich"],
    ["CH", "", "", "", "", "", "", "", amount, "CHF", "S", "Muster AG", "Weg", "1", "3000"],
    ["Bern", "CH", "QRR", "210000000003139471430009017", "", "EPD", billing],
  ]
    .flat()
    .join("\n");
