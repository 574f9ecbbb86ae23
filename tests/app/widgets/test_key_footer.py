"""The line of keys: which are shown, when they are painted again, and clicks on them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.widgets import Button

from tui.app.keys.bindings import MENU
from tui.app.widgets.key_footer import (
    FooterKey,
    KeyFooter,
    arranged,
    arranged_in_session,
    fitting,
)


class Keys(App[None]):
    """Two widgets with the same keys, and one key that comes and goes."""

    BINDINGS = [Binding("a", "answer", "answer"), Binding("m", "more", "more")]
    has_more: bool | None = False
    answers = 0

    def compose(self) -> ComposeResult:
        yield Button("one")
        yield Button("two")
        yield KeyFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return self.has_more if action == "more" else True

    def action_answer(self) -> None:
        self.answers += 1


def descriptions(app: App[None]) -> list[str]:
    return [key.description for key in app.query_one(KeyFooter).shown]


async def test_the_keys_are_painted_again_only_when_they_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    painted: list[int] = []
    render = KeyFooter.render

    def count_and_render(footer: KeyFooter) -> Text:
        painted.append(1)
        return render(footer)

    monkeypatch.setattr(KeyFooter, "render", count_and_render)
    app = Keys()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert descriptions(app) == ["answer"]
        painted.clear()
        await pilot.press("tab")
        assert descriptions(app) == ["answer"] and not painted
        app.has_more = True
        app.refresh_bindings()
        await pilot.pause()
        assert descriptions(app) == ["answer", "more"] and painted
        app.has_more = None  # disabled for now
        app.refresh_bindings()
        await pilot.pause()
        assert descriptions(app) == ["answer"]


async def test_a_click_on_a_key_presses_it_and_elsewhere_nothing() -> None:
    app = Keys()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click(KeyFooter, offset=(0, 0))
        await pilot.click(KeyFooter, offset=(len(" a answer "), 0))
        await pilot.pause()
        assert app.answers == 1
        await pilot.hover(KeyFooter, offset=(2, 0))
        strip = app.query_one(KeyFooter).render_lines(Region(0, 0, 30, 1))[0]
        grounds = [segment.style.bgcolor for segment in strip if segment.style is not None]
        assert len(set(grounds)) == 2, "the key under the mouse is lifted"


def test_as_many_keys_as_fit_and_always_the_last_one() -> None:
    keys = [FooterKey(each, each, "word" * 2, each) for each in "abc"]  # 12 cells each
    for width, shown in ((0, "c"), (11, "c"), (22, "c"), (23, "ac"), (34, "ac"), (35, "abc")):
        assert "".join(key.key for key in fitting(keys, width)) == shown, width
    assert fitting([], 80) == []


def test_a_key_that_is_kept_is_shown_wherever_it_and_the_last_one_have_room() -> None:
    keys = [FooterKey(each, each, "word" * 2, each) for each in "abcd"]  # 12 cells each
    for width, shown in ((22, "d"), (23, "cd"), (34, "cd"), (35, "acd"), (47, "abcd")):
        assert "".join(key.key for key in fitting(keys, width, "c")) == shown, width


def test_buttons_that_do_not_fit_go_but_never_undo_the_menu_and_what_leaves() -> None:
    def key(word: str, id: str = "") -> FooterKey:
        return FooterKey(word, word[0], word, word, id)

    keys = [key("start"), key("how to", "routine.how"), key("settings"), key("undo", "app.undo")]
    keys += [key(MENU), key("quit")]

    def shown(width: int, lines: int) -> list[str]:
        return [" ".join(b.key.description for b in line) for line in arranged(keys, width, lines)]

    assert shown(60, 1) == ["start how to settings undo menu quit"]
    assert shown(40, 1) == ["start how to undo menu quit"]
    assert shown(30, 1) == ["how to undo menu quit"]
    assert shown(20, 1) == ["undo menu quit"]
    assert shown(14, 1) == ["menu quit"]
    assert shown(40, 2) == ["start how to settings", "undo menu quit"], "of much the same length"
    assert shown(5, 1) == ["quit"]
    assert arranged([], 40, 2) == []


READY = ["pause", "sound", "next", "imagine", "10 s less", "10 s more", "stop"]
HOLD = ["pause", "next", "imagine", "stop if it hurts"]
REST = ["pause", "next", "again", "imagine", "stop if it hurts"]
PAUSED = ["carry on", "how to do it", "help", MENU, "stop"]


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("width", [38, 40, 48, 60, 83])
def test_in_a_session_pause_and_stop_keep_their_places(width: int, lines: int) -> None:
    def key(words: str) -> FooterKey:
        known = {"next": "session.next", "imagine": "session.imagined", "again": "session.again"}
        return FooterKey(words, words[0], words, words, known.get(words, ""))

    ends = set()
    for words in (READY, HOLD, REST, PAUSED):
        rows = arranged_in_session([key(each) for each in words], width, lines)
        shown = [button for row in rows for button in row]
        assert len(rows) <= lines and len(shown) == len({each.key for each in shown})
        for row in rows:
            spans = [(each.x, each.x + each.cells) for each in row]
            assert all(end < start for (_, end), (start, _) in pairwise(spans))
            assert spans[-1][1] <= width
        first, *_, last = rows[-1]
        assert first.key.description == words[0] and last.key.description == words[-1]
        assert [MENU in words, "next" in words] == [
            any(each.key.description == name for each in shown) for name in (MENU, "next")
        ]
        assert lines == 1 or len(shown) == len(words), "with two lines nothing is left out"
        ends.add((first.x, last.x, last.cells))
    assert len(ends) == 1


@pytest.mark.parametrize("lines", [1, 2])
def test_buttons_stand_side_by_side_within_the_width(lines: int) -> None:
    keys = [FooterKey(word, "x", word, word) for word in ("one", "two", "three", MENU, "four")]
    for width in range(26, 100):
        for line in arranged(keys, width, lines):
            ends = [0, *(button.x + button.cells + 1 for button in line)]
            assert [button.x for button in line] == ends[:-1]
            assert ends[-1] - 1 <= width
