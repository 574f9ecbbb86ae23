"""Remapped keys: which keys a person has given to which bindings, and whether that can be.

Textual lets a remapped key take another binding's place without a word. So whatever is laid over
the bindings (`tui.app.keys.bindings`) is checked here first.

A key map goes from binding ids to comma-separated keys, as Textual's ``set_keymap`` takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character

from tui.app.keys import bindings
from tui.app.keys.bindings import key_words

PERMANENT = {
    "app.quit": ("ctrl+q", "ctrl+c"),
    # What a presenter clicker sends, and the keys that a hand finds in the dark.
    "session.pause": ("pagedown", "enter"),
    "session.go-on": ("pagedown", "enter"),
    "session.again": ("pageup",),
}
"""Keys that a binding keeps whatever else it is remapped to."""

_MODIFIERS = frozenset(("alt", "ctrl", "hyper", "meta", "shift", "super"))
# A terminal sends the same bytes for the two keys of each pair.
_SAME_BYTES = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "alt+b": "ctrl+left",
    "alt+f": "ctrl+right",
    **{f"shift+f{n}": f"f{n + 12}" for n in range(1, 13)},
}
RESERVED = ("escape", "enter", "tab", "ctrl+c", "ctrl+q", "ctrl+z", "ctrl+p", "ctrl+s")
"""Keys that mean the same everywhere and cannot be given to any other binding."""
LIST_KEYS = frozenset(("up", "down", "home", "end", "pageup", "pagedown", "enter"))
"""The keys with which an option list moves its cursor and selects."""
INPUT_KEYS = frozenset(("home", "end", "enter"))
"""The keys among `LIST_KEYS` that a line of text uses itself."""
# Textual's own widget that has the focus in a place takes its keys before the screen does.
_FOCUSED_WIDGETS = {
    "day": ("the list", LIST_KEYS),
    "routines": ("the list", LIST_KEYS),
    "keys": ("the list", LIST_KEYS),
    "finish": ("the line of text", INPUT_KEYS),
    "editor": ("the line of text", INPUT_KEYS),
}
_FIRST_SYMBOL = 0x2500
"""Characters from here on are symbols and emoji, which have key names but no key of their own."""


class KeyRejected(Exception):
    """A key cannot be given to a binding; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class RemappableKey:
    """A binding that can be remapped: its id, what it does, its group, and its default keys.

    ``paired`` are the ids of bindings that share its default keys by design, such as pause and
    resume. They are always remapped together.
    """

    id: str
    description: str
    group: str
    keys: tuple[str, ...]
    paired: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def catalogue() -> dict[str, RemappableKey]:
    """Return everything that can be remapped, by id, in the order of `bindings.GROUPS`."""
    found: dict[str, RemappableKey] = {}
    seen: set[int] = set()  # a list of bindings stands in several groups
    for sources in bindings.GROUPS.values():
        for heading, declared in sources:
            if id(declared) in seen:
                continue
            seen.add(id(declared))
            keys: dict[str, list[str]] = {}
            for binding in Binding.make_bindings(declared):
                if binding.id is not None:
                    keys.setdefault(binding.id, []).append(binding.key)
                    found[binding.id] = RemappableKey(
                        binding.id, binding.description, heading, tuple(keys[binding.id])
                    )
            for name, own in keys.items():
                paired = tuple(each for each in keys if each != name and set(keys[each]) & set(own))
                found[name] = replace(found[name], paired=paired)
    return found


@lru_cache(maxsize=1)
def _active_together() -> dict[str, frozenset[str]]:
    """Return the ids of the bindings that are active together, by place."""
    return {
        place: frozenset(
            binding.id
            for _, declared in sources
            for binding in Binding.make_bindings(declared)
            if binding.id is not None
        )
        for place, sources in bindings.GROUPS.items()
    }


def effective(keymap: Mapping[str, str], binding: str) -> tuple[str, ...]:
    """Return the keys that a binding has under a key map, its permanent ones included."""
    if binding in keymap:
        return tuple(dict.fromkeys((*keymap[binding].split(","), *PERMANENT.get(binding, ()))))
    return catalogue()[binding].keys


@lru_cache(maxsize=1)
def _sent_by_terminals() -> frozenset[str]:
    """Return the names of keys without a character of their own that plain terminals send."""
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
    """Return a key's name as Textual writes it.

    Raises:
        KeyRejected: there is no such key, or terminals do not send it, or they send the same bytes
            for another key.
    """
    written = key.strip()
    if not written:
        raise KeyRejected("no key was given")
    if len(written) == 1:
        return _without_modifiers(written)
    *modifiers, last = written.lower().split("+")
    last = _without_modifiers(last)
    if not modifiers:
        return last
    if not _MODIFIERS.issuperset(modifiers):
        raise KeyRejected(f"there is no key called {written}")
    name = "+".join([*sorted(set(modifiers)), last])
    if name in _SAME_BYTES:
        raise KeyRejected(f"terminals send {key_words([name])} as {_SAME_BYTES[name]}")
    if name in _sent_by_terminals():
        return name
    if modifiers == ["shift"] and len(last) == 1 and last.isalpha():
        raise KeyRejected(f"{name} is written as a capital letter, {last.upper()}")
    raise KeyRejected(f"many terminals do not send {key_words([name])}")


def _without_modifiers(key: str) -> str:
    """Return the name of a key without modifiers, which may be written as its character."""
    character = key if len(key) == 1 else key_to_character(REPLACED_KEYS.get(key, key))
    if character and character.isprintable() and ord(character) < _FIRST_SYMBOL:
        return _character_to_key(character)
    if len(key) > 1 and key in _sent_by_terminals():
        return key
    raise KeyRejected(f"there is no key called {key}" if key.strip() else "no key was given")


def check(keymap: Mapping[str, str], binding: str, key: str) -> str:
    """Return a key's name as Textual writes it, if it can be given to a binding.

    Raises:
        KeyRejected: as `named`; or another binding, a list or a line of text has the key where
            both are active; or the key is reserved.
    """
    known = catalogue()
    if binding not in known:
        raise KeyRejected(f"there is no key called {binding}")
    name = named(key)
    if name in PERMANENT.get(binding, ()):
        return name
    is_own = name in known[binding].keys
    if name in RESERVED and not is_own:
        raise KeyRejected(f"{key_words([name])} can't be changed")
    remapped_together = {binding, *known[binding].paired}
    for place, ids in _active_together().items():
        if not remapped_together & ids:
            continue
        for other in ids - remapped_together:
            if name in effective(keymap, other):
                owner = known[other]
                raise KeyRejected(
                    f"{key_words([name])} is already used for '{owner.description}' ({owner.group})"
                )
        widget, widget_keys = _FOCUSED_WIDGETS.get(place, ("", frozenset()))
        if name in widget_keys and not is_own:
            heading = bindings.GROUPS[place][1][0]
            raise KeyRejected(f"{key_words([name])} is used to move in {widget} ({heading})")
    return name


def _given(keymap: Mapping[str, str], binding: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the key map with a binding, and those paired with it, on other keys."""
    new = ",".join(dict.fromkeys((*keys, *PERMANENT.get(binding, ()))))
    return {**keymap, **dict.fromkeys((binding, *catalogue()[binding].paired), new)}


def remapped(keymap: Mapping[str, str], binding: str, key: str) -> dict[str, str]:
    """Return the key map with a binding, and those paired with it, on another key.

    Raises:
        KeyRejected: as `check`.
    """
    return _given(keymap, binding, [check(keymap, binding, key)])


def reset(keymap: Mapping[str, str], binding: str) -> dict[str, str]:
    """Return the key map with a binding, and those paired with it, on its default keys again.

    Raises:
        KeyRejected: another binding has been given one of them meanwhile.
    """
    known = catalogue()[binding]
    left = {each: keys for each, keys in keymap.items() if each not in (binding, *known.paired)}
    for key in known.keys:
        check(left, binding, key)
    return left


def validate(stored: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """Split a stored key map into what can be used and why the rest cannot, both by binding id.

    A faulty entry never spoils the others.
    """
    keymap: dict[str, str] = {}
    problems: dict[str, str] = {}
    for binding, keys in stored.items():
        try:
            if binding not in catalogue():
                raise KeyRejected(f"there is no key called {binding}")
            if not isinstance(keys, str):
                raise KeyRejected("no key was given")
            keymap = _given(keymap, binding, [named(key) for key in keys.split(",")])
        except KeyRejected as rejected:
            problems[binding] = str(rejected)
    # Each is checked against the others as they will be, since two may have swapped keys. A binding
    # that falls back to its default keys may clash with one that was given them: then once more.
    is_settled = False
    while not is_settled:
        is_settled = True
        for binding, keys in list(keymap.items()):
            try:
                for key in keys.split(",") if binding in keymap else ():
                    check(keymap, binding, key)
            except KeyRejected as rejected:
                is_settled = False
                for each in (binding, *catalogue()[binding].paired):
                    keymap.pop(each, None)
                    if each in stored:
                        problems.setdefault(each, str(rejected))
    return keymap, {binding: problems[binding] for binding in stored if binding in problems}


def rejected_message(problems: Mapping[str, str]) -> str:
    """Return one line that says how many stored keys are ignored, with the first as an example."""
    binding, why = next(iter(problems.items()))
    example = f"{binding}: {why.partition(' (')[0]}"
    if len(problems) == 1:
        return f"a key you changed can't be used ({example}); see Settings, Keys"
    return f"{len(problems)} keys you changed can't be used ({example} …); see Settings, Keys"
