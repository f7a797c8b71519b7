import { parseConfig } from "#src/config.ts";
import { type Command, exitCodes, UsageError } from "./cli.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { showHelp } from "./help.ts";
import { lookUp } from "./look-up.ts";
import { parseOptions } from "./parse-options.ts";

/** `fanfold show`: all there is to know of one document. */
export const showCommand: Command = {
  name: "show",
  summary: "Show one document: values with evidence, findings, risk, decision",
  help: showHelp,
  async run(args, cli) {
    const { values, positionals } = parseOptions("show", args, {
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    });
    if (values.help === true) {
      cli.print(showHelp);
      return exitCodes.ok;
    }
    const [document, ...others] = positionals;
    if (document === undefined || others.length > 0) {
      throw new UsageError("name one document: fanfold show <documentId | file>");
    }
    const config = parseConfig(cli.env);
    const found = await lookUp(config, (ledger) => ledger.findLatestOutcome(document));
    if (found === undefined) {
      throw new UsageError(
        `no result for ${document} in ${config.home}; see the file column of results.csv`,
      );
    }
    if (values.json === true) cli.print(`${JSON.stringify(found.outcome)}\n`);
    else cli.print(describeOutcome(found));
    return exitCodes.ok;
  },
};
