"""Days: which sessions and answers count for a date, and which dates a warning sign locks."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import days_of, nth, record, routine, session
from tui.practice.days import Day, LockSpan, gather, lock_on, lock_spans, pain_indices
from tui.practice.models import Band, DayRecord, Reps, Routine, Session, StopReason

CLEAR, MILD, MODERATE, HIGH, WARNING = Band
OTHER = Routine(id="other", name="Other", exercises=routine().exercises)


def test_sessions_of_later_dates_are_ignored() -> None:
    # R1.ignored
    days = gather(routine().id, [session(nth(5), target=9, done=9)], {}, today=nth(4))
    assert days == {}
    assert list(gather(routine().id, [session(nth(4), target=9, done=9)], {}, today=nth(4)))


@pytest.mark.parametrize(
    ("stop", "is_ignored"),
    [
        (None, True),
        ("enough", True),
        ("interrupted", True),
        ("sore", False),
        ("pain", False),
        ("warning", False),
    ],
)
def test_a_session_without_counted_reps_is_ignored_unless_it_stopped_for_the_body(
    stop: StopReason | None, is_ignored: bool
) -> None:
    # R1.ignored
    assert (days_of([session(nth(1), target=2, stop=stop)]) == {}) is is_ignored


def test_a_session_that_only_says_kept_counts() -> None:
    # R1.ignored
    day = days_of([session(nth(1), target=None, kept=True)])[nth(1)]
    assert (day.is_marked_kept, day.is_practised, day.only_reps) == (True, True, None)


def test_the_sessions_of_another_routine_give_their_stop_and_nothing_else() -> None:
    # R1.person
    calm = session(nth(1), target=2, done=2, of=OTHER)
    stopped = session(nth(2), target=2, done=2, stop="pain", of=OTHER)
    assert days_of([calm, stopped]) == {nth(2): Day(nth(2), stop=HIGH)}


def test_the_worst_stop_of_a_date_counts() -> None:
    stops: tuple[StopReason, ...] = ("pain", "sore")
    sessions = [session(nth(1), target=2, done=1, stop=stop) for stop in stops]
    assert days_of(sessions)[nth(1)].stop is HIGH
    assert days_of(reversed(sessions))[nth(1)].stop is HIGH


def test_of_dates_ahead_only_rest_marks_are_taken() -> None:
    # R1.ahead
    ahead = DayRecord(day=nth(5), check=HIGH, report=HIGH, ack=True, rest_reason="travel")
    assert gather("r", [], {nth(5): ahead}, today=nth(4)) == {nth(5): Day(nth(5), rest="travel")}
    now = gather("r", [], {nth(5): ahead}, today=nth(5))
    assert now == {
        nth(5): Day(nth(5), check=HIGH, report=HIGH, ack=True, rest="travel"),
    }


def test_days_are_in_order_whatever_the_order_of_the_records() -> None:
    sessions = [session(nth(day), target=2, done=2) for day in (3, 1, 4)]
    assert list(days_of(sessions, [record(nth(2), check=MILD)])) == [nth(n) for n in (1, 2, 3, 4)]


def test_reps_alone_are_noted_as_such_and_nothing_else_is() -> None:
    done = session(nth(1), target=2, done=2)
    assert days_of([done])[nth(1)].only_reps == done.reps
    answered = days_of([done], [record(nth(1), check=CLEAR)])[nth(1)]
    assert (answered.only_reps, answered.check) == (done.reps, CLEAR)
    twice = days_of([done, done], [record(nth(1), check=CLEAR)])[nth(1)]
    assert (twice.only_reps, twice.check, len(twice.sessions)) == (None, CLEAR, 2)
    stopped_too = days_of(
        [session(nth(1), target=2, done=1, stop="sore")], [record(nth(1), check=CLEAR)]
    )[nth(1)]
    assert (stopped_too.only_reps, stopped_too.check) == (None, CLEAR)
    assert days_of([done, done])[nth(1)].only_reps is None
    assert days_of([done], [record(nth(1), report=MILD)])[nth(1)].only_reps is None
    stopped = session(nth(1), target=2, done=2, stop="sore")
    assert days_of([stopped])[nth(1)].only_reps is None


def test_sessions_are_added_up_and_the_lowest_target_counts() -> None:
    # R1.sum
    one = Session(id="1", routine="r", day=nth(1), reps={"a": Reps(target=4, done=1, imagined=2)})
    two = Session(
        id="2", routine="r", day=nth(1), reps={"a": Reps(target=3, asked=5, done=2, imagined=1)}
    )
    other = Session(id="3", routine="r", day=nth(1), reps={"a": Reps(done=1), "b": Reps(done=1)})
    day = Day(nth(1), sessions=(one, two, other))
    tally = Reps(target=3, asked=5, done=4, imagined=3)
    assert day.tallies == {"a": tally, "b": Reps(done=1)}
    more = Session(id="4", routine="r", day=nth(1), reps={"a": Reps(target=3, asked=7, done=1)})
    assert Day(nth(1), sessions=(one, two, more)).tallies["a"].asked == 7


def test_the_dates_with_pain_are_those_of_a_high_report_or_stop_or_of_a_sign() -> None:
    # R3.limit
    said = [record(nth(n), check=HIGH, report=band) for n, band in enumerate((CLEAR, *Band), 1)]
    stops = [session(nth(7), target=2, stop="pain"), session(nth(8), target=2, stop="sore")]
    days = days_of([session(nth(9), target=2, done=2), *stops], said)
    assert [list(days)[index] for index in pain_indices(days.values())] == [nth(5), nth(6), nth(7)]


def test_only_sessions_with_counted_reps_speak_for_an_exercise() -> None:
    # R3.takes-part
    none = session(nth(1), target=2, stop="sore")
    some = session(nth(1), target=2, imagined=1)
    day = Day(nth(1), sessions=(none, some))
    assert day.sessions_of("neck") == [some]
    assert day.sessions_of("another") == []


@pytest.mark.parametrize(
    ("day", "later", "worst"),
    [
        (Day(nth(1)), CLEAR, CLEAR),
        (Day(nth(1), check=HIGH), CLEAR, HIGH),
        (Day(nth(1), check=MILD, report=MODERATE), MODERATE, MODERATE),
        (Day(nth(1), report=MILD, stop=HIGH), HIGH, HIGH),
        (Day(nth(1), report=HIGH, stop=MODERATE), HIGH, HIGH),
    ],
)
def test_the_worst_of_three_answers(day: Day, later: Band, worst: Band) -> None:
    # R1.three-ways
    assert (day.later_band, day.worst_band) == (later, worst)


@pytest.mark.parametrize("band", Band)
def test_from_which_band_on_a_date_has_enough_or_allows_only_rest(band: Band) -> None:
    # R3.later, R3.rest
    assert Day(nth(1), report=band).is_enough is (band >= MODERATE)
    assert Day(nth(1), stop=band).is_enough is (band >= MODERATE)
    assert not Day(nth(1), check=band).is_enough
    assert Day(nth(1), check=band).allows_only_rest is (band >= HIGH)
    assert not Day(nth(1), report=band).allows_only_rest


def signs(*records: DayRecord) -> dict[dt.date, Day]:
    """Days of which only answers are known."""
    return days_of([], records)


def test_a_sign_locks_from_its_own_date_until_the_date_of_an_acknowledgement() -> None:
    # R3.lock
    days = signs(record(nth(2), report=WARNING), record(nth(5), ack=True))
    spans = lock_spans(days)
    assert spans == [LockSpan(nth(2), nth(5))]
    assert [n for n in range(1, 8) if lock_on(spans, nth(n)) is not None] == [2, 3, 4]


def test_a_sign_without_an_acknowledgement_locks_for_good() -> None:
    # R3.lock
    spans = lock_spans(signs(record(nth(2), check=WARNING), record(nth(3), check=WARNING)))
    assert spans == [LockSpan(nth(2), None)]
    assert lock_on(spans, nth(400)) == spans[0]


def test_an_acknowledgement_on_the_date_of_the_sign_does_not_count() -> None:
    # R3.lock
    assert lock_spans(signs(record(nth(2), check=WARNING, ack=True))) == [LockSpan(nth(2), None)]


def test_a_new_sign_on_the_date_of_an_acknowledgement_locks_again() -> None:
    # R3.lock
    days = signs(record(nth(2), check=WARNING), record(nth(5), report=WARNING, ack=True))
    spans = lock_spans(days)
    assert spans == [LockSpan(nth(2), nth(5)), LockSpan(nth(5), None)]
    assert lock_on(spans, nth(5)) == spans[1]


def test_what_comes_after_a_date_changes_no_span_up_to_it() -> None:
    days = signs(record(nth(2), check=WARNING), record(nth(5), ack=True))
    assert lock_spans(days, until=nth(4)) == [LockSpan(nth(2), None)]
    assert lock_spans(days, until=nth(5)) == [LockSpan(nth(2), nth(5))]


@pytest.mark.parametrize("band", [CLEAR, MILD, MODERATE, HIGH])
def test_a_milder_band_locks_nothing(band: Band) -> None:
    assert lock_spans(signs(record(nth(1), check=band, report=band))) == []
