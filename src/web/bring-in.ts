import path from "node:path";
import type { Inbox, InlineDocument } from "#src/ports/inbox.ts";
import type { InputRoot } from "#src/ports/input-root.ts";
import { isInline, parseInline } from "./inline-documents.ts";
import { Refusal } from "./refusal.ts";

/** Paths one request names; a folder or a pattern stands for any number of documents. */
const pathsMax = 10_000;

type Deps = {
  readonly inputRoot: InputRoot;
  readonly inbox: Inbox;
  readonly documentBytesMax: number;
};
type Input = Readonly<Record<string, unknown>>;

/**
 * The input of a run with every document where graphs find it: those inside the request in the inbox, the others below the input
 * root.
 *
 * @throws {Refusal} If a document inside the request is none.
 * @throws {InputOutsideRoot} If a path leads elsewhere.
 * @throws {InputNotFound} If it leads to nothing that can be read.
 */
export async function bringIn(input: Input, deps: Deps): Promise<Input> {
  if (typeof input["path"] === "string" && isInline(input["path"])) {
    return await bringInOne(input, input["path"], deps);
  }
  const paths = stringsOf(input["paths"]);
  if (paths.length > pathsMax) throw tooMany();
  if (paths.some(isInline)) return await bringInMany(input, paths, deps);
  const excluded = stringsOf(input["exclude"]);
  if (paths.length + excluded.length > pathsMax) throw tooMany();
  for (const one of stringsOf(input["path"])) await deps.inputRoot.assertReadable(one, "file");
  for (const one of paths) await deps.inputRoot.assertReadable(one, "any");
  for (const one of excluded) await deps.inputRoot.assertInside(one);
  return input;
}

const tooMany = (): Refusal =>
  new Refusal(
    400,
    "request.invalid",
    `input: more than ${pathsMax} paths; name folders, or send fewer documents at once`,
  );

const stringsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");

async function bringInOne(input: Input, url: string, deps: Deps): Promise<Input> {
  const document = parseInline(url, {
    place: "input.path",
    name: "document",
    sizeBytesMax: deps.documentBytesMax,
  });
  const folder = await deps.inbox.keep([document]);
  return { file: document.name, ...input, path: path.join(folder, document.name) };
}

async function bringInMany(input: Input, paths: readonly string[], deps: Deps): Promise<Input> {
  if (!paths.every(isInline)) {
    throw new Refusal(
      400,
      "request.invalid",
      "input.paths: either paths or documents as data: URLs, not both in one batch",
    );
  }
  const documents = new Map<string, InlineDocument>();
  for (const [index, url] of paths.entries()) {
    const document = parseInline(url, {
      place: `input.paths.${index}`,
      name: `document-${index + 1}`,
      sizeBytesMax: deps.documentBytesMax,
    });
    if (documents.has(document.name)) {
      throw new Refusal(
        400,
        "request.invalid",
        `input.paths.${index}: a second document of one name; give each a name of its own`,
      );
    }
    documents.set(document.name, document);
  }
  return { ...input, paths: [await deps.inbox.keep([...documents.values()])] };
}
