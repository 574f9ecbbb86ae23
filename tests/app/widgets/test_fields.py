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
        yield ChoiceField("Effort", [("", "no answer"), ("light", "light")], "")

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
        ("2 5", 25),
        ("2 6", 4),  # 26 is too large, and is not taken for another number
        ("2 6 backspace", 2),
        ("0", 4),  # too small
        ("0 5", 5),
        ("minus 5", 4),  # nor is -5 taken for 5
        ("minus 1 2", 4),
        ("minus 5 backspace backspace 6", 6),
        ("2 full_stop 5", 4),  # nor 2.5 for 25
        ("comma 5", 4),
        ("minus minus h 5", 5),
        ("2 6 right", 5),
        ("1 2 backspace", 1),
        ("backspace 7", 7),
        ("1 right 2", 2),
        ("9 9 9", 4),
    ],
)
async def test_a_number_is_stepped_or_typed(keys: str, value: int) -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert app.query_one(NumberField).value == value


async def test_a_number_that_is_none_is_shown_with_what_would_be_one() -> None:
    app = Form()
    async with app.run_test(notifications=True) as pilot:
        field = app.query_one(NumberField)
        await pilot.press("minus", "5")
        assert field.is_wrong
        assert field.render().plain == "Reps                  ◂ -5 ▸  must be 1 to 25"
        assert field.wrong_words == "Reps must be 1 to 25, not -5."
        await pilot.press("tab")
        assert not field.is_wrong
        assert field.render().plain == "Reps                     4    of 4"
        assert [each.message for each in app._notifications] == [
            "Reps must be 1 to 25, not -5. It stays 4."
        ]


async def test_a_choice_goes_round_and_reports_each_change() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("tab", "right", "right", "left")
        assert app.query_one(ChoiceField).value == "light"
        assert app.changes == ["light", "no answer", "light"]


async def test_the_focused_field_shows_its_arrows() -> None:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one(NumberField)
        assert field.render().plain == "Reps                  ◂  4 ▸  of 4"
        await pilot.press("tab")
        assert field.render().plain == "Reps                     4    of 4"
