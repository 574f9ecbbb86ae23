"""Settings, routines and exercises; ids that are never given twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import BLADES, NECK, ROUTINE_JSON, TODAY, YESTERDAY, make_diary, raw, write
from tests.builders import done as done_reps
from tui.diary.diary import Diary
from tui.diary.errors import ChangeRejected, NotFound
from tui.diary.preferences import fresh_id
from tui.practice.day_plan import plan_day
from tui.practice.models import DEFAULT_ROUTINE, Daily, Exercise, Settings, Weekdays

ROUTINE = DEFAULT_ROUTINE.id
SHOULDER_BLADES, NECK_EXERCISE = DEFAULT_ROUTINE.exercises
TUCK = Exercise(id="", name="Chin tuck", word="TUCK")


def order(diary: Diary) -> list[str]:
    return [exercise.id for exercise in diary.read().routine().exercises]


def test_a_new_exercise_is_last_and_its_progression_begins_anew(diary: Diary) -> None:
    diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done_reps(4, 4))
    new = diary.preferences.add_exercise(ROUTINE, replace(TUCK, hold_s=7))
    assert new == Exercise(id="chin-tuck", name="Chin tuck", word="TUCK", hold_s=7)
    assert order(diary) == [BLADES, NECK, "chin-tuck"]
    snapshot = diary.read()
    plan = plan_day(snapshot.routine(), snapshot.routine_days(snapshot.routine(), TODAY), TODAY)
    assert [asked.target for asked in plan.exercises] == [4, 4, 2]


def test_a_removed_exercise_stays_in_old_dates_and_its_id_is_not_given_again(diary: Diary) -> None:
    session = diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done_reps(4, 4))
    diary.preferences.remove_exercise(ROUTINE, NECK_EXERCISE)
    assert order(diary) == [BLADES]
    assert diary.read().sessions == (session,)
    again = diary.preferences.add_exercise(ROUTINE, Exercise(id="", name="Neck"))
    assert again.id == "neck-2"
    fresh = make_diary(diary.path.with_name("fresh.json"))
    fresh.preferences.remove_exercise(ROUTINE, NECK_EXERCISE)
    # Nor is a built-in exercise's, with which its text and drawings would come (rules R4.drawings).
    assert fresh.preferences.add_exercise(ROUTINE, Exercise(id="", name="Neck")).id == "neck-2"


def test_the_only_exercise_cannot_be_removed(diary: Diary) -> None:
    diary.preferences.remove_exercise(ROUTINE, NECK_EXERCISE)
    before = diary.path.read_bytes()
    with pytest.raises(ChangeRejected, match="Shoulder blades is the only exercise; add another"):
        diary.preferences.remove_exercise(ROUTINE, SHOULDER_BLADES)
    assert diary.path.read_bytes() == before


@pytest.mark.parametrize(
    ("exercise", "by", "expected"),
    [
        (NECK_EXERCISE, -1, [NECK, BLADES, "chin-tuck"]),
        (NECK_EXERCISE, 1, [BLADES, "chin-tuck", NECK]),
        (SHOULDER_BLADES, 2, [NECK, "chin-tuck", BLADES]),
        (SHOULDER_BLADES, 9, [NECK, "chin-tuck", BLADES]),
        (NECK_EXERCISE, -9, [NECK, BLADES, "chin-tuck"]),
    ],
)
def test_an_exercise_moves_within_its_routine(
    exercise: Exercise, by: int, expected: list[str], diary: Diary
) -> None:
    diary.preferences.add_exercise(ROUTINE, TUCK)
    diary.preferences.move_exercise(ROUTINE, exercise, by)
    assert order(diary) == expected


@pytest.mark.parametrize(
    ("exercise", "by"), [(SHOULDER_BLADES, -1), (NECK_EXERCISE, 1), (NECK_EXERCISE, 0)]
)
def test_an_exercise_at_the_end_cannot_be_moved_on_and_nothing_is_written(
    exercise: Exercise, by: int, diary: Diary, path: Path
) -> None:
    with pytest.raises(ChangeRejected, match="already"):
        diary.preferences.move_exercise(ROUTINE, exercise, by)
    assert not path.exists()


CHANGES: dict[str, Callable[[Diary], object]] = {
    "the new exercise Chin tuck": lambda diary: diary.preferences.add_exercise(ROUTINE, TUCK),
    "the removal of Neck": lambda diary: diary.preferences.remove_exercise(ROUTINE, NECK_EXERCISE),
    "the place of Neck": lambda diary: diary.preferences.move_exercise(ROUTINE, NECK_EXERCISE, -1),
}


@pytest.mark.parametrize("words", CHANGES)
def test_each_change_of_exercises_is_one_write_that_can_be_undone(words: str, diary: Diary) -> None:
    diary.log_session(DEFAULT_ROUTINE, TODAY, done_reps(2))
    before = diary.read()
    CHANGES[words](diary)
    after = diary.read().routine().exercises
    assert diary.read().rev == before.rev + 1
    step = diary.changes.undo()
    assert step is not None and step.description == words
    assert diary.read().routine().exercises == DEFAULT_ROUTINE.exercises
    diary.changes.redo()
    assert diary.read().routine().exercises == after
    assert diary.read().sessions == before.sessions


def test_the_error_for_an_unknown_exercise_names_the_known_ones(diary: Diary) -> None:
    with pytest.raises(NotFound, match="choose shoulder-blades or neck"):
        diary.preferences.remove_exercise(ROUTINE, TUCK)
    with pytest.raises(NotFound, match="choose shoulder-blades or neck"):
        diary.preferences.move_exercise(ROUTINE, TUCK, 1)
    with pytest.raises(NotFound, match="no routine"):
        diary.preferences.add_exercise("nothing", TUCK)


@pytest.mark.parametrize(
    ("name", "used", "expected"),
    [
        ("Chin tuck", (), "chin-tuck"),
        ("  Über-Kopf, links! ", (), "uber-kopf-links"),
        ("Straße", (), "strasse"),
        ("首", (), "exercise"),
        ("...", ("exercise",), "exercise-2"),
        ("Neck", ("neck", "neck-2"), "neck-3"),
        ("x" * 80, (), "x" * 40),
        ("½ roll", (), "1-2-roll"),
    ],
)
def test_an_id_is_made_from_the_name_in_plain_letters(
    name: str, used: tuple[str, ...], expected: str
) -> None:
    assert fresh_id(name, used) == expected


def test_a_routine_that_could_not_be_read_is_not_written_a_second_time(
    diary: Diary, path: Path
) -> None:
    data = write(path, routines={"1": {**ROUTINE_JSON, "id": 7}})
    with pytest.raises(ChangeRejected, match="couldn't be read, so it was not changed"):
        diary.preferences.set_props(ROUTINE, ["roll"])
    assert path.read_bytes() == data
    diary.preferences.change_settings(lambda old: replace(old, sound="bell"))
    assert list(raw(path, "routines")) == ["1"]


def test_an_intermediate_value_lets_one_write_replace_what_does_not_fit(
    diary: Diary, path: Path
) -> None:
    write(path, settings={"1": {"motion": "wild", "sound": "loud"}})
    diary.preferences.change_settings(
        lambda old: replace(old, motion="full"),
        "the motion",
        intermediate=lambda old: replace(old, motion="none"),
    )

    def stored() -> bytes:
        return raw(path, "settings")["1"].partition(b',"changed"')[0]

    assert stored() == b'{"sound":"loud"'
    assert diary.read().rev == 8
    diary.changes.undo()
    assert stored() == b'{"motion":"wild","sound":"loud"'
    assert replace(diary.read().settings, changed=None) == Settings()
    diary.changes.redo()
    assert stored() == b'{"sound":"loud"'


# Routines

EVENING = "evening"


def shown(diary: Diary) -> str:
    return diary.read().routine().id


def test_a_second_routine_begins_without_a_past_beside_the_first(diary: Diary) -> None:
    new = diary.preferences.add_routine("Evening", DEFAULT_ROUTINE, TODAY)
    snapshot = diary.read()
    assert list(snapshot.routines) == [ROUTINE, EVENING]
    assert (new.id, new.name, new.exercises) == (EVENING, "Evening", DEFAULT_ROUTINE.exercises)
    assert shown(diary) == EVENING
    assert snapshot.routine_days(new, TODAY) == {}


def test_adding_a_routine_is_one_change_that_is_undone_as_a_whole(diary: Diary) -> None:
    diary.preferences.welcome()
    diary.preferences.add_routine("Evening", DEFAULT_ROUTINE, TODAY)
    step = diary.changes.undo()
    assert step is not None and step.description == "the new routine Evening"
    assert (list(diary.read().routines), shown(diary)) == ([ROUTINE], ROUTINE)
    diary.changes.redo()
    assert shown(diary) == EVENING


def test_the_id_of_a_removed_routine_or_of_one_with_sessions_is_not_given_again(
    diary: Diary,
) -> None:
    diary.log_session(replace(DEFAULT_ROUTINE, id="evening"), TODAY, done_reps(2))
    assert diary.preferences.add_routine("Evening", DEFAULT_ROUTINE, TODAY).id == "evening-2"
    diary.changes.undo()
    assert diary.preferences.add_routine("Evening", DEFAULT_ROUTINE, TODAY).id == "evening-3"


def test_a_new_routine_takes_only_the_schedule_of_today(diary: Diary) -> None:
    old = replace(
        DEFAULT_ROUTINE,
        schedule=(
            Weekdays(since=YESTERDAY, days=("mon",)),
            Daily(since=TODAY + (TODAY - YESTERDAY) * 9),
        ),
    )
    new = diary.preferences.add_routine("Evening", old, TODAY)
    assert new.schedule == (Weekdays(since=TODAY, days=("mon",)),)


def test_an_archived_routine_keeps_its_days_and_comes_back(diary: Diary) -> None:
    session = diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done_reps(2))
    diary.preferences.add_routine("Evening", DEFAULT_ROUTINE, TODAY)
    diary.preferences.show_routine(ROUTINE)
    diary.preferences.archive_routine(ROUTINE)
    assert shown(diary) == EVENING
    assert diary.read().routines[ROUTINE].archived
    assert diary.read().sessions == (session,)
    with pytest.raises(ChangeRejected, match="Evening is the only routine in use"):
        diary.preferences.archive_routine(EVENING)
    diary.preferences.archive_routine(ROUTINE, archived=False)
    assert shown(diary) == ROUTINE
    assert not diary.read().routines[ROUTINE].archived


def test_the_only_routine_cannot_be_archived(path: Path, diary: Diary) -> None:
    with pytest.raises(ChangeRejected):
        diary.preferences.archive_routine(ROUTINE)
    assert not path.exists()


def test_showing_an_unknown_routine_raises_and_writes_nothing(path: Path, diary: Diary) -> None:
    with pytest.raises(NotFound):
        diary.preferences.show_routine("nothing")
    assert not path.exists()
