/** Help of `fanfold process`. */
export const processHelp = `usage: fanfold process <path...> [options]
       fanfold process --resume <batchId> [options]

Reads invoices (e-invoice XML, Factur-X and ZUGFeRD PDF, PDF with text, plain text), checks them in parallel,
scores the risk, decides, and writes results.jsonl, results.csv and report.html.
A path is a file, a folder (with everything below it) or a quoted glob pattern. Hidden files are left out.

options
  -o, --out DIR               folder for the results (default out)
      --sellers FILE          seller master file (CSV); without it nothing is approved without a person
      --policy FILE           policy file (YAML) with limits, weights and thresholds; built-in policy if absent
      --base-currency CODE    currency that limits are compared in (default EUR)
      --analysis NAME         auto (default): ask an Ollama model where rules are unsure and one answers
                              ollama: ask it for every page, or do not start   rules: never ask
      --model NAME            model for text (default qwen3:4b-instruct); hosts and more: OLLAMA_... settings
      --vision-model NAME     model that looks at scans and images, beside text recognition
      --services FILE         services file (YAML): registers, addresses and rates that are asked; none if absent
      --ignore-embedded-xml   read the printed page of Factur-X and ZUGFeRD PDFs instead of their XML
      --strategy NAME         concurrent (default) or sequential: one document and one check at a time
      --parallelism N         documents in flight (default 8)
      --chunk-size N          documents one worker takes (default 50)
      --on-error NAME         retry (default): try transient failures again, then quarantine
                              continue: quarantine at once   skip: and leave out of the success rate
                              stop: start nothing more after the first failure
      --resume BATCH          go on with a batch that was interrupted; what was recorded is not read again
      --dry-run               list the documents and stop
      --metrics-port N        serve Prometheus metrics at http://127.0.0.1:N/metrics while the batch runs
      --json                  print one summary object instead of text
  -q, --quiet                 print nothing but errors
  -h, --help                  this text

exit codes
    0  every document has an outcome, none is quarantined
    1  some documents are quarantined; the others have their outcome
    2  wrong usage, configuration or input
   70  a bug
  130  interrupted with Ctrl-C; the command to resume is printed

examples
  fanfold process invoices/2026-03 --sellers sellers.csv --out march
  fanfold process 'inbox/**/*.xml' --json
`;

export const batchesHelp = `usage: fanfold batches [--json]

Lists the batches of the ledger, newest first.

options
      --json    print an array of { batchId, status, startedAt, dispatched, decided, awaitingReview, quarantined }
  -h, --help    this text
`;

export const retryHelp = `usage: fanfold retry <batchId> [options]

Takes the quarantined documents of a batch again, as they are now: repaired or replaced files are read anew. The other
documents keep their outcome. The batch's own settings, policy and sellers file are used.

options
  -o, --out DIR    folder for the results (default that of the batch)
      --json       print the summary of the batch
  -q, --quiet      print nothing but errors
  -h, --help       this text

Exit codes are those of fanfold process.
`;

export const reconcileHelp = `usage: fanfold reconcile <batchId> [options]

Runs the checks of a batch that were skipped because a service gave no answer, decides anew where that changes something,
and writes the results again. A decision that is replaced stays in the record (decisionHistory). What a person decided
is left alone. The batch's own settings, policy and sellers file are used.

options
  -o, --out DIR    folder for the results (default that of the batch)
      --json       print { batchId, rechecked: [{ file, before, after, stillSkipped }] }
  -h, --help       this text

exit codes
    0  every skipped check has its answer now
    1  some services gave no answer again
    2  wrong usage or configuration
`;

export const showHelp = `usage: fanfold show <documentId | file> [--json]

Shows the newest result of a document: every value with its evidence, findings, risk, decision and timing.
The document is named by its id (sha256:..., or the first digits of it), its name in the results, or its path.

options
      --json    print the result record
  -h, --help    this text
`;

export const planHelp = `usage: fanfold plan [options]

Shows the operations of a document as the graph runs them: what each waits for, its measured time, how much longer it
could take without delaying the end (slack), the critical path, what runs at the same moment, what waiting at barriers
costs, and the speed-up that is possible and that was reached. Times are medians of what the ledger recorded.
Each operation counts in full, as if every document needed it; checks run again after a model's answer count as runs.

options
      --graph NAME         invoice (default) or analysis, the model's part by itself
      --without NODE       leave a node out, with all inside it (repeatable): --without analyze is a run by rules alone
      --documents N        measure on the newest N documents of finished batches (default and at most 2000)
      --given LIST         durations to reckon with, milliseconds: verify_seller=3200,validate_tax=1100
      --durations FILE     the same from a JSON object
      --json               print one object instead of text
      --mermaid            print a gantt chart for mermaid instead of text
  -h, --help               this text

examples
  fanfold plan --without analyze
  fanfold plan --given analyze_document=2500,verify_seller=3200 --mermaid
`;

export const doctorHelp = `usage: fanfold doctor [--json]

Looks at settings, ledger, policy, sellers and policy documents, and asks each Ollama host for its models, one small
structured answer, and what it holds in memory. Creates nothing; the model that is tried is loaded.
Each line is ok, note (a batch runs, with less) or NO (no batch runs), and says what to do.
It takes at most some seconds longer than OLLAMA_TIMEOUT_SECONDS.

options
      --json    print one object { canRun, engine, checks: [{ name, status, message, host }], hosts }
  -h, --help    this text

exit codes
    0  fanfold process can run as configured
    1  it cannot
    2  wrong usage
`;

export const evalHelp = `usage: fanfold eval <folder> [options]

Reads documents whose values are known and says, by kind and field, how many were read right, wrong or not at all, how far
stated confidence can be trusted, and which layouts are read worst. The folder, or folders in it, hold a truth.jsonl: one
JSON object a line with "file", "kind", "group" (vendor or layout), "fields", and as wanted "alt" (other right values by field),
"visible" (fields of a Factur-X PDF that are printed), "lines" and "taxBreakdowns" (as printed). Writes evaluation.json, and
evaluation.html with the places of misses as pictures. The ledger is left alone.

options
  -o, --out DIR              folder for the two files (default evaluation)
      --truth FILE           the truth file, if it lies elsewhere; its files are relative to the folder
      --compare FILE         an earlier evaluation.json: what got better and worse
      --analysis NAME        auto, ollama or rules, as in fanfold process
      --ignore-embedded-xml  read the printed page of Factur-X and ZUGFeRD PDFs, and score what is printed
      --json                 print the evaluation, and the comparison in it, as one object
  -q, --quiet                print nothing but errors
  -h, --help                 this text

exit codes
    0  evaluated; nothing is worse than the baseline
    1  something is worse than the baseline
    2  wrong usage or configuration
  130  interrupted with Ctrl-C
`;

export const reviewHelp = `usage: fanfold review [batchId] [--json]
       fanfold review <batchId> <document> --approve|--reject --reviewer NAME [options]

Lists the documents that wait for a person, of one batch or of all. Or records what a person decided about one of them, named
as in the results; a document that was decided already, by the policy or a person, is decided anew. Nothing is lost: the decision
that is replaced stays in the record (decisionHistory). Approving in spite of contradictions is allowed, and recorded as such.
fanfold show tells what to know of a document; fanfold reconcile writes the results of the batch again.

options
      --approve         the invoice may be paid
      --reject          it may not
      --reviewer NAME   who decides
      --comment TEXT    for the record, and a note for whoever reads the seller's next invoice
      --revision N      refuse if the record is not the one listed with this revision any more
      --json            print an array of { batchId, file, documentId, revision, seller, totalWithTax, reasons, ... },
                        or the review that was recorded
  -h, --help            this text

exit codes
    0  listed, or recorded
    2  wrong usage; no such document, or it has changed meanwhile: nothing was decided

examples
  fanfold review
  fanfold review 20260301-140506-3f9a2c acme/7.pdf --approve --reviewer 'Ada Lovelace' --comment 'ordered by phone'
`;
