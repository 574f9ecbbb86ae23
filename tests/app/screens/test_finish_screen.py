"""Finish: counts, effort, props and note, kept or left unanswered."""

from __future__ import annotations

import datetime as dt
import errno
from typing import Any

import pytest
from textual.widgets import Input, Static

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    lines,
    notifications,
    press,
    text,
    until,
)
from tui.app.screens.finish import Counter, FinishScreen
from tui.app.screens.home import HomeScreen
from tui.practice.models import LONGEST_NOTE, Reps, Session, StopReason


def finished(bench: Bench, *, stop: StopReason | None = None, imagined: int = 0) -> None:
    """Write a session that ran unattended today, after days that went to plan."""
    bench.practised(2, 2, 3)
    routine = bench.diary.read().routine()
    session = bench.diary.start_session(routine, TODAY, {e.id: 4 for e in routine.exercises})
    reps = {
        e.id: Reps(target=4, done=4 - imagined, imagined=imagined, hold_s=5, held_s=20)
        for e in routine.exercises
    }
    bench.diary.end_session(session.id, reps, stop)


def ended(bench: Bench, back: int, stop: StopReason | None) -> Session:
    """Write a session that ran unattended some days ago, and return it."""
    bench.diary.preferences.welcome()
    routine = bench.diary.read().routine()
    day = TODAY - dt.timedelta(days=back)
    session = bench.diary.start_session(routine, day, {e.id: 2 for e in routine.exercises})
    reps = {e.id: Reps(target=2, done=2, hold_s=5, held_s=10) for e in routine.exercises}
    return bench.diary.end_session(session.id, reps, stop)


async def open_finish(pilot: SUPINE_PILOT) -> None:
    await press(pilot, ["e"])
    await at_screen(pilot, FinishScreen)


def last(bench: Bench) -> Any:
    return bench.document("sessions")[-1]


async def test_enter_confirms_the_session_with_the_effort_right(bench: Bench) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        assert "Done. 4 and 4." in text(pilot.app.screen)
        assert "Tomorrow: 5 each" in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
    assert "confirmed" not in last(bench)
    assert last(bench)["effort"] == "right"


@pytest.mark.parametrize("way", [["escape"], ["q"], ["ctrl+c"]], ids=" ".join)
async def test_what_was_corrected_stays_so_also_if_nobody_keeps_it(
    bench: Bench, way: list[str]
) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["left", "3", *way])
        if way == ["escape"]:
            await at_screen(pilot, HomeScreen)
    document = last(bench)
    assert [document["reps"][e]["done"] for e in ("shoulder-blades", "neck")] == [3, 4]
    assert (document["confirmed"], document["effort"]) == (False, "hard")


async def test_a_correction_that_cannot_be_saved_stays_to_be_seen(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    finished(bench)
    async with bench.app().run_test(notifications=True) as pilot:
        await open_finish(pilot)
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", refuse)
            await press(pilot, ["left", "escape"])
            await until(pilot, lambda: "not saved" in text(pilot.app.screen))
        assert isinstance(pilot.app.screen, FinishScreen)
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
    assert last(bench)["reps"]["shoulder-blades"]["done"] == 3


async def test_what_was_only_looked_at_is_not_written(bench: Bench) -> None:
    finished(bench)
    before = bench.path.read_bytes()
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["left", "right", "n", "escape", "escape"])
        await at_screen(pilot, HomeScreen)
    assert bench.path.read_bytes() == before


@pytest.mark.parametrize(
    ("back", "title"),
    [
        (2, "Friday's session. 2 and 2."),
        (6, "Monday's session. 2 and 2."),
        (7, "Session of 15 November. 2 and 2."),
        (365, "Session of 22 November 2025. 2 and 2."),
    ],
)
@pytest.mark.parametrize("stop", [None, "interrupted"])
async def test_an_older_session_is_named_by_its_day(
    bench: Bench, back: int, title: str, stop: StopReason | None
) -> None:
    session = ended(bench, back, stop)
    async with bench.app().run_test() as pilot:
        pilot.app.push_screen(FinishScreen(session))
        await at_screen(pilot, FinishScreen)
        shown = text(pilot.app.screen)
        assert title in shown
        assert "stay lying" not in shown
        assert "Done" not in shown


async def test_a_session_that_ends_past_the_end_of_its_day_is_still_this_one(bench: Bench) -> None:
    session = ended(bench, 1, None)
    async with bench.app().run_test() as pilot:
        pilot.app.push_screen(FinishScreen(session, is_just_over=True))
        await at_screen(pilot, FinishScreen)
        assert "Done. 2 and 2." in text(pilot.app.screen)
        assert "stay lying down as long as you like" in text(pilot.app.screen)


async def test_a_corrected_count_changes_tomorrows_target(bench: Bench) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["left", "down", "h", "h"])
        assert "3 and 2" in text(pilot.app.screen)
        assert "Tomorrow: 4 each" in text(pilot.app.screen)
        await press(pilot, ["right", "l", "right"])
        assert "3 and 4" in text(pilot.app.screen), "never beyond what was asked"
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
    assert last(bench)["reps"]["shoulder-blades"]["done"] == 3
    assert last(bench)["reps"]["neck"]["done"] == 4


async def test_real_reps_are_taken_off_before_imagined_ones(bench: Bench) -> None:
    finished(bench, imagined=1)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["left", "left", "enter"])
        await at_screen(pilot, HomeScreen)
    reps = last(bench)["reps"]["shoulder-blades"]
    assert (reps["done"], reps["imagined"]) == (1, 1)


@pytest.mark.parametrize(("key", "effort"), [("1", "light"), ("2", "right"), ("3", "hard")])
async def test_the_effort_is_stored_and_changes_tomorrow(
    bench: Bench, key: str, effort: str
) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, [key])
        wanted = "Tomorrow: 4 each" if effort == "hard" else "Tomorrow: 5 each"
        assert wanted in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
    assert last(bench)["effort"] == effort


async def test_props_and_a_note_are_stored_with_the_session(bench: Bench) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["p", "2", "enter", "n", *"q1 x", "escape"])
        assert isinstance(pilot.app.screen, FinishScreen), "letters belong to the note"
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
    assert last(bench)["props"] == ["pillow"]
    assert last(bench)["note"] == "q1 x"


async def test_the_note_takes_no_more_than_a_session_keeps(bench: Bench) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        assert pilot.app.screen.query_one(Input).max_length == LONGEST_NOTE


async def test_left_unanswered_it_stays_unconfirmed_and_is_offered_again(bench: Bench) -> None:
    finished(bench)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        assert "saved as 4 each" in text(pilot.app.screen)
    assert last(bench)["confirmed"] is False


def begun(bench: Bench, back: int, **more: Any) -> None:
    """Write a session that ran unattended today, and one that was the first, some days ago."""
    ended(bench, back, None)
    finished(bench, **more)


@pytest.mark.parametrize(
    ("keys", "stored"),
    [
        (["1"], {"compare": "easier"}),
        (["enter", "enter", "2"], {"compare": "same"}),  # no enter answers it
        (["down", "down", "down", "enter"], {"compare": "worse"}),
        (["escape"], {"compare_put_off": True}),
    ],
)
async def test_once_a_week_it_asks_whether_it_helps_once_the_session_is_kept(
    bench: Bench, keys: list[str], stored: dict[str, Any]
) -> None:
    # R7.ask
    begun(bench, 28)
    async with bench.app().run_test(notifications=True) as pilot:
        await open_finish(pilot)
        await press(pilot, ["3", "enter"])
        await at_screen(pilot, "WeeklyQuestion")
        assert last(bench)["effort"] == "hard"
        assert "confirmed" not in last(bench), "the session is kept before"
        kept = bench.live("sessions")
        await press(pilot, keys)
        await at_screen(pilot, HomeScreen)
        await until(pilot, lambda: bench.live("days"))
        assert bench.live("days") == [{"day": TODAY.isoformat(), **stored}]
        if "compare" in stored:
            assert "Saved: neck" in notifications(pilot.app.screen)
            await press(pilot, ["u"])
            await until(pilot, lambda: not bench.live("days"))
        assert bench.live("sessions") == kept


@pytest.mark.parametrize("way", ["too-early", "pain", "asked", "unanswered"])
async def test_whether_it_helps_is_not_asked_otherwise(bench: Bench, way: str) -> None:
    # R7.ask
    begun(bench, 27 if way == "too-early" else 28, stop="pain" if way == "pain" else None)
    if way == "asked":
        bench.diary.put_off_comparison(TODAY - dt.timedelta(days=6))
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["escape" if way == "unanswered" else "enter"])
        await at_screen(pilot, HomeScreen)
        assert len(pilot.app.screen_stack) == 1
    assert len(bench.live("days")) == (way == "asked")


async def test_leaving_the_program_at_the_question_loses_no_answer_of_the_session(
    bench: Bench,
) -> None:
    begun(bench, 28)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await open_finish(pilot)
        await press(pilot, ["1", "enter"])
        await at_screen(pilot, "WeeklyQuestion")
        shown = text(pilot.app.screen)
        for wanted in ("Compared with a month ago", "1 easier", "2 the same", "3 worse", "not now"):
            assert wanted in shown
        await press(pilot, ["ctrl+q"])
    assert last(bench)["effort"] == "light"
    assert "confirmed" not in last(bench)
    assert bench.live("days") == []


async def test_the_answer_belongs_to_the_date_on_which_it_is_given(bench: Bench) -> None:
    # R7.answer
    begun(bench, 28)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        await press(pilot, ["enter"])
        await at_screen(pilot, "WeeklyQuestion")
        bench.clock.wall += dt.timedelta(hours=8)  # the next practice date has begun
        await press(pilot, ["2"])
        await at_screen(pilot, HomeScreen)
        await until(pilot, lambda: bench.live("days"))
    tomorrow = TODAY + dt.timedelta(days=1)
    assert bench.live("days") == [{"day": tomorrow.isoformat(), "compare": "same"}]


async def test_an_answer_that_cannot_be_saved_leaves_the_session_kept(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(bench, 28)
    async with bench.app().run_test(notifications=True) as pilot:
        await open_finish(pilot)
        await press(pilot, ["enter"])
        await at_screen(pilot, "WeeklyQuestion")

        def no_room(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("tui.diary.atomic_write.os.replace", no_room)
            await press(pilot, ["1"])
            await at_screen(pilot, HomeScreen)
            assert "no space left" in notifications(pilot.app.screen)
        assert pilot.app.today.asks_comparison, "it is asked again"  # type: ignore[attr-defined]
    assert "confirmed" not in last(bench)


@pytest.mark.parametrize(
    ("stop", "words"), [("sore", "A dull, spread-out ache"), ("pain", "sorry that hurt")]
)
async def test_kind_words_after_a_stop(bench: Bench, stop: StopReason, words: str) -> None:
    # R6.after-stop
    finished(bench, stop=stop)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        assert words in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
    assert "effort" not in last(bench)


@pytest.mark.parametrize("stop", ["pain", "warning"])
async def test_no_effort_is_asked_after_pain_or_a_sign(bench: Bench, stop: StopReason) -> None:
    # R6.after-stop
    finished(bench, stop=stop)
    async with bench.app().run_test() as pilot:
        if stop == "warning":  # which Home asks nothing about
            await until(pilot, lambda: "Paused after a warning sign" in text(pilot.app.screen))
            assert "saved as" not in text(pilot.app.screen)
            pilot.app.push_screen(FinishScreen(bench.diary.read().sessions[-1]))
        else:
            await open_finish(pilot)
        await at_screen(pilot, FinishScreen)
        assert "Stopped because" in text(pilot.app.screen)
        assert "How was it" not in text(pilot.app.screen)
        await press(pilot, ["3", "left", "enter"])
        await at_screen(pilot, HomeScreen)
    assert "effort" not in last(bench)
    assert "confirmed" not in last(bench)


@pytest.mark.parametrize(("stop", "is_told"), [("sore", True), ("pain", False), (None, False)])
async def test_cold_is_a_comfort_after_soreness_only(
    bench: Bench, stop: StopReason | None, is_told: bool
) -> None:
    # R6.cold
    finished(bench, stop=stop)
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        assert ("wrap it in a cloth" in text(pilot.app.screen)) is is_told


async def test_the_words_after_a_stop_are_read_first(bench: Bench) -> None:
    # R6.after-stop
    finished(bench, stop="sore")
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await open_finish(pilot)
        assert "That's enough for today." in text(pilot.app.screen)
        await press(pilot, ["down", "down"])
        assert "Neck" in text(pilot.app.screen)


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_what_was_not_heard_is_said(bench: Bench, size: tuple[int, int]) -> None:
    # R5.told
    finished(bench)
    async with bench.app().run_test(size=size) as pilot:
        session = pilot.app.screen.app.snapshot.sessions[-1]  # type: ignore[attr-defined]
        pilot.app.push_screen(FinishScreen(session, ["pw-play didn't work, so aplay was used."]))
        await at_screen(pilot, FinishScreen)
        assert "pw-play didn't work, so aplay was used." in text(pilot.app.screen)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_finish_fits_every_size(bench: Bench, size: tuple[int, int]) -> None:
    finished(bench)
    async with bench.app().run_test(size=size) as pilot:
        await open_finish(pilot)
        shown = lines(pilot.app.screen)
        assert all(len(line) <= size[0] for line in shown)
        for wanted in ("Shoulder blades", "Neck", "How was it", "save"):
            assert any(wanted in line for line in shown), wanted


def test_a_corrected_count_stays_consistent() -> None:
    before = Reps(target=4, done=2, short=1, skipped=1, hold_s=5, held_s=12)
    counter = Counter("neck", "Neck", before, 4)
    assert counter.reps is before
    counter.counted = 4
    assert counter.reps == Reps(target=4, done=4, hold_s=5, held_s=22)
    counter.counted = 1
    assert counter.reps == Reps(target=4, done=1, short=1, skipped=1, hold_s=5, held_s=7)


async def test_kind_words_even_before_the_first_rep(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    async with bench.app().run_test() as pilot:
        await press(pilot, ["space", "1"])
        await at_screen(pilot, "SessionScreen")
        await bench.pass_time(pilot, 5)
        await press(pilot, ["q", "5"])
        await at_screen(pilot, FinishScreen)
        assert "sorry that hurt" in text(pilot.app.screen)
        # R6.after-stop: two is the least, so tomorrow is no shorter.
        assert "omorrow: 2 each" in text(pilot.app.screen)
        assert "will be shorter" not in text(pilot.app.screen)


async def test_what_other_sessions_completed_is_not_asked_again(bench: Bench) -> None:
    bench.diary.preferences.welcome()
    routine = bench.diary.read().routine()
    blades, neck = (exercise.id for exercise in routine.exercises)
    targets = {blades: 2, neck: 2}
    earlier = {blades: Reps(target=2, done=2), neck: Reps(target=2, done=1)}
    bench.diary.log_session(routine, TODAY, earlier)
    session = bench.diary.start_session(routine, TODAY, targets)
    bench.diary.end_session(
        session.id, {blades: Reps(target=2), neck: Reps(target=2, done=1)}, None
    )
    async with bench.app().run_test() as pilot:
        await open_finish(pilot)
        asked = {each.exercise: each._most for each in pilot.app.screen.query(Counter)}
        assert asked == {blades: 0, neck: 1}


async def test_todays_square_fills_and_the_streak_rises(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reward() -> str:
        return str(pilot.app.screen.query_one("#reward", Static).render())

    monkeypatch.setattr("tui.app.screens.finish._FILL_S", 0.01)
    finished(bench)
    app = bench.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(FinishScreen(app.snapshot.sessions[-1], is_just_over=True))
        await at_screen(pilot, FinishScreen)
        await until(pilot, lambda: "(▆)" in reward())
        assert reward().splitlines()[-1].split() == ["▄▄▄▀", "██", "days", *"···▆▆▆", "(▆)"]
        await press(pilot, ["left", "left", "left", "left", "down", *["left"] * 4])
        assert "(○)" in reward() and "days" in reward(), "nothing counted adds nothing"
        await pilot.resize_terminal(40, 12)
        await until(pilot, lambda: reward() == "3 days")
        await press(pilot, ["right"])
        assert reward() == "3 → 4 days"


@pytest.mark.parametrize("stop", ["sore", "pain", "warning"])
async def test_nothing_is_celebrated_after_a_stop_for_the_body(
    bench: Bench, stop: StopReason
) -> None:
    finished(bench, stop=stop)
    async with bench.app().run_test() as pilot:
        pilot.app.push_screen(FinishScreen(bench.diary.read().sessions[-1]))
        await at_screen(pilot, FinishScreen)
        assert not pilot.app.screen.query("#reward")
