import { type BigIntStats } from "node:fs";
import {
  access,
  constants,
  type FileHandle,
  glob,
  readlink,
  realpath,
  stat,
} from "node:fs/promises";
import path from "node:path";
import { InputNotFound } from "#src/ports/document-folder.ts";
import { type InputRoot, InputOutsideRoot } from "#src/ports/input-root.ts";
import { systemCode } from "./open-file.ts";

/** Characters of a path that a message repeats. */
const givenMax = 200;

/** Where inputs may lie, as the folders of this machine ask it. */
export interface Confinement extends InputRoot {
  /** Absolute path of what a caller named. @throws {InputOutsideRoot} If its text alone leads out. */
  resolve(given: string): string;
  /** True if what lies at an absolute path is inside, links followed. */
  isInside(absolute: string): Promise<boolean>;
  /** Where a document lies whatever it came with: one of the inbox is the same in every delivery. */
  placeOf(absolute: string): Promise<string>;
  /** True if the open file is the one inside: a link that was changed meanwhile opened another one. */
  isOpenedInside(handle: FileHandle, absolute: string): Promise<boolean>;
}

/** The user at the command line reads what the user may read. */
export const unconfined: Confinement = {
  resolve: (given) => path.resolve(given),
  assertInside: async () => undefined,
  assertReadable: async () => undefined,
  placeOf: async (absolute) => absolute,
  isInside: async () => true,
  isOpenedInside: async () => true,
};

type ConfinementOptions = {
  /** Folder that paths are relative to and must lie in; without it only the inbox is read. */
  readonly root: string | undefined;
  /** Folder of documents that came inside requests. */
  readonly inbox: string;
};

/** Confines inputs to what lies below the root and is not hidden, and to the inbox. */
export function confineInputs({ root, inbox }: ConfinementOptions): Confinement {
  const base = path.resolve(root ?? inbox);
  const folders = [...new Set([base, path.resolve(inbox)])];
  const isBelow = (target: string, tops: readonly string[]): boolean =>
    tops.some((top) => isVisibleBelow(top, target));
  const real = async (): Promise<string[]> =>
    (await Promise.all(folders.map(async (folder) => await nearestReal(folder)))).filter(
      (folder) => folder !== undefined,
    );

  const confinement: Confinement = {
    resolve(given) {
      const absolute = path.resolve(base, given);
      // Deliveries in the inbox are found by their full path alone.
      const isNamed = root !== undefined || path.isAbsolute(given);
      if (isNamed && isBelow(absolute, folders)) return absolute;
      throw outside(given, root);
    },
    async assertInside(given) {
      if (await confinement.isInside(confinement.resolve(given))) return;
      throw outside(given, root);
    },
    async assertReadable(given, kind) {
      await confinement.assertInside(given);
      await assertReadable(confinement.resolve(given), { given, kind });
    },
    placeOf: async (absolute) =>
      isVisibleBelow(path.resolve(inbox), absolute) ? await linkedFrom(absolute) : absolute,
    async isInside(absolute) {
      const target = await nearestReal(absolute);
      return target !== undefined && isBelow(target, await real());
    },
    async isOpenedInside(handle, absolute) {
      try {
        const target = await realpath(absolute);
        if (!isBelow(target, await real())) return false;
        const [opened, inside] = await Promise.all([
          handle.stat({ bigint: true }),
          stat(target, { bigint: true }),
        ]);
        return isSameFile(opened, inside);
      } catch {
        return false;
      }
    },
  };
  return confinement;
}

async function assertReadable(
  absolute: string,
  { given, kind }: { readonly given: string; readonly kind: "file" | "any" },
): Promise<void> {
  const shown = given.slice(0, givenMax);
  try {
    const found = await stat(absolute);
    if (kind === "file" && found.isDirectory()) {
      throw new InputNotFound(`${shown} is a folder; name a file, or run invoice_batch`);
    }
    if (!found.isFile() && !found.isDirectory()) {
      throw new InputNotFound(`${shown} is not a file; name a file, a folder or a pattern`);
    }
    await access(absolute, constants.R_OK | (found.isDirectory() ? constants.X_OK : 0));
  } catch (error) {
    if (error instanceof InputNotFound) throw error;
    const code = systemCode(error) ?? "error";
    if (code !== "ENOENT") {
      throw new InputNotFound(`cannot read ${shown}: ${code}; check its permissions`);
    }
    if (kind === "file" || !(await matchesSome(absolute))) {
      throw new InputNotFound(`no such file or folder: ${shown}`);
    }
  }
}

/** True for a pattern that matches something. */
async function matchesSome(pattern: string): Promise<boolean> {
  if (!/[*?[{]/.test(pattern)) return false;
  for await (const _ of glob(pattern)) return true;
  return false;
}

/** What a link of the inbox points to; anything else itself. Whether that is inside is asked of the open file. */
const linkedFrom = async (absolute: string): Promise<string> =>
  await readlink(absolute).then(
    (target) => path.resolve(path.dirname(absolute), target),
    () => absolute,
  );

const isSameFile = (a: BigIntStats, b: BigIntStats): boolean => a.dev === b.dev && a.ino === b.ino;

/** True for the folder itself and what lies in it, unless a part of the way is hidden. */
function isVisibleBelow(folder: string, target: string): boolean {
  const way = path.relative(folder, target);
  if (way === "") return true;
  return !path.isAbsolute(way) && way.split(path.sep).every((part) => !part.startsWith("."));
}

/** Where a path leads, links followed; of a pattern, or what is not there, where its nearest folder leads. */
async function nearestReal(absolute: string): Promise<string | undefined> {
  let missing = "";
  for (let folder = absolute; ; folder = path.dirname(folder)) {
    try {
      return path.join(await realpath(folder), missing);
    } catch (error) {
      if (systemCode(error) !== "ENOENT" || path.dirname(folder) === folder) return undefined;
      missing = path.join(path.basename(folder), missing);
    }
  }
}

const outside = (given: string, root: string | undefined): InputOutsideRoot =>
  new InputOutsideRoot(
    root === undefined
      ? "this server reads no files by path; send documents as data: URLs, or set FANFOLD_INPUT_ROOT"
      : `${given.slice(0, givenMax)} is not below the input folder, or is hidden; name a path below it`,
  );
