#!/usr/bin/env python3
"""Lets Debian's classic notebook draw the workbook's figures live and offline.

Installs an extension with plotly.js into the user's Jupyter folder. JupyterLab needs none: the Python package plotly brings its own.
"""

import sys
from pathlib import Path

from problems import MissingTool

NAME = "ggsm-figures"
HERE = Path(__file__).resolve().parent


def main() -> int:
    try:
        print(install())
        return 0
    except MissingTool as missing:
        print(f"{missing}\n{missing.remedy}", file=sys.stderr)
        return 2


def install() -> str:
    from jupyter_core.paths import jupyter_data_dir
    from plotlyjs import plotly_js
    try:
        from notebook.nbextensions import enable_nbextension
    except ImportError:
        return "There is no classic notebook here; JupyterLab draws figures with the renderer of the Python package plotly."

    folder = Path(jupyter_data_dir()) / "nbextensions" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.js").write_text((HERE / "nbextension" / "main.js").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "plotly.js").write_text(plotly_js(HERE.parents[2] / "artifacts" / "plotly"), encoding="utf-8")
    enable_nbextension("notebook", f"{NAME}/main", user=True)
    return f"Figures are drawn live in the classic notebook ({folder})."


if __name__ == "__main__":
    sys.exit(main())
