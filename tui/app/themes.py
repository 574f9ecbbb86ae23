"""The two themes of supine, and the colours of every theme made readable.

A theme gives a ground, an ink and a few accents. All other colours follow from these here, so that
a theme whose own colours are too close to each other can be read in the dark as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color
from textual.theme import Theme

from tui.words.rgb import Rgb, contrast, lifted, mix

NIGHT = Theme(
    name="supine-night",
    dark=True,
    background="#101418",
    surface="#161B21",
    panel="#1E252D",
    foreground="#C9CFD6",
    primary="#FFD75F",
    secondary="#4F6F9F",
    accent="#FFD75F",
    warning="#E8B45A",
    error="#E08A7A",
    success="#FFD75F",
)
DAY = Theme(
    name="supine-day",
    dark=False,
    background="#FFFFFF",
    surface="#F4F6F9",
    panel="#E8ECF2",
    foreground="#1F2833",
    primary="#00204D",
    secondary="#7A8FB5",
    accent="#00204D",
    warning="#7A4B00",
    error="#9A2A1A",
    success="#00204D",
)
THEMES = (NIGHT, DAY)

TEXT_CONTRAST = 4.5
"""The least contrast of text with its ground (WCAG 2, level AA)."""
MARK_CONTRAST = 3.0
"""The least contrast of large digits, marks and the cursor with their ground (WCAG 2, 1.4.11)."""
_INK_CONTRAST = 6.0
"""That of plain text, so that quiet text can be told from it."""
_CURSOR_ROW_CONTRAST = 5.0
"""That of plain text on the row under the cursor."""
_CURSOR_ROW_STEP = 1.12
"""That of the row under the cursor with what lies around it."""
_QUIET, _FAINT, _SCROLLBAR = 0.62, 0.3, 0.2
"""How much of the ink quiet text, what is only hinted at, and a scrollbar have."""


def _can_be_read_on(row: Rgb, ink: Rgb, warm: Rgb) -> bool:
    """Return whether text and the warm colour can be read on a row under the cursor."""
    return contrast(ink, row) >= _CURSOR_ROW_CONTRAST and contrast(warm, row) >= TEXT_CONTRAST


def _surface_and_row(
    background: Rgb, surface: Rgb, secondary: Rgb, ink: Rgb, warm: Rgb
) -> tuple[Rgb, Rgb]:
    """Return the ground of dialogs, and a row under the cursor that is seen on it and can be read.

    In many themes that ground is as light as the row. It gives way by up to a half. Where that is
    not enough, the row is the faintest that is seen, and the warm colour has to be moved for it.
    """
    rows = [mix(background, secondary, part / 20) for part in (*range(8, 0, -1), *range(9, 21))]
    seen: list[Rgb] = []
    for part in (4, 3, 2):
        ground = mix(background, surface, part / 4)
        seen = [
            each
            for each in rows
            if min(contrast(each, background), contrast(each, ground)) >= _CURSOR_ROW_STEP
        ]
        for row in seen:
            if _can_be_read_on(row, ink, warm):
                return ground, row
    return ground, min(seen, key=lambda row: contrast(row, background), default=rows[0])


def readable(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a theme's style sheets, with all of them readable.

    Those of a theme in the terminal's own colours stay as they are: what these look like is the
    terminal's affair.
    """
    if variables["background"].startswith("ansi"):
        return {
            **variables,
            "cursor-row": variables["block-cursor-blurred-background"],
        } | dict.fromkeys(("faint", "faint-mark", "text-muted", "text-disabled"), "ansi_default")
    background, surface, panel, foreground, secondary = (
        Color.parse(variables[name]).rgb
        for name in ("background", "surface", "panel", "foreground", "secondary")
    )
    ink = lifted(foreground, [background, surface, panel], _INK_CONTRAST)
    warm = lifted(Color.parse(variables["primary"]).rgb, [background, surface], TEXT_CONTRAST)
    surface, row = _surface_and_row(background, surface, secondary, ink, warm)
    grounds = [background, surface, panel, row]
    quiet = lifted(mix(background, ink, _QUIET), grounds, TEXT_CONTRAST)
    faint = mix(background, ink, _FAINT)
    mark = lifted(secondary, grounds[:2], MARK_CONTRAST)
    found: dict[str, Rgb] = {
        "foreground": ink,
        "secondary": mark,
        "text-secondary": lifted(mark, grounds, TEXT_CONTRAST),
        "text-muted": quiet,
        "text-disabled": quiet,
        "faint": faint,
        "faint-mark": lifted(faint, grounds[:2], MARK_CONTRAST),
        "surface": surface,
        "cursor-row": row,
        "footer-background": background,
        "footer-foreground": quiet,
        "footer-description-foreground": quiet,
        "footer-key-foreground": ink,
        "input-cursor-foreground": background,
        "input-cursor-background": ink,
        "input-selection-background": row,
        "input-selection-foreground": ink,
        "border": faint,
    }
    for name in ("block-cursor", "block-cursor-blurred"):
        found |= {f"{name}-background": row, f"{name}-foreground": ink}
    # Nothing stands in an accent on a panel, which is far from the ground in some themes.
    for name in ("primary", "accent", "success", "warning", "error"):
        found[name] = lifted(Color.parse(variables[name]).rgb, [*grounds[:2], row], TEXT_CONTRAST)
        found[f"text-{name}"] = found[name]
    for number, name in enumerate(("", "-hover", "-active")):
        found[f"scrollbar{name}"] = mix(background, ink, _SCROLLBAR + number / 10)
        found[f"scrollbar-background{name}"] = background
    found["scrollbar-corner-color"] = background
    styles = {f"block-cursor{each}-text-style": "bold" for each in ("", "-blurred")}
    return {**variables, **{name: Color(*each).hex for name, each in found.items()}, **styles}
