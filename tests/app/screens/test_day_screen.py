"""The day editor: its sessions one by one, corrected, filled in and removed."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.app.app_support import (
    TODAY,
    YESTERDAY,
    Bench,
    at_screen,
    lines,
    notifications,
    press,
    text,
    until,
)
from tui.app.screens.calendar import CalendarScreen
from tui.app.screens.day import DayParts, DayScreen
from tui.app.screens.session_editor import SessionEditor
from tui.app.widgets.day_weeks import DayWeeks
from tui.app.widgets.title_bar import CURSOR
from tui.practice.models import Reps


async def test_editing_an_old_day_changes_no_later_target(bench: Bench) -> None:
    # R3.fold
    bench.practised(2, 2, 3, 4)
    old = TODAY - dt.timedelta(days=3)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        before = [each["reps"] for each in bench.live("sessions")]
        await press(pilot, ["c", "k", "k", "k", "enter"])
        await at_screen(pilot, DayScreen)
        await press(pilot, ["enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["left", "left", "enter"])
        await at_screen(pilot, DayScreen)
        after = [each["reps"] for each in bench.live("sessions")]
        assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True, True]
        (corrected,) = (s for s in bench.diary.read().sessions if s.day == old)
        assert corrected.reps["shoulder-blades"] == Reps(target=2)
        assert [asked.target for asked in pilot.app.today.plan.exercises] == [5, 5]  # type: ignore[attr-defined]
        await press(pilot, ["u"])
        await until(pilot, lambda: [s["reps"] for s in bench.live("sessions")] == before)
        assert "2 of 2 each" in text(pilot.app.screen)


async def test_an_empty_day_makes_a_session_with_the_target_of_that_day(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    bench.diary.remove_session("last")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "enter"])
        await at_screen(pilot, SessionEditor)
        assert "Sat 21 Nov · a new session" in text(pilot.app.screen)
        await press(pilot, [*"2", "down", "1", "down", "down", "down", *["right"] * 3, "n"])
        await press(pilot, [*"ok q", "enter", "enter"])
        await at_screen(pilot, DayScreen)
        reps = {"target": 3, "hold_s": 5}
        assert {k: v for k, v in bench.live("sessions")[-1].items() if k != "id"} == {
            "routine": "neck-and-upper-back",
            "day": YESTERDAY.isoformat(),
            "reps": {
                "shoulder-blades": {**reps, "done": 2, "imagined": 1, "held_s": 10},
                "neck": {**reps, "done": 3, "held_s": 15},
            },
            "effort": "hard",
            "note": "ok q",
            "via": "log",
        }


async def test_a_day_left_without_keeping_is_as_it_was(bench: Bench) -> None:
    bench.practised(2, 2)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "h", "enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["right", "escape"])
        await at_screen(pilot, DayScreen)
        await press(pilot, ["escape"])
        await at_screen(pilot, CalendarScreen)
    assert bench.path.read_bytes() == before


async def test_a_weekly_answer_is_given_changed_and_taken_back(bench: Bench) -> None:
    # R7.answer
    bench.practised(2)

    def stored() -> object:
        return {key: each for key, each in bench.live("days")[0].items() if "compare" in key}

    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["c", "k", "enter"])
        await at_screen(pilot, DayScreen)
        assert "neck not answered" in text(pilot.app.screen)
        await press(pilot, ["n"])
        await at_screen(pilot, "ChoiceDialog")
        assert "remove the answer" not in text(pilot.app.screen), "there is none to take back"
        await press(pilot, ["1"])
        await until(pilot, lambda: "neck easier than a month ago" in text(pilot.app.screen))
        assert "Saved: neck easier than a month ago." in notifications(pilot.app.screen)
        await press(pilot, ["j", "j", "j", "enter", "2"])  # its line
        await until(pilot, lambda: "neck the same as a month ago" in text(pilot.app.screen))
        assert stored() == {"compare": "same"}
        await press(pilot, ["n", "escape"])
        assert stored() == {"compare": "same"}, "nothing changes"
        await press(pilot, ["n", "0"])
        await until(pilot, lambda: "neck not answered" in text(pilot.app.screen))
        assert stored() == {"compare_put_off": True}
        await press(pilot, ["u"])
        await until(pilot, lambda: stored() == {"compare": "same"})


async def test_a_session_without_any_reps_is_not_added(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["c", "h", "enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["0", "down", "down", "0", "enter"])
        await until(pilot, lambda: "A session needs at least one rep" in text(pilot.app.screen))
        assert len(bench.live("sessions")) == 1


async def test_the_props_of_an_old_session_can_be_corrected(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "enter", "enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["p"])
        await at_screen(pilot, "PropsDialog")
        await press(pilot, ["space", "enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["enter"])
        await at_screen(pilot, DayScreen)
        assert bench.diary.read().sessions[0].props == ("roll",)


async def test_sessions_of_a_day_stand_one_by_one_and_one_is_removed_after_a_question(
    bench: Bench,
) -> None:
    bench.practised(2)
    routine = bench.diary.read().routine()
    bench.diary.log_session(routine, YESTERDAY, {"neck": Reps(done=1)}, note="twice")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "enter"])
        await at_screen(pilot, DayScreen)
        seen = [line.strip(f" {CURSOR}") for line in lines(pilot.app.screen)]
        assert "by hand   2 of 2 each" in seen
        assert 'by hand   1 · "twice"' in seen
        await press(pilot, ["j", "d"])
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["n"])
        assert len(bench.live("sessions")) == 2
        await press(pilot, ["d", "y"])
        await until(pilot, lambda: len(bench.live("sessions")) == 1)
        assert bench.diary.read().sessions[0].note == ""
        await press(pilot, ["u"])
        await until(pilot, lambda: len(bench.live("sessions")) == 2)


async def test_letters_typed_into_a_note_are_not_taken_as_keys(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "enter", "enter", "n", *"rcxu"])
        await at_screen(pilot, SessionEditor)
        assert "rcxu" in text(pilot.app.screen)


async def test_while_a_note_is_typed_the_line_of_keys_is_that_of_the_note(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "enter", "enter", "n"])
        await at_screen(pilot, SessionEditor)
        assert lines(pilot.app.screen)[-1] == " enter done  esc leave  ctrl+q quit"
        await press(pilot, ["q", "escape"])  # a letter, and only the note is left
        await at_screen(pilot, SessionEditor)
        assert "save" in lines(pilot.app.screen)[-1]
        await press(pilot, ["escape", "escape", "escape", "m", "a", "1"])
        await at_screen(pilot, "PromptDialog")
        assert lines(pilot.app.screen)[-1].split("  ")[0] == " enter done"


async def test_a_number_that_is_none_is_not_kept(bench: Bench) -> None:
    bench.practised(2, 2)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["c", "k", "enter", "enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["minus", "5"])
        assert "◂ -5 ▸ must be 0 to 100" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, SessionEditor)
        assert "Shoulder blades must be 0 to 100, not -5." in notifications(pilot.app.screen)
        assert bench.path.read_bytes() == before
        await press(pilot, ["backspace", "backspace", "1", "enter"])
        await at_screen(pilot, DayScreen)
        assert bench.live("sessions")[-1]["reps"]["shoulder-blades"]["done"] == 1  # type: ignore[index]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_number_above_the_full_set_is_said_to_be(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["c", "k", "enter", "enter"])
        await at_screen(pilot, SessionEditor)
        await press(pilot, ["1", "0"])
        assert "full set" not in text(pilot.app.screen)
        await press(pilot, ["right"])
        await until(pilot, lambda: "11" in text(pilot.app.screen))
        assert "full set: 10" in text(pilot.app.screen)
        await press(pilot, ["left"])
        await until(pilot, lambda: "full set" not in text(pilot.app.screen))


async def test_the_weeks_around_a_day_lead_to_others_where_there_is_room(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(120, 40)) as pilot:
        await press(pilot, ["c", "k", "enter"])
        await at_screen(pilot, DayScreen)
        weeks = pilot.app.screen.query_one(DayWeeks)
        assert weeks.cursor == TODAY - dt.timedelta(days=1)
        assert "[▆]" in text(pilot.app.screen)
        x, y = weeks._window.place(TODAY - dt.timedelta(days=2))
        await pilot.click(weeks, offset=(x, y))
        await until(pilot, lambda: "Friday 20 November" in text(pilot.app.screen))
        assert isinstance(pilot.app.screen.focused, DayParts), "the keys are the list's"
        await press(pilot, ["enter"])
        await at_screen(pilot, SessionEditor)
        shown = pilot.app.screen.query_one(DayWeeks)
        await until(pilot, lambda: "[▆]" in text(pilot.app.screen))
        await pilot.click(shown, offset=(x + 2, y))
        assert shown.cursor == TODAY - dt.timedelta(days=2), "the form is about one date"
        await press(pilot, ["escape"])
        await at_screen(pilot, DayScreen)
        await pilot.resize_terminal(80, 20)
        await until(pilot, lambda: not weeks.display)
