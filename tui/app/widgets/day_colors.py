"""The colours of dates in the theme at hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from textual.app import App
from textual.color import Color

from tui.words.rgb import Rgb
from tui.words.shades import Shades, shades


class DayColors(NamedTuple):
    """The ground of the theme, and what stands out on it."""

    ground: Rgb
    shades: Shades


def day_colors(app: App[Any]) -> DayColors | None:
    """Return the colours of dates, or None where those of the theme are the terminal's own.

    What these look like is not known, so that nothing can be derived from them.
    """
    variables = app.theme_variables
    return _derived(variables["background"], variables["primary"], variables["error"])


@lru_cache(maxsize=8)
def _derived(background: str, primary: str, error: str) -> DayColors | None:
    ground, accent, alarm = map(Color.parse, (background, primary, error))
    if any(color.ansi is not None for color in (ground, accent, alarm)):
        return None
    return DayColors(ground.rgb, shades(ground.rgb, accent.rgb, alarm.rgb))
