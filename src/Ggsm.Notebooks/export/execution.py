"""Runs one chapter in a fresh kernel, cell by cell."""

import asyncio
import os
import re
import signal
import time
from contextlib import asynccontextmanager

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from chapter import Chapter, write_notebook
from problems import CellFailed, MissingTool

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def execute(chapter: Chapter, timeout: int, report) -> float:
    """Executes the chapter and writes its executed copy, also when a cell fails. Returns the seconds it took."""
    notebook = nbformat.read(chapter.source, as_version=4)
    code_cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    started = time.monotonic()
    cell_started = {}

    def on_cell_start(cell, cell_index):
        cell_started[cell_index] = time.monotonic()

    def on_cell_executed(cell, cell_index, execute_reply):
        seconds = time.monotonic() - cell_started[cell_index]
        report(f"cell {code_cells.index(cell_index) + 1} of {len(code_cells)}  {seconds:.1f} s")

    client = _Client(
        notebook, timeout=timeout, record_timing=False, iopub_timeout=60, startup_timeout=120,
        resources={"metadata": {"path": str(chapter.source.parent)}},
        on_cell_start=on_cell_start, on_cell_executed=on_cell_executed)
    client.environment = {**os.environ, "WORKBOOK_ARTIFACTS": str(chapter.out)}

    status, failure = "done", None
    try:
        asyncio.run(_run(client))
    except NoSuchKernel as error:
        raise MissingTool(f"No Jupyter kernel is installed under the name {error.name}.", "Run ./workbook setup.") from None
    except CellExecutionError as error:
        reason = ANSI.sub("", f"{error.ename}: {error.evalue}".strip(": "))
        status, failure = "failed", f"{_where(chapter, notebook, code_cells, cell_started)}: {reason}"
    except CellTimeoutError:
        status, failure = "failed", f"{_where(chapter, notebook, code_cells, cell_started)}: still running after {timeout} s"
    except DeadKernelError:
        status, failure = "failed", f"{_where(chapter, notebook, code_cells, cell_started)}: the kernel ended unexpectedly"

    seconds = time.monotonic() - started
    notebook.metadata.setdefault("workbook", {}).update(status=status, seconds=round(seconds, 1))
    write_notebook(chapter.executed, notebook)
    if failure:
        raise CellFailed(failure)
    return seconds


class _Client(NotebookClient):
    """A client that always stops the kernel it started, also when it is cancelled while the kernel comes up."""

    environment: dict

    @asynccontextmanager
    async def async_setup_kernel(self, **kwargs):
        self.create_kernel_manager()
        try:
            await self.async_start_new_kernel(env=self.environment, **kwargs)
            await self.async_start_new_kernel_client()
            yield
        finally:
            if self.km is not None and self.km.has_kernel:
                await self._async_cleanup_kernel()


async def _run(client: _Client) -> None:
    """Executes; an interrupt stops the kernel first and then ends as KeyboardInterrupt."""
    task, interrupted = asyncio.current_task(), False

    def interrupt():
        nonlocal interrupted
        interrupted = True
        client.shutdown_kernel = "immediate"
        task.cancel()

    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, interrupt)
    try:
        await client.async_execute()
    except (asyncio.CancelledError, DeadKernelError):
        if interrupted:
            raise KeyboardInterrupt from None
        raise


def _where(chapter: Chapter, notebook, code_cells, cell_started) -> str:
    index = max(cell_started, default=0)
    number = code_cells.index(index) + 1 if index in code_cells else 0
    first_line = next(iter(notebook.cells[index].source.splitlines()), "")
    return f"{chapter.name}, code cell {number} of {len(code_cells)} ({first_line.strip()[:60]})"
