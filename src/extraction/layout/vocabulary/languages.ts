import { czech } from "./cs.ts";
import { danish } from "./da.ts";
import { dutch } from "./nl.ts";
import { english } from "./en.ts";
import { finnish } from "./fi.ts";
import { french } from "./fr.ts";
import { german } from "./de.ts";
import { italian } from "./it.ts";
import { norwegian } from "./nb.ts";
import { polish } from "./pl.ts";
import { portuguese } from "./pt.ts";
import { romanian } from "./ro.ts";
import { spanish } from "./es.ts";
import { swedish } from "./sv.ts";
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
  czech,
  romanian,
  swedish,
  danish,
  norwegian,
  finnish,
];
