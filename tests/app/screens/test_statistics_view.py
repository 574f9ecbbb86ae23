"""The statistics as the third view of the calendar."""

from __future__ import annotations

from textual.widgets import Input

from tests.app.app_support import Bench, at_screen, lines, press, text, until
from tui.app.palette import commands
from tui.app.screens.calendar import CalendarScreen
from tui.app.screens.day import DayScreen
from tui.app.screens.home import HomeScreen
from tui.app.widgets.day_list import DayList
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.statistics import StatisticsView
from tui.words.statistics import NOTHING_YET


async def test_v_goes_from_the_heatmap_to_the_list_to_statistics_and_back(bench: Bench) -> None:
    bench.practised(*[2] * 40)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "k", "k"])
        screen = pilot.app.screen
        assert isinstance(screen, CalendarScreen)
        date = screen.cursor
        assert lines(screen)[-1].find("v list") > 0
        await press(pilot, ["v"])
        assert isinstance(screen.focused, DayList) and screen.cursor == date
        assert "v stats" in text(screen)
        await press(pilot, ["v"])
        assert isinstance(screen.focused, StatisticsView)
        seen = text(screen)
        for words in ("Statistics", "BEST STREAKS", "days practised", "WEEKDAYS", "v heatmap"):
            assert words in seen
        # No date is in sight, so no key acts on one.
        await press(pilot, ["x", "o", "f", "enter"])
        assert pilot.app.screen is screen and len(bench.live("sessions")) == 40
        await press(pilot, ["v"])
        assert isinstance(screen.focused, Heatmap) and screen.cursor == date
        await press(pilot, ["v", "v", "v", "enter"])
        await at_screen(pilot, DayScreen)


async def test_the_statistics_scroll_by_keys_where_they_do_not_fit(bench: Bench) -> None:
    bench.practised(*[2] * 40)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await press(pilot, ["c", "v", "v"])
        view = pilot.app.screen.query_one(StatisticsView)
        places = [view.scroll_offset.y]
        for keys in (["j", "down"], ["pagedown"], ["end"], ["k"], ["pageup"], ["home"]):
            await press(pilot, keys)
            await until(pilot, lambda: view.scroll_offset.y != places[-1])
            places.append(view.scroll_offset.y)
        assert places[1] == 2 and places[3] == view.max_scroll_y and places[-1] == 0
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "EFFORT" not in text(pilot.app.screen) and not view.max_scroll_y)
        await press(pilot, ["g"])  # one routine alone is not seen together


async def test_an_empty_diary_shows_a_kind_line(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "v", "v"])
        assert " ".join(NOTHING_YET.split()) in text(pilot.app.screen)


async def test_statistics_follow_what_is_recorded_elsewhere(bench: Bench) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["c", "v", "v"])
        assert "days practised 2" in text(pilot.app.screen)
        bench.open().remove_session("last")
        await app.reload()
        await until(pilot, lambda: "days practised 1" in text(pilot.app.screen))


async def test_the_palette_finds_what_people_look_for(bench: Bench) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await at_screen(pilot, HomeScreen)
        await press(pilot, ["x"])
        await until(pilot, lambda: len(bench.live("sessions")) == 3)
        titles = [each.title.lower() for each in commands(app, app.screen)]
        for word in ("import", "export", "streak", "month", "weekday", "undo", "steadiness"):
            assert [title for title in titles if word in title], word
        await press(pilot, ["ctrl+p"])
        pilot.app.screen.query_one(Input).value = "steadiness"
        await until(pilot, lambda: "Statistics: months" in text(pilot.app.screen))
        await press(pilot, ["down", "enter"])
        await at_screen(pilot, CalendarScreen)
        assert "BEST STREAKS" in text(pilot.app.screen) or "IN ALL" in text(pilot.app.screen)
        assert isinstance(pilot.app.screen.focused, StatisticsView)
