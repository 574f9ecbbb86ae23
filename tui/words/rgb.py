"""Colours as numbers: how far they are apart, and how to move one away from others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

Rgb = tuple[int, int, int]
"""A colour as red, green and blue, each 0 to 255."""

_BLACK: Final[Rgb] = (0, 0, 0)
_WHITE: Final[Rgb] = (255, 255, 255)
_STEPS = 20


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: Rgb, other: Rgb, part: float) -> Rgb:
    """Return a colour between two, as far from the first as ``part`` says, 0 to 1."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lifted(color: Rgb, grounds: Sequence[Rgb], least: float) -> Rgb:
    """Return the colour nearest to one that has a contrast with each of some grounds.

    It is moved towards white or black, whichever leads further, and no further than that.
    """

    def worst(tried: Rgb) -> float:
        return min(contrast(tried, ground) for ground in grounds)

    end = max(_WHITE, _BLACK, key=worst)
    tried = (mix(color, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((each for each in tried if worst(each) >= least), end)


@lru_cache(maxsize=32)
def nearest_of_256(color: Rgb) -> int:
    """Return the number of the nearest colour that terminals with 256 colours have in common."""
    levels = 0, 95, 135, 175, 215, 255
    cube = [(red, green, blue) for red in levels for green in levels for blue in levels]
    greys = [(grey, grey, grey) for grey in range(8, 248, 10)]
    known = [*cube, *greys]
    return 16 + min(range(len(known)), key=lambda n: distance(color, known[n]))


def distance(one: Rgb, other: Rgb) -> float:
    """Return how far apart two colours are as the eye sees them (*redmean*), 0 to 765."""
    red = (one[0] + other[0]) / 2
    weights = 2 + red / 256, 4, 2 + (255 - red) / 256
    squares = (w * (a - b) ** 2 for w, a, b in zip(weights, one, other, strict=True))
    return float(sum(squares) ** 0.5)


def _luminance(color: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
