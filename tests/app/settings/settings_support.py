"""The settings screen in tests: opened, moved about in, and read as it is drawn."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

from tests.app.app_support import (
    SUPINE_PILOT,
    Bench,
    at_screen,
    lines,
    press,
    text,
    until,
)
from tui.app.main import SupineApp
from tui.app.settings.list_widget import SettingList
from tui.app.settings.screen import SettingsScreen
from tui.app.widgets.title_bar import CURSOR
from tui.practice.models import Routine

SIZES = [(80, 24), (40, 12)]
HOLD = "exercises.shoulder-blades.hold_s"


def screen_of(pilot: SUPINE_PILOT) -> SettingsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


def app_of(pilot: SUPINE_PILOT) -> SupineApp:
    app = pilot.app
    assert isinstance(app, SupineApp)
    return app


async def open_settings(pilot: SUPINE_PILOT) -> SettingsScreen:
    await press(pilot, ["s"])
    await at_screen(pilot, SettingsScreen)
    await until(pilot, lambda: screen_of(pilot).state.cursor and screen_of(pilot).state.facts.path)
    return screen_of(pilot)


async def type_in(pilot: SUPINE_PILOT, typed: str) -> None:
    """Put a text into the input with the focus, as a paste would."""
    entry = pilot.app.focused
    assert isinstance(entry, Input)
    entry.value = typed
    await pilot.pause()


async def go_to(pilot: SUPINE_PILOT, key: str) -> None:
    """Put the cursor on the line of a key."""
    screen_of(pilot).go(key)
    await pilot.pause()
    assert screen_of(pilot).state.cursor == key


async def saved(pilot: SUPINE_PILOT) -> None:
    """Wait until nothing is left to be written."""
    await until(pilot, lambda: not screen_of(pilot).saving.is_busy)


def cursor_line(pilot: SUPINE_PILOT) -> str:
    """Return the line under the cursor as it is drawn."""
    setting_list = pilot.app.screen.query_one(SettingList)
    y = setting_list.region.y + setting_list.value_region.y
    width = setting_list.scrollable_content_region.width
    return lines(pilot.app.screen)[y][setting_list.region.x :][:width].strip(f"{CURSOR} ")


def stored_routine(bench: Bench) -> Routine:
    """Return the routine as it stands in the file."""
    return bench.open().read().routine()


def stored_settings(bench: Bench) -> dict[str, Any]:
    """Return the document of the program's settings, empty without one."""
    documents = bench.document("settings") if bench.path.exists() else []
    return documents[0] if documents else {}


def keys_of(typed: str) -> list[str]:
    """Return the names of the keys that type a text."""
    names = {" ": "space", ".": "full_stop", ":": "colon", ",": "comma"}
    return [names.get(character, character) for character in typed]


def squeezed(pilot: SUPINE_PILOT) -> str:
    """Return the text on the screen without spaces, since long paths are folded anywhere."""
    return "".join(each for each in text(pilot.app.screen) if each not in " ▌")


def details_text(pilot: SUPINE_PILOT) -> str:
    """Return the text beneath the list, with single spaces."""
    region = pilot.app.screen.query_one("#about").region
    shown = lines(pilot.app.screen)[region.y : region.bottom]
    return " ".join(" ".join(line[region.x :] for line in shown).split())
