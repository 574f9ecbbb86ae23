"""The calendar: its dates seen, listed and marked by keyboard."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from textual import events
from textual.pilot import Pilot

from tests.app.app_support import (
    TODAY,
    YESTERDAY,
    Bench,
    at_screen,
    lines,
    press,
    text,
    turns,
    until,
)
from tui.app.dialogs.prompt import PromptDialog
from tui.app.dialogs.rest import DateField, RestDialog
from tui.app.screens.calendar import CalendarScreen
from tui.app.screens.day import DayScreen
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.app.widgets.day_list import DayList
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.title_bar import TitleBar
from tui.diary.diary import LONGEST_REST
from tui.practice.dates import FIRST_DATE
from tui.practice.models import Band, Effort, Reps


async def test_c_opens_the_calendar_on_today_with_the_numbers_of_the_streak(bench: Bench) -> None:
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        await at_screen(pilot, CalendarScreen)
        seen = text(pilot.app.screen)
        for words in (
            "November 2026",
            "4 days · still time today, until 03:00",
            "longest 4 · 4 of the last 30 days",
            "4 days · 22 reps",
            "▆▆▆▆ up to the full set ▆ full ▃ part □ imagined · none r rest ! sign",
            "Sun 22 November, today",
        ):
            assert words in seen
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)


async def test_the_day_under_the_cursor_is_read_out(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(YESTERDAY, Band.MILD, report=True)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k"])
        seen = text(pilot.app.screen)
        for words in ("Sat 21 November", "2 of 2 each", "a bit more sore afterwards"):
            assert words in seen
        await press(pilot, ["left", "left", "left"])
        assert "Sat 31 October" in text(pilot.app.screen)
        assert "October 2026" in text(pilot.app.screen)
        await press(pilot, ["left_square_bracket"])
        assert "Fri 31 October 2025" in text(pilot.app.screen)
        await press(pilot, ["t"])
        assert "Sun 22 November, today" in text(pilot.app.screen)


async def test_x_marks_the_date_as_done_with_what_was_asked_then_and_u_takes_it_back(
    bench: Bench,
) -> None:
    bench.practised(2, 2, 3)
    bench.diary.remove_session("last")
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["c", "k", "x"])
        await until(pilot, lambda: "Marked as done on" in text(pilot.app.screen))
        assert pilot.app.screen.query_one(Heatmap).cursor == YESTERDAY
        added = bench.live("sessions")[-1]
        assert added["day"] == YESTERDAY.isoformat()
        assert "start" not in added
        assert "3 of 3 each" in text(pilot.app.screen)
        await press(pilot, ["x"])
        await until(pilot, lambda: "That day is already done" in text(pilot.app.screen))
        await press(pilot, ["u"])
        await until(pilot, lambda: "nothing recorded" in text(pilot.app.screen))
        assert len(bench.live("sessions")) == 2


async def test_a_range_is_marked_as_rest_and_taken_back(bench: Bench) -> None:
    """The keys of someone who was ill last week."""
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["c", "h", "o"])
        await at_screen(pilot, RestDialog)
        await press(pilot, ["w", "2"])
        await until(pilot, lambda: "Marked as rest: 7 days." in text(pilot.app.screen))
        days = [dt.date(2026, 11, day) for day in range(15, 22)]
        assert [each["day"] for each in bench.live("days")] == [day.isoformat() for day in days]
        assert {each["rest_reason"] for each in bench.live("days")} == {"ill"}
        assert "resting: ill" in text(pilot.app.screen)
        await press(pilot, ["o", "0"])
        await until(pilot, lambda: "Rest mark removed: 1 day." in text(pilot.app.screen))
        await press(pilot, ["u", "u"])
        await until(pilot, lambda: not bench.live("days"))


async def test_a_rest_is_extended_by_weeks_and_its_dates_can_be_typed(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "o"])
        await at_screen(pilot, RestDialog)
        for days in (7, 14, 21):
            await press(pilot, ["w"])
            assert f"{days} days. Reason" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, "PromptDialog")
        assert "4 March or 2026-03-04" in text(pilot.app.screen)
        await press(pilot, [*"soon", "enter"])
        assert "Type a date like" in text(pilot.app.screen)
        await press(pilot, [*["backspace"] * 4, *"3 jan", "enter"])  # the nearest one
        await at_screen(pilot, RestDialog)
        first, last = pilot.app.screen.query(DateField)
        assert (first.date, last.date) == (TODAY, dt.date(2027, 1, 3))
        await press(pilot, ["up", "enter", *"2026-11-20", "enter"])
        assert (first.date, last.date) == (dt.date(2026, 11, 20), dt.date(2027, 1, 3))
        await press(pilot, ["w"] * 60)
        assert (last.date - first.date).days == LONGEST_REST - 1


async def test_both_ends_of_a_rest_move_and_never_cross(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "o"])
        await at_screen(pilot, RestDialog)
        await press(pilot, ["right", "right", "up", "left"])
        assert "4 days. Reason" in text(pilot.app.screen)
        await press(pilot, ["down", *["left"] * 6])
        assert "1 day. Reason" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await at_screen(pilot, CalendarScreen)
        assert bench.live("days") == []


async def test_the_first_date_of_all_can_be_opened_and_no_earlier_one(bench: Bench) -> None:
    # R1.earliest
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        screen = pilot.app.screen
        screen.query_one(Heatmap).action_year(-TODAY.year)
        await press(pilot, ["left", "left_square_bracket", "k"])
        assert screen.query_one(Heatmap).cursor == FIRST_DATE
        await press(pilot, ["enter"])
        assert "Mon 1 Jan" in text(pilot.app.screen)
        await press(pilot, ["escape", "o"])
        await at_screen(pilot, RestDialog)
        await press(pilot, ["left", "w", "up", "left"])
        first, last = pilot.app.screen.query(DateField)
        assert (first.date, last.date) == (FIRST_DATE, FIRST_DATE + dt.timedelta(days=6))


async def test_rest_may_lie_ahead_and_nothing_else(bench: Bench) -> None:
    # R1.ahead
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["c", "j"])
        assert "in the future" in text(pilot.app.screen)
        for key in ("x", "f", "enter"):
            await press(pilot, [key])
            await until(pilot, lambda: "only plan rest" in text(pilot.app.screen))
            pilot.app.clear_notifications()
            assert isinstance(pilot.app.screen, CalendarScreen)
        await press(pilot, ["o", "3"])
        await until(pilot, lambda: "resting: travelling" in text(pilot.app.screen))
        assert bench.live("days") == [{"day": "2026-11-23", "rest_reason": "travel"}]


async def test_how_an_old_day_felt_is_a_report_where_there_were_reps(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "f", "3"])
        await until(pilot, lambda: "sore afterwards" in text(pilot.app.screen))
        await press(pilot, ["k", "f", "2"])
        await until(pilot, lambda: "felt a bit more sore" in text(pilot.app.screen))
        assert bench.live("days") == [
            {"day": "2026-11-21", "report": "moderate"},
            {"day": "2026-11-20", "check": "mild"},
        ]


async def test_the_list_shows_the_same_days_newest_first(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "v"])
        days = pilot.app.screen.query_one(DayList)
        assert days.display and not pilot.app.screen.query_one(Heatmap).display
        assert days.cursor == YESTERDAY
        listed = [line.strip() for line in lines(pilot.app.screen) if " 2026  " in line]
        assert [line[:6] for line in listed] == ["Sun 22", "Sat 21", "Fri 20", "Thu 19"]
        assert listed[1] == "Sat 21 Nov 2026  ▆  3 of 3 each"
        await pilot.resize_terminal(40, 12)
        await until(pilot, lambda: lines(pilot.app.screen)[1].endswith("○  still time today"))
        await press(pilot, ["j", "v"])
        assert pilot.app.screen.query_one(Heatmap).cursor == TODAY - dt.timedelta(days=2)


async def test_the_list_says_only_what_is_out_of_the_ordinary(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    bench.diary.record_feeling(TODAY - dt.timedelta(days=4), Band.CLEAR)
    last = bench.diary.read().sessions[-1]
    cases: tuple[tuple[Effort, str], ...] = (("right", ""), ("hard", "hard"))
    for effort, words in cases:
        bench.diary.answer_session(last.id, reps=last.reps, effort=effort, props=("towel",))
        async with bench.app().run_test(size=(80, 24)) as pilot:
            await press(pilot, ["c", "v"])
            listed = [line.strip() for line in lines(pilot.app.screen) if " 2026  " in line]
            assert listed[1].split("each")[1].strip() == words
            assert listed[4] == "Wed 18 Nov 2026  ·"


async def test_a_typed_date_or_the_words_of_a_note_are_gone_to(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    notes = "Slept badly", "slept  well"
    for session, note in zip(bench.diary.read().sessions, notes, strict=False):
        bench.diary.answer_session(session.id, reps=session.reps, note=note)
    first, second = (TODAY - dt.timedelta(days=n) for n in (3, 2))

    async def found(pilot: Pilot[None], words: str) -> dt.date:
        await press(pilot, ["slash"])
        await at_screen(pilot, PromptDialog)
        await press(pilot, [*(each if each != " " else "space" for each in words), "enter"])
        await at_screen(pilot, CalendarScreen)
        return pilot.app.screen.cursor  # type: ignore[attr-defined, no-any-return]

    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "n"])
        assert await found(pilot, "4 march 2024") == dt.date(2024, 3, 4)
        assert "Mon 4 March 2024" in text(pilot.app.screen)
        assert await found(pilot, "slept") == second, "the last of all, since none is earlier"
        await press(pilot, ["n"])
        assert "Slept badly" in text(pilot.app.screen)
        await press(pilot, ["n", "v"])
        assert await found(pilot, "SLEPT W") == second
        assert await found(pilot, "bad") == first
        await press(pilot, ["slash", "x", "x", "enter"])
        await until(pilot, lambda: "No note has these words" in text(pilot.app.screen))
        await press(pilot, ["escape", "v"])
        assert pilot.app.screen.check_action("find", ()) is False


async def test_a_screen_is_not_drawn_before_it_is_complete(bench: Bench) -> None:
    """The diary can be read again at any moment, also while some widgets are still missing."""
    bench.practised(2)
    app, screen, half = bench.app(), CalendarScreen(), set[object]()
    async with app.run_test(size=(80, 24)):
        app.push_screen(screen)
        while not screen.is_mounted:
            if screen.query(TitleBar) and not screen.query(Heatmap):
                half.add(app._drawable_screen)
            await asyncio.sleep(0)
        assert half == {None}
        assert app._drawable_screen is screen
    assert app._drawable_screen is None


async def test_the_list_of_fifty_years_makes_only_what_is_seen(bench: Bench) -> None:
    bench.practised(2)
    bench.diary.log_session(
        bench.diary.read().routine(), dt.date(1976, 11, 23), {"neck": Reps(done=1)}
    )
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "v"])
        days = pilot.app.screen.query_one(DayList)
        assert days.virtual_size.height == 18_262
        await press(pilot, ["end"])
        assert "23 Nov 1976" in text(pilot.app.screen)
        await press(pilot, ["home"])
        assert days.cursor == TODAY


async def test_the_open_calendar_goes_over_to_the_new_day(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        heatmap = pilot.app.screen.query_one(Heatmap)
        bench.clock.wall += dt.timedelta(hours=6)  # three in the morning
        await pilot.app.reload()  # type: ignore[attr-defined]
        await pilot.pause()
        assert heatmap.cursor == TODAY + dt.timedelta(days=1)
        assert "Mon 23 November, today" in text(pilot.app.screen)
        assert "Sun 22 November, today" not in text(pilot.app.screen)


async def test_a_cursor_elsewhere_stays_when_a_new_day_comes(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "k"])
        bench.clock.wall += dt.timedelta(hours=6)
        await pilot.app.reload()  # type: ignore[attr-defined]
        await pilot.pause()
        cursor = pilot.app.screen.query_one(Heatmap).cursor
        assert cursor == TODAY - dt.timedelta(days=2)


async def test_another_programs_change_shows_in_the_calendar(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "h"])
        bench.open().rest(TODAY - dt.timedelta(days=7), "ill")
        await until(pilot, lambda: "resting: ill" in text(pilot.app.screen))


async def test_the_main_keys_do_nothing_in_a_session_and_lead_home_from_anywhere_else(
    bench: Bench,
) -> None:
    bench.practised(2)
    routine = bench.diary.read().routine()
    done = bench.diary.start_session(routine, TODAY, {e.id: 2 for e in routine.exercises})
    bench.diary.end_session(done.id, {"neck": Reps(target=2, done=2)}, None)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["e"])
        await at_screen(pilot, FinishScreen)
        await press(pilot, ["c"])
        await at_screen(pilot, CalendarScreen)
        await press(pilot, ["k", "enter"])
        await at_screen(pilot, DayScreen)
        await press(pilot, ["r"])
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        bench.clock.ms += 2_000
        await press(pilot, ["c"])
        await at_screen(pilot, SessionScreen)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 60)])
async def test_the_calendar_fits_every_size(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test(size=size) as pilot:
        await press(pilot, ["c", "k"])
        seen = lines(pilot.app.screen)
        assert "q quit" in seen[-1]
        drawn = "[██]" if size == (200, 60) else "[▆]"
        assert drawn in "\n".join(seen)
        assert "Sat 21 November" in text(pilot.app.screen)
        if size == (40, 12):
            assert "STREAK" not in text(pilot.app.screen)
            await press(pilot, ["tab"])
        assert "longest 4" in text(pilot.app.screen)


async def test_the_weeks_are_summed_up_beneath_the_heatmap_and_give_way_to_the_date(
    bench: Bench,
) -> None:
    # R2.week, R7.shown
    bench.practised(2, 2, 3, 4)
    bench.diary.record_feeling(YESTERDAY, Band.MILD, report=True, compare="easier")
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        for height, bars in ((40, 6), (24, 2), (20, 1), (16, 1), (15, 0), (12, 0), (24, 2)):
            await pilot.resize_terminal(80, height)
            await pilot.pause()
            rows = [row.strip() for row in lines(pilot.app.screen)]
            axis = pilot.app.screen.query_one("#axis")
            labels = [row.split()[0] for row in rows if row.endswith(("█", "▃", "▲"))]
            assert axis.display is (bars > 0)
            if bars:
                assert axis.size.height == bars + 2, "and a row each for soreness and answers"
                assert labels[-3:] == ["reps", "sore", "neck"]
            assert any(row.startswith("Sun 22 November, today") for row in rows)
        # The axis follows where the heatmap goes, and comes back with it.
        await press(pilot, ["left_square_bracket"])
        assert not any(row.startswith("  reps") for row in lines(pilot.app.screen))
        await press(pilot, ["t"])
        assert any(row.startswith("  reps") for row in lines(pilot.app.screen))
        await press(pilot, ["v"])
        assert not pilot.app.screen.query_one("#axis").display


async def test_the_small_heatmap_of_the_home_screen_gives_way_where_there_is_no_room(
    bench: Bench,
) -> None:
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "LAST 34 WEEKS" in text(pilot.app.screen)
        assert not pilot.app.screen.query_one(Heatmap).can_focus
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        assert "LAST 34 WEEKS" not in text(pilot.app.screen)


async def test_keys_that_come_all_at_once_reach_what_they_open(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in ("c", "h", "o", "w", "2"):
            pilot.app.post_message(events.Key(key, key))
        await until(pilot, lambda: len(bench.live("days")) == 7)
        await at_screen(pilot, CalendarScreen)
        for key in ("h", "enter", "1", "enter", "escape", "r"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await at_screen(pilot, HomeScreen)
        added = bench.live("sessions")[-1]
        assert (added["day"], added["via"]) == ("2026-11-08", "log")
        assert added["reps"]["shoulder-blades"]["done"] == 1  # type: ignore[index]


async def test_a_calendar_may_be_left_while_it_opens_or_is_drawn(bench: Bench) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for count in (0, 2, 5, 9, 14):
            app.action_go("calendar")
            await turns(count)
            app.action_go("routine")
            await turns(count % 5)
        await at_screen(pilot, HomeScreen)


async def test_the_calendar_and_the_statistics_share_out_the_rows_of_a_tall_screen(
    bench: Bench,
) -> None:
    bench.practised(*[2] * 40)
    bench.diary.record_feeling(YESTERDAY, Band.MILD, report=True)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c"])
        for width, height, bars in ((80, 24, 2), (120, 40, 7), (200, 50, 8)):
            await pilot.resize_terminal(width, height)
            for _ in range(2):  # once to lay the page out, once to share out what is left
                await pilot.pause()
            assert sum("█" in row for row in lines(pilot.app.screen)) >= bars
            shown = lines(pilot.app.screen)
            legend = next(y for y, row in enumerate(shown) if "up to the full set" in row)
            assert not shown[legend - 1], "signs of soreness would read as part of the legend"
            above = next(y for y, row in enumerate(shown[1:]) if row)
            below = next(y for y, row in enumerate(shown[-2::-1]) if row)
            assert below <= height / 5 and above >= below / 2 - 1, (width, above, below)
        await press(pilot, ["v", "v"])
        shown = lines(pilot.app.screen)
        above = next(y for y, row in enumerate(shown[1:]) if row)
        below = next(y for y, row in enumerate(shown[-2::-1]) if row)
        assert below / 3 <= above <= below
