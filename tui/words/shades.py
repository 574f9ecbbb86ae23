"""The colours of the heatmap, derived from a theme's ground, accent and alarm.

The steps of the shade (rules R1.shade) run from near the ground to the accent, each as far from the
next as contrast tells (WCAG 2.2, *contrast ratio*). Where an accent stands out too little for four
steps, it is moved towards white or black first. Nothing here knows a terminal.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from tui.practice.shades import STEPS

Rgb = tuple[int, int, int]
"""A colour as red, green and blue, each 0 to 255."""


class Base(NamedTuple):
    """The colours of a theme from which others are derived."""

    ground: Rgb
    text: Rgb
    accent: Rgb
    alarm: Rgb


NIGHT: Final = Base((16, 20, 24), (201, 207, 214), (255, 215, 95), (224, 138, 122))
"""Those of *supine-night*."""
DAY: Final = Base((255, 255, 255), (31, 40, 51), (0, 32, 77), (154, 42, 26))
"""Those of *supine-day*."""

_HIGHEST, _LOWEST = 9.0, 3.0
"""The contrast with the ground that the highest step has at least, and the lowest exactly."""
_SIGN_CONTRAST, _SIGN_DISTANCE = 4.5, 150
_BLACK: Final[Rgb] = (0, 0, 0)
_WHITE: Final[Rgb] = (255, 255, 255)
# What is taken where the theme's own alarm looks like one of the steps: red, magenta, cyan, green.
_OTHER_ALARMS: Final = ((255, 92, 92), (255, 79, 216), (60, 200, 220), (60, 200, 90))


class Shades(NamedTuple):
    """The colours of the steps, from the lowest on, and of a warning sign."""

    steps: tuple[Rgb, ...]
    sign: Rgb


@lru_cache(maxsize=8)
def shades(ground: Rgb, accent: Rgb, alarm: Rgb) -> Shades:
    """Return the colours that stand out on a ground, and from one another."""
    top = _readable(accent, ground, _HIGHEST)
    ratio = (contrast(ground, top) / _LOWEST) ** (1 / (STEPS - 1))
    lower = [_at_contrast(ground, top, _LOWEST * ratio**n) for n in range(STEPS - 1)]
    steps = (*lower, top)
    alarms = [_readable(each, ground, _SIGN_CONTRAST) for each in (alarm, *_OTHER_ALARMS)]
    far = (each for each in alarms if _nearest(each, steps) >= _SIGN_DISTANCE)
    sign = next(far, None) or max(alarms, key=lambda each: _nearest(each, steps))
    return Shades(steps, sign)


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: Rgb, other: Rgb, part: float) -> Rgb:
    """Return a colour between two, as far from the first as ``part`` says, 0 to 1."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=32)
def nearest_of_256(color: Rgb) -> int:
    """Return the number of the nearest colour that terminals with 256 colours have in common."""
    levels = 0, 95, 135, 175, 215, 255
    cube = [(red, green, blue) for red in levels for green in levels for blue in levels]
    greys = [(grey, grey, grey) for grey in range(8, 248, 10)]
    known = [*cube, *greys]
    return 16 + min(range(len(known)), key=lambda n: _distance(color, known[n]))


def _readable(color: Rgb, ground: Rgb, least: float) -> Rgb:
    """Return a colour, moved away from the ground until the contrast is ``least`` if it can be."""
    if contrast(color, ground) >= least:
        return color
    end = max(_BLACK, _WHITE, key=lambda each: contrast(ground, each))
    moved = (mix(color, end, n / 20) for n in range(1, 21))
    return next((each for each in moved if contrast(each, ground) >= least), end)


def _at_contrast(ground: Rgb, top: Rgb, wanted: float) -> Rgb:
    """Return the colour between two that has a contrast with the first."""
    low, high = 0.0, 1.0
    for _ in range(12):
        part = (low + high) / 2
        is_near = contrast(ground, mix(ground, top, part)) < wanted
        low, high = (part, high) if is_near else (low, part)
    return mix(ground, top, high)


def _luminance(color: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _nearest(color: Rgb, others: tuple[Rgb, ...]) -> float:
    """Return how far the nearest of other colours is, as the eye sees it (*redmean*), 0 to 765."""
    return min(_distance(color, other) for other in others)


def _distance(one: Rgb, other: Rgb) -> float:
    red = (one[0] + other[0]) / 2
    weights = 2 + red / 256, 4, 2 + (255 - red) / 256
    squares = (w * (a - b) ** 2 for w, a, b in zip(weights, one, other, strict=True))
    return float(sum(squares) ** 0.5)
