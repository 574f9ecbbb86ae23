"""The files of the page: our own, and xterm.js out of textual-serve. There are no others.

textual-serve bundles xterm.js with a page of its own, which has fixed colours, one size of type, a
font from another site, and neither reconnects nor plays sounds. So the terminal alone is taken out
of the bundle: its classes are given a name that our page can call.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tui.words import serving

_OURS = files("tui.serve") / "page"
_OF_XTERM = ("Terminal", "FitAddon", "CanvasAddon", "Unicode11Addon")
"""The classes of xterm.js that the page uses."""
_START = "window.onload="
"""Where textual-serve's bundle begins to make a page of its own."""
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
GROUND, INK = "#101418", "#C9CFD6"
"""The colours of the page until the app has said which it has: those of the theme supine-night."""
DAY_GROUND, DAY_INK = "#FFFFFF", "#1F2833"
"""The same for the theme supine-day."""


class NoTerminal(Exception):
    """The installed textual-serve has no terminal in the form that is known here."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file as it is sent: its type, its bytes, the same compressed, and a name of its content."""

    content_type: str
    content: bytes
    packed: bytes
    tag: str


def _page_file(content_type: str, content: bytes) -> PageFile:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return PageFile(content_type, content, gzip.compress(content, 6, mtime=0), tag)


def page_files() -> dict[str, PageFile]:
    """Return the files of the page by their paths, without the page itself.

    Raises:
        NoTerminal: textual-serve is another one than expected.
    """
    try:
        static = Path(str(files("textual_serve"))) / "static"
        bundle = (static / "js" / "textual.js").read_text(encoding="utf-8")
        style = (static / "css" / "xterm.css").read_bytes()
    except (OSError, ModuleNotFoundError) as error:
        raise NoTerminal from error
    return {
        "/page.js": _page_file("text/javascript", (_OURS / "page.js").read_bytes()),
        "/sound.js": _page_file("text/javascript", (_OURS / "sound.js").read_bytes()),
        "/page.css": _page_file("text/css", (_OURS / "page.css").read_bytes()),
        "/icon.svg": _page_file("image/svg+xml", (_OURS / "icon.svg").read_bytes()),
        "/xterm.js": _page_file("text/javascript", terminal_of(bundle).encode()),
        "/xterm.css": _page_file("text/css", style),
    }


def terminal_of(bundle: str) -> str:
    """Return textual-serve's bundle with the classes of xterm.js as ``window.xterm``.

    Raises:
        NoTerminal: they are not where they are expected.
    """
    found = {}
    for name in _OF_XTERM:
        # The part that makes the page comes last in the bundle.
        modules = re.findall(rf"this\.\w+=new (\w+)\.{name}\b", bundle)
        if not modules:
            raise NoTerminal
        found[name] = f"{modules[-1]}.{name}"
    before, start, after = bundle.rpartition(_START)
    if not start:
        raise NoTerminal
    classes = ",".join(f"{name}:{where}" for name, where in found.items())
    return f"{before}window.xterm={{{classes}}};{start}{after}"


def is_color(text: object) -> bool:
    """Return whether a text is a colour of the form ``#RRGGBB``."""
    return isinstance(text, str) and _COLOR.fullmatch(text) is not None


def page(config: Mapping[str, object], ground: str, ink: str) -> bytes:
    """Return the page.

    Args:
        config: what its program needs to know.
        ground: its first background, so that it never flashes.
        ink: the colour of its texts.
    """
    template = (_OURS / "index.html").read_text(encoding="utf-8")
    # Within a script element only "<" could end it.
    known = json.dumps(config, ensure_ascii=True).replace("<", "\\u003c")
    # What a browser draws before the style sheet is there.
    scheme = "dark" if int(ground[1:3], 16) + int(ground[3:5], 16) < 256 else "light"
    slow = html.escape(serving.SLOW)
    fields = {"ground": ground, "ink": ink, "scheme": scheme, "slow": slow, "config": known}
    for name, value in fields.items():
        template = template.replace(f"{{{{{name}}}}}", value)
    return template.encode()
