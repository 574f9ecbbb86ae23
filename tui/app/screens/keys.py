"""Every key of the app, each changed by pressing the new one."""

from __future__ import annotations

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineDialog, SupineScreen, one_at_a_time, styles
from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.keys import bindings
from tui.app.keys.keymap import (
    KeyRejected,
    RemappableKey,
    catalogue,
    effective,
    key_words,
    remapped,
    reset,
)
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList
from tui.app.widgets.title_bar import QUIET, TitleBar

DESCRIPTION_CELLS = 22


class PressKeyDialog(SupineDialog[dict[str, str] | None]):
    """Waits for one key and gives back the map with it; escape gives up.

    Args:
        row: what the key is for.
        keymap: the keys as they are remapped now.
    """

    BINDINGS = bindings.PRESS_KEY

    def __init__(self, row: RemappableKey, keymap: dict[str, str]) -> None:
        super().__init__()
        self._row = row
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """What is asked, and what was wrong with the last key."""
        with Vertical(classes="dialog"):
            yield Static(f"Press the new key for {self._row.description}", classes="dialog-title")
            yield Static(id="wrong")
        yield KeyFooter()

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why it cannot be taken and wait for another one."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        try:
            self.dismiss(remapped(self._keymap, self._row.id, event.key))
        except KeyRejected as refusal:
            said = f"{refusal}. Press another one."
            self.query_one("#wrong", Static).update(Content.styled(said, "$warning"))


class KeysScreen(SupineScreen[None], inherit_bindings=False):
    """The keys by screen; enter changes one."""

    CSS_PATH = styles("keys")
    TITLE = "Keys"
    BINDINGS = bindings.KEYS

    def compose(self) -> ComposeResult:
        """All of them under the names of their screens."""
        yield TitleBar("Keys", "enter changes one")
        with Vertical(id="keys"):
            yield PlainOptionList(compact=True, classes="-cut")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def draw(self) -> None:
        """Draw the keys as they are now."""
        options = self.query_one(OptionList)
        at = options.highlighted_option
        options.clear_options()
        troubles = self.app.key_problems
        if troubles:
            options.add_option(Option(Content.styled("PASSED OVER", QUIET), disabled=True))
        for wanted, why in troubles.items():
            said = Content.styled(f"  {wanted}: {why}", "$warning")
            options.add_option(Option(said, disabled=True))
        group = ""
        for row in catalogue().values():
            if row.group != group:
                group = row.group
                options.add_option(Option(Content.styled(group.upper(), QUIET), disabled=True))
            options.add_option(Option(self._line(row), id=row.id))
        first = 1 if not troubles else len(troubles) + 2
        options.highlighted = options.get_option_index(at.id) if at and at.id else first
        self.refresh_bindings()

    def _line(self, row: RemappableKey) -> Content:
        keymap, written = self.app.keys, self.app.written_keys
        gap = " " * max(1, DESCRIPTION_CELLS - len(row.description))
        style = "bold $primary" if row.id in keymap else ""
        return Content.assemble(
            f"  {row.description}{gap}",
            (written(key_words(effective(keymap, row.id))), style),
            (f"  was {written(key_words(row.keys))}" if row.id in keymap else "", QUIET),
        )

    @property
    def _row(self) -> RemappableKey | None:
        option = self.query_one(OptionList).highlighted_option
        return catalogue().get(option.id or "") if option else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what means something now."""
        del parameters
        if action == "restore":
            return self._row is not None and self._row.id in self.app.keys
        if action == "restore_all":
            return bool(self.app.snapshot.settings.keys)
        return True

    # What keys do

    def on_option_list_option_highlighted(self) -> None:
        """Another line may go back to its default, or not."""
        self.refresh_bindings()

    def on_option_list_option_selected(self) -> None:
        """Enter or a click changes the line's key."""
        self.action_change()

    @one_at_a_time
    async def action_change(self) -> None:
        """Wait for the new key, and keep it."""
        row = self._row
        if row is None:
            return
        keymap = await self.app.push_screen_wait(PressKeyDialog(row, self.app.keys))
        if keymap is not None:
            await self._keep(keymap, f"the key for {row.description}")

    @one_at_a_time
    async def action_restore(self) -> None:
        """Give the line its own keys again."""
        row = self._row
        if row is None:
            return
        try:
            keymap = reset(self.app.keys, row.id)
        except KeyRejected as refusal:
            self.notify(f"{refusal} now. Change that one first.", severity="warning")
            return
        await self._keep(keymap, f"the key for {row.description}")

    @one_at_a_time
    async def action_restore_all(self) -> None:
        """Give every line its own keys again, after a question."""
        question = ChoiceDialog(
            "Give every key its default again?",
            [Choice("y", "all", "yes, all of them"), Choice("n", "", "no")],
            "u takes it back.",
        )
        if await self.app.push_screen_wait(question):
            await self._keep({}, "the keys")

    async def _keep(self, keymap: dict[str, str], undo: str) -> None:
        # What only another version of the program knows is for that one to judge.
        stored = self.app.snapshot.settings.keys if keymap else {}
        strange = {wanted: keys for wanted, keys in stored.items() if wanted not in catalogue()}
        await self.app.change(
            lambda diary: diary.preferences.change_settings(
                lambda old: replace(old, keys={**strange, **keymap}), undo
            )
        )
