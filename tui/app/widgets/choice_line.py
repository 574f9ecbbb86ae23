"""A question and its few answers in one line; a click or a tap on an answer chooses it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.app.widgets.key_footer import is_touched
from tui.app.widgets.title_bar import QUIET


class ChoiceLine(Static):
    """The answers to a question, each with its number; for fingers they are plates."""

    class Chosen(Message):
        """An answer was clicked."""

        def __init__(self, answer: str) -> None:
            super().__init__()
            self.answer = answer

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: list[tuple[int, int, str]] = []

    def show(self, question: str, answers: Sequence[str], chosen: str | None, air: int) -> None:
        """Show the answers with so many cells before each; brackets mark the chosen one."""
        # Brackets too, for those who see no colours.
        words = [
            f"[{number} {answer}]" if answer == chosen else f" {number} {answer} "
            for number, answer in enumerate(answers, 1)
        ]
        styles = ["bold $background on $primary" if each == chosen else QUIET for each in answers]
        line = Content(question)
        self._places = []
        if not is_touched(self.app):
            for answer, text, style in zip(answers, words, styles, strict=True):
                line = Content.assemble(line, " " * air)
                self._place(line, text, answer)
                line = Content.assemble(line, (text, style))
            self.update(line)
            return
        words = [f" {text} " for text in words]
        lines = []
        # The question has a line of its own where there is too little room for it.
        wanted = line.cell_length + sum(len(text) + max(1, air) for text in words)
        if (self.size.width or self.app.size.width) < wanted:
            lines, line = [line], Content("")
        upper = lower = Content(" " * line.cell_length)
        for answer, text, style in zip(answers, words, styles, strict=True):
            gap = " " * max(1, air) if line.cell_length else ""
            ground = "$primary" if answer == chosen else "$panel"
            style = style if answer == chosen else f"{style} on $panel"
            line = Content.assemble(line, gap)
            self._place(line, text, answer)
            line = Content.assemble(line, (text, style))
            upper = Content.assemble(upper, gap, ("▄" * len(text), ground))
            lower = Content.assemble(lower, gap, ("▀" * len(text), ground))
        self.update(Content("\n").join([*lines, upper, line, lower]))

    def _place(self, line: Content, text: str, answer: str) -> None:
        """Keep in mind that an answer stands at the end of a line."""
        self._places.append((line.cell_length, line.cell_length + len(text), answer))

    def on_click(self, event: events.Click) -> None:
        for start, end, answer in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(answer))
