"""Finds plotly.js on this machine, so that a page can carry it and be read with no network."""

import shutil
import subprocess
from pathlib import Path

from problems import MissingTool

MINIFIED_AT_MOST = 5_000_000


def plotly_js(cache: Path) -> str:
    """The text of plotly.js from the Python package plotly, minified once into `cache` where that helps."""
    try:
        from plotly.offline import get_plotlyjs
    except ImportError:
        raise MissingTool(
            "The Python package plotly, which brings plotly.js, is missing.",
            "Run ./workbook setup (Debian: apt-get install python3-plotly; conda: plotly).",
        ) from None

    source = get_plotlyjs()
    esbuild = shutil.which("esbuild")
    if len(source) <= MINIFIED_AT_MOST or esbuild is None:
        return source

    cached = cache / f"plotly-{len(source)}.min.js"
    if not cached.exists():
        cache.mkdir(parents=True, exist_ok=True)
        minified = subprocess.run(
            [esbuild, "--minify", "--charset=utf8", "--loader=js", "--log-level=error"],
            input=source, capture_output=True, text=True, check=True,
        ).stdout
        licence = source[:source.index("*/") + 2] + "\n" if source.startswith("/*") else ""
        aside = cached.with_suffix(".tmp")
        aside.write_text(licence + minified, encoding="utf-8")
        aside.replace(cached)
    return cached.read_text(encoding="utf-8")
