#!/usr/bin/env python3
"""Executes the workbook's chapters in order and writes their pages.

Exit codes: 0 done, 1 a cell failed, 2 something is missing or the usage is wrong, 130 interrupted.
"""

import argparse
import sys
from pathlib import Path

from chapter import Chapter, write_notebook
from problems import CellFailed, MissingTool

ROOT = Path(__file__).resolve().parents[3]


def main(arguments=None) -> int:
    options = parse(arguments)
    try:
        return run(options)
    except MissingTool as missing:
        print(f"{missing}\n{missing.remedy}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted: the kernel is stopped; finished chapters are kept.", file=sys.stderr)
        return 130


def parse(arguments):
    parser = argparse.ArgumentParser(prog="run_notebooks", description="Executes the chapters and writes their pages.")
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help="only these, e.g. 03-gpu-training (all by default)")
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks", help="the folder of the notebooks")
    parser.add_argument("--out", type=Path, default=ROOT / "artifacts", help="where notebooks/ and html/ are written")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds one cell may take")
    parser.add_argument("--keep", action="store_true", help="also keep the outputs, with static images, in the notebooks themselves")
    options = parser.parse_args(arguments)
    options.out = options.out.resolve()
    options.chapters = [Chapter(path, options.out) for path in sorted(options.notebooks.resolve().glob("*.ipynb"))]
    known = [chapter.name for chapter in options.chapters]
    wanted = [name.removesuffix(".ipynb") for name in options.names]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        parser.error(f"no notebook is called {unknown[0]}; there are {', '.join(known) or 'none'}")
    if not known:
        parser.error(f"no notebooks in {options.notebooks}")
    options.wanted = [chapter for chapter in options.chapters if not wanted or chapter.name in wanted]
    return options


def run(options) -> int:
    try:
        from execution import execute
        from pages import write_pages
        from plotlyjs import plotly_js
        from static_images import add_static_images
    except ModuleNotFoundError as missing:
        raise MissingTool(f"The Python package {missing.name} is missing.", "Run ./workbook setup.") from None

    plotly = plotly_js(options.out / "plotly")
    failures = []
    try:
        for place, chapter in enumerate(options.wanted, 1):
            label = f"[{place}/{len(options.wanted)}] {chapter.name}"
            report(f"{label}  starts")
            try:
                seconds = execute(chapter, options.timeout, lambda line: report(f"{label}  {line}"))
                report(f"{label}  done in {seconds:.1f} s")
            except CellFailed as failure:
                report(f"{label}  FAILED")
                failures.append(str(failure))
    finally:
        write_pages(options.chapters, plotly, options.out)

    if options.keep and not failures:
        for chapter in options.wanted:
            keep(chapter, plotly, add_static_images)
    report(f"Pages: {options.out / 'html' / 'index.html'}")
    for failure in failures:
        print(f"Failed: {failure}", file=sys.stderr)
    return 1 if failures else 0


def keep(chapter: Chapter, plotly: str, add_static_images) -> None:
    notebook = chapter.read()
    images = add_static_images(notebook, plotly)
    for fact in ("status", "seconds"):
        notebook.metadata.get("workbook", {}).pop(fact, None)
    write_notebook(chapter.source, notebook)
    report(f"Kept the outputs of {chapter.name} with {images} static image(s).")


def report(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
