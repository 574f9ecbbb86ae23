"""A question that is answered by typing a line of text."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.widgets.inline_input import StillInput
from tui.app.widgets.key_footer import KeyFooter


class PromptDialog(SupineDialog[str | None]):
    """A question with a line to type into; it returns the answer, or None at escape.

    Args:
        question: what is asked.
        check: returns the answer for what was typed, or raises a ValueError whose message is shown.
        longest: the most characters that can be typed.
        hint: stands in the line until something is typed.
    """

    BINDINGS = bindings.PROMPT_DIALOG

    def __init__(
        self, question: str, check: Callable[[str], str], *, longest: int, hint: str = ""
    ) -> None:
        super().__init__()
        self._hint = hint
        self._question = question
        self._check = check
        self._longest = longest

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="dialog-title")
            yield StillInput(max_length=self._longest, compact=True, placeholder=self._hint)
            yield Static(id="wrong")
        yield KeyFooter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(self._check(event.value))
        except ValueError as error:
            self.query_one("#wrong", Static).update(Content.styled(str(error), "$warning"))
