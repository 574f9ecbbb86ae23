"""Lists of lines to choose from, which no key and no click can break."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.geometry import Spacing
from textual.strip import Strip
from textual.style import Style
from textual.visual import Padding, Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.app.widgets.key_footer import TARGET_ROWS, is_touched
from tui.app.widgets.title_bar import CURSOR


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


class MarkedOptionList(TolerantOptionList):
    """A list whose highlighted line is seen with any colours and without.

    It has a mark at its left; without colours it is reversed, which Textual's list leaves out.
    """

    def _get_visual(self, option: Option) -> Visual:
        """Return what is drawn of a line; for fingers it is high enough to be tapped."""
        visual = super()._get_visual(option)
        if not is_touched(self.app):
            return visual
        return Padding(visual, Spacing(bottom=TARGET_ROWS - 1))

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return the style of a line, with reverse."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if any(self.get_component_styles(name).text_style.reverse for name in component_classes):
            return style + Style(reverse=True)
        return style

    def render_line(self, y: int) -> Strip:
        """Return the line at a row of the view, with the mark if it is the highlighted one."""
        strip = super().render_line(y)
        first = next(iter(strip), None)
        if first is None or first.style is None or not first.text.startswith(" "):
            return strip
        if self.highlighted is None or first.style.meta.get("option") != self.highlighted:
            return strip
        if first.style.reverse:  # it is plain enough, and half a cell would look like a flaw
            return strip
        warm = Style(foreground=Color.parse(self.app.theme_variables["primary"]))
        mark = Segment(CURSOR, first.style + warm.rich_style)
        return Strip.join([Strip([mark], 1), strip.crop(1)])


class PlainOptionList(MarkedOptionList):
    """The list of screens and dialogs.

    With the class ``-cut`` a line that is too long ends in an ellipsis instead of being folded.
    """

    DEFAULT_CSS = """
    PlainOptionList { scrollbar-size-vertical: 1; }
    PlainOptionList.-cut { text-wrap: nowrap; text-overflow: ellipsis; }
    """
