import { parseConfig } from "#src/config.ts";
import type { LedgerRecord } from "#src/ports/ledger.ts";
import { ReviewComment, ReviewerName, type ReviewAction } from "#src/domain/review.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { decideByCommand } from "./decide-by-command.ts";
import { describeWaiting, nothingWaits, waitingRowOf } from "./describe-waiting.ts";
import { lookUp } from "./look-up.ts";
import { parseOptions } from "./parse-options.ts";
import { withoutControls } from "./without-controls.ts";

type Config = ReturnType<typeof parseConfig>;

/** `fanfold review`: lists what waits for a person, or records what a person decided. */
export const reviewCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("review", args, {
    approve: { type: "boolean" },
    reject: { type: "boolean" },
    reviewer: { type: "string" },
    comment: { type: "string" },
    revision: { type: "string" },
    json: { type: "boolean" },
  });
  const [batchId, file, ...others] = positionals;
  const config = parseConfig(cli.env);
  const isJson = values.json ?? false;
  if (others.length > 0) throw new UsageError(`one document at a time; ${seeHelp}`);
  const action = actionOf(values);
  if (batchId === undefined || file === undefined) {
    const { reviewer, comment, revision } = values;
    if ((action ?? reviewer ?? comment ?? revision) !== undefined) {
      throw new UsageError(`name batch and document of what is decided; ${seeHelp}`);
    }
    return await list(config, { batchId, isJson, cli });
  }
  if (action === undefined) {
    throw new UsageError(
      `say --approve or --reject (fanfold show ${withoutControls(file)} tells what to know); ${seeHelp}`,
    );
  }
  const { reviewer, comment, revision } = values;
  return await decide(config, {
    decided: {
      batchId,
      file,
      action,
      reviewer: reviewerOf(reviewer),
      comment: commentOf(comment),
      revision: revisionOf(revision),
    },
    isJson,
    cli,
  });
};

const seeHelp = "see fanfold review --help";

function actionOf(given: { approve?: boolean; reject?: boolean }): ReviewAction | undefined {
  const { approve = false, reject = false } = given;
  if (approve && reject) throw new UsageError(`--approve or --reject, not both; ${seeHelp}`);
  if (approve) return "approve";
  return reject ? "reject" : undefined;
}

function reviewerOf(given: string | undefined): string {
  const name = ReviewerName.safeParse(given);
  if (name.success) return name.data;
  throw new UsageError(`say who decides: --reviewer NAME (at most 200 characters); ${seeHelp}`);
}

function commentOf(given: string | undefined): string {
  const comment = ReviewComment.safeParse(given ?? "");
  if (comment.success) return comment.data;
  throw new UsageError("--comment may have 2000 characters at most");
}

function revisionOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new UsageError("--revision is a number, as fanfold review lists it");
}

async function list(
  config: Config,
  { batchId, isJson, cli }: { batchId: string | undefined; isJson: boolean; cli: Cli },
): Promise<number> {
  const isThere = await lookUp(config, async (ledger) => {
    if (batchId !== undefined && (await ledger.findBatch(batchId)) === undefined) {
      throw new UsageError(`no batch ${batchId} in ${config.home}; see fanfold batches`);
    }
    const records = ledger.awaitingReview(batchId);
    if (isJson) await printWaiting(records, cli);
    else cli.print(await describeWaiting(records));
    return true;
  });
  if (isThere !== true) cli.print(isJson ? "[]\n" : nothingWaits);
  return exitCodes.ok;
}

/** A JSON array, row by row: a page of records is in memory, however many wait. */
async function printWaiting(records: AsyncIterable<LedgerRecord>, cli: Cli): Promise<void> {
  let before = "[";
  for await (const record of records) {
    cli.print(before + JSON.stringify(waitingRowOf(record)));
    before = ",";
  }
  cli.print(before === "[" ? "[]\n" : "]\n");
}

type Deciding = {
  readonly decided: Parameters<typeof decideByCommand>[1];
  readonly isJson: boolean;
  readonly cli: Cli;
};

async function decide(config: Config, { decided, isJson, cli }: Deciding): Promise<number> {
  const { batchId, file } = decided;
  const verdict = await lookUp(config, async (ledger) => {
    return await decideByCommand({ ledger, now: cli.now }, decided);
  });
  if (verdict === undefined) throw new UsageError(`no ledger in ${config.home}; set FANFOLD_HOME`);
  if (verdict.status !== "recorded") {
    throw new UsageError(
      `${withoutControls(file)} changed while it was decided, and was not; look at it again: fanfold show ${withoutControls(file)}`,
    );
  }
  if (isJson) cli.print(`${JSON.stringify(verdict.review)}\n`);
  else {
    const what = decided.action === "approve" ? "approved" : "rejected";
    cli.print(
      `${withoutControls(file)} ${what} by ${withoutControls(verdict.review.reviewer)}\n` +
        `fanfold reconcile ${batchId} writes the results of the batch again\n`,
    );
  }
  return exitCodes.ok;
}
