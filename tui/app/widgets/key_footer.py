"""The line of keys at the bottom of a screen: as many as fit, and always the one that leaves it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.widgets import Footer, Input
from textual.widgets._footer import FooterKey

__all__ = ["FooterKey", "KeyFooter"]


class KeyFooter(Footer):
    """Textual's footer without keys that are cut off; those that do not fit are in the palette.

    The last key, which leaves the screen, is always shown.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._shown: list[tuple[object, ...]] = []

    def compose(self) -> ComposeResult:
        """Yield the keys in the order in which their bindings are declared, also remapped ones."""
        keys = list(self._keys())
        self._shown = [_shown_of(key) for key in keys]
        yield from keys

    async def recompose(self) -> None:
        """Lay the keys out again if they have changed. Mostly only the focus has."""
        if self.is_attached and [_shown_of(key) for key in self._keys()] != self._shown:
            await super().recompose()

    def _keys(self) -> Iterator[FooterKey]:
        all_keys = (key for key in super().compose() if isinstance(key, FooterKey))
        # Keys without an effect are left out, since few people would see that they are dimmed.
        keys = [key for key in all_keys if not key.has_class("-disabled")]
        for key in keys:
            # The footer binds this to its own value. Set now, no key is styled a second time.
            key.set_reactive(FooterKey.compact, self.compact)
        order = self._declared_actions()
        keys.sort(key=lambda key: order.index(key.action))
        self._show_working_keys(keys)
        if len(keys) > 1 and keys[-1].action == "help":  # which does not leave the screen
            keys[-2:] = reversed(keys[-2:])
        room = self.screen.size.width - sum(_cells(key) for key in keys[-1:])
        for key in keys[:-1]:
            room -= _cells(key)
            if room < 0:
                break
            yield key
        yield from keys[-1:]

    def _show_working_keys(self, keys: list[FooterKey]) -> None:
        """While a line of text has the focus and takes letters, show a binding's other key."""
        focused = self.screen.focused
        if not isinstance(focused, Input):
            return
        active = self.screen.active_bindings.values()
        for shown in keys:
            if len(shown.key_display) == 1:
                others = [
                    binding.key for _, binding, *_ in active if binding.action == shown.action
                ]
                shown.key_display = next((key for key in others if "+" in key), shown.key_display)

    def _declared_actions(self) -> list[str]:
        """Return the actions of all bindings that may be active, from the focus outwards."""
        focused = self.screen.focused
        nodes = (self.screen, self.app) if focused is None else focused.ancestors_with_self
        # `active_bindings` has the remapped ones last. These are in the order of declaration.
        return [binding.action for node in nodes for _, binding in node._bindings]

    def on_resize(self) -> None:
        """Lay the keys out again, since another width has room for other keys."""
        self.refresh(recompose=True)


def _shown_of(key: FooterKey) -> tuple[object, ...]:
    return key.key, key.key_display, key.description, key.action, key.tooltip, key.classes


def _cells(key: FooterKey) -> int:
    return len(key.key_display) + len(key.description) + 3
