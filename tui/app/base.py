"""What the screens share: the app they live in, and one way to change the diary."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path, PurePath
from typing import Any, ClassVar, TypeVar

from textual import getters, work
from textual.app import SystemCommand
from textual.screen import ModalScreen, Screen

from tui.app.shell import Shell

T = TypeVar("T")
# Widths and heights, in cells, below which a screen takes its compact form.
WIDTHS = [(0, "-narrow"), (64, "-medium"), (100, "-wide")]
HEIGHTS = [(0, "-short"), (20, "-medium-high"), (32, "-tall")]


_HERE = Path(__file__).parents[1]
# Inside the package when installed, beside it in a checkout.
STYLES = next(
    (d for d in (_HERE / "styles", _HERE.parent / "styles") if (d / "app.tcss").is_file()), _HERE
)


def styles(*names: str) -> list[str | PurePath]:
    """The style sheets of a screen, which are read when it is first shown."""
    return [STYLES / f"{name}.tcss" for name in names]


class SupineScreen(Screen[T]):
    """A screen of supine."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    NAVIGATION_KEY: ClassVar[str] = ""
    """The name under which a key goes here from other screens, if one does."""
    IS_SESSION: ClassVar[bool] = False
    is_acting = False

    app = getters.app(Shell)

    def on_screen_resume(self) -> None:
        """It is there, so keys may come."""
        self.call_after_refresh(self.app.key_queue.release, self)

    def show(self) -> None:
        """Draw the diary as it is now; called when it or the date has changed."""

    def offers(self) -> Iterable[SystemCommand]:
        """Return what can be done here besides the bindings, for the command palette."""
        return ()


class SupineDialog(ModalScreen[T]):
    """A screen over another one, with a question or a text."""

    CSS_PATH = styles("dialogs")
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    app = getters.app(Shell)

    def on_screen_resume(self) -> None:
        """It is there, so keys may come."""
        self.call_after_refresh(self.app.key_queue.release, self)

    def offers(self) -> Iterable[SystemCommand]:
        """Return what can be done here besides the bindings, for the command palette."""
        return ()


S = TypeVar("S", bound=SupineScreen[Any])


def one_at_a_time(action: Callable[[S], Coroutine[None, None, None]]) -> Callable[[S], object]:
    """An action that waits for questions and the disk, and during which others do nothing.

    A key that repeats, or a slow disk, must not do a thing twice.
    """

    async def alone(screen: S) -> None:
        try:
            # Another program may have written since: what it did is not to be done again.
            await screen.app.reload()
            await action(screen)
        finally:
            screen.is_acting = False
            screen.app.key_queue.release(screen)

    alone.__name__, alone.__doc__ = action.__name__, action.__doc__
    begin: Callable[[S], object] = work(alone)

    def hold_and_begin(screen: S) -> object:
        if screen.is_acting:
            return None
        screen.is_acting = True
        screen.app.key_queue.hold()  # the next ones may be meant for what it opens
        return begin(screen)

    return hold_and_begin
