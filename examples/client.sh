#!/usr/bin/env bash
# A Fanfold client with curl (7.76 or later) and jq: sends invoices, follows their batch and prints the results; puts one invoice before a person.
#
#   export FANFOLD_URL=http://127.0.0.1:2024   # this is the default
#   export FANFOLD_API_TOKEN=...               # with the roles run and review; none for a server that has no tokens
#   bash client.sh process invoice.pdf invoice.xml
#   bash client.sh review <batchId> invoice.pdf
set -euo pipefail
url=${FANFOLD_URL:-http://127.0.0.1:2024}
silence_seconds_max=600 # longest the server may say nothing

fail() {
  echo "$url: $1" >&2
  exit 1
}

# call ROUTE [CURL OPTION...]: sends a request. The token is no argument of curl: everybody on the machine sees those.
call() {
  curl --config <(echo "header = \"authorization: Bearer ${FANFOLD_API_TOKEN:-}\"") --header 'content-type: application/json' \
    --silent --show-error --no-buffer --fail-with-body --speed-limit 1 --speed-time "$silence_seconds_max" "$url$1" "${@:2}"
}

# ask ROUTE JSON: prints the answer, or says what went wrong.
ask() {
  local answer
  answer=$(call "$1" --data-binary "$2") || fail "${answer:-no answer}"
  jq --exit-status 'has("__error__") | not' <<<"$answer" >/dev/null || fail "$(jq -r .__error__.message <<<"$answer")"
  echo "$answer"
}

# A document inside the request: the server needs no disk of ours. One on its disk is named by its path instead.
data_urls() {
  local file
  for file in "$@"; do
    base64 <"$file" | jq -Rs --arg name "${file##*/}" '"data:application/octet-stream;name=\($name | @uri);base64,\(.)"'
  done
}

# Keeps what events hold, and the answer if it is a refusal.
event_data() {
  sed -un -e 's/^data: //p' -e t -e '/^{/p'
}

process() {
  local file thread batch
  for file in "$@"; do [ -r "$file" ] || fail "cannot read $file"; done
  # Known before the run is: whatever breaks meanwhile, the batch can be asked for.
  batch=$(date +%Y%m%d-%H%M%S)-$$
  thread=$(ask /threads '{}' | jq -r .thread_id)
  data_urls "$@" |
    jq -s --arg batch "$batch" '{assistant_id: "invoice_batch", input: {paths: ., batchId: $batch}, stream_mode: ["custom"], on_disconnect: "continue"}' |
    call "/threads/$thread/runs/stream" --data-binary @- | event_data |
    jq -r --unbuffered '
      if .error? then "\(.message)\n" | halt_error(1)
      elif .type? == "batch.progress" then "batch \(.batchId): \(.done) of \(.total) documents, \(.etaSeconds // "?") s left"
      else empty end' >&2 || fail "the batch $batch did not run to its end"
  call "/batches/$batch/results" |
    jq -r '[.file, .decision.action // .status, (.decision.reasons // [.error.message] | join(" "))] | @tsv'
}

review() {
  local thread run reviewed decision comment
  # A thread for each invoice: a resume answers every question of its thread.
  thread=$(ask /threads '{}' | jq -r .thread_id)
  run=$(jq -n --arg batch "$1" --arg file "$2" '{assistant_id: "review", input: {batchId: $batch, file: $file}}')
  reviewed=$(ask "/threads/$thread/runs/wait" "$run")
  # An answer that decides nothing is asked for again; the description says why.
  while jq --exit-status 'has("__interrupt__")' <<<"$reviewed" >/dev/null; do
    jq -r '.__interrupt__[0].value[0].description' <<<"$reviewed"
    echo -n 'approve, reject or ignore, and a comment: ' >&2
    read -r decision comment || decision=ignore
    # The server takes its token's name for the reviewer's, if it has tokens.
    run=$(jq --arg decision "$decision" --arg comment "$comment" --arg reviewer "$(id -un)" '
      .__interrupt__[0].value[0].action_request |
      if $decision == "ignore" then {type: "ignore"} else {type: "edit", args: (.args += {$decision, $comment, $reviewer})} end |
      {assistant_id: "review", command: {resume: [.]}}' <<<"$reviewed")
    reviewed=$(ask "/threads/$thread/runs/wait" "$run")
  done
  jq -r '.verdict | "\(.status): \(.review.action // "left waiting"), by \(.review.reviewer // "nobody")"' <<<"$reviewed"
}

if [ "${1:-}" = process ] && [ $# -ge 2 ]; then
  process "${@:2}"
elif [ "${1:-}" = review ] && [ $# -eq 3 ]; then
  review "$2" "$3"
else
  echo "usage: client.sh process <file>... | review <batchId> <file>" >&2
  exit 2
fi
