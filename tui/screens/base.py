"""What the screens share: the app they live in, and one way to change the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.screen import ModalScreen, Screen

if TYPE_CHECKING:
    from tui.app import SupineApp

T = TypeVar("T")
# Widths and heights, in cells, below which a screen takes its compact form.
WIDTHS = [(0, "-narrow"), (64, "-medium"), (100, "-wide")]
HEIGHTS = [(0, "-short"), (20, "-medium-high"), (32, "-tall")]


class SupineScreen(Screen[T]):
    """A screen of supine."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    @property
    def supine(self) -> SupineApp:
        """The app."""
        return cast("SupineApp", self.app)


class SupineDialog(ModalScreen[T]):
    """A screen over another one, with a question or a text."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    @property
    def supine(self) -> SupineApp:
        """The app."""
        return cast("SupineApp", self.app)
