"""Rows of a form that are changed in place with the arrow keys: a number, or one of a few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.app.keys import bindings
from tui.app.widgets.title_bar import QUIET

LABEL_CELLS = 22
MOST_LABEL_CELLS = 48
_ARROW_CELLS = 2


def label_cells(labels: Iterable[str]) -> int:
    """How wide the column of these labels is where there is room for it."""
    longest = max((Content(label).cell_length for label in labels), default=0)
    return max(LABEL_CELLS, min(longest + 2, MOST_LABEL_CELLS))


def labelled(
    label: str,
    value: str,
    aside: str,
    *,
    column: int,
    width: int,
    has_focus: bool,
) -> Content:
    """A line of a form: label, value between its arrows where the focus is, and what to know of it.

    The value begins at a column of its own, or before it where a line of ``width`` cells is too
    short for both; a value that is still too long ends in an ellipsis.
    """
    name, shown = Content(label), Content(value)
    least = min(name.cell_length, LABEL_CELLS // 2) + 2
    aside = f"  {aside}" if aside else ""
    wanted = shown.cell_length + 2 * _ARROW_CELLS + len(aside)
    column = max(least, min(column, width - wanted))
    name = name.truncate(column - 2, ellipsis=True)
    shown = shown.truncate(max(1, width - column - 2 * _ARROW_CELLS), ellipsis=True)
    left, right = "◂▸" if has_focus else "  "
    return Content.assemble(
        name.pad_right(column - name.cell_length),
        (f"{left} ", "$primary"),
        shown.stylize("bold $primary" if has_focus else "bold"),
        (f" {right}", "$primary"),
        (aside, QUIET),
    ).truncate(max(1, width), ellipsis=True)


class Field(Widget, can_focus=True):
    """One labelled value on a line of its own; the focused one shows its arrows.

    The values of a form begin at its ``column``.
    """

    DEFAULT_CSS = "Field { height: 1; width: 1fr; }"
    BINDINGS = bindings.FIELD

    class Changed(Message):
        """A field's value is another one."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, label: str, aside: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.label = label
        self.aside = aside
        self.column = LABEL_CELLS

    def shown(self) -> str:
        """The value, as it stands between the arrows."""
        raise NotImplementedError

    def action_step(self, step: int) -> None:
        """The value before or after this one."""
        raise NotImplementedError

    def changed(self) -> None:
        """Show the new value and say so."""
        self.refresh()
        self.post_message(self.Changed(self))

    def render(self) -> Content:
        """Label, value between its arrows, and what there is to know of it."""
        return labelled(
            self.label,
            self.shown(),
            self.aside,
            column=self.column,
            width=self.size.width,
            has_focus=self.has_focus,
        )


class Stepper(Field):
    """A whole number, stepped or typed; what lies outside ``least`` to ``most`` is not taken."""

    def __init__(
        self,
        label: str,
        value: int,
        *,
        least: int = 0,
        most: int,
        aside: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(label, aside, id=id)
        self.value = value
        self._least, self._most = least, most
        self._typed = ""

    def shown(self) -> str:
        """The number, right-aligned."""
        return f"{self.value:>2}"

    def action_step(self, step: int) -> None:
        """One less or one more."""
        self._typed = ""
        self._take(self.value + step)

    def on_blur(self) -> None:
        """What is typed after coming back is another number."""
        self._typed = ""

    def on_key(self, event: events.Key) -> None:
        """Digits make a number; one that would be too large begins anew with the last digit."""
        digit = event.character or ""
        if digit.isascii() and digit.isdigit():
            event.stop()
            typed = self._typed + digit
            self._typed = typed if int(typed) <= self._most else digit
            self._take(int(self._typed))
        elif event.key == "backspace":
            event.stop()
            self._typed = str(self.value)[:-1]
            self._take(int(self._typed or "0"))

    def _take(self, value: int) -> None:
        if self._least <= value <= self._most and value != self.value:
            self.value = value
            self.changed()


class Chooser(Field):
    """One of a few choices, each with the word that is shown for it; stepping goes round."""

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        value: str,
        *,
        aside: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(label, aside, id=id)
        self._choices = dict(choices)
        self.value = value

    def shown(self) -> str:
        """The word for the choice."""
        return self._choices[self.value]

    def action_step(self, step: int) -> None:
        """The choice before or after; from the last to the first."""
        values = list(self._choices)
        self.value = values[(values.index(self.value) + step) % len(values)]
        self.changed()
