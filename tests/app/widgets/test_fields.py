"""The fields of a form, changed in place."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui.app.widgets.fields import ChoiceField, Field, NumberField


class Form(App[None]):
    """A number and a choice."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[str] = []

    def compose(self) -> ComposeResult:
        yield NumberField("Reps", 4, least=1, most=25, aside="of 4")
        yield ChoiceField("Effort", [("", "not said"), ("light", "light")], "")

    def on_field_changed(self, event: Field.Changed) -> None:
        self.changes.append(event.field.value_text().strip())


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("left", 3),
        ("right", 5),
        ("minus minus minus minus minus", 1),
        ("l h h", 3),
        ("1 2", 12),
        ("2 6", 6),  # 26 is too large, so 6 begins a new number
        ("0", 4),  # too small
        ("1 2 backspace", 1),
        ("backspace 7", 7),
        ("1 right 2", 2),
        ("9 9 9", 9),
    ],
)
async def test_a_number_is_stepped_or_typed(keys: str, value: int) -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert app.query_one(NumberField).value == value


async def test_a_choice_goes_round_and_reports_each_change() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("tab", "right", "right", "left")
        assert app.query_one(ChoiceField).value == "light"
        assert app.changes == ["light", "not said", "light"]


async def test_the_focused_field_shows_its_arrows() -> None:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one(NumberField)
        assert field.render().plain == "Reps                  ◂  4 ▸  of 4"
        await pilot.press("tab")
        assert field.render().plain == "Reps                     4    of 4"
