#!/usr/bin/env python3
"""A Fanfold client with nothing but Python's standard library: sends invoices, follows their batch and prints the results;
puts one invoice before a person. Python 3.9 or later.

    export FANFOLD_URL=http://127.0.0.1:2024   # this is the default
    export FANFOLD_API_TOKEN=...               # with the roles run and review; none for a server that has no tokens
    python3 client.py process invoice.pdf invoice.xml
    python3 client.py review <batchId> invoice.pdf
"""
import base64
import getpass
import json
import os
import sys
import uuid
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

URL = os.environ.get("FANFOLD_URL", "http://127.0.0.1:2024").rstrip("/")
TOKEN = os.environ.get("FANFOLD_API_TOKEN", "")
SILENCE_SECONDS_MAX = 600  # longest the server may say nothing


class Failed(Exception):
    """What the server did not do, and why."""


def call(route, body=None):
    """Sends a request, POST if it has a body; returns the answer, open for reading."""
    headers = {"content-type": "application/json"}
    if TOKEN:
        headers["authorization"] = f"Bearer {TOKEN}"
    data = None if body is None else json.dumps(body).encode()
    return urlopen(Request(URL + route, data, headers), timeout=SILENCE_SECONDS_MAX)


def ask(route, body):
    answer = json.load(call(route, body))
    if "__error__" in answer:
        raise Failed(answer["__error__"]["message"])
    return answer


def events(answer):
    """Yields server-sent events: their name and what they hold. An empty line ends each."""
    name, data = "", ""
    for line in answer:
        field, _, value = line.decode().strip("\r\n").partition(":")
        if field == "event":
            name = value.strip()
        elif field == "data":
            data += value
        elif field == "" and data:
            yield name, json.loads(data)
            name, data = "", ""


def data_url(file):
    """A document inside the request: the server needs no disk of ours. One on its disk is named by its path instead."""
    content = base64.b64encode(Path(file).read_bytes()).decode()
    return f"data:application/octet-stream;name={quote(Path(file).name)};base64,{content}"


def process(files):
    batch = str(uuid.uuid4())  # known before the run is: whatever breaks meanwhile, the batch can be asked for
    run = {
        "assistant_id": "invoice_batch",
        "input": {"paths": [data_url(file) for file in files], "batchId": batch},
        "stream_mode": ["custom"],
        "on_disconnect": "continue",
    }
    thread = ask("/threads", {})["thread_id"]
    for name, data in events(call(f"/threads/{thread}/runs/stream", run)):
        if name == "error":
            raise Failed(data["message"])
        if name == "custom" and data["type"] == "batch.progress":
            left = data.get("etaSeconds", "?")
            print(f"batch {batch}: {data['done']} of {data['total']} documents, {left} s left", file=sys.stderr)
    for line in call(f"/batches/{batch}/results"):
        result = json.loads(line)
        decision = result.get("decision", {"action": result["status"]})
        reasons = decision.get("reasons") or [result["error"]["message"]]
        print(result["file"], decision["action"], " ".join(reasons), sep="\t")


def review(batch, file):
    thread = ask("/threads", {})["thread_id"]  # one for each invoice: a resume answers every question of its thread
    run = {"assistant_id": "review", "input": {"batchId": batch, "file": file}}
    reviewed = ask(f"/threads/{thread}/runs/wait", run)
    # An answer that decides nothing is asked for again; the description says why.
    while "__interrupt__" in reviewed:
        [question] = reviewed["__interrupt__"][0]["value"]
        print(question["description"])
        print("approve, reject or ignore, and a comment: ", end="", file=sys.stderr, flush=True)
        resume = [to_answer(sys.stdin.readline() or "ignore", question["action_request"])]
        reviewed = ask(f"/threads/{thread}/runs/wait", {"assistant_id": "review", "command": {"resume": resume}})
    decided = reviewed["verdict"].get("review", {"action": "left waiting", "reviewer": "nobody"})
    print(f"{reviewed['verdict']['status']}: {decided['action']}, by {decided['reviewer']}")


def to_answer(line, form):
    """The form, filled in. The server takes its token's name for the reviewer's, if it has tokens."""
    decision, _, comment = line.strip().partition(" ")
    if decision == "ignore":
        return {"type": "ignore"}
    filled = {"decision": decision, "comment": comment, "reviewer": getpass.getuser()}
    return {"type": "edit", "args": {**form, "args": {**form["args"], **filled}}}


def main(command="", *names):
    if command == "process" and names:
        process(names)
    elif command == "review" and len(names) == 2:
        review(*names)
    else:
        print("usage: client.py process <file>... | review <batchId> <file>", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, Failed) as problem:  # HTTPError is an OSError
        said = f": {problem.read().decode()}" if isinstance(problem, HTTPError) else ""
        sys.exit(f"{URL}: {problem}{said}")
