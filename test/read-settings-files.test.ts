import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseConfig } from "#src/config.ts";
import { readSettingsFiles } from "#src/read-settings-files.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fanfold-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): string {
  const place = path.join(folder, file);
  writeFileSync(place, text);
  return place;
}

it("names what is wrong in every file, and every missing key, at once", () => {
  const config = parseConfig({
    FANFOLD_POLICY: write("policy.yaml", "risk: { rejectFrom: 7, thresholds: 1 }\n"),
    FANFOLD_SELLERS: write("sellers.csv", "sellerId,colour\n"),
    FANFOLD_SERVICES: write(
      "services.yaml",
      "serper: {}\nvies: { concurrency: { min: -1 } }\nfax: {}\n",
    ),
  });

  let message = "";
  try {
    readSettingsFiles(config);
  } catch (error) {
    message = String(error);
  }

  for (const mistake of [
    /policy\.yaml:1: risk\.rejectFrom/,
    /policy\.yaml:1: risk\.thresholds is not known/,
    /sellers\.csv:1: column "colour" is not known/,
    /services\.yaml:2: vies/,
    /services\.yaml:3: fax is not known/,
    /serper needs a key: set SERPER_API_KEY/,
  ]) {
    expect(message).toMatch(mistake);
  }
});

it("gives the defaults where no file is named", () => {
  const { services, masterFile, policyVersion } = readSettingsFiles(parseConfig({}));

  expect({ services, masterFile }).toEqual({ services: {}, masterFile: undefined });
  expect(policyVersion).toMatch(/^[0-9a-f]{16}$/);
});
