"""Lists of lines to choose from."""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import OptionList

from tui.app.widgets.option_list import TolerantOptionList


class ListApp(App[None]):
    """Three lines, and the numbers of those that were chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield TolerantOptionList("one", "two", "three")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.chosen.append(event.option_index)


def click_on(line: int | None) -> events.Click:
    meta = {} if line is None else {"option": line}
    at = (None, 0, 0, 0, 0, 1, False, False, False)
    return events.Click(*at, style=Style(meta=meta))


async def test_a_click_chooses_its_line_unless_the_line_has_gone_since() -> None:
    async with ListApp().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, ListApp)
        options = app.query_one(OptionList)
        for count, line, chosen in (
            (3, 2, [2]),
            (3, None, []),
            (2, 2, []),
            (2, 1, [1]),
            (0, 0, []),
        ):
            app.chosen.clear()
            options.set_options(["one", "two", "three"][:count])
            options.post_message(click_on(line))
            await pilot.pause()
            assert app.chosen == chosen
