"""Draws every figure of a notebook once in headless Chromium and keeps a PNG beside it, for readers without JavaScript."""

import base64
import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from chapter import FIGURE
from problems import MissingTool

WIDTH, HEIGHT = 760, 420
DRAWN = re.compile(r'<img[^>]*\bdata-figure="(\d+)"[^>]*\bsrc="data:image/png;base64,([^"]+)"')

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><script>%(plotly)s</script></head><body>
<script id="figures" type="application/json">%(figures)s</script>
<script>
JSON.parse(document.getElementById('figures').textContent).forEach(async (figure, number) => {
  const layout = Object.assign({}, figure.layout, {autosize: false});
  const size = {format: 'png', width: layout.width || %(width)d, height: layout.height || %(height)d};
  const image = document.createElement('img');
  image.dataset.figure = number;
  image.src = await Plotly.toImage({data: figure.data, layout}, size);
  document.body.append(image);
});
</script></body></html>"""


def add_static_images(notebook, plotly_js: str) -> int:
    """Adds image/png to every output that holds a figure; returns how many."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if FIGURE in output.get("data", {})]
    if not outputs:
        return 0
    figures = [as_object(output.data[FIGURE]) for output in outputs]
    images = draw(figures, plotly_js)
    for number, output in enumerate(outputs):
        output.data["image/png"] = images[number]
    return len(outputs)


def as_object(figure):
    """A figure as a JSON object; some kernels send it as text."""
    return json.loads(figure) if isinstance(figure, str) else figure


def draw(figures: list, plotly_js: str) -> list:
    """The figures as base64 PNG, in order."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise MissingTool("Chromium, which draws the static images, is missing.", "Run ./workbook setup (Debian: apt-get install chromium).")

    page = PAGE % {"plotly": plotly_js, "figures": json.dumps(figures).replace("</", "<\\/"), "width": WIDTH, "height": HEIGHT}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.html"
        path.write_text(page, encoding="utf-8")
        dom = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={folder}/profile", "--virtual-time-budget=60000", "--dump-dom", path.as_uri()],
            capture_output=True, text=True, timeout=300, check=True,
        ).stdout
    drawn = {int(number): html.unescape(image) for number, image in DRAWN.findall(dom)}
    undrawn = [number for number in range(len(figures)) if number not in drawn]
    if undrawn:
        raise RuntimeError(f"Chromium did not draw figure {undrawn[0] + 1} of {len(figures)}.")
    for image in drawn.values():
        base64.b64decode(image, validate=True)
    return [drawn[number] for number in range(len(figures))]
