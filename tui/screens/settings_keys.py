"""The keys of the settings screen, and on which line which of them means something."""

from __future__ import annotations

from textual.binding import Binding

from tui.practice.models import Weekly
from tui.screens.settings_form import Form
from tui.screens.settings_lines import FILE, SOUND

KEYS = [
    Binding("enter,space", "open", "edit", id="settings.open", key_display="enter"),
    Binding("right,l,plus,equals_sign", "step(1)", "change", id="settings.more", key_display="←→"),
    Binding("left,h,minus", "step(-1)", "change back", id="settings.less", show=False),
    Binding("tab", "section(1)", "section", id="settings.section"),
    Binding("shift+tab", "section(-1)", "section before", id="settings.before", show=False),
    Binding("slash,ctrl+f", "find", "find", id="settings.find", key_display="/"),
    Binding("escape", "back", "back", id="settings.back", key_display="esc"),
    Binding("backspace", "reset", "default", id="settings.reset", key_display="⌫"),
    Binding("d,delete", "remove", "remove", id="settings.remove"),
    Binding("shift+up,K", "shift(-1)", "move", id="settings.shift-up", key_display="⇧↑↓"),
    Binding("shift+down,J", "shift(1)", "move down", id="settings.shift-down", show=False),
    # Their lines show these keys.
    Binding("a", "add", "add an exercise", id="settings.add", show=False),
    Binding("g", "gentler", "a gentler form", id="settings.gentler", show=False),
    Binding("t", "try_sound", "try the sound", id="settings.sound", show=False),
    Binding("b", "back_up", "back up now", id="settings.back-up", show=False),
    Binding("e", "export", "export", id="settings.export", show=False),
    Binding("up,k", "move(-1)", "up", id="settings.up", show=False),
    Binding("down,j", "move(1)", "down", id="settings.down", show=False),
    Binding("pageup", "page(-1)", "a page up", id="settings.page-up", show=False),
    Binding("pagedown", "page(1)", "a page down", id="settings.page-down", show=False),
    Binding("home", "move(-999)", "the first", id="settings.first", show=False),
    Binding("end", "move(999)", "the last", id="settings.last", show=False),
    Binding("n", "needs", "one rep or all", id="settings.needs", show=False),
    Binding("left_square_bracket", "begin(-1)", "a day earlier", id="settings.earlier", show=False),
    Binding("right_square_bracket", "begin(1)", "a day later", id="settings.later", show=False),
    *(
        Binding(str(n), f"day({n})", f"day {n}", id=f"settings.day-{n}", show=False)
        for n in range(1, 8)
    ),
]


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
        means_something(form, each.action.partition("(")[0], ()) for each in KEYS if each.show
    )
