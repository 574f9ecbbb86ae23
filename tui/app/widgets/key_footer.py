"""The line of keys at the foot of a screen: as many as fit, and always the way out."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.widgets import Footer, Input
from textual.widgets._footer import FooterKey

__all__ = ["FooterKey", "KeyFooter"]


class KeyFooter(Footer):
    """Textual's footer without cut keys: what does not fit is left to the palette.

    The last key, by which one leaves, always stays.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._shown: list[tuple[object, ...]] = []

    def compose(self) -> ComposeResult:
        """The keys in the order in which their bindings are declared, remapped or not."""
        keys = list(self._keys())
        self._shown = [_said(key) for key in keys]
        yield from keys

    async def recompose(self) -> None:
        """Lay the keys out again, unless they are the same: mostly only the focus has changed."""
        if self.is_attached and [_said(key) for key in self._keys()] != self._shown:
            await super().recompose()

    def _keys(self) -> Iterator[FooterKey]:
        every = (key for key in super().compose() if isinstance(key, FooterKey))
        # What does nothing just now is not dimmed, which few would see, but left out.
        keys = [key for key in every if not key.has_class("-disabled")]
        for key in keys:
            # As they are bound to be: each would be styled anew when it follows the line.
            key.set_reactive(FooterKey.compact, self.compact)
        order = self._declared()
        keys.sort(key=lambda key: order.index(key.action))
        self._say_what_works(keys)
        if len(keys) > 1 and keys[-1].action == "help":  # which is no way out
            keys[-2:] = reversed(keys[-2:])
        room = self.screen.size.width - sum(_cells(key) for key in keys[-1:])
        for key in keys[:-1]:
            room -= _cells(key)
            if room < 0:
                break
            yield key
        yield from keys[-1:]

    def _say_what_works(self, keys: list[FooterKey]) -> None:
        """While a line of text takes letters for itself, name the other key of a binding."""
        focused = self.screen.focused
        if not isinstance(focused, Input):
            return
        active = self.screen.active_bindings.values()
        for shown in keys:
            if len(shown.key_display) == 1:
                others = [
                    each.binding.key for each in active if each.binding.action == shown.action
                ]
                shown.key_display = next((k for k in others if "+" in k), shown.key_display)

    def _declared(self) -> list[str]:
        """The actions of all bindings that may be active, from the focus outwards."""
        focused = self.screen.focused
        nodes = (self.screen, self.app) if focused is None else focused.ancestors_with_self
        # A map laid over them puts what was remapped last; these are as they were declared.
        return [binding.action for node in nodes for _, binding in node._bindings]

    def on_resize(self) -> None:
        """Another width has room for other keys."""
        self.refresh(recompose=True)


def _said(key: FooterKey) -> tuple[object, ...]:
    return key.key, key.key_display, key.description, key.action, key.tooltip, key.classes


def _cells(key: FooterKey) -> int:
    return len(key.key_display) + len(key.description) + 3
