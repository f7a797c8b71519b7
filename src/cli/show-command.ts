import path from "node:path";
import { parseConfig } from "#src/config.ts";
import { exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { lookUp } from "./look-up.ts";
import { parseOptions } from "./parse-options.ts";

/** `fanfold show`: all there is to know of one document. */
export const showCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("show", args, { json: { type: "boolean" } });
  const [document, ...others] = positionals;
  if (document === undefined || others.length > 0) {
    throw new UsageError("name one document: fanfold show <documentId | file>");
  }
  const config = parseConfig(cli.env);
  const found = await lookUp(
    config,
    async (ledger) =>
      (await ledger.findLatestOutcome(document)) ??
      (await ledger.findLatestOutcome(path.resolve(document))),
  );
  if (found === undefined) {
    throw new UsageError(
      `no result for ${document} in ${config.home}; see the file column of results.csv`,
    );
  }
  if (values.json === true) cli.print(`${JSON.stringify(found.outcome)}\n`);
  else cli.print(describeOutcome(found));
  return exitCodes.ok;
};
