"""Every key of the app, read from the screens' own bindings: for help, remapping and its checks.

The bindings on the screens are the one source; footer, palette and help show them, and what a
person remapped is laid over them by their ids. Textual would let a remapped key take another's
place without a word, so whatever is laid over them is checked here first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import ActiveBinding, Binding
from textual.keys import REPLACED_KEYS, _character_to_key, format_key, key_to_character
from textual.screen import Screen
from textual.widgets import Input, OptionList

STAYS = {
    "app.quit": ("ctrl+q", "ctrl+c"),
    # What a clicker sends, and what a hand finds in the dark.
    "session.pause": ("pagedown", "enter"),
    "session.go-on": ("pagedown", "enter"),
    "session.again": ("pageup",),
}
"""Keys that stay with a binding whatever it was remapped to."""

_MODIFIERS = frozenset(("alt", "ctrl", "hyper", "meta", "shift", "super"))
# What a terminal sends for these is what it sends for another key.
_SAME = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "alt+b": "ctrl+left",
    "alt+f": "ctrl+right",
    **{f"shift+f{n}": f"f{n + 12}" for n in range(1, 13)},
}
_FIXED = ("escape", "enter", "tab", "ctrl+c", "ctrl+q", "ctrl+z", "ctrl+p", "ctrl+s")
_BY_LISTS = frozenset(("up", "down", "home", "end", "pageup", "pagedown", "enter"))
# Where one of Textual's own widgets has the focus, which takes its keys before any of ours.
_FOCUSED: dict[str, type] = {
    "day": OptionList,
    "routines": OptionList,
    "keys": OptionList,
    "finish": Input,
    "editor": Input,
}
_PICTURES_FROM = 0x2500
"""Characters from here on have names, too, and no keyboard has them: one is called banana."""
_NOT_OFFERED = frozenset(
    (
        "move",
        "scroll",
        "page",
        "section",
        "up",
        "down",
        "focus_next",
        "focus_previous",
        "suspend_process",
    )
)
"""Actions that only lead about on a screen, or out of the terminal: no commands of the palette."""


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
def _places() -> dict[str, frozenset[str]]:
    """The sets of ids that are active together."""
    return {
        place: frozenset(b.id for _, kind in sources for b in _bindings(kind) if b.id is not None)
        for place, sources in _sources().items()
    }


@lru_cache(maxsize=1)
def _taken() -> dict[str, frozenset[str]]:
    """The keys that the widget with the focus takes for itself, by place."""
    return {
        place: _BY_LISTS & {binding.key for binding in _bindings(kind)}
        for place, kind in _FOCUSED.items()
    }


def key_words(keys: Iterable[str]) -> str:
    """Keys as they are written on the screen: ``space, pgdn``."""
    return ", ".join(_key_words(key) for key in keys)


def _key_words(key: str) -> str:
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, format_key(last)])


def effective(keymap: Mapping[str, str], wanted: str) -> tuple[str, ...]:
    """The keys that a binding has under a map of remapped ones."""
    if wanted in keymap:
        return tuple(dict.fromkeys((*keymap[wanted].split(","), *STAYS.get(wanted, ()))))
    return catalogue()[wanted].keys


@lru_cache(maxsize=1)
def _sent() -> frozenset[str]:
    """The keys without a character of their own that plain terminals send."""
    table = [keys for keys in ANSI_SEQUENCES_KEYS.values() if isinstance(keys, tuple)]
    names = {keys[0].value for keys in table if len(keys) == 1}
    names |= {f"alt+{letter}" for letter in ascii_lowercase}
    # Few terminals send a control key with a digit, and many send ctrl+@ for the space bar.
    return frozenset(
        name
        for name in names
        if not (name.startswith("<") or name.endswith("+@") or name.rpartition("+")[2].isdigit())
    )


def named(key: str) -> str:
    """A key as Textual names it.

    Raises:
        Refusal: there is no such key, or terminals do not send it, or not as a key of its own.
    """
    written = key.strip()
    if not written:
        raise Refusal("no key was given")
    if len(written) == 1:
        return _alone(written)
    *modifiers, last = written.lower().split("+")
    last = _alone(last)
    if not modifiers:
        return last
    if not _MODIFIERS.issuperset(modifiers):
        raise Refusal(f"no key is called {written}")
    name = "+".join([*sorted(set(modifiers)), last])
    if name in _SAME:
        raise Refusal(f"terminals send {_key_words(name)} as {_SAME[name]}")
    if name in _sent():
        return name
    if modifiers == ["shift"] and len(last) == 1 and last.isalpha():
        raise Refusal(f"{name} is written as the capital, {last.upper()}")
    raise Refusal(f"many terminals do not send {_key_words(name)}")


def _alone(key: str) -> str:
    """The name of a key without modifiers, which may be written as its character."""
    character = key if len(key) == 1 else key_to_character(REPLACED_KEYS.get(key, key))
    if character and character.isprintable() and ord(character) < _PICTURES_FROM:
        return _character_to_key(character)
    if len(key) > 1 and key in _sent():
        return key
    raise Refusal(f"no key is called {key}" if key.strip() else "no key was given")


def check(keymap: Mapping[str, str], wanted: str, key: str) -> str:
    """A key as Textual names it, if it can be given to the binding ``wanted``.

    Raises:
        Refusal: as `named`; or another binding or a list has it where both are active, or it
            leads out of everything and stays what it is.
    """
    rows = catalogue()
    if wanted not in rows:
        raise Refusal(f"there is no key called {wanted}")
    name = named(key)
    if name in STAYS.get(wanted, ()):
        return name
    is_own = name in rows[wanted].keys
    if name in _FIXED and not is_own:
        raise Refusal(f"{_key_words(name)} stays what it is everywhere")
    together = {wanted, *rows[wanted].twins}
    for place, ids in _places().items():
        for other in ids if together & ids else ():
            if other not in together and name in effective(keymap, other):
                row = rows[other]
                raise Refusal(f"{_key_words(name)} is {row.description} ({row.group})")
        if together & ids and name in _taken().get(place, ()) and not is_own:
            what = "the list" if _FOCUSED[place] is OptionList else "the line of text"
            raise Refusal(f"{_key_words(name)} moves in {what} ({_sources()[place][1][0]})")
    return name


def _given(keymap: Mapping[str, str], wanted: str, keys: Iterable[str]) -> dict[str, str]:
    """The map with a binding, and those that go with it, on other keys."""
    new = ",".join(dict.fromkeys((*keys, *STAYS.get(wanted, ()))))
    return {**keymap, **dict.fromkeys((wanted, *catalogue()[wanted].twins), new)}


def remapped(keymap: Mapping[str, str], wanted: str, key: str) -> dict[str, str]:
    """The map with one binding, and those that go with it, on another key.

    Raises:
        Refusal: as `check`.
    """
    return _given(keymap, wanted, [check(keymap, wanted, key)])


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


def sound(stored: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """What of a stored map can be laid over the bindings, and why the rest cannot, by their ids.

    Whatever is wrong with one of them, the others hold.
    """
    keymap: dict[str, str] = {}
    troubles: dict[str, str] = {}
    for wanted, keys in stored.items():
        try:
            if wanted not in catalogue():
                raise Refusal(f"there is no key called {wanted}")
            if not isinstance(keys, str):
                raise Refusal("no key was given")
            keymap = _given(keymap, wanted, [named(key) for key in keys.split(",")])
        except Refusal as refusal:
            troubles[wanted] = str(refusal)
    # Against the others as they will be, for two may have changed places; and once more whenever
    # one falls back to its own keys, which another may have been given.
    is_settled = False
    while not is_settled:
        is_settled = True
        for wanted, keys in list(keymap.items()):
            try:
                for key in keys.split(",") if wanted in keymap else ():
                    check(keymap, wanted, key)
            except Refusal as refusal:
                is_settled = False
                for each in (wanted, *catalogue()[wanted].twins):
                    keymap.pop(each, None)
                    if each in stored:
                        troubles.setdefault(each, str(refusal))
    return keymap, {wanted: troubles[wanted] for wanted in stored if wanted in troubles}


def passed_over(troubles: Mapping[str, str]) -> str:
    """One line for keys that were passed over, with the first of them for an example."""
    wanted, why = next(iter(troubles.items()))
    example = f"{wanted}: {why.partition(' (')[0]}"
    count = "a key in the settings is"
    if len(troubles) > 1:
        count, example = f"{len(troubles)} keys in the settings are", f"{example} …"
    return f"{count} passed over ({example}); see Settings, Keys"


def offered(screen: Screen[object]) -> list[ActiveBinding]:
    """What the palette offers of a screen's keys: what they do, each once, except moving about."""
    found: dict[str, ActiveBinding] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        name = binding.action.partition("(")[0].rpartition(".")[2]
        if active.enabled and binding.id and name not in _NOT_OFFERED:
            found.setdefault(binding.action, active)
    return list(found.values())
