"""Lists of lines to choose from, which no key and no click can break."""

from __future__ import annotations

from textual import events
from textual.style import Style
from textual.widgets import OptionList


class TolerantOptionList(OptionList):
    """Textual's list, in which keys and clicks do nothing where it does not expect them."""

    # Where a list has no room, Textual has laid no lines out, and looks for a page in vain.

    def action_page_up(self) -> None:
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]

    def on_click(self, event: events.Click) -> None:
        """Leave out a click on a line that has gone since: Textual chooses by its number."""
        if event.style.meta.get("option", 0) >= self.option_count:
            event.prevent_default()


class PlainOptionList(TolerantOptionList):
    """A list whose highlighted line is seen with any colours and without: it draws reverse.

    With the class ``-cut`` a line that is too long ends in an ellipsis instead of being folded.
    """

    DEFAULT_CSS = """
    PlainOptionList { scrollbar-size-vertical: 1; }
    PlainOptionList.-cut { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return the style of a line, with reverse, which Textual's list leaves out."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if any(self.get_component_styles(name).text_style.reverse for name in component_classes):
            return style + Style(reverse=True)
        return style
