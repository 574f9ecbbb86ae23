"""Every key of the app: what it does, where, and the id under which it can be remapped.

This is the one source. Screens and widgets take their `BINDINGS` from here; the footer, the
palette and Help show them; `tui.app.keys.keymap` checks remapped keys against them. It imports no
screen, so that a remapped key does not load all screens at start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from textual.binding import Binding
from textual.keys import format_key

from tui.practice.models import PROPS
from tui.words.phrases import PROP_WORDS

Bindings = list[Binding | tuple[str, str] | tuple[str, str, str]]
"""The type that Textual declares for `BINDINGS`; here each item is a `Binding`."""

KeyFor = Callable[[str], str]
"""Returns the key of a binding as messages name it, by the binding's id."""

IN_DIALOGS = (
    Binding("ctrl+q,ctrl+c", "app.quit", "quit", id="dialog.quit", show=False),
    Binding("ctrl+z", "app.suspend_process", "suspend", id="dialog.suspend", show=False),
)
"""Keys of the app that a dialog offers itself, since it hides the app's own ones."""
IN_QUESTIONS = (
    *IN_DIALOGS,
    Binding("question_mark", "app.help", "help", id="dialog.help", key_display="?", show=False),
)
"""Those of a dialog that asks something or shows a text, over which help can be read."""

# What down and up do, where there is a list, a form, or a text to scroll.
_CURSOR = ("cursor(1)", "cursor(-1)")
_FOCUS = ("app.focus_next", "app.focus_previous")
_SCROLL = ("scroll(1)", "scroll(-1)")
# What the footer and help call it where it does not scroll.
_LINES = ("next", "previous")
# Enough where the focus never leaves a widget that takes the arrow keys itself.
_LETTERS = ("j", "k")


def _down_and_up(
    place: str,
    actions: tuple[str, str] = _CURSOR,
    keys: tuple[str, str] = ("down,j", "up,k"),
    descriptions: tuple[str, str] = ("down", "up"),
) -> list[Binding]:
    """Return the bindings that go down and up in a place; each pair holds down first."""
    return [
        Binding(key, action, description, id=f"{place}.{direction}", show=False)
        for key, action, description, direction in zip(
            keys, actions, descriptions, ("down", "up"), strict=True
        )
    ]


APP: Bindings = [
    Binding("r", "go('routine')", "routine", id="app.routine"),
    Binding("c", "go('calendar')", "calendar", id="app.calendar"),
    Binding("s", "go('settings')", "settings", id="app.settings"),
    Binding("m", "go('routines')", "routines", id="app.routines", show=False),
    Binding("question_mark", "help", "help", id="app.help", key_display="?"),
    Binding("q,ctrl+q,ctrl+c", "quit", "quit", id="app.quit", key_display="q"),
    Binding("u", "undo", "undo", id="app.undo", show=False),
    Binding("ctrl+r", "redo", "redo", id="app.redo", show=False),
    Binding("ctrl+z", "suspend_process", "suspend", id="app.suspend", show=False),
]
HOME: Bindings = [
    Binding("space", "start", "start", id="routine.start"),
    Binding("tab", "swap", "streak", id="routine.swap"),
    Binding("minus", "fewer", "fewer", id="routine.fewer", key_display="-"),
    Binding("plus,equals_sign", "more", "more", id="routine.more", key_display="+"),
    Binding("p", "props", "props", id="routine.props"),
    Binding("i", "imagined", "imagine every rep", id="routine.imagined", show=False),
    Binding("x", "done", "done", id="routine.done", show=False),
    Binding("f", "feel", "feel", tooltip="how it feels", id="routine.feel"),
    Binding("h", "how", "how to do it", id="routine.how", show=False),
    Binding("t", "try_sound", "try the sound", id="routine.sound", show=False),
    Binding("y", "confirm", "confirm the last session", id="routine.confirm", show=False),
    Binding("e", "correct", "change the last session", id="routine.correct", show=False),
    Binding("d", "dismiss_notice", "dismiss the messages", id="routine.dismiss", show=False),
    Binding("a", "follow_advice", "do what a message offers", id="routine.follow", show=False),
    Binding("g", "merge_copies", "merge a copy of the diary", id="routine.merge", show=False),
    *_down_and_up("routine", _SCROLL),
]
SESSION: Bindings = [
    Binding("space,enter,pagedown", "pause", "pause", id="session.pause"),
    Binding("space,enter,pagedown", "go_on", "carry on", id="session.go-on"),
    Binding("t", "try_sound", "sound", id="session.sound"),
    Binding("n", "press('NEXT')", "next", id="session.next"),
    Binding("b,pageup", "press('AGAIN')", "again", id="session.again", key_display="b"),
    Binding("i", "press('IMAGINED')", "imagine", id="session.imagined"),
    Binding("minus", "press('SHORTER')", "10 s less", id="session.shorter", show=False),
    Binding("plus,equals_sign", "press('LONGER')", "10 s more", id="session.longer", show=False),
    Binding("h", "how", "how to do it", id="session.how"),
    Binding("q", "stop", "stop", id="session.stop"),
    Binding("escape,ctrl+c,ctrl+q", "stop", "stop", id="session.stop-too", show=False),
]
FINISH: Bindings = [
    Binding("enter", "keep", "save", id="finish.keep"),
    Binding("1", "effort('light')", "light", id="finish.light", show=False),
    Binding("2", "effort('right')", "right", id="finish.right", show=False),
    Binding("3", "effort('hard')", "hard", id="finish.hard", show=False),
    Binding("p", "props", "props", id="finish.props"),
    Binding("n", "note", "note", id="finish.note"),
    *_down_and_up("finish", _FOCUS, descriptions=_LINES),
    Binding("escape", "leave", "later", id="finish.leave", key_display="esc"),
]
COUNTER: Bindings = [
    Binding("left,h,minus", "step(-1)", "fewer", id="counter.fewer", key_display="←"),
    Binding("right,l,plus,equals_sign", "step(1)", "more", id="counter.more", key_display="→"),
]
CALENDAR: Bindings = [
    Binding("tab", "swap", "streak", id="calendar.swap"),
    Binding("x", "done", "done", id="calendar.done"),
    Binding("o", "rest", "rest", id="calendar.rest"),
    Binding("f", "feel", "how it feels", id="calendar.feel", show=False),
    Binding("g", "together", "all routines", id="calendar.together", show=False),
    Binding(
        "slash,ctrl+f",
        "find",
        "go to a date or a note",
        id="calendar.find",
        key_display="/",
        show=False,
    ),
    Binding("n", "find_next", "the previous note with these words", id="calendar.next", show=False),
    Binding("v", "next_view", "list, statistics", id="calendar.list"),
    Binding("escape", "app.go('routine')", "back", id="calendar.back", key_display="esc"),
]
HEATMAP: Bindings = [
    Binding("left,h", "move(-7)", "a week back", id="heatmap.week_back", show=False),
    Binding("right,l", "move(7)", "a week forward", id="heatmap.week_on", show=False),
    Binding("up,k", "move(-1)", "a day back", id="heatmap.day_back", show=False),
    Binding("down,j", "move(1)", "a day forward", id="heatmap.day_on", show=False),
    Binding("enter", "open", "edit", id="heatmap.open"),
    # In the footer this binding stands for both.
    Binding(
        "left_square_bracket,pageup",
        "year(-1)",
        "year",
        tooltip="the same date a year back",
        id="heatmap.year_back",
        key_display="[ ]",
    ),
    Binding(
        "right_square_bracket,pagedown",
        "year(1)",
        "a year forward",
        id="heatmap.year_on",
        show=False,
    ),
    Binding("t,end", "today", "today", id="heatmap.today", show=False),
    Binding("home", "first", "first day", id="heatmap.first", show=False),
]
DAY_LIST: Bindings = [
    Binding("up,k", "move(1)", "later", id="days.later", show=False),
    Binding("down,j", "move(-1)", "earlier", id="days.earlier", show=False),
    Binding("pageup", "page(1)", "page up", id="days.page-up", show=False),
    Binding("pagedown", "page(-1)", "page down", id="days.page-down", show=False),
    Binding("left_square_bracket", "year(-1)", "a year back", id="days.year-back", show=False),
    Binding("right_square_bracket", "year(1)", "a year forward", id="days.year-on", show=False),
    Binding("home,t", "today", "today", id="days.today", show=False),
    Binding("end", "first", "first day", id="days.first", show=False),
    Binding("enter", "open", "edit", id="days.open"),
]
STATISTICS: Bindings = [
    *_down_and_up("statistics", ("screen.scroll(1)", "screen.scroll(-1)")),
    Binding("pagedown,space", "screen.page(1)", "page down", id="statistics.page-down", show=False),
    Binding("pageup", "screen.page(-1)", "page up", id="statistics.page-up", show=False),
    Binding("home", "scroll_home", "the top", id="statistics.top", show=False),
    Binding("end", "scroll_end", "the end", id="statistics.end", show=False),
]
DAY: Bindings = [
    Binding("a", "add", "add", id="day.add"),
    Binding("d", "remove", "remove", id="day.remove"),
    Binding("f", "feel", "how it feels", id="day.feel"),
    Binding("n", "compare", "neck, compared with a month ago", id="day.compare", show=False),
    Binding("o", "rest", "rest", id="day.rest"),
    Binding("x", "done", "done", id="day.done"),
    *_down_and_up("day", descriptions=_LINES),
    Binding("escape", "leave", "back", id="day.leave", key_display="esc"),
]
DAY_PARTS: Bindings = [Binding("enter", "select", "change", id="day.change")]
SESSION_EDITOR: Bindings = [
    Binding("enter", "keep", "save", id="editor.keep"),
    Binding("p", "props", "props", id="editor.props"),
    Binding("n", "note", "note", id="editor.note"),
    *_down_and_up("editor", _FOCUS, ("down,j,tab", "up,k,shift+tab"), _LINES),
    Binding("escape", "leave", "back", id="editor.leave", key_display="esc"),
]
FIELD: Bindings = [
    Binding("left,h,minus", "step(-1)", "less", id="field.less", key_display="←"),
    Binding("right,l,plus,equals_sign", "step(1)", "more", id="field.more", key_display="→"),
]
DATE_FIELD: Bindings = [Binding("enter", "type", "type a date", id="rest.type")]
SETTINGS: Bindings = [
    Binding("enter,space", "open", "edit", id="settings.open"),
    Binding("right,l,plus,equals_sign", "step(1)", "change", id="settings.more", key_display="←→"),
    Binding("left,h,minus", "step(-1)", "previous value", id="settings.less", show=False),
    Binding("tab", "section(1)", "section", id="settings.section"),
    Binding("shift+tab", "section(-1)", "previous section", id="settings.before", show=False),
    Binding("slash,ctrl+f", "find", "find", id="settings.find", key_display="/"),
    Binding("escape", "back", "back", id="settings.back", key_display="esc"),
    Binding("backspace", "reset", "default", id="settings.reset", key_display="⌫"),
    Binding("d,delete", "remove", "remove", id="settings.remove"),
    Binding("shift+up,K", "shift(-1)", "move", id="settings.shift-up", key_display="⇧↑↓"),
    Binding("shift+down,J", "shift(1)", "move down", id="settings.shift-down", show=False),
    # The lines of the settings show these keys themselves.
    Binding("a", "add", "add an exercise", id="settings.add", show=False),
    Binding("g", "gentler", "a gentler version", id="settings.gentler", show=False),
    Binding("t", "try_sound", "try the sound", id="settings.sound", show=False),
    Binding("b", "back_up", "back up now", id="settings.back-up", show=False),
    Binding("e", "export", "export", id="settings.export", show=False),
    Binding("i", "import_file", "import", id="settings.import", show=False),
    *reversed(_down_and_up("settings", ("move(1)", "move(-1)"))),
    Binding("pageup", "page(-1)", "page up", id="settings.page-up", show=False),
    Binding("pagedown", "page(1)", "page down", id="settings.page-down", show=False),
    Binding("home", "move(-999)", "first line", id="settings.first", show=False),
    Binding("end", "move(999)", "last line", id="settings.last", show=False),
    Binding("n", "needs", "one rep or all", id="settings.needs", show=False),
    Binding("left_square_bracket", "begin(-1)", "a day earlier", id="settings.earlier", show=False),
    Binding("right_square_bracket", "begin(1)", "a day later", id="settings.later", show=False),
    *(
        Binding(str(n), f"day({n})", f"day {n}", id=f"settings.day-{n}", show=False)
        for n in range(1, 8)
    ),
]
TYPED_LINE: Bindings = [Binding("enter", "submit", "done", id="line.done")]
NOTE: Bindings = [Binding("escape", "screen.leave", "leave", id="note.leave", key_display="esc")]
INLINE_INPUT: Bindings = [
    Binding("enter", "take('')", "done", id="typing.take"),
    Binding("escape", "give_up", "leave", id="typing.leave", key_display="esc"),
    Binding("up", "take('up')", "save and go up", id="typing.up", show=False),
    Binding("down", "take('down')", "save and go down", id="typing.down", show=False),
    Binding("tab", "take('next')", "save, next section", id="typing.next", show=False),
    Binding("shift+tab", "take('back')", "save, previous section", id="typing.back", show=False),
]
ROUTINES: Bindings = [
    Binding("a", "add", "add", id="routines.add"),
    Binding("z", "archive", "archive", id="routines.archive"),
    *_down_and_up("routines", descriptions=_LINES),
    Binding("escape", "app.go('routine')", "back", id="routines.back", key_display="esc"),
]
KEYS: Bindings = [
    Binding("backspace", "restore", "default", id="keys.restore", key_display="⌫"),
    Binding("R", "restore_all", "all defaults", id="keys.restore-all"),
    *_down_and_up("keys", descriptions=_LINES),
    Binding("escape", "dismiss", "back", id="keys.back", key_display="esc"),
]
PRESS_KEY: Bindings = [Binding("escape", "dismiss", "back", id="press.back", key_display="esc")]
HELP: Bindings = [
    Binding("escape,question_mark,q", "dismiss", "back", id="help.back", key_display="esc"),
    *_down_and_up("help", _SCROLL),
    Binding("pagedown,space", "page(1)", "page down", id="help.page-down", show=False),
    Binding("pageup", "page(-1)", "page up", id="help.page-up", show=False),
    *IN_DIALOGS,
]
HOW: Bindings = [
    Binding("escape,h,q", "dismiss", "back", id="how.back", key_display="esc"),
    *_down_and_up("how", _SCROLL),
    Binding("pagedown,space", "page(1)", "page down", id="how.page-down", show=False),
    Binding("pageup", "page(-1)", "page up", id="how.page-up", show=False),
    *IN_QUESTIONS,
]
REST: Bindings = [
    Binding("1", "choose('sore')", "sore or tired", id="rest.sore", show=False),
    Binding("2", "choose('ill')", "ill", id="rest.ill", show=False),
    Binding("3", "choose('travel')", "travelling", id="rest.travel", show=False),
    Binding("4", "choose('other')", "another reason", id="rest.other", show=False),
    Binding("0", "choose(None)", "remove the rest mark", id="rest.clear", show=False),
    Binding("w", "week", "a week more", id="rest.week"),
    *_down_and_up("rest", _FOCUS, descriptions=_LINES),
    Binding("escape,q", "dismiss", "back", id="rest.back", key_display="esc"),
    *IN_QUESTIONS,
]
CHOICE_DIALOG: Bindings = [
    Binding("escape,q", "dismiss", "back", id="ask.back", key_display="esc"),
    *IN_QUESTIONS,
    *_down_and_up("ask", keys=_LETTERS),
]
WEEKLY_QUESTION: Bindings = [
    Binding("escape,q", "dismiss", "not now", id="weekly.later", key_display="esc"),
    *IN_QUESTIONS,
    *_down_and_up("weekly", keys=_LETTERS),
]
PROMPT_DIALOG: Bindings = [
    Binding("escape", "dismiss", "back", id="line.back", key_display="esc"),
    *IN_QUESTIONS,
]
TEXT_DIALOG: Bindings = [
    Binding("enter", "accept", "yes", id="read.accept"),
    Binding("escape,q", "back", "back", id="read.back", key_display="esc"),
    *IN_QUESTIONS,
    *_down_and_up("read", _SCROLL, _LETTERS),
]
PROPS_DIALOG: Bindings = [
    *IN_QUESTIONS,
    *(
        Binding(str(number), f"tick('{prop}')", PROP_WORDS[prop], id=f"props.{prop}", show=False)
        for number, prop in enumerate(PROPS, 1)
    ),
    Binding("space", "tick_line", "tick", id="props.tick"),
    # Priority, because the list would tick a line with enter.
    Binding("enter,escape,p", "keep", "done", id="props.keep", priority=True),
    *_down_and_up("props", keys=_LETTERS),
]
LIST_DIALOG: Bindings = [
    Binding("escape,q", "dismiss", "back", id="pick.back", key_display="esc"),
    *IN_QUESTIONS,
    *_down_and_up("pick", keys=_LETTERS),
]

ANSWERS: dict[str, str] = {
    "routine.confirm": "yes",
    "routine.correct": "change",
    "routine.follow": "do that",
    "routine.merge": "merge",
    "routine.dismiss": "dismiss",
}
"""For fingers the line of keys is a bar of buttons, of which these come first: they answer a line
on the screen. The words are by binding id."""
EXTRAS: dict[str, str] = {
    "session.shorter": "10 s less",
    "session.longer": "10 s more",
    "routine.how": "how to",
    "heatmap.year_back": "year back",
    "heatmap.year_on": "year on",
    "heatmap.today": "today",
    "days.today": "today",
    "app.undo": "undo",
}
"""Those of other keys that are not shown in a line, or stand there for two."""
KEPT_EXTRAS = ("app.undo", "routine.how")
"""The extra ones that go last where there is not room for all; the others go first."""
MENU = "menu"
"""The word of the button that opens the command palette, which has everything else."""

GROUPS: dict[str, list[tuple[str, Bindings]]] = {
    "routine": [("Everywhere", APP), ("Routine", HOME)],
    "session": [("Session", SESSION)],
    "finish": [("Everywhere", APP), ("Finish", FINISH), ("Finish", COUNTER)],
    "calendar": [("Everywhere", APP), ("Calendar", CALENDAR), ("Calendar", HEATMAP)],
    "list": [("Everywhere", APP), ("Calendar", CALENDAR), ("List of days", DAY_LIST)],
    "statistics": [("Everywhere", APP), ("Calendar", CALENDAR), ("Statistics", STATISTICS)],
    "day": [("Everywhere", APP), ("A day", DAY)],
    "editor": [("Everywhere", APP), ("A day", SESSION_EDITOR), ("Numbers and choices", FIELD)],
    "settings": [("Everywhere", APP), ("Settings", SETTINGS)],
    "routines": [("Everywhere", APP), ("Routines", ROUTINES)],
    "keys": [("Everywhere", APP), ("Keys", KEYS)],
    "help": [("Help", HELP)],
    "how": [("How to do it", HOW)],
    "rest": [("Rest", REST), ("Rest", DATE_FIELD), ("Numbers and choices", FIELD)],
}
"""The sets of bindings that are active together, by place: each a list of headings and bindings.

Only what stands here can be remapped.
"""


def key_words(keys: Iterable[str]) -> str:
    """Return keys as they are written on the screen: ``space, pgdn``."""
    return ", ".join(_key_words(key) for key in keys)


def _key_words(key: str) -> str:
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, format_key(last)])


@lru_cache(maxsize=1)
def _declared() -> dict[str, Binding]:
    """Return the first binding that is declared for each id."""
    found: dict[str, Binding] = {}
    for sources in GROUPS.values():
        for _, declared in sources:
            for binding in declared:
                assert isinstance(binding, Binding)
                found.setdefault(binding.id or "", binding)
    return found


def button_for(binding_id: str) -> str:
    """Return the words of a binding's button in the bar for fingers; nothing if it has none."""
    binding = _declared()[binding_id]
    words = {**ANSWERS, **EXTRAS}.get(binding_id, "")
    return words or (binding.description if binding.show else "")


def key_for(binding_id: str, keymap: Mapping[str, str]) -> str:
    """Return the key of a binding as a message names it, remapped or not: the first of several."""
    binding = _declared()[binding_id]
    if binding_id not in keymap and binding.key_display:
        return binding.key_display
    return _key_words(keymap.get(binding_id, binding.key).split(",")[0])
