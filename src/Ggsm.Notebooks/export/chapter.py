"""A chapter: one notebook of the workbook, and where its executed copy and its page go."""

import os
from dataclasses import dataclass
from pathlib import Path

import nbformat

FIGURE = "application/vnd.plotly.v1+json"


@dataclass(frozen=True)
class Chapter:
    source: Path
    out: Path

    @property
    def name(self) -> str:
        return self.source.stem

    @property
    def executed(self) -> Path:
        return self.out / "notebooks" / self.source.name

    @property
    def page(self) -> Path:
        return self.out / "html" / f"{self.name}.html"

    def title(self) -> str:
        """The first heading of the notebook."""
        for cell in self.read().cells:
            for line in cell.source.splitlines() if cell.cell_type == "markdown" else []:
                if line.startswith("# "):
                    return line[2:].strip()
        return self.name

    def about(self) -> dict:
        """`summary` and `learn` from the notebook's own metadata; `status` and `seconds` once it ran."""
        return dict(self.read().metadata.get("workbook", {}))

    def read(self):
        return nbformat.read(self.executed if self.executed.exists() else self.source, as_version=4)


def write_text(path: Path, text: str) -> None:
    """Writes aside and renames, so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def write_notebook(path: Path, notebook) -> None:
    nbformat.validate(notebook)
    write_text(path, nbformat.writes(notebook) + "\n")
