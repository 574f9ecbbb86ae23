"""Two dialogs that serve every question: choose one of a few lines, or read and accept a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.widgets.inline_input import StillInput
from tui.app.widgets.option_list import PlainOptionList
from tui.practice.models import PROPS, Prop
from tui.words.phrases import PROP_WORDS

_KEY_CELLS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to choose: the key that chooses it at once, what it means, what it says."""

    key: str
    id: str
    label: str


class ChoiceDialog(SupineDialog[str | None]):
    """A question with a few answers, each with a key; escape answers nothing."""

    BINDINGS = bindings.CHOICE_DIALOG

    def __init__(self, question: str, choices: Sequence[Choice], text: str = "") -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._choices = {choice.key: choice for choice in choices}
        self.preferences = tuple(choices)

    def compose(self) -> ComposeResult:
        """The question above its answers."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="dialog-title")
            if self._text:
                yield Static(Content(self._text), classes="dialog-text")
            yield PlainOptionList(*(Option(_line(each), id=each.id) for each in self.preferences))
        yield Footer()

    def on_resize(self) -> None:
        """A long answer goes on beneath its own words, and not beneath the key."""
        self.call_after_refresh(self._fold)

    def _fold(self) -> None:
        if not self.query(PlainOptionList):
            return  # answered already
        options = self.query_one(PlainOptionList)
        width = options.content_size.width - _KEY_CELLS
        for choice in self.preferences:
            words = Content("\n" + " " * _KEY_CELLS).join(Content(choice.label).wrap(max(1, width)))
            options.replace_option_prompt(choice.id, _line(choice, words))

    def offers(self) -> Iterable[SystemCommand]:
        """Return the answers, for the command palette."""
        for choice in self.preferences:
            yield SystemCommand(
                f"{choice.label[:1].upper()}{choice.label[1:]}",
                f"key {choice.key}",
                lambda answer=choice.id: self.app.call_later(self.dismiss, answer),
            )

    def on_key(self, event: events.Key) -> None:
        """A line's own key chooses it."""
        choice = self._choices.get(event.character or "")
        if choice is not None:
            event.stop()
            self.dismiss(choice.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click chooses a line."""
        self.dismiss(event.option.id)

    def action_down(self) -> None:
        """Go to the next line."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the line before."""
        self.query_one(OptionList).action_cursor_up()


def _line(choice: Choice, words: Content | None = None) -> Content:
    return Content.assemble((f" {choice.key} ", "bold $primary"), " ", words or choice.label)


class PromptDialog(SupineDialog[str | None]):
    """A question that is answered with a line of text; escape answers nothing.

    ``check`` gives the answer of what was typed, or raises a ValueError whose words are shown.
    """

    BINDINGS = bindings.PROMPT_DIALOG

    def __init__(self, question: str, check: Callable[[str], str], *, longest: int) -> None:
        super().__init__()
        self._question = question
        self._check = check
        self._longest = longest

    def compose(self) -> ComposeResult:
        """The question, the line, and what is wrong with it."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="dialog-title")
            yield StillInput(max_length=self._longest, compact=True)
            yield Static(id="wrong")
        yield Footer()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, if the line can be one."""
        try:
            self.dismiss(self._check(event.value))
        except ValueError as error:
            self.query_one("#wrong", Static).update(Content.styled(str(error), "$warning"))


class TextDialog(SupineDialog[bool]):
    """A text to read, and perhaps to accept with enter; escape goes back."""

    BINDINGS = bindings.TEXT_DIALOG

    def __init__(
        self,
        title: str,
        paragraphs: Sequence[str],
        *,
        accept: str | None = None,
        refuse: str = "go back",
    ) -> None:
        super().__init__()
        self._title = title
        self._paragraphs = paragraphs
        self._accept = accept
        self._refuse = refuse

    def compose(self) -> ComposeResult:
        """The text, scrolling where it must, over what the two keys do."""
        with Vertical(classes="dialog reading"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll():
                yield Static(Content("\n\n".join(self._paragraphs)), classes="dialog-text")
            keys = [("enter", self._accept)] if self._accept else []
            keys.append(("esc", self._refuse))
            for key, label in keys:
                line = Content.assemble((f" {key} ", "bold $primary"), f" {label}")
                yield Static(line, classes="dialog-key")

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one(VerticalScroll).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to accept, no key for it."""
        del parameters
        return action != "accept" or self._accept is not None

    def action_accept(self) -> None:
        """Say yes."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Say nothing."""
        self.dismiss(False)

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one(VerticalScroll).scroll_down()

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one(VerticalScroll).scroll_up()


class PropsDialog(SupineDialog[tuple[Prop, ...]]):
    """Which props lie under neck and head; any combination, and none is worth more."""

    BINDINGS = bindings.PROPS_DIALOG

    def __init__(self, chosen: Sequence[Prop]) -> None:
        super().__init__()
        self._ticked = set(chosen)

    def compose(self) -> ComposeResult:
        """A list to tick."""
        with Vertical(classes="dialog"):
            yield Static("Under your neck or head", classes="dialog-title")
            yield PlainOptionList(*(Option(self._ticked_line(prop), id=prop) for prop in PROPS))
        yield Footer()

    def _ticked_line(self, prop: Prop) -> Content:
        # Brackets, for those who see no colours.
        key, tick = PROPS.index(prop) + 1, "x" if prop in self._ticked else " "
        return Content.assemble(
            (f" {key} ", "bold $primary"), " [", (tick, "bold $primary"), f"] {PROP_WORDS[prop]}"
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click ticks a line."""
        self._toggle(PROPS[event.option_index])

    def _toggle(self, prop: Prop) -> None:
        self._ticked ^= {prop}
        self.query_one(PlainOptionList).replace_option_prompt(prop, self._ticked_line(prop))

    def action_tick(self, prop: Prop) -> None:
        """Tick a prop, or take the tick away."""
        self._toggle(prop)

    def action_tick_line(self) -> None:
        """Tick the prop of the line."""
        self._toggle(PROPS[self.query_one(PlainOptionList).highlighted or 0])

    def action_down(self) -> None:
        """Go to the next line."""
        self.query_one(PlainOptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the line before."""
        self.query_one(PlainOptionList).action_cursor_up()

    def action_keep(self) -> None:
        """Close with what is ticked, in the usual order."""
        self.dismiss(tuple(prop for prop in PROPS if prop in self._ticked))
