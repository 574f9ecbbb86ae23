"""What the palette offers: what the screen below it can do now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.markup import escape
from textual.screen import Screen

from tui.keys import key_words, offered
from tui.screens.base import SupineScreen
from tui.screens.dialogs import Ask
from tui.screens.routine import RoutineScreen
from tui.screens.settings_file import Facts
from tui.screens.settings_lines import lines, shown_rows
from tui.settings.rows import rows
from tui.together import in_use

if TYPE_CHECKING:
    from tui.app import SupineApp


def commands(app: SupineApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """A screen's answers, its bindings, what has no key of its own, and each setting."""
    for choice in screen.choices if isinstance(screen, Ask) else ():
        yield SystemCommand(
            _capital(choice.label),
            f"key {choice.key}",
            lambda c=choice: app.call_later(screen.dismiss, c.id),
        )
    for active in offered(screen):
        binding = active.binding
        yield SystemCommand(
            _capital(binding.description),
            binding.tooltip or f"key {binding.key_display or key_words([binding.key])}",
            lambda n=active.node, a=binding.action: app.call_later(app.run_action, a, n),
        )
    if isinstance(screen, RoutineScreen) and app.situation.repeated_work():
        yield SystemCommand(
            "Repeat today's session",
            "once more; it earns nothing",
            lambda: app.call_later(screen.run_action, "repeat"),
        )
    if isinstance(screen, SupineScreen) and app.running is None:
        for routine in in_use(app.snapshot):
            if routine.id != app.situation.routine.id:
                yield SystemCommand(
                    escape(f"Show {routine.name}"),
                    "another routine",
                    lambda r=routine: app.run_worker(app.show_routine(r)),
                )
        yield from _settings(app)


def _settings(app: SupineApp) -> Iterator[SystemCommand]:
    """Each line of the settings, with its section or its exercise."""
    now = app.situation
    names = {each.id: each.name for each in now.routine.exercises}
    known = {row.key: row for row in shown_rows(rows(now.snapshot, now.routine, now.date))}
    for line in lines(list(known.values()), now.routine, Facts(), {}):
        if not line.is_heading:
            row = known.get(line.key)
            place = names.get(row.exercise, line.section) if row else line.section
            yield SystemCommand(
                escape(f"Settings: {place}, {line.label}"),
                row.help if row else "in the settings",
                lambda key=line.key: app.call_later(app.show_setting, key),
            )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
