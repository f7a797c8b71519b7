import { fileURLToPath } from "node:url";
import { createWorker, OEM, PSM, type Block, type Worker, type WorkerParams } from "tesseract.js";
import type { GreyImage } from "./grey-image.ts";

/** The languages whose models are installed, by the codes of our vocabulary (ISO 639-1). */
const models = {
  cs: "ces",
  da: "dan",
  de: "deu",
  en: "eng",
  es: "spa",
  fi: "fin",
  fr: "fra",
  it: "ita",
  nl: "nld",
  no: "nor",
  pl: "pol",
  pt: "por",
  ro: "ron",
  sv: "swe",
} as const;
export type OcrLanguage = keyof typeof models;

/** Read in this one first: its model knows digits and plain letters, which labels are recognised by. */
export const firstLanguage: OcrLanguage = "en";

export const isOcrLanguage = (language: string | undefined): language is OcrLanguage =>
  language !== undefined && language in models;

/** How the engine takes a picture apart: into blocks of running text, or into words wherever they stand. */
export type Segmentation = "blocks" | "sparse";

const pageSegmentation: Readonly<Record<Segmentation, PSM>> = {
  blocks: PSM.AUTO,
  sparse: PSM.SPARSE_TEXT,
};

/**
 * What the engine takes for ink: what is darker than one brightness for the whole page, or than its surroundings. The latter sees print
 * on bands and boxes of colour, and loses faint print.
 */
export type Threshold = "page" | "surroundings";

const thresholding: Readonly<Record<Threshold, Readonly<Record<string, string>>>> = {
  page: { thresholding_method: "0" },
  // How much darker: less than the engine's own 0.34, which loses thin strokes.
  surroundings: { thresholding_method: "2", thresholding_kfactor: "0.2" },
};

type RecognizeOptions = {
  readonly language: OcrLanguage;
  readonly segmentation: Segmentation;
  readonly threshold: Threshold;
};

/** Reads text in pictures, one picture at a time; whoever opens it closes it. */
export type TextRecognizer = {
  recognize(image: GreyImage, options: RecognizeOptions): Promise<readonly Block[]>;
  close(): Promise<void>;
};

/**
 * Runs tesseract in a thread of its own, below the caller's: it starts with the first picture and ends with the caller's process,
 * whatever ends that one. Nothing is fetched or cached: models and engine come from their packages.
 */
export function openTextRecognizer(): TextRecognizer {
  let open: { readonly worker: Worker; readonly language: OcrLanguage } | undefined;

  async function workerFor(language: OcrLanguage): Promise<Worker> {
    if (open?.language === language) return open.worker;
    await open?.worker.terminate();
    const worker = await createWorker(models[language], OEM.LSTM_ONLY, {
      workerPath: fileURLToPath(new URL("./engine-thread.ts", import.meta.url)),
      langPath: modelFolder(language),
      cacheMethod: "none",
      gzip: true,
    });
    open = { worker, language };
    return worker;
  }

  return {
    async recognize(image, { language, segmentation, threshold }) {
      const worker = await workerFor(language);
      await worker.setParameters({
        ...quiet,
        ...thresholding[threshold],
        tessedit_pageseg_mode: pageSegmentation[segmentation],
      });
      const output = { text: false, blocks: true };
      const { data } = await worker.recognize(portableGreyMap(image), {}, output);
      return data.blocks ?? [];
    },
    async close() {
      await open?.worker.terminate();
      open = undefined;
    },
  };
}

/** The engine's remarks go nowhere: they would be printed. */
const quiet = { debug_file: "/dev/null" } as Partial<WorkerParams>;

const modelFolder = (language: OcrLanguage): string =>
  fileURLToPath(
    new URL(
      "./4.0.0_best_int",
      import.meta.resolve(`@tesseract.js-data/${models[language]}/package.json`),
    ),
  );

/** The simplest file the engine reads: a header and the pixels (PGM). */
function portableGreyMap({ widthPx, heightPx, pixels }: GreyImage): Buffer {
  const header = Buffer.from(`P5 ${widthPx} ${heightPx} 255\n`, "latin1");
  return Buffer.concat([header, pixels]);
}
