"""Kinds of settings: what may be typed for one, how its value reads, and what the arrow keys do.

A kind takes text as a person types it and gives a value that the record takes, or says in one line
what it takes instead. The line stands beside the setting, or behind its name and a colon.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tui.words.phrases import listed

MOST_LISTED = 8
"""Choices that are named one by one; of more than these, their number is."""


class InvalidValue(Exception):
    """What was typed is no value of the setting; the message says what would be."""


class ValueType(Protocol):
    """What every kind of setting can do. Values are those of the records."""

    @property
    def range(self) -> str:
        """What it may be, in a few characters, such as ``1–5``."""

    def parse(self, text: str) -> Any:
        """The value of a text.

        Raises:
            Unfit: it has none.
        """

    def text(self, value: Any) -> str:
        """A value as one would type it."""

    def words(self, value: Any) -> str:
        """A value as one reads it."""

    def stepped(self, value: Any, by: int) -> Any:
        """The value so many steps on, or back (below 0); at its limits it stays."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``lowest`` to ``highest``, stepped by ``step``; with ``decimals``, down to
    thousandths. ``since`` says why the limits are what they are just now.
    """

    lowest: int
    highest: int
    step: int = 1
    decimals: bool = False
    since: str = ""

    @property
    def range(self) -> str:
        """``1–5``, or ``0, 1, 2`` where there are few."""
        if self.highest - self.lowest <= 2 and not self.decimals:
            return ", ".join(map(str, range(self.lowest, self.highest + 1)))
        return f"{self.lowest}–{self.highest}"

    def parse(self, text: str) -> int | float:
        """A number; a unit behind it is passed over, and a comma is a point."""
        found = re.fullmatch(
            r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?\s*[a-z]*", text.strip().lower(), re.ASCII
        )
        if found is not None:
            whole, part = int(found[1]), found[2] or ""
            is_whole = not part.strip("0")
            value = whole if is_whole else float(f"{whole}.{part}")
            if (is_whole or self.decimals) and self.lowest <= value <= self.highest:
                return value
        raise InvalidValue(f"takes {self._takes()}{f', since {self.since}' if self.since else ''}")

    def _takes(self) -> str:
        if self.lowest == self.highest:
            return f"only {self.lowest}"
        if self.highest - self.lowest <= 2 and not self.decimals:
            return listed(map(str, range(self.lowest, self.highest + 1)), "or")
        whole = "" if self.decimals else "whole "
        return f"a {whole}number from {self.lowest} to {self.highest}"

    def text(self, value: Any) -> str:
        """The number, as short as it goes."""
        return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    words = text

    def stepped(self, value: Any, by: int) -> int:
        """On to the next multiples of the step."""
        steps: float = value / self.step
        multiple = (math.floor(steps) if by > 0 else math.ceil(steps)) + by
        return max(self.lowest, min(self.highest, multiple * self.step))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values, each with the words for it; ``what`` is what one of them is called."""

    options: tuple[tuple[str, str], ...]
    what: str = "choice"

    @property
    def range(self) -> str:
        """The values, or how many there are."""
        values = [value for value, _ in self.options]
        return ", ".join(values) if len(values) <= MOST_LISTED else f"one of {len(values)}"

    def parse(self, text: str) -> str:
        """A value or its words."""
        typed = plain(text)
        for value, words in self.options:
            if typed in (plain(value), plain(words)):
                return value
        values = [value for value, _ in self.options]
        if len(values) <= MOST_LISTED:
            raise InvalidValue(f"takes {listed(values, 'or')}")
        near = nearest(typed, values)
        if near:
            raise InvalidValue(
                f"there is no {self.what} {text!r}; did you mean {listed(near, 'or')}?"
            )
        raise InvalidValue(f"takes {listed(values, 'or')}")

    def text(self, value: Any) -> str:
        """The value itself."""
        return str(value)

    def words(self, value: Any) -> str:
        """Its words."""
        return dict(self.options).get(value, str(value))

    def stepped(self, value: Any, by: int) -> str:
        """Round and round."""
        values = [each for each, _ in self.options]
        at = values.index(value) if value in values else -1
        return values[(at + by) % len(values)]


@dataclass(frozen=True, slots=True)
class Several:
    """Any of some values, each with the words for it, in their order; or none of them."""

    options: tuple[tuple[str, str], ...]
    none: str = "none"

    @property
    def range(self) -> str:
        """The values."""
        return ", ".join([*(value for value, _ in self.options), self.none])

    def parse(self, text: str) -> tuple[str, ...]:
        """Values with commas or spaces between them."""
        chosen = text.lower().replace(",", " ").split()
        values = [value for value, _ in self.options]
        if chosen in ([], [self.none]):
            return ()
        if not set(chosen) <= set(values):
            raise InvalidValue(f"takes any of {listed(values, 'and')}, or {self.none}")
        return tuple(value for value in values if value in chosen)

    def text(self, value: Any) -> str:
        """The values with commas."""
        return ",".join(value) or self.none

    def words(self, value: Any) -> str:
        """Their words."""
        known = dict(self.options)
        return listed(known.get(each, each) for each in value) or self.none

    def toggled(self, value: Any, option: str) -> tuple[str, ...]:
        """With one more of them, or one less."""
        return tuple(each for each, _ in self.options if (each in value) != (each == option))

    def stepped(self, value: Any, by: int) -> tuple[str, ...]:
        """Through none of them and each one alone."""
        alone: list[tuple[str, ...]] = [(), *((each,) for each, _ in self.options)]
        at = alone.index(value) if value in alone else 0
        return alone[(at + by) % len(alone)]


@dataclass(frozen=True, slots=True)
class Toggle:
    """On or off."""

    @property
    def range(self) -> str:
        """Both."""
        return "on, off"

    def parse(self, text: str) -> bool:
        """On or off, in the usual words."""
        match text.strip().lower():
            case "on" | "yes" | "true" | "1":
                return True
            case "off" | "no" | "false" | "0":
                return False
        raise InvalidValue("takes on or off")

    def text(self, value: Any) -> str:
        """On or off."""
        return "on" if value else "off"

    words = text

    def stepped(self, value: Any, by: int) -> bool:
        """The other one."""
        return bool(value) != bool(by % 2)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day before noon, stepped by half an hour."""

    @property
    def range(self) -> str:
        """The whole morning."""
        return "00:00–11:59"

    def parse(self, text: str) -> str:
        """``HH:MM``; an hour alone will do."""
        found = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?", text.strip(), re.ASCII)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
        if hour >= 12 or minute >= 60:
            raise InvalidValue("takes a time before 12:00, such as 03:00")
        return f"{hour:02}:{minute:02}"

    def text(self, value: Any) -> str:
        """The time."""
        return str(value)

    words = text

    def stepped(self, value: Any, by: int) -> str:
        """On to the next half hours."""
        hour, minute = map(int, value.split(":"))
        minutes = Number(0, 12 * 60 - 1, 30).stepped(hour * 60 + minute, by)
        return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text of at most ``longest`` characters; ``taken`` are those that are in use."""

    longest: int
    required: bool = True
    capitals: bool = False
    taken: tuple[str, ...] = ()

    @property
    def range(self) -> str:
        """How long it may be."""
        return f"{1 if self.required else 0}–{self.longest} characters"

    def parse(self, text: str) -> str:
        """The text, with single spaces."""
        line = " ".join(text.split())
        line = line.upper() if self.capitals else line
        if self.required and not line:
            raise InvalidValue("cannot be empty")
        if len(line) > self.longest:
            raise InvalidValue(f"takes at most {self.longest} characters; this is {len(line)}")
        if any(unicodedata.category(each) in ("Cc", "Cs") for each in line):
            raise InvalidValue("takes letters and signs, and no control characters")
        if plain(line) in map(plain, self.taken):
            raise InvalidValue(f"would be the second one called {line}")
        return line

    def text(self, value: Any) -> str:
        """The text itself."""
        return str(value)

    words = text

    def stepped(self, value: Any, by: int) -> str:
        """No text comes after another."""
        del by
        return str(value)


def plain(text: str) -> str:
    """A text as it is compared: case and outer spaces say nothing."""
    return text.strip().casefold()


def nearest(typed: str, known: Sequence[str]) -> list[str]:
    """Which of the known names may have been meant; the best first, often none."""
    import difflib  # only slips of the finger need it

    return difflib.get_close_matches(typed, known, n=3)
