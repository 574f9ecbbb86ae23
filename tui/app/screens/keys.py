"""The keys screen: every key of the app, each changed by pressing the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
from tui.app.keys.bindings import key_words
from tui.app.keys.keymap import (
    KeyRejected,
    RemappableKey,
    catalogue,
    effective,
    remapped,
    reset,
)
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList
from tui.app.widgets.title_bar import QUIET, TitleBar

DESCRIPTION_CELLS = 22
"""The column of the keys, after the description and two spaces."""


class PressKeyDialog(SupineDialog[dict[str, str] | None]):
    """Waits for one key; it returns the key map with it, or None at escape.

    Args:
        target: the binding that gets the key.
        keymap: the remapped keys, by binding id.
    """

    BINDINGS = bindings.PRESS_KEY
    IS_TYPED = True

    def __init__(self, target: RemappableKey, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._target = target
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        title = f"Press the new key for {self._target.description}"
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title")
            if self.app.is_touched:
                yield Static("This needs a keyboard.", classes="dialog-text")
            yield Static(id="wrong")
        yield KeyFooter()

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why it cannot be taken and wait for another one."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        try:
            self.dismiss(remapped(self._keymap, self._target.id, event.key))
        except KeyRejected as rejected:
            message = self.app.written_keys(f"{rejected}. Try another key.")
            self.query_one("#wrong", Static).update(Content.styled(message, "$warning"))


class KeysScreen(SupineScreen[None], inherit_bindings=False):
    """The bindings by the names of their screens, and stored keys that cannot be used."""

    CSS_PATH = styles("list")
    TITLE = "Keys"
    BINDINGS = bindings.KEYS

    def compose(self) -> ComposeResult:
        yield TitleBar("Keys", "tap to change" if self.app.is_touched else "enter to change")
        with Vertical(classes="page"):
            yield PlainOptionList(compact=True, classes="-cut")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def draw(self) -> None:
        options = self.query_one(OptionList)
        cursor = options.highlighted_option
        options.clear_options()
        options.add_options(self._lines())
        if cursor is not None and cursor.id is not None:
            options.highlighted = options.get_option_index(cursor.id)
        else:
            options.action_first()
        self.refresh_bindings()

    def _lines(self) -> Iterator[Option]:
        problems = self.app.key_problems
        if problems:
            yield _heading("SKIPPED")
        for binding, why in problems.items():
            yield Option(Content.styled(f"  {binding}: {why}", "$warning"), disabled=True)
        group = ""
        for key in catalogue().values():
            if key.group != group:
                group = key.group
                yield _heading(group.upper())
            yield Option(self._line(key), id=key.id)

    def _line(self, key: RemappableKey) -> Content:
        keymap, written = self.app.keys, self.app.written_keys
        is_remapped = key.id in keymap
        gap = " " * max(1, DESCRIPTION_CELLS - len(key.description))
        return Content.assemble(
            f"  {key.description}{gap}",
            (written(key_words(effective(keymap, key.id))), "bold $primary" if is_remapped else ""),
            (f"  was {written(key_words(key.keys))}" if is_remapped else "", QUIET),
        )

    @property
    def _selected(self) -> RemappableKey | None:
        option = self.query_one(OptionList).highlighted_option
        return catalogue().get(option.id or "") if option else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer defaults only where a key was changed."""
        del parameters
        if action == "restore":
            return self._selected is not None and self._selected.id in self.app.keys
        if action == "restore_all":
            return bool(self.app.snapshot.settings.keys)
        return True

    # What keys do

    def on_option_list_option_highlighted(self) -> None:
        self.refresh_bindings()  # whether the line has a default to go back to

    def on_option_list_option_selected(self) -> None:
        self.action_change()

    @one_at_a_time
    async def action_change(self) -> None:
        """Ask for a new key for the binding under the cursor."""
        key = self._selected
        if key is None:
            return
        keymap = await self.app.push_screen_wait(PressKeyDialog(key, self.app.keys))
        if keymap is not None:
            await self._store(keymap, f"the key for {key.description}")

    @one_at_a_time
    async def action_restore(self) -> None:
        """Give the binding under the cursor its default keys again."""
        key = self._selected
        if key is None:
            return
        try:
            keymap = reset(self.app.keys, key.id)
        except KeyRejected as rejected:
            message = self.app.written_keys(f"{rejected} now. Change that first.")
            self.notify(message, severity="warning")
            return
        await self._store(keymap, f"the key for {key.description}")

    @one_at_a_time
    async def action_restore_all(self) -> None:
        """Give every binding its default keys again, after a question."""
        question = ChoiceDialog(
            "Reset all keys?",
            [Choice("y", "all", "yes, reset all"), Choice("n", "", "no")],
            f"To undo it, {self.app.way_to('app.undo')}.",
        )
        if await self.app.push_screen_wait(question):
            await self._store({}, "the keys")

    async def _store(self, keymap: Mapping[str, str], undo: str) -> None:
        """Store a key map; an empty one drops everything that is stored.

        Bindings that this version does not know are kept: another version may know them.
        """
        stored = self.app.snapshot.settings.keys if keymap else {}
        unknown = {binding: keys for binding, keys in stored.items() if binding not in catalogue()}
        await self.app.change(
            lambda diary: diary.preferences.change_settings(
                lambda old: replace(old, keys={**unknown, **keymap}), undo
            )
        )


def _heading(text: str) -> Option:
    return Option(Content.styled(text, QUIET), disabled=True)
