"""The home screen: what it shows, and what its keys do."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace
from textual.screen import Screen
from textual.widgets import Static

from tests.app.app_support import (
    EVENING,
    TODAY,
    Bench,
    at_screen,
    lines,
    notifications,
    press,
    text,
    until,
)
from tui.app.screens.finish import FinishScreen
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.diary.today import Today
from tui.practice.models import Band, Plan, Reps


async def test_home_shows_the_targets_and_their_reason(bench: Bench) -> None:
    # R3.reasons.routine
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test() as pilot:
        await pilot.pause()
        assert "5 × 5 s" in text(pilot.app.screen)
        assert "5 each: one more than last time." in text(pilot.app.screen)
        assert "days longest 4" in part(pilot.app.screen, "streak")
        assert "still time today, until 03:00" in text(pilot.app.screen)


def part(screen: Screen[Any], name: str) -> str:
    """Return the text of one part of the screen, drawn signs left out, without its line breaks."""
    drawn = str(screen.query_one(f"#{name}", Static).render())
    return " ".join(re.sub("[█▀▄━╸─]", " ", drawn).split())


def week_strip(screen: Screen[Any]) -> str:
    """Return the glyphs of the week beside today, with a space for a date that has none."""
    for letters, glyphs in pairwise(lines(screen)):
        if found := re.search(r"([MTWFS]  ){6}[MTWFS]", letters):
            return glyphs.ljust(found.end())[found.start() : found.end() : 3]
    raise AssertionError("there is no week strip")


def last_heatmap_week(screen: Screen[Any]) -> str:
    """Return the glyphs of the last week in the small heatmap."""
    rows = lines(screen)
    months = next(n for n, row in enumerate(rows) if "LAST 34 WEEKS" in row) + 1
    return "".join(row.rstrip(")")[-1] for row in rows[months + 1 : months + 8])


class TestWeekStrip:
    """The week beside today shows the glyphs that the heatmap and the calendar show."""

    async def test_a_warning_an_imagined_and_a_rest_day_read_as_in_the_heatmap(
        self, bench: Bench
    ) -> None:
        bench.diary.preferences.welcome()
        routine = bench.diary.read().routine()
        real, imagined = Reps(target=2, done=2), Reps(target=2, imagined=2)
        part, days = Reps(target=2, done=1), [TODAY - dt.timedelta(days=n) for n in range(7)]
        for back, reps in ((6, real), (5, real), (4, imagined), (2, part)):
            bench.diary.log_session(routine, days[back], {e.id: reps for e in routine.exercises})
        bench.diary.rest(days[3], "ill")
        bench.diary.record_feeling(days[5], Band.WARNING, report=True)
        bench.diary.acknowledge(days[4])
        async with bench.app().run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "LAST 34 WEEKS" in text(pilot.app.screen))
            assert week_strip(pilot.app.screen) == "▆!□r▃·○"
            assert last_heatmap_week(pilot.app.screen) == "▆!□r▃·○"

    async def test_rest_that_lies_ahead_is_seen_and_other_dates_ahead_are_blank(
        self, bench: Bench
    ) -> None:
        bench.practised(2)
        bench.diary.preferences.change_settings(lambda old: replace(old, week_starts_on="sun"))
        bench.diary.rest(TODAY + dt.timedelta(days=2), "travel")
        async with bench.app().run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "STREAK" in text(pilot.app.screen))
            assert week_strip(pilot.app.screen) == "○ r    "

    async def test_glyphs_ascii_holds_for_it_too(self, bench: Bench) -> None:
        bench.practised(2)
        bench.diary.preferences.change_settings(lambda old: replace(old, glyphs="ascii"))
        async with bench.app().run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "STREAK" in text(pilot.app.screen))
            assert week_strip(pilot.app.screen) == ".....4o"


async def test_minus_lowers_todays_targets_and_plus_never_raises_them_above_the_plan(
    bench: Bench,
) -> None:
    # R3.lowered
    bench.practised(2, 2, 3, 4)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["plus"])
        assert "5 × 5 s" in text(pilot.app.screen)
        await press(pilot, ["minus", "minus"])
        assert "3 × 5 s" in text(pilot.app.screen)
        assert "3 each today, your choice." in text(pilot.app.screen)
        await press(pilot, ["equals_sign"])
        assert "4 × 5 s" in text(pilot.app.screen)
        await press(pilot, ["minus"] * 9)
        assert "1 × 5 s" in text(pilot.app.screen)
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        document: Any = bench.document("sessions")[-1]
        assert document["reps"]["neck"] == {"target": 1, "asked": 5, "hold_s": 5}
        await bench.pass_time(pilot, 30 + 10 + 15 + 10 + 10)
        await at_screen(pilot, FinishScreen)
        assert "Tomorrow: 5 each" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        document = bench.document("sessions")[-1]
        assert document["reps"]["neck"]["asked"] == 5, "the outcomes leave it as it is"
    assert bench.next_targets() == [5, 5]


async def test_props_chosen_at_home_are_those_of_the_next_session(bench: Bench) -> None:
    bench.practised(2)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["p", "3", "1", "enter"])
        await until(pilot, lambda: "neck roll and folded towel" in part(pilot.app.screen, "today"))
        assert bench.document("routines")[0]["props"] == ["roll", "towel"]
        await press(pilot, ["space", "1"])
        await at_screen(pilot, SessionScreen)
        assert bench.document("sessions")[-1]["props"] == ["roll", "towel"]


async def test_x_marks_today_as_done_without_the_timer(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        document: Any = bench.document("sessions")[-1]
        assert document["via"] == "log"
        assert document["start"] == "2026-11-22T21:00:00+01:00"
        assert document["reps"]["neck"] == {"target": 3, "done": 3, "hold_s": 5, "held_s": 15}
        await press(pilot, ["x", "space"])
        assert len(bench.document("sessions")) == 3
    assert bench.next_targets() == [4, 4]


async def test_an_all_imagined_session_never_raises_the_target(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test() as pilot:
        await press(pilot, ["i", "1"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 140)
        await at_screen(pilot, FinishScreen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
    document: Any = bench.document("sessions")[-1]
    assert document["reps"]["neck"] == {"target": 3, "imagined": 3, "hold_s": 5}
    assert bench.next_targets() == [3, 3]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 60), (60, 15)])
async def test_what_home_must_show_fits_every_size(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=size) as pilot:
        needed = ("Shoulder blades", "Neck", "4 × 5 s", "4 each: one more", "Start", "quit")
        await until(pilot, lambda: all(each in text(pilot.app.screen) for each in needed))
        shown = lines(pilot.app.screen)
        assert len(shown) == size[1]
        assert all(len(line) <= size[0] for line in shown)
        assert all(any(each in line for line in shown) for each in needed)


async def test_tab_swaps_where_there_is_room_for_one_part(bench: Bench) -> None:
    bench.practised(2, 2, 3)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert "STREAK" not in text(pilot.app.screen)
        await press(pilot, ["tab"])
        assert "STREAK" in text(pilot.app.screen)
        assert "days longest 3" in part(pilot.app.screen, "streak")
        await press(pilot, ["tab"])
        assert "Shoulder blades" in text(pilot.app.screen)


async def test_the_palette_offers_what_the_screen_can_do_now(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test() as pilot:
        await pilot.pause()
        titles = {c.title for c in pilot.app.get_system_commands(pilot.app.screen)}
        assert {"Start", "Fewer", "Props", "Imagine every rep", "Done", "Feel", "Quit"} <= titles
        assert "As it was" not in titles


async def test_a_long_name_is_cut_and_keeps_the_line(bench: Bench) -> None:
    bench.path.write_text(
        '{"_meta":{"1":{"app":"supine","schema":1,"rev":1,"write":"0"}},"routines":{"1":{"id":"a",'
        '"name":"A","exercises":[{"id":"x","name":"Ⅻ 肩甲骨を寄せる運動をゆっくりと静かに行う"}]}},'
        '"settings":{"1":{"welcomed":true}}}',
        encoding="utf-8",
    )
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        row = next(line for line in lines(pilot.app.screen) if "Ⅻ" in line)
        assert "…" in row
        assert "2 × 5 s" in row


async def test_records_that_are_not_understood_are_named(bench: Bench) -> None:
    bench.practised(2)
    broken = bench.path.read_text().replace('"sessions":{', '"sessions":{"77":{"id":5},')
    bench.path.write_text(broken)
    async with bench.app().run_test() as pilot:
        await pilot.pause()
        shown = pilot.app.screen.query_one("#notices", Static)
        assert "sessions 77" in str(shown.render())


async def test_before_day_start_it_is_still_yesterday(tmp_path: Any) -> None:
    bench = Bench(tmp_path, EVENING.replace(hour=2, minute=59))
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Saturday 21 November" in lines(pilot.app.screen)[0]


async def test_another_programs_change_is_seen_before_anything_is_done_twice(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test() as pilot:
        await pilot.pause()
        other = bench.open()
        today = Today.now(other.read(), bench.clock)
        other.log_session(today.routine, TODAY, today.completed_reps())
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
    assert len(bench.document("sessions")) == 3


async def test_the_open_app_looks_for_changes_and_for_a_new_day(bench: Bench) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test() as pilot:
        await press(pilot, ["minus"])
        assert "2 each today" in text(pilot.app.screen)
        bench.open().record_feeling(TODAY, Band.MODERATE)
        await app.reload()
        await until(pilot, lambda: "1 × 5 s" in text(pilot.app.screen))
        bench.clock.wall += dt.timedelta(hours=6, seconds=1)
        await app.reload()
        await until(pilot, lambda: "Monday 23 November" in text(pilot.app.screen))
        assert app.lowered_by == 0, "what was lowered was lowered for that day"


async def test_a_key_that_repeats_does_a_thing_once(bench: Bench) -> None:
    bench.practised(2, 2)
    async with bench.app().run_test() as pilot:
        await pilot.press("x", "x", "x", "x")
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        await press(pilot, ["x"])
    assert len(bench.document("sessions")) == 3


async def test_a_path_that_looks_like_markup_does_not_swallow_the_message(tmp_path: Any) -> None:
    folder = tmp_path / "a[red]b"
    folder.mkdir()
    bench = Bench(folder)
    bench.practised(2, 2)
    async with bench.app().run_test(notifications=True) as pilot:
        folder.rename(tmp_path / "gone")
        folder.write_text("no folder any more")
        await press(pilot, ["x"])
        await until(pilot, lambda: "a[red]b" in notifications(pilot.app.screen))


async def test_resting_is_not_urged_to_start(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.rest(TODAY, "ill")
    async with bench.app().run_test() as pilot:
        await pilot.pause()
        assert "Resting today" in text(pilot.app.screen)


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_an_unconfirmed_session_shows_its_keys(bench: Bench, size: tuple[int, int]) -> None:
    bench.practised(2, 2)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 3 for e in routine.exercises})
    reps = {e.id: Reps(target=3, done=1) for e in routine.exercises}
    bench.diary.end_session(session.id, reps, "interrupted")
    async with bench.app().run_test(size=size) as pilot:
        await pilot.pause()
        shown = lines(pilot.app.screen)
        assert any("y yes   e change" in line for line in shown)
        assert any("Carry on: 2 left of each" in line for line in shown)


async def test_many_exercises_can_be_scrolled_to(bench: Bench) -> None:
    exercises = ",".join(f'{{"id":"x{n}","name":"Number {n}"}}' for n in range(15))
    bench.path.write_text(
        '{"_meta":{"1":{"app":"supine","schema":1,"rev":1,"write":"0"}},"routines":{"1":{"id":"a",'
        f'"name":"A","exercises":[{exercises}]}}}},"settings":{{"1":{{"welcomed":true}}}}}}'
    )
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert "Number 14" not in text(pilot.app.screen)
        await press(pilot, ["down"] * 12)
        assert "Number 14" in text(pilot.app.screen)


@pytest.mark.parametrize(
    ("days", "props", "asks"), [(14, True, True), (13, True, False), (15, True, False),
                                (28, True, True), (14, False, False)],
)  # fmt: skip
async def test_the_props_are_asked_about_every_14_practice_days(
    bench: Bench, days: int, props: bool, asks: bool
) -> None:
    # R3.props-question
    bench.practised(*[2] * days)
    if props:
        bench.diary.preferences.set_props("neck-and-upper-back", ["towel"])
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        seen = text(pilot.app.screen)
        assert ("used a folded towel for a while" in seen) == asks
        if asks:
            await press(pilot, ["d"])
            assert "for a while" not in text(pilot.app.screen)


async def test_t_lets_the_sound_be_heard_and_says_what_played(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(seconds: float) -> None:
        del seconds

    monkeypatch.setattr("tui.app.sound.pause", at_once)
    bench.practised(2)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, ["t"])
        await until(pilot, lambda: "the terminal's bell" in text(pilot.app.screen))


async def test_a_done_day_can_be_repeated_from_the_palette_and_earns_nothing(bench: Bench) -> None:
    # R3.repeat
    bench.practised(2, 2, 3)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        names = {each.title for each in app.get_system_commands(app.screen)}
        assert "Repeat today's session" not in names
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(app.screen))
        commands = {each.title: each.callback for each in app.get_system_commands(app.screen)}
        commands["Repeat today's session"]()
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 400)
        await at_screen(pilot, "FinishScreen")
        await press(pilot, ["enter"])
        await until(pilot, lambda: "8 done" in text(app.screen))
        assert [asked.target for asked in app.today.plan.exercises] == [4, 4]
        bench.clock.wall += dt.timedelta(days=1)
        await app.reload()
        assert [asked.target for asked in app.today.plan.exercises] == [4, 4]


async def test_space_offers_another_round_on_a_day_that_is_done(bench: Bench) -> None:
    # R3.rounds
    bench.practised(2, 2)
    change = bench.diary.preferences.change_routine
    routine = bench.diary.read().routine()
    change(routine.id, lambda old: replace(old, plan=Plan(rounds=2)), "the plan")
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["x"])
        offer = "✓ Done · space for more, if you like"
        await until(pilot, lambda: offer in text(app.screen))
        names = {each.title for each in app.get_system_commands(app.screen)}
        assert "Repeat today's session" not in names
        await press(pilot, ["space"])
        await at_screen(pilot, SessionScreen)
        await bench.pass_time(pilot, 400)
        await at_screen(pilot, FinishScreen)
        assert "of 3" in text(app.screen)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "6 done" in text(app.screen))
        assert "✓ Done for today" in text(app.screen)
        sessions = len(bench.document("sessions"))
        await press(pilot, ["space"])
        assert len(bench.document("sessions")) == sessions
    assert bench.next_targets() == [4, 4]


async def test_what_is_not_asked_any_more_keeps_its_number_and_is_not_asked(bench: Bench) -> None:
    bench.practised(5)
    routine = bench.diary.read().routine()
    blades, neck = (exercise.id for exercise in routine.exercises)
    target = bench.diary.read().sessions[-1].reps[neck].target
    first = {blades: Reps(target=target, done=1), neck: Reps(target=target)}
    bench.diary.log_session(routine, TODAY, first)
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "1 of 5 done" in text(pilot.app.screen))
        assert "5 × 5 s" in text(pilot.app.screen)
        bench.diary.log_session(routine, TODAY, first)
        bench.diary.record_feeling(TODAY, Band.MODERATE)
        await press(pilot, ["r"])
        await until(pilot, lambda: "2 of 5 done" in text(pilot.app.screen))
        assert "Neck nothing left" in text(pilot.app.screen)
        assert "5 × 5 s" not in text(pilot.app.screen)


async def test_a_day_that_is_done_says_what_comes_next_and_offers_no_start(bench: Bench) -> None:
    # R3.outlook
    bench.practised(2, 2, 3, 4)
    bench.diary = bench.open()  # one that changed nothing yet
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "LAST 34 WEEKS" in text(pilot.app.screen))
        assert "Tomorrow:" not in text(pilot.app.screen)
        await press(pilot, ["u", "ctrl+r"])
        await until(pilot, lambda: "Nothing to redo." in notifications(pilot.app.screen))
        names = {each.title for each in pilot.app.get_system_commands(pilot.app.screen)}
        assert "Start" in names and not {"Undo", "Redo"} & names
        await press(pilot, ["x"])
        outlook = "Tomorrow: 6 each, if today feels fine"
        await until(pilot, lambda: outlook in part(pilot.app.screen, "today"))
        assert "space" not in lines(pilot.app.screen)[-1]
        names = {each.title for each in pilot.app.get_system_commands(pilot.app.screen)}
        assert "Undo" in names and not {"Start", "Another round"} & names
        await press(pilot, ["space"])
        said = "Done for today. See you tomorrow."
        await until(pilot, lambda: said in notifications(pilot.app.screen))


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_a_return_is_welcomed_before_any_zero(bench: Bench, size: tuple[int, int]) -> None:
    # R2.quiet
    bench.practised(*[2] * 11)
    bench.clock.wall += dt.timedelta(days=3)
    narrow = size == (40, 12)
    async with bench.app().run_test(size=size) as pilot:
        await until(pilot, lambda: "practice day 12" in text(pilot.app.screen))
        assert "? help" in lines(pilot.app.screen)[-1]
        if narrow:
            await press(pilot, ["tab"])
        shown = "\n".join(lines(pilot.app.screen))
        assert "Welcome back" in shown and "11 days practised so far" in shown
        assert " 0 days" not in shown
        if narrow:
            await press(pilot, ["tab"])
        await press(pilot, ["x"])
        await until(pilot, lambda: "Done for today" in text(pilot.app.screen))
        assert "Welcome back" not in text(pilot.app.screen)


async def test_a_first_week_shows_no_zeros(bench: Bench) -> None:
    # R2.quiet
    bench.diary.preferences.welcome()
    async with bench.app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "STREAK" in text(pilot.app.screen))
        shown = text(pilot.app.screen)
        for zero in ("0 days", "0 of the last", "longest", "steadiness"):
            assert zero not in shown, zero
        await press(pilot, ["c"])
        await until(pilot, lambda: "Calendar" in text(pilot.app.screen))
        assert "longest" not in text(pilot.app.screen)
        await press(pilot, ["r", "x"])
        await until(pilot, lambda: "day longest 1" in part(pilot.app.screen, "streak"))
        assert "steadiness 5%" in part(pilot.app.screen, "streak")
