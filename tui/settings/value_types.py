"""The types of settings: what may be typed, how a value reads, and what the arrow keys do.

A type turns the text that a person types into a value that the record accepts, or raises
`InvalidValue` with what it takes instead. That message follows the setting's name: "Hold must be a
number from 2 to 10" on the screen, ``exercises.neck.hold_s: must be …`` on the command line.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Protocol

from tui.diary.names import near_names
from tui.words.phrases import listed

MOST_LISTED = 8
"""How many choices are named one by one at most; of more, only their number."""


# With the units of the settings. Another one would be another number: 2 min are no 2 s.
_NUMBER = re.compile(
    r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?\s*(?:s|secs?|seconds?|reps?|days?|a day)?", re.ASCII
)


class InvalidValue(Exception):
    """The typed text is no value of the setting; the message says what it takes."""


class ValueType(Protocol):
    """What every type of setting can do. Values are those of the records."""

    @property
    def range(self) -> str:
        """The values that it takes, in a few characters, such as ``1–5``."""

    def parse(self, text: str) -> Any:
        """Return the value of a typed text.

        Raises:
            InvalidValue: the text is none of its values.
        """

    def text(self, value: Any) -> str:
        """Return a value as a person would type it; `parse` takes it back."""

    def words(self, value: Any) -> str:
        """Return a value in words."""

    def stepped(self, value: Any, by: int) -> Any:
        """Return the value some steps after another, or before it (below 0).

        A number or a time stays at its limits; choices go round.
        """


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``lowest`` to ``highest``, stepped by ``step``.

    With ``decimals`` it may have three of them. ``since`` says why the limits are what they are
    just now, where another setting is the reason.
    """

    lowest: int
    highest: int
    step: int = 1
    decimals: bool = False
    since: str = ""

    @property
    def range(self) -> str:
        """``1–5``, or ``0, 1, 2`` where there are no more than three."""
        if self.highest - self.lowest <= 2 and not self.decimals:
            return ", ".join(map(str, range(self.lowest, self.highest + 1)))
        return f"{self.lowest}–{self.highest}"

    def parse(self, text: str) -> int | float:
        """Return a number; its unit after it is ignored, and a comma is a decimal point."""
        found = _NUMBER.fullmatch(text.strip().lower())
        if found is not None:
            whole, decimals = int(found[1]), found[2] or ""
            is_whole = not decimals.strip("0")
            value = whole if is_whole else float(f"{whole}.{decimals}")
            if (is_whole or self.decimals) and self.lowest <= value <= self.highest:
                return value
        raise InvalidValue(f"must be {self._range_words}{self._reason}")

    @property
    def _reason(self) -> str:
        return f", because {self.since}" if self.since else ""

    @property
    def _range_words(self) -> str:
        if self.lowest == self.highest:
            return str(self.lowest)
        if self.highest - self.lowest <= 2 and not self.decimals:
            return listed(map(str, range(self.lowest, self.highest + 1)), "or")
        whole = "" if self.decimals else "whole "
        return f"a {whole}number from {self.lowest} to {self.highest}"

    def text(self, value: Any) -> str:
        """Return the number without trailing zeros."""
        return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    words = text

    def stepped(self, value: Any, by: int) -> int:
        """Return the next multiple of the step, within the limits."""
        steps: float = value / self.step
        multiple = (math.floor(steps) if by > 0 else math.ceil(steps)) + by
        return max(self.lowest, min(self.highest, multiple * self.step))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values. ``options`` pairs each with its words; ``noun`` is what one is called."""

    options: tuple[tuple[str, str], ...]
    noun: str = "choice"

    @property
    def range(self) -> str:
        """The values, or how many there are where they are many."""
        values = [value for value, _ in self.options]
        return ", ".join(values) if len(values) <= MOST_LISTED else f"one of {len(values)}"

    def parse(self, text: str) -> str:
        """Return the value that the text names, by itself or by its words."""
        typed = normalised(text)
        for value, words in self.options:
            if typed in (normalised(value), normalised(words)):
                return value
        values = [value for value, _ in self.options]
        near = near_names(typed, values) if len(values) > MOST_LISTED else []
        if near:
            raise InvalidValue(
                f"there is no {self.noun} {text!r}; did you mean {listed(near, 'or')}?"
            )
        raise InvalidValue(f"must be {listed(values, 'or')}")

    def text(self, value: Any) -> str:
        """Return the value itself."""
        return str(value)

    def words(self, value: Any) -> str:
        """Return the value's words; an unknown value stands for itself."""
        return dict(self.options).get(value, str(value))

    def stepped(self, value: Any, by: int) -> str:
        """Return the option some places on; the first one follows the last."""
        values = [each for each, _ in self.options]
        place = values.index(value) if value in values else -1
        return values[(place + by) % len(values)]


@dataclass(frozen=True, slots=True)
class Several:
    """Any of some values, in their order, or none. ``options`` pairs each with its words."""

    options: tuple[tuple[str, str], ...]
    none: str = "none"

    @property
    def range(self) -> str:
        """The values, and the word for none."""
        return ", ".join([*(value for value, _ in self.options), self.none])

    def parse(self, text: str) -> tuple[str, ...]:
        """Return the values of a text, in which commas or spaces separate them."""
        chosen = text.lower().replace(",", " ").split()
        values = [value for value, _ in self.options]
        if chosen in ([], [self.none]):
            return ()
        if not set(chosen) <= set(values):
            raise InvalidValue(f"must be any of {listed(values, 'and')}, or {self.none}")
        return tuple(value for value in values if value in chosen)

    def text(self, value: Any) -> str:
        """Return the values with commas between them."""
        return ",".join(value) or self.none

    def words(self, value: Any) -> str:
        """Return the values' words as a list in prose."""
        known = dict(self.options)
        return listed(known.get(each, each) for each in value) or self.none

    def stepped(self, value: Any, by: int) -> tuple[str, ...]:
        """Return the choice some places on, among none of the values and each one alone."""
        choices: list[tuple[str, ...]] = [(), *((each,) for each, _ in self.options)]
        place = choices.index(value) if value in choices else 0
        return choices[(place + by) % len(choices)]


@dataclass(frozen=True, slots=True)
class Toggle:
    """On or off."""

    @property
    def range(self) -> str:
        """Both values."""
        return "on, off"

    def parse(self, text: str) -> bool:
        """Return whether the text says on, in any of the usual words."""
        match text.strip().lower():
            case "on" | "yes" | "true" | "1":
                return True
            case "off" | "no" | "false" | "0":
                return False
        raise InvalidValue("must be on or off")

    def text(self, value: Any) -> str:
        """Return ``on`` or ``off``."""
        return "on" if value else "off"

    words = text

    def stepped(self, value: Any, by: int) -> bool:
        """Return the other value for an odd number of steps."""
        return bool(value) != bool(by % 2)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day before noon as ``HH:MM``, stepped by half an hour."""

    @property
    def range(self) -> str:
        """The whole morning."""
        return "00:00–11:59"

    def parse(self, text: str) -> str:
        """Return a time; the text may be an hour alone."""
        found = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?", text.strip(), re.ASCII)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
        if hour >= 12 or minute >= 60:
            raise InvalidValue("must be a time before 12:00, such as 03:00")
        return f"{hour:02}:{minute:02}"

    def text(self, value: Any) -> str:
        """Return the time itself."""
        return str(value)

    words = text

    def stepped(self, value: Any, by: int) -> str:
        """Return the next full or half hour, before noon."""
        hour, minute = map(int, value.split(":"))
        minutes = Number(0, 12 * 60 - 1, 30).stepped(hour * 60 + minute, by)
        return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text of at most ``longest`` characters.

    Unless ``required`` it may be empty. With ``capitals`` it becomes upper case. Texts that are
    ``taken`` are refused.
    """

    longest: int
    required: bool = True
    capitals: bool = False
    taken: tuple[str, ...] = ()

    @property
    def range(self) -> str:
        """The lengths that it takes."""
        return f"{1 if self.required else 0}–{self.longest} characters"

    def parse(self, text: str) -> str:
        """Return the text with single spaces."""
        line = " ".join(text.split())
        line = line.upper() if self.capitals else line
        if self.required and not line:
            raise InvalidValue("can't be empty")
        if len(line) > self.longest:
            raise InvalidValue(f"can have at most {self.longest} characters; this has {len(line)}")
        if any(unicodedata.category(each) in ("Cc", "Cs") for each in line):
            raise InvalidValue("can't contain control characters")
        if normalised(line) in map(normalised, self.taken):
            raise InvalidValue(f"can't be {line}, which is already used")
        return line

    def text(self, value: Any) -> str:
        """Return the text itself."""
        return str(value)

    words = text

    def stepped(self, value: Any, by: int) -> str:
        """Return the same text: no text follows another."""
        del by
        return str(value)


def normalised(text: str) -> str:
    """Return a text for comparison, without case and outer spaces."""
    return text.strip().casefold()
