"""Runs one notebook in its kernel, in its own folder: `execute.py NOTEBOOK OUTPUT` writes it with the outputs of this run.

Exits with 1 and the error of the cell if a cell fails or takes too long.
"""

import sys
from pathlib import Path
from queue import Empty
from time import monotonic

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError
from nbclient.util import ensure_async

CELL_SECONDS_MAX = 120
"""Longest a cell may take."""

QUIET_SECONDS = 0.1
"""The kernel may say that it is idle before it has sent the last output: so long nothing must come."""

TRAILING_SECONDS_MAX = 5
"""Longest a cell may go on sending after it is done."""

KERNEL_STARTS_MAX = 3
"""The ports a kernel is told were free a moment ago; one that was taken since ends it."""


class PatientClient(NotebookClient):
    """Keeps reading the outputs of a cell for a moment after the kernel said that it is done."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        deadline = monotonic() + TRAILING_SECONDS_MAX
        while monotonic() < deadline:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=QUIET_SECONDS))
            except Empty:
                return
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                pass  # Said twice.


def execute(source: Path):
    """Runs all cells and returns the notebook; starts the kernel again if it dies before the first cell."""
    for start in range(1, KERNEL_STARTS_MAX + 1):
        notebook = nbformat.read(source, as_version=4)
        client = PatientClient(
            notebook,
            timeout=CELL_SECONDS_MAX,
            record_timing=False,
            resources={"metadata": {"path": str(source.parent)}},
        )
        try:
            client.execute()
            return notebook
        except RuntimeError as error:
            if "Kernel died before replying" not in str(error) or start == KERNEL_STARTS_MAX:
                raise


def main(source: Path, target: Path) -> int:
    try:
        notebook = execute(source)
    except (CellExecutionError, CellTimeoutError) as error:
        print(f"{source.name}: {error}", file=sys.stderr)
        return 1
    nbformat.write(notebook, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
