"""The colours of the heatmap stand out in every theme."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tui.app.themes import THEMES
from tui.words.rgb import Rgb, contrast, nearest_of_256
from tui.words.shades import DAY, NIGHT, shades

NAMED = {theme.name: theme for theme in (*THEMES, *BUILTIN_THEMES.values()) if not theme.ansi}
LEAST_STEP = 1.4
"""The contrast that tells neighbouring steps, as large areas side by side, from one another."""


def colors(name: str) -> tuple[Rgb, ...]:
    found = NAMED[name].to_color_system().generate()
    return tuple(Color.parse(found[each]).rgb for each in ("background", "primary", "error"))


@pytest.mark.parametrize("name", NAMED)
def test_every_step_and_the_sign_stand_out_from_the_ground_and_from_one_another(name: str) -> None:
    ground, accent, alarm = colors(name)
    found = shades(ground, accent, alarm)
    steps = [contrast(one, other) for one, other in pairwise((ground, *found.steps))]
    assert round(steps[0], 1) >= 3, "the lowest is seen on the ground"
    assert min(steps) >= LEAST_STEP
    assert contrast(ground, found.steps[-1]) >= 8.9
    assert contrast(ground, found.sign) >= 4.5, "the sign is read"
    distances = [
        sum((a - b) ** 2 for a, b in zip(found.sign, step, strict=True)) for step in found.steps
    ]
    assert min(distances) ** 0.5 >= 80


rgb = st.tuples(*[st.integers(0, 255)] * 3)


@given(st.sampled_from([(0, 0, 0), (40, 44, 52), (0, 43, 54), (224, 224, 224)]), rgb, rgb)
def test_any_accent_gives_rising_steps(ground: Rgb, accent: Rgb, alarm: Rgb) -> None:
    found = shades(ground, accent, alarm)
    against = [contrast(ground, each) for each in found.steps]
    assert against == sorted(against)
    assert all(other / one >= LEAST_STEP for one, other in pairwise(against))


def test_the_command_line_knows_the_colours_of_the_own_themes() -> None:
    for base, theme in zip((NIGHT, DAY), THEMES, strict=True):
        named = theme.background, theme.foreground, theme.primary, theme.error
        assert base == tuple(Color.parse(each or "").rgb for each in named)


def test_with_256_colours_the_steps_of_the_own_themes_stay_apart() -> None:
    levels = 0, 95, 135, 175, 215, 255
    table = [*product(levels, levels, levels), *((n, n, n) for n in range(8, 248, 10))]
    for base in (NIGHT, DAY):
        row = (base.ground, *shades(base.ground, base.accent, base.alarm).steps)
        nearest = [table[nearest_of_256(each) - 16] for each in row]
        assert all(contrast(one, other) >= 1.35 for one, other in pairwise(nearest))
    assert nearest_of_256((255, 255, 255)) == 231
