"""The footer lays its keys out again when they change, and only then."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Button

from tui.app.widgets.key_footer import FooterKey, KeyFooter


class Keys(App[None]):
    """Two widgets with the same keys, and one key that comes and goes."""

    BINDINGS = [Binding("a", "answer", "answer"), Binding("m", "more", "more")]
    has_more: bool | None = False

    def compose(self) -> ComposeResult:
        yield Button("one")
        yield Button("two")
        yield KeyFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return self.has_more if action == "more" else True

    def footer_keys(self) -> list[FooterKey]:
        return list(self.query(FooterKey))


async def test_the_keys_are_laid_out_again_only_when_they_change() -> None:
    app = Keys()
    async with app.run_test() as pilot:
        await pilot.pause()
        before = app.footer_keys()
        assert [key.description for key in before][:1] == ["answer"]
        await pilot.press("tab")
        assert app.footer_keys() == before
        app.has_more = True
        app.refresh_bindings()
        await pilot.pause()
        assert [key.description for key in app.footer_keys()][:2] == ["answer", "more"]
        app.has_more = None  # disabled for now
        app.refresh_bindings()
        await pilot.pause()
        assert [key.description for key in app.footer_keys()] == [key.description for key in before]
