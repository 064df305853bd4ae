"""Writes one self-contained HTML page for each executed chapter, and the index page."""

import json
from pathlib import Path

import jinja2
from nbconvert import HTMLExporter
from nbconvert.filters import Highlight2HTML
from traitlets.config import Config

from chapter import FIGURE, Chapter, write_text
from static_images import as_object

HERE = Path(__file__).parent
PRIORITY = [FIGURE, "text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain"]


def write_pages(chapters: list, plotly_js: str, out: Path) -> None:
    """Pages for all chapters that have an executed copy, and the index over all chapters."""
    contents = [_entry(chapter) for chapter in chapters]
    ready = [entry for entry in contents if entry["ready"]]
    for place, entry in enumerate(ready):
        write_text(entry["chapter"].page, _page(
            entry,
            plotly_js,
            contents,
            previous=ready[place - 1] if place > 0 else None,
            next=ready[place + 1] if place + 1 < len(ready) else None))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "template"), autoescape=True)
    write_text(out / "html" / "index.html", environment.get_template("contents.html.j2").render(contents=contents, style=_style()))


def _page(entry: dict, plotly_js: str, contents: list, previous, next) -> str:
    exporter = HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": PRIORITY}}),
        extra_template_basedirs=[str(HERE)],
        template_name="template",
        filters={
            "highlight_code": Highlight2HTML(pygments_lexer="csharp"),
            "figure_json": lambda figure: json.dumps(as_object(figure)).replace("</", "<\\/"),
            "figure_title": figure_title,
        })
    page, _ = exporter.from_notebook_node(entry["chapter"].read(), resources={
        "workbook": {"entry": entry, "contents": contents, "previous": previous, "next": next,
                     "plotly_js": plotly_js.replace("</script", "<\\/script"), "style": _style(),
                     "page_js": (HERE / "template" / "page.js").read_text(encoding="utf-8")},
    })
    return page


def figure_title(figure) -> str:
    """What a figure shows, in words: its own title."""
    title = as_object(figure).get("layout", {}).get("title", "")
    return (title.get("text", "") if isinstance(title, dict) else title) or "Figure"


def _entry(chapter: Chapter) -> dict:
    about = chapter.about()
    seconds = about.get("seconds")
    return {
        "chapter": chapter,
        "name": chapter.name,
        "number": chapter.name.split("-")[0],
        "title": chapter.title(),
        "summary": about.get("summary", ""),
        "learn": about.get("learn", []),
        "ready": chapter.executed.exists(),
        "status": about.get("status", "not run") if chapter.executed.exists() else "not run",
        "duration": f"{seconds:.0f} s" if seconds is not None else "",
    }


def _style() -> str:
    return (HERE / "template" / "style.css").read_text(encoding="utf-8")
