import { passageCharsMax } from "#src/domain/analysis.ts";

/** A part of a text with the headings it stands under. */
export type Section = { readonly headings: readonly string[]; readonly text: string };

type Heading = { readonly level: number; readonly text: string };

const headingLine = /^ {0,3}(?<marks>#{1,6})\s+(?<text>.*?)\s*#*$/;
const fenceLine = /^ {0,3}(?:```|~~~)/;

/**
 * Cuts a text into passages along its Markdown headings and its paragraphs; short paragraphs of a section stay together.
 *
 * @returns In the order of the text, each of 1 to `passageCharsMax` characters.
 */
export function cutPassages(text: string): readonly Section[] {
  return sectionsOf(text).flatMap(({ headings, text: section }) =>
    joined(section.split(/\n\s*\n/).flatMap(cutParagraph)).map((part) => ({
      headings,
      text: part,
    })),
  );
}

function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [];
  let above: readonly Heading[] = [];
  let lines: string[] = [];
  let isCode = false;
  const end = (): void => {
    sections.push({ headings: above.map((heading) => heading.text), text: lines.join("\n") });
    lines = [];
  };
  for (const line of text.split(/\r\n?|\n/)) {
    if (fenceLine.test(line)) isCode = !isCode;
    const { marks, text: heading = "" } = (!isCode && headingLine.exec(line)?.groups) || {};
    if (marks === undefined) {
      lines.push(line);
      continue;
    }
    end();
    const level = marks.length;
    above = [...above.filter((parent) => parent.level < level), { level, text: heading }];
  }
  end();
  return sections;
}

/** Parts of a paragraph that is too long, cut behind a sentence, else behind a word, else anywhere. */
function cutParagraph(paragraph: string): string[] {
  const parts: string[] = [];
  let rest = paragraph.replaceAll(/\s+/g, " ").trim();
  while (rest.length > passageCharsMax) {
    const start = rest.slice(0, passageCharsMax);
    const sentenceEnd = start.lastIndexOf(". ") + 1;
    const wordEnd = start.lastIndexOf(" ");
    const isUseful = (end: number): boolean => end > passageCharsMax / 2;
    const end = [sentenceEnd, wordEnd].find(isUseful) ?? passageCharsMax;
    parts.push(start.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return rest === "" ? parts : [...parts, rest];
}

/** Neighbours put together as long as they fit one passage. */
function joined(parts: readonly string[]): string[] {
  const passages: string[] = [];
  for (const part of parts) {
    const last = passages.at(-1);
    const both = `${last}\n${part}`;
    if (last === undefined || both.length > passageCharsMax) passages.push(part);
    else passages[passages.length - 1] = both;
  }
  return passages;
}
