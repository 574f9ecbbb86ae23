"""Draws the pictures of the README: ``python docs/pictures.py [FOLDER]``.

Each shows a screen over the same made-up year, on a Sunday evening, and is written as an SVG into
this folder or the one given. The SVG loads nothing: it names fonts that are installed, and blocks
and lines, which fonts draw with gaps, are drawn as shapes. Run twice it gives the same bytes.
Beside it is written what it shows as text, for pages that show no picture (`package_page.py`).
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.strip import Strip

from tests.app.app_support import Bench, at_screen, press
from tests.plausible import year
from tui.app.screens.session import SessionScreen


@dataclass(frozen=True)
class Picture:
    """A screen: its keys from the start of the app on, and seconds to let pass in a session."""

    name: str
    about: str
    keys: str = ""
    seconds: float = 0
    size: tuple[int, int] = (100, 28)


PICTURES: Final = (
    Picture("routine", "Today's routine, the streak and the last weeks", size=(100, 26)),
    Picture("session", "A session while a movement is held", "space 1", seconds=97),
    Picture("calendar", "The year, and one of its days in words", "c h k", size=(120, 26)),
    Picture("settings", "The plan, and two weeks of it", "s tab tab down down", size=(100, 22)),
)

# In units of the picture; a cell is as wide as a character of most monospaced fonts of FONT_SIZE.
WIDTH, HEIGHT, FONT_SIZE, BASELINE, AIR = 10, 20, 16.6, 15, 16
FONTS: Final = (
    "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
)
SHAPES: Final[dict[str, tuple[float, float]]] = {
    **{block: (1 - n / 8, n / 8) for n, block in enumerate("▁▂▃▄▅▆▇█", 1)},
    **dict.fromkeys("░▒▓", (0, 1)),
    "─": (0.45, 0.1),
    "━": (0.4, 0.2),
}
"""Characters drawn as a box over the width of a cell: its top and height in parts of a cell."""
SHADES: Final = {"░": 0.25, "▒": 0.5, "▓": 0.75}


def svg(rows: Sequence[Strip], about: str, background: str) -> str:
    """The picture of a screen's rows."""
    shapes: dict[tuple[str, float], list[str]] = defaultdict(list)
    grounds: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for y, row in enumerate(rows):
        x = 0
        for segment in row:
            style = segment.style or Style.null()
            ground = hexadecimal(style.bgcolor) or background
            front = hexadecimal(style.color) or ground  # of air, which has none
            if style.reverse:
                front, ground = ground, front
            cells = segment.cell_length
            if ground != background:
                grounds[ground].append(box(x, y, cells))
            for match in re.finditer(r"(\S)\1*", segment.text):
                if match[1] in SHAPES:
                    at = x + cell_len(segment.text[: match.start()])
                    part = box(at, y, len(match[0]), *SHAPES[match[1]])
                    shapes[front, SHADES.get(match[1], 1)].append(part)
            look = f'fill="{front}"' + ' font-weight="bold"' * bool(style.bold)
            texts[look] += letters(segment.text, x, y)
            x += cells
    wide, high = rows[0].cell_length * WIDTH + 2 * AIR, len(rows) * HEIGHT + 2 * AIR
    frame = f'x=".5" y=".5" width="{wide - 1}" height="{high - 1}" rx="10"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img"',
        f' width="{wide}" height="{high}">\n<title>{escape(about)}</title>\n',
        f'<rect {frame} fill="{background}" stroke="#8A94A0" stroke-opacity=".4"/>\n',
        f'<g transform="translate({AIR} {AIR})">\n',
        *(path(color, 1, boxes) for color, boxes in grounds.items()),
        *(path(color, shade, boxes) for (color, shade), boxes in shapes.items()),
        f'<g font-family="{FONTS}" font-size="{FONT_SIZE}">\n',
        *(f"<g {look}>\n{''.join(runs)}</g>\n" for look, runs in texts.items() if runs),
        "</g>\n</g>\n</svg>\n",
    ]
    return "".join(parts)


def hexadecimal(color: Color | None) -> str:
    """A colour as SVG writes it; empty for the terminal's own."""
    return color.triplet.hex if color and color.triplet else ""


def box(x: int, y: int, cells: int, top: float = 0, height: float = 1) -> str:
    """A part of a path: a box that begins in a cell."""
    wide = cells * WIDTH
    return f"M{x * WIDTH} {(y + top) * HEIGHT:g}h{wide}v{height * HEIGHT:g}h-{wide}z"


def path(color: str, shade: float, boxes: Iterable[str]) -> str:
    """All boxes of a colour as one shape, so that no seams show between them."""
    opacity = "" if shade == 1 else f' fill-opacity="{shade:g}"'
    return f'<path fill="{color}"{opacity} d="{"".join(boxes)}"/>\n'


def letters(text: str, x: int, y: int) -> list[str]:
    """The words of a run, each put where its cells are, whatever the font."""
    plain = "".join(" " * cell_len(each) if each in SHAPES else each for each in text)
    words = []
    for match in re.finditer(r"\S+", plain):
        at = f'x="{(x + cell_len(plain[: match.start()])) * WIDTH}" y="{y * HEIGHT + BASELINE}"'
        cells = cell_len(match[0])
        long = f' textLength="{cells * WIDTH}"' if cells > 1 else ""
        words.append(f"<text {at}{long}>{escape(match[0])}</text>\n")
    return words


async def draw(picture: Picture, folder: Path) -> None:
    """Open the app over the year, press the keys, and write what is seen."""
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(Path(home))
        year(bench.path)
        app = bench.app(color="always")
        async with app.run_test(size=picture.size) as pilot:
            await pilot.pause()
            await press(pilot, picture.keys.split())
            if picture.seconds:
                await at_screen(pilot, SessionScreen)
                await bench.pass_time(pilot, picture.seconds)
            await app.workers.wait_for_complete()
            await pilot.pause()
            background = app.theme_variables["background"].lower()
            rows = app.screen._compositor.render_strips()
            drawn = svg(rows, f"supine: {picture.about}", background)
    plain = "".join(f"{row.text.rstrip()}\n" for row in rows)
    for kind, content in (("svg", drawn), ("txt", plain)):
        path = folder / f"{picture.name}.{kind}"
        path.write_text(content, encoding="utf-8", newline="\n")


def main() -> None:
    """Draw all pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    for picture in PICTURES:
        asyncio.run(draw(picture, folder))


if __name__ == "__main__":
    main()
