"""What a person, a terminal and another program can do to the program, and random sequences of it.

Each event is a value whose ``repr`` can be pasted into a test. Keys have Textual's names.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from tui.app.keys import bindings

MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 60
BURST: Final = 12
"""The most events between two moments at which the program has to answer, except a held key."""

_NAMED: Final = {
    "alt+x": "\x1bx",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "down": "\x1b[B",
    "end": "\x1b[F",
    "enter": "\r",
    "equals_sign": "=",
    "escape": "\x1b",
    "f1": "\x1bOP",
    "home": "\x1b[H",
    "insert": "\x1b[2~",
    "left": "\x1b[D",
    "left_square_bracket": "[",
    "minus": "-",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "plus": "+",
    "question_mark": "?",
    "right": "\x1b[C",
    "right_square_bracket": "]",
    "shift+down": "\x1b[1;2B",
    "shift+tab": "\x1b[Z",
    "shift+up": "\x1b[1;2A",
    "slash": "/",
    "space": " ",
    "tab": "\t",
    "up": "\x1b[A",
}
_KITTY_CODES: Final = {"escape": 27, "enter": 13, "tab": 9, "backspace": 127}
_QUITTING: Final = ("q", "ctrl+q", "ctrl+c")
_USUAL: Final = (
    *"jkhlcsmrupfxoevgdaniytbz123450",
    *("space", "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right"),
    *("home", "end", "pageup", "pagedown", "backspace", "delete", "slash", "question_mark"),
    *("minus", "plus", "left_square_bracket", "right_square_bracket", "ctrl+p", "ctrl+r"),
)
_GOING: Final = (
    *("c", "s", "m", "r", "p", "v", "u", "space", "ctrl+p", "ctrl+p", "question_mark", "slash"),
    *("enter", "enter", "1", "escape", "escape", "escape"),
)


def _bound_keys() -> tuple[str, ...]:
    """Return every key that means something somewhere."""
    groups = {id(group): group for place in bindings.GROUPS.values() for _, group in place}
    keys = {
        key
        for group in groups.values()
        for binding in group
        if not isinstance(binding, tuple)
        for key in binding.key.split(",")
    }
    return tuple(sorted(keys - {*_QUITTING, "ctrl+z"}))


class _Short:
    """Values are written as one would write them, without what is so anyway."""

    def __repr__(self) -> str:
        known = fields(self)  # type: ignore[arg-type]
        values = [(getattr(self, each.name), each.default) for each in known]
        while values and values[-1][0] == values[-1][1]:
            values.pop()
        return f"{type(self).__name__}({', '.join(repr(value) for value, _ in values)})"


@dataclass(frozen=True, repr=False)
class Key(_Short):
    """A key is pressed, as often as it repeats."""

    name: str
    times: int = 1

    def sent(self, *, kitty: bool = False) -> str:
        """Return what a terminal sends for one press, also under kitty's protocol."""
        name = self.name
        if kitty and name in _KITTY_CODES:
            return f"\x1b[{_KITTY_CODES[name]}u"
        if name.startswith("ctrl+"):
            letter = name.removeprefix("ctrl+")
            return f"\x1b[{ord(letter)};5u" if kitty else chr(ord(letter) - 96)
        text = _NAMED.get(name, name)
        if kitty and len(text) == 1:
            shift = 2 if text.isupper() else 1
            return f"\x1b[{ord(text.lower())};{shift};{ord(text)}u"
        return text


@dataclass(frozen=True, repr=False)
class Paste(_Short):
    """A text is pasted."""

    text: str


@dataclass(frozen=True, repr=False)
class Raw(_Short):
    """Bytes that no terminal should send, from a line with noise or in another encoding."""

    data: bytes


@dataclass(frozen=True, repr=False)
class Click(_Short):
    """A mouse button is pressed and let go; with another place, it is dragged there meanwhile."""

    x: int
    y: int
    to: tuple[int, int] | None = None


@dataclass(frozen=True, repr=False)
class Hover(_Short):
    """The mouse is moved, or its wheel is turned down (1) or up (-1)."""

    x: int
    y: int
    wheel: int = 0


@dataclass(frozen=True, repr=False)
class Resize(_Short):
    """The terminal gets another size, in cells."""

    columns: int
    rows: int


@dataclass(frozen=True, repr=False)
class Focus(_Short):
    """The terminal's window gets the focus, or loses it."""

    is_there: bool


@dataclass(frozen=True, repr=False)
class Suspend(_Short):
    """The program is stopped as by ctrl+z, and goes on."""


@dataclass(frozen=True, repr=False)
class Wait(_Short):
    """So many milliseconds pass."""

    ms: int


@dataclass(frozen=True, repr=False)
class Elsewhere(_Short):
    """Another program changes the diary: the name of one of `tests.monkey.diaries.CHANGES`."""

    change: str


@dataclass(frozen=True, repr=False)
class Answer(_Short):
    """The program has to answer now."""


Event = Key | Paste | Raw | Click | Hover | Resize | Focus | Suspend | Wait | Elsewhere | Answer
SIZES: Final = ((80, 24), (40, 12), (120, 40), (64, 20), (100, 32), (200, 60), (20, 6), (2, 1))
TEXTS: Final = (
    *("", "5", "-5", "99999999999999999999", "0,5", "22:30", "25:99", "2026-02-30", "every day"),
    *("line one\nline two\r\nline three", "[b]bold[/b] [/] [@click=app.quit]x[/]", "\t\t"),
    *("x" * 600, "\x1b]52;c;eA==\x07\x1b[2J", "肩甲骨をゆっくりと寄せる"),
    *("👨‍👩‍👧‍👦 e\u0301 ", "\u202eright"),
)
NOISE: Final = (
    *(b"\xff\xfe", b"\xe9", b"\xc3", b"\x1b[", b"\x1b[<0;99999;1M", b"\x1b[<64;-1;-1M", b"\x00"),
    *(b"\x1b[999;999R", b"\x1b[?2026;2$y", b"\x1b[57412;129;45u", b"\x1bO", b"\x1b[1;999A"),
)


class Hand:
    """A random hand: the same seed and the same changes give the same events.

    Args:
        seed: of what is random.
        changes: the names of what another program may do; nothing if there is none.
    """

    def __init__(self, seed: int, changes: Sequence[str] = ()) -> None:
        self._chance = random.Random(seed)
        self._changes = changes
        self._columns, self._rows = 80, 24
        self._keys = _bound_keys()

    def events(self, count: int) -> list[Event]:
        """Return so many events, not counting the moments at which the program has to answer."""
        chance, found, done = self._chance, list[Event](), 0
        while done < count:
            length = min(count - done, chance.choice((1, 1, 2, 3, 5, 8, BURST)))
            # A storm of one kind finds other things than a bit of everything.
            weights = chance.choice((_MIXED, _MIXED, _MIXED, _KEYS, _RESIZES, _MOUSE, _COMINGS))
            kinds = chance.choices(list(weights), list(weights.values()), k=length)
            found += [self._event(kind) for kind in kinds]
            found.append(Answer())
            done += length
        return found

    def _place(self) -> tuple[int, int]:
        return self._chance.randrange(self._columns), self._chance.randrange(self._rows)

    def _event(self, kind: str) -> Event:
        chance = self._chance
        match kind:
            case "paste":
                return Paste(chance.choice(TEXTS))
            case "noise":
                return Raw(chance.choice(NOISE))
            case "click":
                return Click(*self._place())
            case "drag":
                return Click(*self._place(), self._place())
            case "hover":
                return Hover(*self._place(), chance.choice((0, 0, 1, -1)))
            case "resize":
                if chance.random() < 0.7:
                    size = chance.choice(SIZES)
                else:
                    size = (chance.randint(1, MOST_COLUMNS), chance.randint(1, MOST_ROWS))
                self._columns, self._rows = size
                return Resize(*size)
            case "focus":
                return Focus(chance.random() < 0.5)
            case "suspend":
                return chance.choice((Suspend(), Key("ctrl+z")))
            case "wait":
                return Wait(chance.choice((1, 5, 20, 60, 250)))
            case "go":
                return Key(chance.choice(_GOING))
            case "elsewhere" if self._changes:
                return Elsewhere(chance.choice(self._changes))
            case _:
                return self._key()

    def _key(self) -> Key:
        chance = self._chance
        luck = chance.random()
        if luck < 0.02:
            return Key(chance.choice(_QUITTING))
        if luck < 0.04:
            return Key(chance.choice(_USUAL), chance.choice((5, 30, 100)))
        if luck < 0.08:
            return Key(chance.choice("aeinorstvw?!.:-"), 1)
        if luck < 0.10:
            return Key(chance.choice(("f1", "alt+x", "insert", "ctrl+a", "ctrl+e", "ctrl+k")))
        return Key(chance.choice(_USUAL if luck < 0.7 else self._keys))


_MIXED: Final = {
    "key": 70,
    "click": 8,
    "drag": 3,
    "hover": 4,
    "resize": 4,
    "focus": 2,
    "paste": 2,
    "wait": 5,
    "suspend": 0.3,
    "noise": 0.5,
    "elsewhere": 2,
}
_KEYS: Final = {"key": 1}
_COMINGS: Final = {"go": 10, "click": 1, "resize": 1, "wait": 2}
"""Screens that open and close faster than they are drawn."""
_RESIZES: Final = {"resize": 6, "key": 3, "wait": 1}
_MOUSE: Final = {"click": 5, "drag": 1, "hover": 4, "key": 3}
