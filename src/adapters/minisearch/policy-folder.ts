import { accessSync, constants, type Dirent, statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { compareFiles } from "#src/domain/document.ts";
import { ConfigError } from "#src/errors.ts";
import { cutPassages } from "./cut-passages.ts";
import type { KnowledgeEvent, KnowledgePassage } from "./knowledge-passage.ts";

/** Files of a policy folder that are read, in the order of their names. */
const policyFilesMax = 200;

/** Entries of a policy folder that are looked at: more is a folder named by mistake. */
const folderEntriesMax = 10_000;

/** Folders inside folders that are followed. */
const folderDepthMax = 8;

/** Size of the largest policy document that is read, bytes. */
const policyFileBytesMax = 1_000_000;

/** Passages kept of all policy documents together. */
const policyPassagesMax = 2_000;

const policyFileName = /\.(?:md|txt)$/i;

type Report = (event: KnowledgeEvent) => void;

/** @throws {ConfigError} If there is no such folder or it may not be read. */
export function assertReadable(folder: string): void {
  try {
    if (statSync(folder).isDirectory()) return accessSync(folder, constants.R_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `${folder}: policy documents cannot be read (${reason}); name a folder that exists and may be read.`,
      { cause },
    );
  }
  throw new ConfigError(`${folder}: is not a folder; name the folder of the policy documents.`);
}

/**
 * Reads the policy documents of a folder, cut into passages.
 *
 * A file that cannot be used is left out and reported: the others still help.
 *
 * @throws An error of the file system if a folder cannot be listed.
 */
export async function readPolicyFolder(
  folder: string,
  report: Report,
): Promise<readonly KnowledgePassage[]> {
  const cut = (message: string): void => report({ code: "knowledge.policy_cut", message });
  const { files, isComplete } = await listFiles(folder);
  if (!isComplete) {
    cut(
      `${folder}: holds over ${folderEntriesMax} entries; what is listed after them is left out.`,
    );
  }
  if (files.length > policyFilesMax) {
    cut(`${folder}: holds ${files.length} policy documents; the first ${policyFilesMax} are read.`);
  }
  const passages: KnowledgePassage[] = [];
  for (const file of files.slice(0, policyFilesMax)) {
    const text = await readPolicyFile(folder, file, report);
    passages.push(...passagesOf(file, text ?? ""));
    if (passages.length > policyPassagesMax) {
      cut(
        `${folder}: has over ${policyPassagesMax} passages; the rest of ${file} and what follows it is left out.`,
      );
      break;
    }
  }
  return passages.slice(0, policyPassagesMax);
}

/** A passage names its file and the headings it stands under; parts of one section are numbered. */
function passagesOf(file: string, text: string): KnowledgePassage[] {
  const partsByTitle = new Map<string, number>();
  return cutPassages(text).map((section) => {
    const title = [file, ...section.headings].join(" > ");
    const part = (partsByTitle.get(title) ?? 0) + 1;
    partsByTitle.set(title, part);
    return {
      source: "policy",
      title: part === 1 ? title : `${title} (${part})`,
      text: section.text,
    };
  });
}

/** Policy documents below the folder, relative to it with forward slashes. Hidden entries and links to folders are left out. */
async function listFiles(folder: string): Promise<{ files: string[]; isComplete: boolean }> {
  const files: string[] = [];
  let entries = 0;
  const walk = async (inside: string, depth: number): Promise<void> => {
    for (const entry of await readdir(path.join(folder, inside), { withFileTypes: true })) {
      entries += 1;
      if (entries > folderEntriesMax) return;
      const relative = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory() && depth < folderDepthMax) await walk(relative, depth + 1);
      else if (isPolicyFile(entry)) files.push(relative);
    }
  };
  await walk("", 0);
  return { files: files.toSorted(compareFiles), isComplete: entries <= folderEntriesMax };
}

const isPolicyFile = (entry: Dirent): boolean =>
  policyFileName.test(entry.name) && (entry.isFile() || entry.isSymbolicLink());

async function readPolicyFile(
  folder: string,
  file: string,
  report: Report,
): Promise<string | undefined> {
  const skipped = (reason: string): undefined => {
    report({
      code: "knowledge.policy_skipped",
      message: `${path.join(folder, file)}: ${reason}; it is left out.`,
    });
  };
  try {
    const absolute = path.join(folder, file);
    const stats = await stat(absolute);
    if (!stats.isFile()) return skipped("is not a file");
    if (stats.size > policyFileBytesMax) {
      return skipped(`is larger than ${policyFileBytesMax} bytes`);
    }
    const bytes = await readFile(absolute);
    if (bytes.includes(0)) return skipped("is not plain text in UTF-8 or Windows-1252");
    return decode(bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error)
      return skipped(`cannot be read (${error.message})`);
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
