"""A question that is answered by choosing one of a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList
from tui.words.phrases import capital

_KEY_CELLS = 4
"""Cells of a line before its words: the key between two spaces, and one more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the key that gives it at once, the id it is returned as, and its words.

    ``about`` is what there is to know of it, which is shown while it is under the cursor.
    """

    key: str
    id: str
    label: str
    about: str = ""


class ChoiceDialog(SupineDialog[str | None]):
    """A question with a few answers; it returns the id of the chosen one, or None at escape."""

    BINDINGS = bindings.CHOICE_DIALOG

    def __init__(self, question: str, choices: Sequence[Choice], text: str = "") -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._choices = {choice.key: choice for choice in choices}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="dialog-title")
            if self._text:
                yield Static(Content(self._text), classes="dialog-text")
            options = (Option(_prompt(each), id=each.id) for each in self._choices.values())
            yield PlainOptionList(*options)
            if any(each.about for each in self._choices.values()):
                yield Static(id="about", classes="dialog-text")
        yield KeyFooter()

    def on_resize(self) -> None:
        # The list gets its width with the layout that follows.
        self.call_after_refresh(self._fold)

    def _fold(self) -> None:
        """Fold long answers beneath their own words, and not beneath the key."""
        options = self.query_one(PlainOptionList)
        width = options.content_size.width - _KEY_CELLS
        new_line = Content("\n" + " " * _KEY_CELLS)
        for choice in self._choices.values():
            words = new_line.join(Content(choice.label).wrap(max(1, width)))
            options.replace_option_prompt(choice.id, _prompt(choice, words))

    def offers(self) -> Iterable[SystemCommand]:
        for choice in self._choices.values():
            yield SystemCommand(
                capital(choice.label),
                f"key {choice.key}",
                lambda answer=choice.id: self.app.call_later(self.dismiss, answer),
            )

    def on_key(self, event: events.Key) -> None:
        choice = self._choices.get(event.character or "")
        if choice is not None:
            event.stop()
            self.dismiss(choice.id)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        for choice in self._choices.values():
            if choice.id == event.option.id and choice.about:
                self.query_one("#about", Static).update(Content(choice.about))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)


def _prompt(choice: Choice, words: Content | None = None) -> Content:
    return Content.assemble((f" {choice.key} ", "bold $primary"), " ", words or choice.label)
