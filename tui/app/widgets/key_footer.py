"""The line of keys at the bottom of a screen: as many as fit, and always the one that leaves it.

Textual's footer has a widget for each key, which costs a layout of the screen at most presses of a
key. This one is a single line that is painted again when its keys have changed. For fingers it is a
bar of buttons, which has some keys more.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.app.keys.bindings import ANSWERS, EXTRAS, KEPT_EXTRAS, MENU

TARGET_ROWS = 2
"""The least rows of what can be tapped. The page of ``supine serve`` sees to it that a row has at
least half of the 44 pixels that a finger needs."""
_TALL = 36
"""Rows of the screen from which on the bar has two lines of buttons."""
_LONG_WORDS = 14
"""The cells of words that a button has room for in one row."""
_IN_SESSION = ("session.next", "session.imagined", "session.again")
"""The buttons of a session that are nearest to that which pauses; the first of them come and go
least."""
_CARRY_ON, _STOP_IF_IT_HURTS = 10, 13
"""The cells of a session's widest first and last button, which have that width all the time."""
_LEAST_IN_SESSION = 41
"""The cells from which on the first one has."""
_MOST_AIR = 8
"""The most cells by which a button is wider than its words, where there is room."""


def is_touched(app: App[Any]) -> bool:
    """Return whether an app is drawn for fingers, as in a browser, where there may be no keys."""
    return bool(getattr(app, "is_touched", False))


def line_rows(app: App[Any]) -> int:
    """Return the rows of a line that can be chosen."""
    return TARGET_ROWS if is_touched(app) else 1


def bar_rows(height: int) -> int:
    """Return the rows of the bar of buttons on a screen of some rows.

    An empty row stands between two lines of buttons.
    """
    return _bar_lines(height) * (TARGET_ROWS + 1) - 1


def _bar_lines(height: int) -> int:
    return 2 if height >= _TALL else 1


class FooterKey(NamedTuple):
    """One key of the line: what is pressed, how it is shown, and what it does."""

    key: str
    display: str
    description: str
    action: str
    id: str = ""

    @property
    def cells(self) -> int:
        """How many cells it takes, with a space before, between and behind."""
        return cell_len(self.display) + cell_len(self.description) + 3

    @property
    def button_cells(self) -> int:
        """How many cells it takes at least as a button, with a space at each end."""
        return max(map(cell_len, self.button_rows)) + 2

    @property
    def button_rows(self) -> tuple[str, str]:
        """The rows of a button: what it does, and its key, whose row long words take, too."""
        if cell_len(self.description) <= _LONG_WORDS:
            return self.description, self.display
        first, _, others = self.description.partition(" ")
        return first, others


class Button(NamedTuple):
    """A key as a button of the bar: where it begins, in cells, and its width."""

    key: FooterKey
    x: int
    cells: int


class KeyFooter(Widget):
    """The keys with an effect on this screen, in the order in which they are declared.

    Those that do not fit are in the palette. The last key, which leaves the screen, is always
    shown. A click on a key is the same as pressing it.

    Args:
        kept: an action whose key is shown in a narrow line, too, where it works.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-footer--key", "key-footer--hover", "key-footer--button"}
    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom;
        height: auto;
        width: 1fr;
        color: $footer-description-foreground;
        .key-footer--key { color: $footer-key-foreground; text-style: bold; }
        .key-footer--hover { color: $footer-key-foreground; background: $block-hover-background; }
        .key-footer--button { color: $foreground; background: $panel; }
    }
    """

    _hovered: reactive[str | None] = reactive[str | None](None)
    """The key under the mouse."""

    def __init__(self, kept: str = "help") -> None:
        super().__init__()
        self._kept = kept
        self._keys: list[FooterKey] = []
        self._is_pressed = False
        """Whether the mouse was pressed on a key."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._update)

    def _update(self, screen: Screen[object]) -> None:
        """Paint the keys again if they have changed. Mostly only the focus has."""
        if screen is not self.screen or not screen.app.app_focus:
            return
        keys = self._working_keys()
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def on_resize(self) -> None:
        """Write the keys anew: in another width some have other signs."""
        self._update(self.screen)

    @property
    def _is_touched(self) -> bool:
        return is_touched(self.app)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the rows of the line, or of the bar."""
        return bar_rows(viewport.height) if self._is_touched else 1

    def _working_keys(self) -> list[FooterKey]:
        """Return the keys to show, also remapped ones, in the order of their declaration."""
        # Keys without an effect are left out, since few people would see that they are dimmed.
        active = [each.binding for each in self.screen.active_bindings.values() if each.enabled]
        describe = getattr(self.screen, "key_words", None)
        is_typing = isinstance(self.screen.focused, Input)
        buttons = {**ANSWERS, **EXTRAS} if self._is_touched else {}
        keys: dict[str, FooterKey] = {}
        for binding in active:
            button = buttons.get(binding.id or "", "")
            if not (binding.show or button) or binding.action in keys:
                continue
            words = binding.description if describe is None else describe(binding)
            if not words:
                continue
            key, display = binding.key, self.app.get_key_display(binding)
            words = button or words
            if is_typing and len(display) == 1:  # a letter, which goes into the line of text
                others = (other.key for other in active if other.action == binding.action)
                if works := next((other for other in others if "+" in other), None):
                    key = display = works
            keys[binding.action] = FooterKey(key, display, words, binding.action, binding.id or "")
        order = self._declared_actions()
        shown = sorted(keys.values(), key=lambda key: order.index(key.action))
        if len(shown) > 1 and shown[-1].action == "help":  # which does not leave the screen
            shown[-2:] = reversed(shown[-2:])
        return self._as_buttons(shown, active) if self._is_touched else shown

    def _as_buttons(self, keys: list[FooterKey], active: list[Binding]) -> list[FooterKey]:
        """Return the keys in the order of the bar: answers first; the menu, then what leaves."""
        answers = [key for key in keys if key.id in ANSWERS]
        leave = [key for key in keys if key.id not in EXTRAS and key not in answers][-1:]
        others = [key for key in keys if key not in (*answers, *leave)]
        # In a session that runs it would only pause, as everything does.
        is_running = getattr(self.screen, "is_paused", True) is False
        palettes = [x for x in active if x.action == "command_palette" and not is_running]
        menu = [FooterKey(each.key, "…", MENU, each.action) for each in palettes]
        return [*answers, *others, *menu[:1], *leave]

    def _declared_actions(self) -> list[str]:
        """Return the actions of all bindings that may be active, from the focus outwards."""
        focused = self.screen.focused
        nodes = (self.screen, self.app) if focused is None else focused.ancestors_with_self
        # `active_bindings` has the remapped ones last. These are in the order of declaration.
        return [binding.action for node in nodes for _, binding in node._bindings]

    @property
    def shown(self) -> list[FooterKey]:
        """The keys that are shown."""
        if self._is_touched:
            return [button.key for line in self.buttons for button in line]
        return fitting(self._keys, self.size.width, self._kept)

    @property
    def buttons(self) -> list[list[Button]]:
        """The lines of buttons of the bar."""
        lines = _bar_lines(self.screen.size.height)
        if getattr(self.screen, "IS_SESSION", False):
            return arranged_in_session(self._keys, self.size.width - 2, lines)
        return arranged(self._keys, self.size.width - 2, lines)

    def key_at(self, x: int, y: int = 0) -> FooterKey | None:
        """Return the key at a place of the line or the bar, or None between keys and behind them.

        The empty row beneath a line of buttons belongs to it.
        """
        if self._is_touched:
            lines = self.buttons
            above = (self.size.height + 1) // (TARGET_ROWS + 1) - len(lines)
            line = y // (TARGET_ROWS + 1) - above
            buttons = lines[line] if 0 <= line < len(lines) else []
            return next((b.key for b in buttons if 0 <= x - 1 - b.x < b.cells), None)
        for key in self.shown:
            x -= key.cells
            if x < 0:
                return key
        return None

    def render(self) -> Text:
        if self._is_touched:
            return self._bar()
        key_style = self.get_component_rich_style("key-footer--key", partial=True)
        hover_style = self.get_component_rich_style("key-footer--hover", partial=True)
        line = Text(no_wrap=True)
        for key in self.shown:
            words = Text.assemble((f" {key.display} ", key_style), f"{key.description} ")
            if key.key == self._hovered:
                words.stylize(hover_style)
            line.append_text(words)
        return line

    def _bar(self) -> Text:
        """Return the buttons: what each does, and the key that does the same beneath it."""
        plate = self.get_component_rich_style("key-footer--button")
        bold, quiet = plate + Style(bold=True), plate + Style(color=self.rich_style.color)
        lines = self.buttons
        rows = [Text()] * (self.size.height - len(lines) * (TARGET_ROWS + 1) + 1)
        for buttons in lines:
            upper, lower = Text(" "), Text(" ")
            for number, (key, x, cells) in enumerate(buttons):
                first, second = key.button_rows
                for row, words, style in ((upper, first, bold), (lower, second, quiet)):
                    row.append(" " * (x + 1 - row.cell_len if number else 0))
                    left = (cells - cell_len(words)) // 2
                    right = cells - cell_len(words) - left
                    row.append(f"{' ' * left}{words}{' ' * right}", style)
            rows += [upper, lower, Text()]
        return Text("\n", no_wrap=True).join(rows[:-1])

    def on_mouse_move(self, event: events.MouseMove) -> None:
        key = self.key_at(event.x, event.y)
        self._hovered = None if key is None else key.key

    def on_leave(self) -> None:
        self._hovered = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        key = self.key_at(event.x, event.y)
        self._is_pressed = key is not None
        if key is not None:
            self.app.simulate_key(key.key)

    def on_click(self, event: events.Click) -> None:
        """Keep a click on a key from the screen; by now another key may stand there."""
        if self._is_pressed:
            event.stop()


def fitting(keys: list[FooterKey], width: int, kept: str = "") -> list[FooterKey]:
    """Return the first keys that fit into a width, in cells, and always the last one.

    The key of the action ``kept`` is shown, too, if these two fit.
    """
    room = width + 1 - sum(key.cells for key in keys[-1:])  # no space follows the last key
    others = [key for key in keys[:-1] if key.action == kept and key.cells <= room]
    first = [key for key in keys[:-1] if key not in others]
    room -= sum(key.cells for key in others)
    ends = accumulate(key.cells for key in first)
    return [*first[: sum(end <= room for end in ends)], *others, *keys[-1:]]


def arranged(keys: list[FooterKey], width: int, lines: int) -> list[list[Button]]:
    """Return lines of buttons that fit into a width, in cells; a cell is free between two.

    Where not all keys have room the extra ones go first, then those at the end, but never the menu
    and the last one.
    """
    keys = list(keys)
    while len(rows := _wrapped(keys, width)) > lines:
        others = [key for key in keys[:-1] if key.description != MENU]
        if not others:
            rows = rows[-lines:]
            break
        first = [key for key in others if key.id not in KEPT_EXTRAS]
        extras = [key for key in first if key.id in EXTRAS]
        keys.remove((extras or first or others[:1])[-1])
    # Lines of much the same length have larger buttons.
    narrower = (_wrapped(keys, cells) for cells in range(width // 2, width))
    rows = next((each for each in narrower if len(each) == len(rows)), rows)
    arranged = []
    for row in rows:
        free = width + 1 - sum(key.button_cells + 1 for key in row)
        air = min(_MOST_AIR, max(0, free // len(row)))
        starts = accumulate((key.button_cells + air + 1 for key in row), initial=0)
        arranged.append(
            [Button(key, x, key.button_cells + air) for key, x in zip(row, starts, strict=False)]
        )
    return arranged


def arranged_in_session(keys: list[FooterKey], width: int, lines: int) -> list[list[Button]]:
    """Return the lines of buttons of a session, in which time moves none onto another's place.

    The first button (pause, carry on) and the last one (stop) are the ends of the last line in
    every phase, and as wide. Between them are the other keys of a session, then those that have
    room in neither line, while there is room. What comes and goes with the phases is above.
    """
    if len(keys) < 2:
        return arranged(keys, width, lines)
    first, *others, last = keys
    first_cells = max(first.button_cells, _CARRY_ON if width >= _LEAST_IN_SESSION else 0)
    last_cells = max(last.button_cells, _STOP_IF_IT_HURTS)
    room = width - first_cells - last_cells - 2
    rank = {each: number for number, each in enumerate(_IN_SESSION)}
    steady = sorted((key for key in others if key.id in rank), key=lambda key: rank[key.id])
    rest = [key for key in others if key not in steady]
    menu = [key for key in rest if key.description == MENU]
    above: list[FooterKey] = []
    if lines > 1:
        above = _first_that_fit([*menu, *rest], width)
        rest, menu = [key for key in rest if key not in above], []
    between = _first_that_fit([*menu, *steady, *rest], room)
    if lines > 1:  # what has no room beneath
        left = [key for key in steady if key not in between]
        above = _first_that_fit([*above, *left], width)

    def row(shown: list[FooterKey], x: int) -> list[Button]:
        in_order = [key for key in (*steady, *others) if key in shown]
        places = dict.fromkeys(in_order)
        starts = accumulate((key.button_cells + 1 for key in places), initial=x)
        return [Button(key, at, key.button_cells) for key, at in zip(places, starts, strict=False)]

    lowest = [
        Button(first, 0, first_cells),
        *row(between, first_cells + 1),
        Button(last, width - last_cells, last_cells),
    ]
    return [row(above, 0), lowest] if above else [lowest]


def _first_that_fit(keys: list[FooterKey], width: int) -> list[FooterKey]:
    """Return the keys that fit into a width, in cells, as buttons; the first ones before others."""
    chosen: list[FooterKey] = []
    for key in dict.fromkeys(keys):
        if key.button_cells <= width:
            chosen.append(key)
            width -= key.button_cells + 1
    return chosen


def _wrapped(keys: list[FooterKey], width: int) -> list[list[FooterKey]]:
    """Return keys in lines that are no wider than a width, in cells, as buttons."""
    lines: list[list[FooterKey]] = []
    room = 0
    for key in keys:
        if key.button_cells > room or not lines:
            lines.append([])
            room = width
        lines[-1].append(key)
        room -= key.button_cells + 1
    return lines
