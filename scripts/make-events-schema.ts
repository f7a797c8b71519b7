import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { eventsVersion, RunEvent } from "#src/domain/run-event.ts";

/** Where the published schema of what a run tells lies. */
export const eventsSchemaUrl = new URL("../docs/events.schema.json", import.meta.url);

/** The JSON schema of one event in stream mode `custom`, as published. */
export function makeEventsSchema(): string {
  const { $schema, description, ...schema } = z.toJSONSchema(RunEvent);
  const title = "Fanfold run event";
  const identity = { $schema, $id: `urn:fanfold:events:${eventsVersion}`, title, description };
  return `${JSON.stringify({ ...identity, ...schema }, undefined, 2)}\n`;
}

if (import.meta.main) await writeFile(eventsSchemaUrl, makeEventsSchema());
