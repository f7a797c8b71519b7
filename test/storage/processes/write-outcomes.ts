import { writeSync } from "node:fs";
import { openSqliteLedger } from "#src/storage/sqlite-ledger.ts";
import { aBatch, aDocument, aFingerprint, anOutcome, versions } from "../ledger-builders.ts";

/*
 * Writes outcomes `<writer>/<index>.xml` into batch b1 until there are `count`, and names each file on standard output
 * once the ledger has acknowledged it.
 *
 * node write-outcomes.ts <ledger file> <writer> <count>
 */
const [file = "", writer = "", count = "0"] = process.argv.slice(2);
const stdout = 1;
const ledger = await openSqliteLedger(file);
await ledger.startBatch(aBatch("b1"));
for (let index = 0; index < Number(count); index += 1) {
  const document = aDocument(`${writer}/${index}.xml`);
  await ledger.saveDocuments("b1", [document]);
  await ledger.record("b1", anOutcome(document), { versions, fingerprint: aFingerprint() });
  writeSync(stdout, `${document.file}\n`);
}
await ledger.close();
