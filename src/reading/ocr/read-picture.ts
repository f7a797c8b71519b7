import type { Canvas } from "@napi-rs/canvas";
import type { Box, Page } from "#src/domain/reading.ts";
import { type GreyImage, greyImageOf } from "./grey-image.ts";
import { joinReadings, type RecognizedWord } from "./join-readings.ts";
import { isBlank, isLegible, meanConfidence, sureCharacters } from "./legibility.ts";
import type { PagePicture } from "./page-pictures.ts";
import { bentDegrees, printHeightPx } from "./print-measures.ts";
import { recognizedPage } from "./recognized-page.ts";
import { recognizedWords } from "./recognized-words.ts";
import {
  type OcrLanguage,
  type Segmentation,
  type TextRecognizer,
  type Threshold,
  firstLanguage,
  isOcrLanguage,
} from "./text-recognizer.ts";
import { enlarged, isSideways, skewDegreesOf, turned } from "./upright.ts";
import { withoutRules } from "./without-rules.ts";

type ReadPictureOptions = {
  readonly recognizer: TextRecognizer;
  /** Longer side of a picture given to the engine, in pixels. */
  readonly sidePxMax: number;
  /** Language of the document, if an earlier page told it. */
  readonly language: OcrLanguage | undefined;
  readonly languageOf: (pages: readonly Page[]) => string | undefined;
};

type ReadPicture = { readonly page: Page; readonly language: OcrLanguage };

/** A page read with this confidence is the right way up. */
const uprightConfidence = 0.65;
/** Part of its sure characters that stand in words rather than in scraps. */
const uprightShare = 0.6;

/** Of a page bent more than this, what stands side by side is not read in one row, and amounts are taken for others. */
const bentDegreesMax = 1.2;

/** Words lower than this are enlarged until they are as high as what the engine's models were made for. */
const printHeightPxMin = 16;
const modelHeightPx = 28;
const enlargementMax = 3;

/**
 * Reads the text of one picture: turned and straightened as it reads best, and again in the language its words are in, each time taking
 * something else for ink and for a line of text.
 *
 * @returns `"blank"` if there is no text on it, `"illegible"` if what there is cannot be read, or the sheet is too bent.
 */
export async function readPicture(
  picture: PagePicture,
  { recognizer, sidePxMax, language, languageOf }: ReadPictureOptions,
): Promise<ReadPicture | "blank" | "illegible"> {
  const read: Read = async (image, by, segmentation = "blocks", threshold = "page") => {
    const blocks = await recognizer.recognize(image, { language: by, segmentation, threshold });
    return {
      words: recognizedWords(blocks),
      heightPx: printHeightPx(blocks) ?? modelHeightPx,
      bentDegrees: bentDegrees(blocks),
    };
  };
  const known = language ?? firstLanguage;
  const upright = async (threshold: Threshold): Promise<Upright> =>
    await readUpright(
      picture.sheet,
      async (image) => await read(image, known, "blocks", threshold),
    );
  const inEvenLight = await upright("page");
  const isInShade = !isLegible(inEvenLight.words) && hasRoom(picture.sheet);
  const first = isInShade ? await upright("surroundings") : inEvenLight;
  const { words, heightPx, sheet, turnedDegrees } = first;
  if (!isLegible(words)) return isBlank(words) ? "blank" : "illegible";
  if (first.bentDegrees > bentDegreesMax) return "illegible";
  const placed = { ...picture, turnedDegrees };
  const lengthOfPx = picture.size.width / picture.sheet.width;
  const found = languageOf([recognizedPage(words, { ...placed, lengthOfPx, image: first.image })]);
  const best = language ?? (isOcrLanguage(found) ? found : firstLanguage);
  const scale = enlargementOf(heightPx, sheet, sidePxMax);
  const image = scale === 1 ? first.image : greyImageOf(enlarged(sheet, scale));
  const readings = [
    best === known
      ? words.map((word) => enlargedWord(word, scale))
      : (await read(image, best)).words,
    (await read(image, best, "blocks", "surroundings")).words,
    (await read(withoutRules(image, heightPx * scale), best, "sparse")).words,
  ];
  const page = recognizedPage(joinReadings(readings), {
    ...placed,
    image,
    pxPerPt: picture.pxPerPt === undefined ? undefined : picture.pxPerPt * scale,
    lengthOfPx: lengthOfPx / scale,
  });
  return { page, language: best };
}

/** Pixels that a line of text is wide and high at least, and what its surroundings are told by. */
const roomPxMin = 40;
const hasRoom = ({ width, height }: Canvas): boolean => Math.min(width, height) >= roomPxMin;

type Read = (
  image: GreyImage,
  language: OcrLanguage,
  segmentation?: Segmentation,
  threshold?: Threshold,
) => Promise<ReadText>;

type ReadText = {
  readonly words: readonly RecognizedWord[];
  /** Height of the print, in pixels. */
  readonly heightPx: number;
  /** How far most lines run from the horizontal. */
  readonly bentDegrees: number;
};

function enlargementOf(heightPx: number, { width, height }: Canvas, sidePxMax: number): number {
  if (heightPx >= printHeightPxMin) return 1;
  const roomMax = sidePxMax / Math.max(width, height);
  return Math.max(1, Math.min(modelHeightPx / heightPx, enlargementMax, roomMax));
}

const enlargedWord = (word: RecognizedWord, factor: number): RecognizedWord => ({
  ...word,
  fontSize: word.fontSize * factor,
  box: word.box.map((edge) => edge * factor) as unknown as Box,
});

type Upright = Straightened & ReadText & { readonly image: GreyImage };

/** Tries the likely direction of writing first, and the others only if that does not read well. */
async function readUpright(
  sheet: Canvas,
  read: (image: GreyImage) => Promise<ReadText>,
): Promise<Upright> {
  const turns = isSideways(greyImageOf(sheet)) ? [90, 270, 0, 180] : [0, 180, 90, 270];
  let best: (Upright & { readonly characters: number }) | undefined;
  for (const degrees of turns) {
    const straight = straightened(sheet, degrees);
    const image = greyImageOf(straight.sheet);
    const text = await read(image);
    const { words } = text;
    const characters = sureCharacters(words);
    if (best === undefined || characters > best.characters) {
      best = { ...text, ...straight, image, characters };
    }
    if (isLegible(words) && isUpright(words)) break;
  }
  return best as Upright;
}

/** On a page that lies wrong, scraps are read for words. */
const isUpright = (words: readonly RecognizedWord[]): boolean =>
  meanConfidence(words) >= uprightConfidence &&
  sureCharacters(words) >= uprightShare * sureCharacters(words, { lengthMin: 1 });

type Straightened = {
  readonly sheet: Canvas;
  /** Clockwise, about the middle. */
  readonly turnedDegrees: number;
};

function straightened(sheet: Canvas, degrees: number): Straightened {
  const quarter = turned(sheet, degrees);
  const skewDegrees = skewDegreesOf(greyImageOf(quarter));
  return { sheet: turned(quarter, -skewDegrees), turnedDegrees: degrees - skewDegrees };
}
