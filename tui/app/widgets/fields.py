"""Fields of a form: labelled values on lines of their own, changed in place with the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.app.keys import bindings
from tui.app.widgets.key_footer import is_touched
from tui.app.widgets.title_bar import QUIET

LABEL_CELLS = 22
"""The least width of a column of labels, in cells."""
MOST_LABEL_CELLS = 48
"""The greatest width of a column of labels, in cells."""
_ARROW_CELLS = 2
PLATE_CELLS = 6
"""The cells of an arrow that is a plate for a finger, with the space between it and the value."""


def label_cells(labels: Iterable[str]) -> int:
    """Return the width of a column of labels, in cells, where there is room for it."""
    longest = max((Content(label).cell_length for label in labels), default=0)
    return max(LABEL_CELLS, min(longest + 2, MOST_LABEL_CELLS))


def field_line(
    label: str,
    value: str,
    aside: str,
    *,
    column: int,
    width: int,
    has_focus: bool,
    is_touched: bool = False,
    below: str = "",
) -> Content:
    """Return a line of a form: the label, the value, and what there is to know of it.

    The value stands between arrows if the line has the focus; for fingers it always does, between
    plates that can be tapped. It begins at ``column``, or before that where ``width`` cells are too
    few. A value that is still too long ends in an ellipsis. ``below`` stands beneath the label,
    in the second row that a line has for fingers.
    """
    arrow = PLATE_CELLS if is_touched else _ARROW_CELLS
    name, shown = Content(label), Content(value)
    least = min(name.cell_length, LABEL_CELLS // 2) + 2
    aside = f"  {aside}" if aside else ""
    wanted = shown.cell_length + 2 * arrow + len(aside)
    column = max(least, min(column, width - wanted))
    name = name.truncate(column - 2, ellipsis=True)
    shown = shown.truncate(max(1, width - column - 2 * arrow), ellipsis=True)
    shown = shown.stylize("bold $primary" if has_focus else "bold")
    name = name.pad_right(column - name.cell_length)
    if is_touched:
        blank, plate = " " * (PLATE_CELLS - 1), "$primary on $panel"
        first = (name, ("  ◂  ", plate), " ", shown, " ", ("  ▸  ", plate), (aside, QUIET))
        gap = " " * (shown.cell_length + 2)
        second = (f"{below:{column}}", QUIET), (blank, plate), gap, (blank, plate)
        lines = [Content.assemble(*first), Content.assemble(*second)]
        return Content("\n").join(each.truncate(max(1, width), ellipsis=True) for each in lines)
    left, right = "◂▸" if has_focus else "  "
    return Content.assemble(
        name, (f"{left} ", "$primary"), shown, (f" {right}", "$primary"), (aside, QUIET)
    ).truncate(max(1, width), ellipsis=True)


def step_at(line: Content, x: int) -> int:
    """Return what a click on a column of a field's line means: -1 or 1 on an arrow, else 0."""
    for sign, step in (("◂", -1), ("▸", 1)):
        place = line.plain.split("\n")[0].rfind(sign)
        cells = Content(line.plain[:place]).cell_length
        reach = PLATE_CELLS // 2 if "\n" in line.plain else 0
        if place >= 0 and abs(x - cells) <= reach:
            return step
    return 0


class Field(Widget, can_focus=True):
    """A labelled value on a line of its own, which shows arrows when it has the focus.

    The form sets ``column``, the cell at which its values begin.
    """

    DEFAULT_CSS = "Field { height: 1; width: 1fr; }"
    BINDINGS = bindings.FIELD

    class Changed(Message):
        """The value of a field has changed."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, label: str, aside: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.label = label
        self.aside = aside
        self.column = LABEL_CELLS

    def value_text(self) -> str:
        """Return the value as it stands between the arrows."""
        raise NotImplementedError

    def action_step(self, step: int) -> None:
        """Change to the value so many steps after this one, or before with a negative number."""
        raise NotImplementedError

    def post_changed(self) -> None:
        """Draw the new value and send `Changed`."""
        self.refresh()
        self.post_message(self.Changed(self))

    def render(self) -> Content:
        """Return the line of the field."""
        return self.line(self.aside)

    def line(self, aside: str, below: str = "") -> Content:
        """Return the line of the field with something to know of its value (`field_line`)."""
        return field_line(
            self.label,
            self.value_text(),
            aside,
            column=self.column,
            width=self.size.width,
            has_focus=self.has_focus,
            is_touched=is_touched(self.app),
            below=below,
        )

    def on_click(self, event: events.Click) -> None:
        """Step the value at its arrows."""
        if step := step_at(self.line(self.aside), event.x):
            self.action_step(step)


class NumberField(Field):
    """A whole number from ``least`` to ``most``, which is stepped or typed.

    What is typed and is none of these numbers is shown with what the field takes, and changes
    nothing: the number from before stays.
    """

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
        # The number before it was typed, and before the minus of what may become a number.
        self._before = self._before_minus = value
        self._is_after_minus = False

    @property
    def is_wrong(self) -> bool:
        """Whether what is being typed is none of the numbers."""
        return bool(self._typed) and not self._takes(self._typed)

    @property
    def wrong_words(self) -> str:
        """What is wrong with what is being typed, as a sentence."""
        return f"{self.label.strip()} {self._takes_words}, not {self._typed}."

    @property
    def _takes_words(self) -> str:
        return f"must be {self._least} to {self._most}"

    def _takes(self, typed: str) -> bool:
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(self._most))
        return is_number and self._least <= int(typed) <= self._most

    def value_text(self) -> str:
        """Return the number, right-aligned in two cells, or what is typed and is wrong."""
        return self._typed if self.is_wrong else f"{self.value:>2}"

    def render(self) -> Content:
        return self.line(self._takes_words if self.is_wrong else self.aside)

    def action_step(self, step: int) -> None:
        """Change the number by so much, unless that is out of range."""
        self._end_typing()
        if self._least <= self.value + step <= self._most:
            self._set_value(self.value + step)

    def on_blur(self) -> None:
        """Let digits that are typed after coming back begin a new number."""
        if self.is_wrong and self.is_attached and self.screen.is_current and self.app.app_focus:
            self.notify(
                f"{self.wrong_words} It stays {self.value}.", severity="warning", markup=False
            )
        self._end_typing()

    def on_key(self, event: events.Key) -> None:
        """Take digits and backspace, and what else may stand in a number, which is wrong here."""
        character = event.character or ""
        is_after_minus, self._is_after_minus = self._is_after_minus, character == "-"
        if self._is_after_minus:  # one less, unless a digit follows
            self._before_minus = self.value
        elif character and character in "0123456789.,":
            event.stop()
            if is_after_minus:
                self._end_typing()
                self._set_value(self._before_minus)
            self._type(self._typed + ("-" if is_after_minus else "") + character)
        elif event.key == "backspace":
            event.stop()
            self._type((self._typed or str(self.value))[:-1])

    def _type(self, typed: str) -> None:
        if not self._typed:
            self._before = self.value
        self._typed = typed
        self._set_value(int(typed) if self._takes(typed) else self._before if typed else 0)
        self.refresh()

    def _end_typing(self) -> None:
        self._typed = ""
        self.refresh()

    def _set_value(self, value: int) -> None:
        if value != self.value and self._least <= value <= self._most:
            self.value = value
            self.post_changed()


class ChoiceField(Field):
    """One of a few values; after the last one comes the first.

    ``choices`` are pairs of a value and the word that is shown for it.
    """

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

    def value_text(self) -> str:
        """Return the word for the value."""
        return self._choices[self.value]

    def action_step(self, step: int) -> None:
        """Change to the value so many steps on."""
        values = list(self._choices)
        self.value = values[(values.index(self.value) + step) % len(values)]
        self.post_changed()
