"""The keys of the settings screen, and on which line which of them means something."""

from __future__ import annotations

from textual.binding import Binding

from tui.app.keys import bindings
from tui.app.settings.form import Form
from tui.app.settings.lines import FILE, SOUND
from tui.practice.models import Weekly


def means_something(form: Form, action: str, parameters: tuple[object, ...]) -> bool:
    """Whether a key does anything on the line under the cursor."""
    row = form.row
    match action:
        case "add":
            return form.section == "Exercises"
        case "remove" | "shift":
            return row is not None and bool(row.exercise)
        case "gentler":
            return form.section == "Plan"
        case "try_sound":
            return form.section == SOUND
        case "back_up" | "export":
            return form.section == FILE
        case "reset":
            return form.is_changed
        case "step":
            return form.line.has_arrows
        case "find":
            return form.draft is None  # nothing may hide what is not accepted yet
        case "needs" | "begin":
            return form.at == "schedule"
        case "day":
            is_weekly = row is not None and isinstance(form.value(row), Weekly)
            return form.at == "schedule" and not (is_weekly and parameters == (7,))
    return True


def offered(form: Form) -> tuple[bool, ...]:
    """Which of the keys in the footer mean something now."""
    return tuple(
        means_something(form, each.action.partition("(")[0], ())
        for each in Binding.make_bindings(bindings.SETTINGS)
        if each.show
    )
