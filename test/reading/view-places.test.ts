import { loadImage, createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import type { PlaceView } from "#src/domain/place-view.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";
import { viewPlaces } from "#src/reading/places/view-places.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { aPicture } from "#test/support/a-picture.ts";

/** Share of the pixels of a picture that are darker than grey. */
async function inkOf(view: PlaceView | undefined): Promise<number> {
  if (view?.kind !== "picture") throw new Error("no picture");
  const { widthPx, heightPx, jpegBase64 } = view;
  const canvas = createCanvas(widthPx, heightPx);
  const context = canvas.getContext("2d");
  context.drawImage(await loadImage(Buffer.from(jpegBase64, "base64")), 0, 0);
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  const dark = data.filter((value, index) => index % 4 === 1 && value < 128).length;
  return dark / (widthPx * heightPx);
}

describe("the view of a place", () => {
  it("of a picture is the part of it around the box, or all of it", async () => {
    // Its top left quarter is black.
    const picture = aPicture({ widthPx: 800, heightPx: 600 });
    const [black, white, all] = await viewPlaces(
      picture,
      [{ page: 1, box: [150, 100, 250, 150] }, { page: 1, box: [600, 400, 700, 450] }, { page: 1 }],
      limits,
    );

    expect(await inkOf(black)).toBeGreaterThan(0.9);
    expect(await inkOf(white)).toBeLessThan(0.2);
    expect(await inkOf(all)).toBeCloseTo(0.25, 1);
    expect(all).toMatchObject({ widthPx: 480, heightPx: 360 });
  });

  it("of a PDF is where the value stands that has no box, however it is written there", async () => {
    const seller = ["Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel", "Invoice no. R-2026-19"];
    const pdf = await aPdf({ pages: [seller, ["Date 03.02.2026", "Total 1.234,50 EUR"]] });
    const [date, sum, whole, none] = await viewPlaces(
      pdf,
      [{ text: "2026-02-03" }, { text: "1234.50" }, { text: "9.99" }, { page: 3 }],
      limits,
    );

    // A part of the page is lower than it is wide; the whole page is not.
    for (const view of [date, sum]) {
      expect(view).toMatchObject({ kind: "picture" });
      expect(view?.kind === "picture" && view.heightPx < view.widthPx).toBe(true);
    }
    expect(whole?.kind === "picture" && whole.heightPx > whole.widthPx).toBe(true);
    expect(none).toBeUndefined();
  });

  it("of plain text is its lines", async () => {
    const text = Buffer.from(["a", "b", "c", "Total 119.00", "d", "e", "f"].join("\n"));
    const views = await viewPlaces(text, [{ text: "119.00" }, { text: "17" }], limits);

    expect(views).toEqual([
      { kind: "lines", lines: ["b", "c", "Total 119.00", "d", "e"] },
      { kind: "lines", lines: ["a", "b", "c", "Total 119.00", "d", "e", "f"] },
    ]);
  });

  it("is not more than its bound, and nothing of a box that is not on the page", async () => {
    const [view] = await viewPlaces(
      aPicture({ widthPx: 2_000, heightPx: 1_000 }),
      [{ page: 1, box: [5_000, 5_000, 6_000, 6_000] }],
      limits,
    );
    expect(view).toMatchObject({ widthPx: 560, heightPx: 280 });
  });
});
