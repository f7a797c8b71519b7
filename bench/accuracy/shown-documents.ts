import { createHash } from "node:crypto";
import { pageBlock } from "#src/adapters/ollama/prompt.ts";
import { textOfPage } from "#src/adapters/ollama/page-text.ts";
import type { App } from "#src/app.ts";
import type { InputDocument } from "#src/domain/document.ts";
import type { DocumentContent } from "#src/domain/reading.ts";
import { AppError } from "#src/errors.ts";
import type { ChatRequest } from "#test/fakes/ollama-server.ts";
import { type PageValues, valuesOfPages } from "./page-values.ts";

type ShownDocument = { readonly file: string; readonly onPage: PageValues };

/** Finds out which document a request to a model is about, by what it shows of it. */
export type ShownDocuments = {
  /** Documents that can be shown to a model. */
  readonly count: number;
  /** Those that look the same as another one: a request tells nothing of which is meant. */
  readonly alike: number;
  /** Every document that looks like what the request shows; none if nothing shown is known. */
  find(request: ChatRequest): readonly ShownDocument[];
};

/** Reads what each document of a folder would be shown as, by the same reader and limits as a batch. */
export async function indexShownDocuments(
  app: App,
  folder: string,
  ignoreEmbeddedXml: boolean,
): Promise<ShownDocuments> {
  const byPart = new Map<string, ShownDocument[]>();
  const looks: string[] = [];
  for (const listed of await app.documentFolder.list([folder], { exclude: [] })) {
    const document = await app.documentFolder.identify(listed);
    const content = await contentOf(app, document, ignoreEmbeddedXml);
    if (content === undefined) continue;
    const shown = { file: document.file, onPage: valuesOfPages(content) };
    const keys = keysOf(content);
    looks.push(keys.join(" "));
    for (const key of new Set(keys)) byPart.set(key, [...(byPart.get(key) ?? []), shown]);
  }
  return {
    count: looks.length,
    alike: looks.length - new Set(looks).size,
    find(request) {
      const [first = [], ...others] = keysOfRequest(request).map((key) => byPart.get(key) ?? []);
      return first.filter((shown) => others.every((candidates) => candidates.includes(shown)));
    },
  };
}

async function contentOf(
  { documentReader }: App,
  document: InputDocument,
  ignoreEmbeddedXml: boolean,
): Promise<DocumentContent | undefined> {
  try {
    return await documentReader.content(document, { ignoreEmbeddedXml });
  } catch (error) {
    // What cannot be shown is asked of no model.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

const hash = (text: string): string => createHash("sha256").update(text).digest("base64");

const keysOf = (content: DocumentContent): readonly string[] =>
  content.kind === "image"
    ? content.images.map(({ pngBase64 }) => hash(pngBase64))
    : content.pages.map((page) =>
        hash(
          pageBlock(
            { kind: "text", number: page.number, text: textOfPage(page) },
            content.pages.length,
          ),
        ),
      );

function keysOfRequest({ messages }: ChatRequest): readonly string[] {
  const images = messages.flatMap((message) => message.images ?? []);
  const pages = messages
    .filter(({ role }) => role === "user")
    .flatMap(({ content }) => [
      ...content.matchAll(/^<<<(PAGE \d+ OF \d+)>>>$[\s\S]*?^<<<END \1>>>$/gm),
    ])
    .map(([block]) => block);
  return [...images, ...pages].map(hash);
}
