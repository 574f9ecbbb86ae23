"""The colours of the heatmap, derived from a theme's ground, accent and alarm.

The steps of the shade (rules R1.shade) run from near the ground to the accent, each as far from the
next as contrast tells (WCAG 2.2, *contrast ratio*). Where an accent stands out too little for four
steps, it is moved towards white or black first. Nothing here knows a terminal.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from tui.practice.shades import STEPS
from tui.words.rgb import Rgb, contrast, distance, lifted, mix


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
# What is taken where the theme's own alarm looks like one of the steps: red, magenta, cyan, green.
_OTHER_ALARMS: Final = ((255, 92, 92), (255, 79, 216), (60, 200, 220), (60, 200, 90))


class Shades(NamedTuple):
    """The colours of the steps, from the lowest on, and of a warning sign."""

    steps: tuple[Rgb, ...]
    sign: Rgb


@lru_cache(maxsize=8)
def shades(ground: Rgb, accent: Rgb, alarm: Rgb) -> Shades:
    """Return the colours that stand out on a ground, and from one another."""
    top = lifted(accent, [ground], _HIGHEST)
    ratio = (contrast(ground, top) / _LOWEST) ** (1 / (STEPS - 1))
    lower = [_at_contrast(ground, top, _LOWEST * ratio**n) for n in range(STEPS - 1)]
    steps = (*lower, top)
    alarms = [lifted(each, [ground], _SIGN_CONTRAST) for each in (alarm, *_OTHER_ALARMS)]
    far = (each for each in alarms if _nearest(each, steps) >= _SIGN_DISTANCE)
    sign = next(far, None) or max(alarms, key=lambda each: _nearest(each, steps))
    return Shades(steps, sign)


def _at_contrast(ground: Rgb, top: Rgb, wanted: float) -> Rgb:
    """Return the colour between two that has a contrast with the first."""
    low, high = 0.0, 1.0
    for _ in range(12):
        part = (low + high) / 2
        is_near = contrast(ground, mix(ground, top, part)) < wanted
        low, high = (part, high) if is_near else (low, part)
    return mix(ground, top, high)


def _nearest(color: Rgb, others: tuple[Rgb, ...]) -> float:
    """Return how far the nearest of other colours is, as the eye sees it (*redmean*), 0 to 765."""
    return min(distance(color, other) for other in others)
