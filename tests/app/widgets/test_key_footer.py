"""The line of keys is laid out when other keys mean something, and only then."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Button

from tui.app.widgets.key_footer import FooterKey, KeyFooter


class Keys(App[None]):
    """Two things to focus, the same keys for both, and one key more that comes and goes."""

    BINDINGS = [Binding("a", "answer", "answer"), Binding("m", "more", "more")]
    has_more: bool | None = False

    def compose(self) -> ComposeResult:
        yield Button("one")
        yield Button("two")
        yield KeyFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return self.has_more if action == "more" else True

    def in_line(self) -> list[FooterKey]:
        return list(self.query(FooterKey))


async def test_keys_stand_where_they_stood_while_they_are_the_same() -> None:
    app = Keys()
    async with app.run_test() as pilot:
        await pilot.pause()
        before = app.in_line()
        assert [key.description for key in before][:1] == ["answer"]
        await pilot.press("tab")
        assert app.in_line() == before
        app.has_more = True
        app.refresh_bindings()
        await pilot.pause()
        assert [key.description for key in app.in_line()][:2] == ["answer", "more"]
        app.has_more = None  # it only waits
        app.refresh_bindings()
        await pilot.pause()
        assert [key.description for key in app.in_line()] == [key.description for key in before]
