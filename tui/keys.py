"""Every key of the app, read from the screens' own bindings: for help, remapping and its checks.

The bindings on the screens are the one source; footer, palette and help show them, and what a
person remapped is laid over them by their ids. Textual would let a remapped key take another's
place without a word, so whatever is laid over them is checked here first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from textual.binding import Binding
from textual.keys import _character_to_key, format_key

QUIT = "app.quit"
ALWAYS_QUIT = ("ctrl+q", "ctrl+c")
"""Keys that end the program whatever was remapped."""

# What a terminal sends for these is what it sends for another key, or nothing.
_SAME = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
_UNSENT = ("ctrl+slash", "ctrl+enter", "shift+enter", "alt+enter", "ctrl+space", "ctrl+at")
_FIXED = ("escape", "enter", "tab", "ctrl+c", "ctrl+q", "ctrl+z", "ctrl+p", "ctrl+s")


class Refusal(Exception):
    """Why a key cannot be given to a binding, in one line."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What can be remapped: a binding's id, what it does, where, and the keys it has by itself.

    ``twins`` are the ids of the bindings that share its keys by design, such as pause and go on;
    they are remapped together.
    """

    id: str
    description: str
    group: str
    keys: tuple[str, ...]
    twins: tuple[str, ...] = ()


def _sources() -> dict[str, list[tuple[str, type]]]:
    """The places in which keys are active together: each a list of headings and classes."""
    from tui.app import SupineApp
    from tui.screens.calendar import CalendarScreen
    from tui.screens.day import DayScreen
    from tui.screens.finish import Counter, FinishScreen
    from tui.screens.help import HelpScreen
    from tui.screens.keys import KeysScreen
    from tui.screens.rest import AskRest
    from tui.screens.routine import RoutineScreen
    from tui.screens.routines import RoutinesScreen
    from tui.screens.session import SessionScreen
    from tui.screens.session_editor import SessionEditor
    from tui.screens.settings import SettingsScreen
    from tui.widgets.day_list import DayList
    from tui.widgets.fields import Field
    from tui.widgets.heatmap import Heatmap

    everywhere = ("Everywhere", SupineApp)
    return {
        "routine": [everywhere, ("Routine", RoutineScreen)],
        "session": [("Session", SessionScreen)],
        "finish": [everywhere, ("Finish", FinishScreen), ("Finish", Counter)],
        "calendar": [everywhere, ("Calendar", CalendarScreen), ("Calendar", Heatmap)],
        "list": [everywhere, ("Calendar", CalendarScreen), ("List of days", DayList)],
        "day": [everywhere, ("A day", DayScreen)],
        "editor": [everywhere, ("A day", SessionEditor), ("Numbers and choices", Field)],
        "settings": [everywhere, ("Settings", SettingsScreen)],
        "routines": [everywhere, ("Routines", RoutinesScreen)],
        "keys": [everywhere, ("Keys", KeysScreen)],
        "help": [("Help", HelpScreen)],
        "rest": [("Rest", AskRest), ("Numbers and choices", Field)],
    }


def _bindings(kind: type) -> Iterable[Binding]:
    return Binding.make_bindings(getattr(kind, "BINDINGS", []))


@lru_cache(maxsize=1)
def catalogue() -> dict[str, KeyRow]:
    """Everything that can be remapped, by id, in the order of the screens."""
    found: dict[str, KeyRow] = {}
    for heading, kind in dict.fromkeys(pair for each in _sources().values() for pair in each):
        keys: dict[str, list[str]] = {}
        for binding in _bindings(kind):
            if binding.id is not None:
                keys.setdefault(binding.id, []).append(binding.key)
                row = KeyRow(binding.id, binding.description, heading, tuple(keys[binding.id]))
                found[binding.id] = row
        for one, own in keys.items():
            twins = tuple(each for each in keys if each != one and set(keys[each]) & set(own))
            found[one] = replace(found[one], twins=twins)
    return found


@lru_cache(maxsize=1)
def _places() -> list[frozenset[str]]:
    """The sets of ids that are active together."""
    return [
        frozenset(b.id for _, kind in sources for b in _bindings(kind) if b.id is not None)
        for sources in _sources().values()
    ]


def key_words(keys: Iterable[str]) -> str:
    """Keys as they are written on the screen: ``space, pgdn``."""
    return ", ".join(_key_words(key) for key in keys)


def _key_words(key: str) -> str:
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, format_key(last)])


def effective(keymap: Mapping[str, str], wanted: str) -> tuple[str, ...]:
    """The keys that a binding has under a map of remapped ones."""
    if wanted in keymap:
        return tuple(keymap[wanted].split(","))
    return catalogue()[wanted].keys


def check(keymap: Mapping[str, str], wanted: str, key: str) -> str:
    """A key as Textual names it, if it can be given to the binding ``wanted``.

    Raises:
        Refusal: terminals cannot send it, another binding has it where both are active, or it
            leads out of everything and stays what it is.
    """
    rows = catalogue()
    if wanted not in rows:
        raise Refusal(f"there is no key called {wanted}")
    name = key.strip()
    name = _character_to_key(name) if len(name) == 1 else name.lower()
    if not name:
        raise Refusal("no key was given")
    if name in _SAME:
        raise Refusal(f"terminals send {_key_words(name)} as {_SAME[name]}")
    *modifiers, last = name.split("+")
    if name in _UNSENT or ("alt" in modifiers and last.isdigit()) or "super" in modifiers:
        raise Refusal(f"many terminals do not send {_key_words(name)}")
    if name in _FIXED and name not in rows[wanted].keys:
        raise Refusal(f"{_key_words(name)} stays what it is everywhere")
    together = {wanted, *rows[wanted].twins}
    for place in _places():
        for other in place if together & place else ():
            if other not in together and name in effective(keymap, other):
                row = rows[other]
                raise Refusal(f"{_key_words(name)} is {row.description} ({row.group})")
    return name


def remapped(keymap: Mapping[str, str], wanted: str, key: str) -> dict[str, str]:
    """The map with one binding, and those that go with it, on another key.

    Raises:
        Refusal: as `check`.
    """
    name = check(keymap, wanted, key)
    keys = name if wanted != QUIT else ",".join([name, *ALWAYS_QUIT])
    return {**keymap, **dict.fromkeys((wanted, *catalogue()[wanted].twins), keys)}


def restored(keymap: Mapping[str, str], wanted: str) -> dict[str, str]:
    """The map with one binding, and those that go with it, on its own keys again.

    Raises:
        Refusal: another binding has taken one of them meanwhile.
    """
    row = catalogue()[wanted]
    left = {each: keys for each, keys in keymap.items() if each not in (wanted, *row.twins)}
    for key in row.keys:
        check(left, wanted, key)
    return left


def sound(stored: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """What of a stored map can be laid over the bindings, and why the rest cannot, a line each.

    Whatever is wrong with one of them, the others hold.
    """
    keymap = {wanted: keys for wanted, keys in stored.items() if isinstance(keys, str)}
    troubles: list[str] = []
    for wanted, keys in stored.items():
        try:
            if not isinstance(keys, str):
                raise Refusal("no key was given")
            for key in keys.split(","):
                if not (wanted == QUIT and key in ALWAYS_QUIT):
                    # Against the others as they will be: two may have changed places.
                    keymap |= remapped(keymap, wanted, key)
        except Refusal as refusal:
            keymap.pop(wanted, None)
            troubles.append(f"{wanted}: {refusal}")
    return keymap, troubles
