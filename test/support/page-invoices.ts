import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import { answerOf, draftOf, germanPage } from "#test/extraction/model/an-answer.ts";

/** Text of an invoice whose number rules do not find, because nothing says that it is one. A model finds it. */
const unsurePage = (number: string): string =>
  germanPage.replace("Rechnungsnummer: 2026-0815", `Beleg ${number}`);

const numberOf = (index: number): string => `RE-${String(1_000 + index)}`;

/** Writes `count` invoices as text files, of which rules are unsure; each is a claim of its own. */
export async function writePageInvoices(
  folder: string,
  count: number,
  { from = 0 }: { from?: number } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = from; index < from + count; index += 1) {
    const file = path.join(folder, `${String(index).padStart(3, "0")}.txt`);
    await writeFile(file, unsurePage(numberOf(index)));
  }
}

/** What a model says that reads the page in its prompt right. */
export function answerTo(prompt: string): ModelAnswer {
  const number = /Beleg (RE-\d+)/.exec(prompt)?.[1];
  if (number === undefined) throw new Error("the prompt holds no page of writePageInvoices");
  return { ...answerOf(draftOf(unsurePage(number))), invoiceNumber: number };
}

/** All messages of a chat request as one text. */
export const promptOf = ({
  messages,
}: {
  readonly messages: readonly { readonly content: string }[];
}): string => messages.map(({ content }) => content).join("\n");
