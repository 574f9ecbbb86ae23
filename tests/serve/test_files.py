"""The files of the page: nothing from elsewhere, and xterm.js out of textual-serve."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tui.serve.files import GROUND, INK, NoTerminal, is_color, page, page_files, terminal_of
from tui.words import serving

pytest.importorskip("textual_serve", reason="the extra serve is not installed")

FOLDER = Path(__file__).parents[2] / "tui" / "serve" / "page"


def test_xterm_is_found_in_the_bundle_of_textual_serve_and_makes_no_page_itself() -> None:
    file = page_files()["/xterm.js"]
    text = file.content.decode()
    assert gzip.decompress(file.packed) == file.content
    assert re.search(r"window\.xterm=\{Terminal:\w+\.Terminal,FitAddon:\w+\.FitAddon,", text)
    # Its own program looks for elements of a class that our page does not have.
    assert '".textual-terminal"' in text.rpartition("window.onload=")[2]
    assert "textual-terminal" not in (FOLDER / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("bundle", ["", "window.onload=e=>{}", "this.t=new v.Terminal({})"])
def test_a_bundle_that_is_another_one_is_refused(bundle: str) -> None:
    with pytest.raises(NoTerminal):
        terminal_of(bundle)


def test_the_page_names_no_other_place() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//[\w-]+\.|@import|url\(|innerHTML|\beval\b", text), path


class Elements(HTMLParser):
    """The ids of a page, its sources, and the text within its configuration."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.sources: list[str] = []
        self.data: dict[str, str] = {}
        self.tags: list[str] = []
        self._id = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._id = known.get("id") or ""
        self.ids.add(self._id)
        self.tags.append(tag)
        self.sources += [value for name in ("src", "href") if (value := known.get(name))]

    def handle_data(self, data: str) -> None:
        self.data[self._id] = self.data.get(self._id, "") + data


def test_no_sentence_of_the_page_can_become_markup() -> None:
    hostile = {"words": {"lost": "</script><script>alert(1)</script>\u2028<!--"}}
    found = Elements(page(hostile, GROUND, INK).decode())
    assert json.loads(found.data["config"]) == hostile
    assert found.tags.count("script") == 3


def test_the_page_has_what_its_program_looks_for() -> None:
    found = Elements(page({}, GROUND, INK).decode())
    program = (FOLDER / "page.js").read_text(encoding="utf-8")
    wanted = set(re.findall(r'byId\("([\w-]+)"\)', program)) | {
        "room",
        "terminal",
        "notice",
        "cover",
    }
    assert wanted <= found.ids
    assert set(found.sources) == {"/icon.svg", "/xterm.css", "/page.css", "/xterm.js", "/page.js"}
    assert set(re.findall(r'from "(.+)"', program)) == {"/sound.js"} <= page_files().keys()
    words = set(re.findall(r"\bwords\.(\w+)", program))
    words |= set(re.findall(r'tellPerson\("(\w+)"\)', program))
    assert words == set(serving.PAGE_WORDS)
    assert GROUND in page({}, GROUND, INK).decode()


@pytest.mark.parametrize("text", ["", "#12345", "#1234567", "red", "#12345g", "#123456;", 5, None])
def test_only_a_colour_is_a_colour(text: object) -> None:
    assert is_color("#12aBcD") and not is_color(text)
