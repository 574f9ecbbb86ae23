"""The line of keys at the bottom of a screen: as many as fit, and always the one that leaves it.

Textual's footer has a widget for each key, which costs a layout of the screen at most presses of a
key. This one is a single line that is painted again when its keys have changed.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input


class FooterKey(NamedTuple):
    """One key of the line: what is pressed, how it is shown, and what it does."""

    key: str
    display: str
    description: str
    action: str

    @property
    def cells(self) -> int:
        """How many cells it takes, with a space before, between and behind."""
        return cell_len(self.display) + cell_len(self.description) + 3


class KeyFooter(Widget):
    """The keys with an effect on this screen, in the order in which they are declared.

    Those that do not fit are in the palette. The last key, which leaves the screen, is always
    shown. A click on a key is the same as pressing it.

    Args:
        kept: an action whose key is shown in a narrow line, too, where it works.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-footer--key", "key-footer--hover"}
    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom;
        height: 1;
        width: 1fr;
        color: $footer-description-foreground;
        .key-footer--key { color: $footer-key-foreground; text-style: bold; }
        .key-footer--hover { color: $footer-key-foreground; background: $block-hover-background; }
    }
    """

    _hovered: reactive[str | None] = reactive[str | None](None)
    """The key under the mouse."""

    def __init__(self, kept: str = "help") -> None:
        super().__init__()
        self._kept = kept
        self._keys: list[FooterKey] = []

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

    def _working_keys(self) -> list[FooterKey]:
        """Return the keys to show, also remapped ones, in the order of their declaration."""
        # Keys without an effect are left out, since few people would see that they are dimmed.
        active = [each.binding for each in self.screen.active_bindings.values() if each.enabled]
        describe = getattr(self.screen, "key_words", None)
        is_typing = isinstance(self.screen.focused, Input)
        keys: dict[str, FooterKey] = {}
        for binding in active:
            if not binding.show or binding.action in keys:
                continue
            words = binding.description if describe is None else describe(binding)
            if not words:
                continue
            key, display = binding.key, self.app.get_key_display(binding)
            if is_typing and len(display) == 1:  # a letter, which goes into the line of text
                others = (other.key for other in active if other.action == binding.action)
                if works := next((other for other in others if "+" in other), None):
                    key = display = works
            keys[binding.action] = FooterKey(key, display, words, binding.action)
        order = self._declared_actions()
        shown = sorted(keys.values(), key=lambda key: order.index(key.action))
        if len(shown) > 1 and shown[-1].action == "help":  # which does not leave the screen
            shown[-2:] = reversed(shown[-2:])
        return shown

    def _declared_actions(self) -> list[str]:
        """Return the actions of all bindings that may be active, from the focus outwards."""
        focused = self.screen.focused
        nodes = (self.screen, self.app) if focused is None else focused.ancestors_with_self
        # `active_bindings` has the remapped ones last. These are in the order of declaration.
        return [binding.action for node in nodes for _, binding in node._bindings]

    @property
    def shown(self) -> list[FooterKey]:
        """The keys that are shown."""
        return fitting(self._keys, self.size.width, self._kept)

    def key_at(self, x: int) -> FooterKey | None:
        """Return the key in a column of the line, or None behind the last one."""
        for key in self.shown:
            x -= key.cells
            if x < 0:
                return key
        return None

    def render(self) -> Text:
        key_style = self.get_component_rich_style("key-footer--key", partial=True)
        hover_style = self.get_component_rich_style("key-footer--hover", partial=True)
        line = Text(no_wrap=True)
        for key in self.shown:
            words = Text.assemble((f" {key.display} ", key_style), f"{key.description} ")
            if key.key == self._hovered:
                words.stylize(hover_style)
            line.append_text(words)
        return line

    def on_mouse_move(self, event: events.MouseMove) -> None:
        key = self.key_at(event.x)
        self._hovered = None if key is None else key.key

    def on_leave(self) -> None:
        self._hovered = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        key = self.key_at(event.x)
        if key is not None:
            self.app.simulate_key(key.key)


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
