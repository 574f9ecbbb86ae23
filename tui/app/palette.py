"""The command palette: what can be done on the screen below it, by name.

It holds what the screen offers, the screen's bindings, the other routines, and a command for every
line of the settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.binding import ActiveBinding
from textual.command import CommandList, CommandPalette
from textual.errors import NoWidget
from textual.markup import escape
from textual.screen import Screen
from textual.widgets import Input

from tui.app.base import ShellScreen, SupineDialog, SupineScreen, session_screen
from tui.app.keys.bindings import key_words
from tui.app.settings.file_actions import FileFacts
from tui.app.settings.lines import all_lines, shown_settings
from tui.app.shell import Shell
from tui.app.widgets.option_list import MarkedOptionList
from tui.diary.all_routines import active_routines
from tui.words.phrases import capital
from tui.words.statistics import IN_THE_PALETTE

_NOT_OFFERED = frozenset(
    (
        *("move", "scroll", "scroll_home", "scroll_end", "page", "section", "cursor"),
        *("focus_next", "focus_previous", "suspend_process"),
    )
)
"""Actions that only move about on a screen, and the one that leaves the terminal."""


class Results(CommandList, MarkedOptionList):
    """The commands that were found."""

    # In less, the margins of a line leave no room for the line, and Textual fails to fold it.
    DEFAULT_CSS = """
    Results { min-width: 12; }
    """


class Palette(CommandPalette, ShellScreen[None]):
    """Textual's command palette, as a screen that is only asked while it is complete.

    It has no id: one that opens while another is being removed may not share it.
    """

    def compose(self) -> ComposeResult:
        """Compose what Textual does, with a list that no key can break and a cursor that stays."""
        for widget in super().compose():
            if isinstance(widget, Input):
                widget.cursor_blink = False  # as in ``StillInput``
            yield Results() if isinstance(widget, CommandList) else widget

    def on_click(self, event: events.Click) -> None:
        """Leave out a click on a place that the terminal has no longer; Textual fails there."""
        try:
            self.get_widget_at(event.screen_x, event.screen_y)
        except NoWidget:
            event.prevent_default()


def commands(app: Shell, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield the palette's commands for the screen below it.

    All are escaped, since Textual's palette parses markup in them, and a name that a person wrote
    may stand in any of them.
    """
    for each in _commands(app, screen):
        yield each._replace(title=escape(each.title), help=escape(each.help))


def _commands(app: Shell, screen: Screen[Any]) -> Iterator[SystemCommand]:
    if isinstance(screen, SupineScreen | SupineDialog):
        yield from screen.offers()
    for active in _offered_bindings(screen):
        binding = active.binding
        words = screen.key_words(binding) if isinstance(screen, ShellScreen) else ""
        if not words:
            continue
        keys = app.written_keys(binding.key_display or key_words([binding.key]))
        # By touch there are no keys; a second row, if empty, is left for the finger.
        about = " " if app.is_touched else f"key {keys}"
        yield SystemCommand(
            capital(words),
            binding.tooltip or about,
            lambda n=active.node, a=binding.action: app.call_later(app.run_action, a, n),
        )
    if isinstance(screen, SupineScreen) and session_screen(app) is None:
        go = partial(app.call_later, app.action_go, "statistics")
        yield SystemCommand(IN_THE_PALETTE, "in the calendar", go)
        yield SystemCommand(
            "Import from a file",
            "a supine export, or a file of another habit program",
            lambda: app.run_worker(_import_file(app)),
        )
        # On the home screen it is the screen's own.
        if app.copies and not any(
            each.binding.id == "routine.merge" for each in screen.active_bindings.values()
        ):
            yield SystemCommand(
                "Merge a copy of the diary",
                "one that a sync program left",
                lambda: app.run_worker(_merge_copies(app)),
            )
        for routine in active_routines(app.snapshot):
            if routine.id != app.today.routine.id:
                yield SystemCommand(
                    f"Show {routine.name}",
                    "another routine",
                    lambda r=routine: app.run_worker(app.show_routine(r)),
                )
        yield from _settings(app)


async def _import_file(app: Shell) -> None:
    from tui.app.settings.import_file import import_file  # few sessions import anything

    await import_file(app)


async def _merge_copies(app: Shell) -> None:
    from tui.app.screens.merge_copies import merge_copies

    await merge_copies(app)


def _offered_bindings(screen: Screen[Any]) -> list[ActiveBinding]:
    """Return the screen's active bindings that do something, one for each action."""
    found: dict[str, ActiveBinding] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        name = binding.action.partition("(")[0].rpartition(".")[2]
        if active.enabled and binding.id and name not in _NOT_OFFERED:
            found.setdefault(binding.action, active)
    return list(found.values())


def _settings(app: Shell) -> Iterator[SystemCommand]:
    """Yield a command for each line of the settings, named by its section or its exercise."""
    names = {each.id: each.name for each in app.today.routine.exercises}
    for line in all_lines(shown_settings(app.today), app.today.routine, FileFacts(), app.key_for):
        if not line.is_heading:
            setting = line.setting
            place = names.get(setting.exercise, line.section) if setting else line.section
            yield SystemCommand(
                f"Settings: {place}, {line.label}",
                line.help,
                lambda key=line.key: app.call_later(app.show_setting, key),
            )
