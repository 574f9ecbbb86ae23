"""A line of text that is typed in place: enter finishes it, escape cancels it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.reactive import reactive
from textual.widgets import Input

from tui.app.keys import bindings


class StillInput(Input):
    """A line of text whose cursor does not blink, since nothing in this program flashes."""

    BINDINGS = bindings.TYPED_LINE

    cursor_blink = reactive(False, init=False)


class NoteInput(StillInput):
    """The note of a form; while it is typed, the line of keys is its own."""

    BINDINGS = bindings.NOTE


class InlineInput(StillInput):
    """An input that calls back when it is done; what becomes of its text is its owner's business.

    It calls at once instead of sending a message, so that the next key finds all done.

    Args:
        finished: called at enter, and at a key that goes to another line, with where it goes: up,
            down, next, back, or an empty string.
        cancelled: called at escape.
        left: called when something else was clicked.
    """

    BINDINGS = bindings.INLINE_INPUT

    def __init__(
        self,
        placeholder: str = "",
        *,
        id: str,
        finished: Callable[[str], None],
        cancelled: Callable[[], None],
        left: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(id=id, compact=True, placeholder=placeholder, select_on_focus=False)
        self._finished = finished
        self._cancelled = cancelled
        self._left = left

    def action_take(self, then: str) -> None:
        self._finished(then)

    def action_give_up(self) -> None:
        self._cancelled()

    def on_blur(self, event: events.Blur) -> None:
        del event
        # Not when another window took the keys, nor when this is typed into again by now.
        if self._left is not None and self.app.app_focus and self.screen.focused is not self:
            self._left()
