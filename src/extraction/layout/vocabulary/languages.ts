import { dutch } from "./nl.ts";
import { english } from "./en.ts";
import { french } from "./fr.ts";
import { german } from "./de.ts";
import { italian } from "./it.ts";
import { polish } from "./pl.ts";
import { portuguese } from "./pt.ts";
import { spanish } from "./es.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Every language read. To add one: write its file, add it here. */
export const languages: readonly Vocabulary[] = [
  english,
  german,
  french,
  dutch,
  spanish,
  italian,
  portuguese,
  polish,
];
