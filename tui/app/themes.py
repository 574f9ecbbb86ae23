"""The two themes of supine: a dim dark one for the night, and a plain light one for the day."""

from __future__ import annotations

from textual.theme import Theme

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
    variables={
        "footer-background": "#101418",
        "footer-foreground": "#8A94A0",
        "footer-key-foreground": "#C9CFD6",
        "footer-description-foreground": "#8A94A0",
        "border": "#2B3440",
        "scrollbar": "#35393E",
        "scrollbar-hover": "#484C51",
        "scrollbar-active": "#5A5F64",
        "scrollbar-background": "#101418",
        "scrollbar-background-hover": "#101418",
        "scrollbar-background-active": "#101418",
        "scrollbar-corner-color": "#101418",
        "block-cursor-blurred-background": "#29384E",
        "block-cursor-blurred-foreground": "#C9CFD6",
        "block-cursor-blurred-text-style": "bold",
    },
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
    variables={
        "footer-background": "#FFFFFF",
        "footer-foreground": "#5B6675",
        "footer-key-foreground": "#1F2833",
        "footer-description-foreground": "#5B6675",
        "border": "#C5CDD8",
        "scrollbar": "#D2D4D6",
        "scrollbar-hover": "#BCBEC2",
        "scrollbar-active": "#A5A9AD",
        "scrollbar-background": "#FFFFFF",
        "scrollbar-background-hover": "#FFFFFF",
        "scrollbar-background-active": "#FFFFFF",
        "scrollbar-corner-color": "#FFFFFF",
        "block-cursor-blurred-background": "#CAD2E1",
        "block-cursor-blurred-foreground": "#1F2833",
        "block-cursor-blurred-text-style": "bold",
    },
)
THEMES = (NIGHT, DAY)
