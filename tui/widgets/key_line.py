"""The line of keys at the foot of a screen: as many as fit, and always the way out."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

__all__ = ["FooterKey", "KeyLine"]


class KeyLine(Footer):
    """Textual's footer without cut keys: what does not fit is left to the palette.

    The last key, by which one leaves, always stays.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        """The keys in the order of their bindings."""
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        room = self.screen.size.width - sum(_cells(key) for key in keys[-1:])
        for key in keys[:-1]:
            room -= _cells(key)
            if room < 0:
                break
            yield key
        yield from keys[-1:]

    def on_resize(self) -> None:
        """Another width has room for other keys."""
        self.refresh(recompose=True)


def _cells(key: FooterKey) -> int:
    return len(key.key_display) + len(key.description) + 3
