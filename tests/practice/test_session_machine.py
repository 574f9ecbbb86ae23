"""The session machine: cue times, keys, pauses, gaps, and what must always be true.

Times are seconds of the default session of 2 + 2 reps: the first hold begins at 32 and ends at 37,
its ease-out ends at 40, the second rep begins at 46. Ids in comments are those of docs/rules.md.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tui.practice.models import DEFAULT_ROUTINE, Reps, StopReason
from tui.practice.session_events import Command, Cue, Outcome, OutcomeKind, Update
from tui.practice.session_machine import SessionMachine
from tui.practice.timetable import ExerciseSet, Phase, PhaseStep, length, plan_steps, timetable

BLADES, NECK = DEFAULT_ROUTINE.exercises
T0 = 1_000_000
CUE_TIMES = [0, 30, 32, 37, 40, 46, 48, 53, 56, 71, 73, 78, 81, 87, 89, 94, 97, 107]


def steps(reps: int = 2, first: int = 1) -> tuple[PhaseStep, ...]:
    """The phases of a session with so many reps of both exercises."""
    return plan_steps(
        DEFAULT_ROUTINE, [ExerciseSet(BLADES, first, reps), ExerciseSet(NECK, first, reps)]
    )


def counted(machine: SessionMachine, exercise: str) -> Reps:
    """The reps of one exercise as a session records them."""
    return machine.reps({exercise: Reps()})[exercise]


class Driver:
    """A session machine and its clock, in seconds from the start.

    It collects the cues and outcomes. ``slept`` is passed on with every call, in milliseconds.
    """

    def __init__(self, reps: int = 2, *, imagined: bool = False) -> None:
        self.machine = SessionMachine(steps(reps), T0, imagined=imagined)
        self.now = T0
        self.slept = 0
        self.cues: list[Cue] = []
        self.outcomes: list[Outcome] = []

    def to(self, second: float) -> Driver:
        """Let time pass, with calls often enough that nothing freezes."""
        end = T0 + round(second * 1000)
        while self.now < end:
            self.now = min(end, self.now + 250)
            self._collect(self.machine.advance(self.now, self.slept))
        return self

    def leap(self, second: float) -> Driver:
        """Let time pass without any call until then."""
        self.now = T0 + round(second * 1000)
        self._collect(self.machine.advance(self.now, self.slept))
        return self

    def press(self, command: Command) -> Driver:
        """Press a key now."""
        self._collect(self.machine.press(command, self.now, self.slept))
        return self

    def stop(self, reason: StopReason) -> Driver:
        """End the session now."""
        self._collect(self.machine.stop(reason, self.now, self.slept))
        return self

    def _collect(self, update: Update) -> None:
        if update.cue is not None:
            self.cues.append(update.cue)
        self.outcomes += update.outcomes

    def reps(self, exercise: str) -> Reps:
        """The reps of an exercise so far."""
        return counted(self.machine, exercise)

    @property
    def remaining(self) -> float:
        """Seconds left of the phase."""
        return self.machine.remaining(self.now) / 1000

    @property
    def kinds(self) -> dict[tuple[str, int], OutcomeKind]:
        """How each rep ended so far."""
        return {key: outcome.kind for key, outcome in self.machine.outcomes.items()}


def test_cue_times_of_two_and_two_reps() -> None:
    # R4.cue-times
    driver = Driver().to(108)
    assert [(cue.at - T0) / 1000 for cue in driver.cues] == CUE_TIMES
    assert driver.machine.phase is Phase.FINISHED


def test_the_cues_are_those_of_the_timetable() -> None:
    # R4.phases
    driver = Driver().to(108)
    assert [at / 1000 for at, _ in timetable(steps())] == CUE_TIMES
    assert [(c.phase, c.exercise, c.rep) for c in driver.cues] == [
        (s.phase, s.exercise, s.rep) for s in steps()
    ]
    assert length(steps()) == 107_000


def test_an_uninterrupted_session_counts_every_rep_once() -> None:
    # R4.outcomes
    driver = Driver().to(108)
    assert [(o.exercise, o.rep, o.kind, o.held) for o in driver.outcomes] == [
        ("shoulder-blades", 1, OutcomeKind.DONE, 5000),
        ("shoulder-blades", 2, OutcomeKind.DONE, 5000),
        ("neck", 1, OutcomeKind.DONE, 5000),
        ("neck", 2, OutcomeKind.DONE, 5000),
    ]


def test_only_the_first_preparation_is_the_beginning() -> None:
    driver = Driver()
    assert driver.machine.is_beginning
    assert driver.to(29).machine.is_beginning
    assert not driver.to(30).machine.is_beginning
    driver.to(60)
    assert (driver.machine.phase, driver.machine.exercise) == (Phase.PREPARE, NECK.id)
    assert not driver.machine.is_beginning


def test_a_pause_is_not_the_beginning() -> None:
    assert not Driver().to(10).press(Command.PAUSE).machine.is_beginning


def test_reps_are_numbered_on_from_what_is_counted() -> None:
    # R4.numbering
    numbered = plan_steps(DEFAULT_ROUTINE, [ExerciseSet(BLADES, 3, 2), ExerciseSet(NECK, 5, 0)])
    assert [s.rep for s in numbered if s.phase is Phase.HOLD] == [3, 4]
    assert [s.exercise for s in numbered if s.phase is Phase.PREPARE] == ["shoulder-blades"]


def test_a_session_needs_at_least_one_rep() -> None:
    # R4.numbering
    assert plan_steps(DEFAULT_ROUTINE, [ExerciseSet(BLADES, 3, 0)]) == ()
    with pytest.raises(ValueError, match="at least one rep"):
        SessionMachine((), T0)


def test_a_late_call_crosses_every_boundary_and_gives_only_the_newest_cue() -> None:
    # R4.late
    short = plan_steps(DEFAULT_ROUTINE, [ExerciseSet(BLADES, 1, 1)])
    machine = SessionMachine(short, T0)
    for second in range(1, 31):
        machine.advance(T0 + second * 1000)
    update = machine.advance(T0 + 32_000)  # exactly the longest gap that is still trusted
    assert update.cue == Cue(Phase.HOLD, T0 + 32_000, "shoulder-blades", 1)
    assert machine.remaining(T0 + 32_000) == 5000


def test_lateness_does_not_add_up() -> None:
    # R4.deadlines
    machine = SessionMachine(steps(10), T0)
    now, cues = T0, []
    while not machine.is_over:
        now += machine.wake_in(now) + 17  # every single wake-up comes 17 ms late
        cue = machine.advance(now).cue
        if cue:
            cues.append(cue)
    assert [cue.at - T0 for cue in cues] == [at for at, _ in timetable(steps(10))]


def test_the_digit_is_rounded_up_and_never_zero() -> None:
    # R4.digit
    driver = Driver()
    assert driver.machine.digit(T0) == 30
    assert driver.machine.digit(T0 + 1) == 30
    assert driver.machine.digit(T0 + 29_000) == 1
    assert driver.machine.digit(T0 + 29_999) == 1
    assert driver.machine.digit(T0 + 30_000) == 1
    assert driver.machine.wake_in(T0) == 1000
    assert driver.machine.wake_in(T0 + 250) == 750


def test_the_part_of_a_step_that_is_over_stands_in_a_pause_and_begins_anew_with_more_time() -> None:
    machine = Driver().machine
    assert [machine.part_over(T0 + now) for now in (0, 15_000, 30_000)] == [0, 0.5, 1]
    paused = Driver().to(15).press(Command.PAUSE)
    assert paused.machine.part_over(T0 + 60_000) == 0.5
    longer = Driver().to(2).press(Command.LONGER)
    assert [longer.machine.part_over(T0 + now) for now in (2_000, 25_000)] == [0, 0.5]
    assert SessionMachine([PhaseStep(Phase.PREPARE, 0), *steps()], 0).part_over(0) == 1


@pytest.mark.parametrize(
    ("remaining", "wait"), [(3000, 1000), (2001, 1), (2000, 1000), (1999, 999), (1, 1), (0, 1000)]
)
def test_the_machine_wakes_at_the_next_whole_second(remaining: int, wait: int) -> None:
    machine = SessionMachine(steps(), T0)
    assert machine.wake_in(T0 + 30_000 - remaining) == wait


def test_the_time_left_falls_with_the_time_that_passes() -> None:
    driver = Driver()
    for second in (0, 12, 31, 35, 39, 45, 60, 101, 106.5):
        assert driver.to(second).machine.time_left(driver.now) == 107_000 - round(second * 1000)
    assert driver.to(107).machine.time_left(driver.now) == 0
    assert driver.to(120).machine.time_left(driver.now) == 0


def test_the_time_left_stands_in_a_pause_and_grows_by_a_lead_in() -> None:
    driver = Driver().to(41).press(Command.STRAY_KEY).to(60)
    assert driver.machine.time_left(driver.now) == 66_000
    driver = Driver().to(41).press(Command.AGAIN)
    assert driver.machine.time_left(driver.now) == 3_000 + 77_000  # all from the first rep on
    driver.to(42).press(Command.STRAY_KEY).to(50)
    assert driver.machine.time_left(driver.now) == 2_000 + 77_000


class TestKeys:
    def test_keys_are_ignored_for_the_first_moments(self) -> None:
        # R4.ignored-keys
        driver = Driver().to(1.4).press(Command.PAUSE)
        assert driver.machine.phase is Phase.PREPARE
        assert driver.to(2.1).press(Command.PAUSE).machine.phase is Phase.PAUSED

    def test_the_same_key_counts_once(self) -> None:
        # R4.same-key
        driver = Driver().to(5).press(Command.PAUSE).to(5.3).press(Command.PAUSE)
        assert driver.machine.phase is Phase.PAUSED
        driver.to(5.85).press(Command.PAUSE)
        assert driver.machine.phase is Phase.PAUSED, "held down: each repeat starts the wait anew"
        assert driver.to(6.5).press(Command.PAUSE).machine.phase is Phase.PREPARE

    def test_a_hand_on_the_keyboard_pauses_and_does_not_resume(self) -> None:
        # R4.same-key, R4.pause
        driver = Driver().to(5)
        for command in (Command.STRAY_KEY, Command.PAUSE, Command.STRAY_KEY, Command.PAUSE):
            driver.press(command)
        assert driver.machine.phase is Phase.PAUSED

    def test_only_the_pause_key_resumes(self) -> None:
        # R4.resume
        driver = Driver().to(5).press(Command.STRAY_KEY).to(7)
        for command in Command:
            if command is not Command.PAUSE:
                driver.press(command)
                assert driver.machine.phase is Phase.PAUSED

    @pytest.mark.parametrize(
        ("at", "phase", "remaining"),
        [
            (10, Phase.PREPARE, 3),
            (28, Phase.PREPARE, 2),
            (31, Phase.EASE_OUT, 3),
            (34, Phase.EASE_OUT, 3),
            (38, Phase.EASE_OUT, 2),
            (41, Phase.REST, 2),
            (45, Phase.REST, 1),
            (100, Phase.FINISHED, 0),
        ],
    )
    def test_next_goes_on_to_what_comes_next(self, at: int, phase: Phase, remaining: int) -> None:
        # R4.next
        driver = Driver().to(at).press(Command.NEXT)
        assert (driver.machine.phase, driver.remaining) == (phase, remaining)

    @pytest.mark.parametrize(
        ("at", "kind"),
        [
            (31, OutcomeKind.SKIPPED),
            (32, OutcomeKind.SKIPPED),
            (33, OutcomeKind.SHORT),
            (35.9, OutcomeKind.SHORT),
            (36, OutcomeKind.DONE),
        ],
    )
    def test_next_judges_by_the_time_held(self, at: float, kind: OutcomeKind) -> None:
        # R4.next, R4.outcomes
        driver = Driver().to(at).press(Command.NEXT)
        assert driver.kinds == {("shoulder-blades", 1): kind}

    @pytest.mark.parametrize("at", [31, 34, 38, 42])
    def test_again_leads_in_to_the_same_rep(self, at: int) -> None:
        # R4.again
        driver = Driver().to(at).press(Command.AGAIN)
        assert (driver.machine.phase, driver.machine.rep, driver.remaining) == (Phase.LEAD_IN, 1, 3)
        driver.to(at + 3 + 2)
        assert (driver.machine.phase, driver.machine.rep) == (Phase.HOLD, 1)

    def test_again_leads_in_to_the_rep_at_hand(self) -> None:
        # R4.again
        driver = Driver().to(88).press(Command.AGAIN)
        assert driver.cues[-1] == Cue(Phase.LEAD_IN, T0 + 88_000, "neck", 2)
        driver.to(91)
        assert driver.cues[-1] == Cue(Phase.EASE_IN, T0 + 91_000, "neck", 2)

    @pytest.mark.parametrize("at", [10, 60, 100])
    def test_again_does_nothing_elsewhere(self, at: int) -> None:
        # R4.again
        phase = Driver().to(at).machine.phase
        assert Driver().to(at).press(Command.AGAIN).machine.phase is phase

    def test_a_rep_done_again_replaces_the_earlier_one(self) -> None:
        # R4.once
        driver = Driver().to(41).press(Command.AGAIN).to(46)
        assert driver.reps("shoulder-blades").done == 1, "it stands until it is replaced"
        driver.to(47).press(Command.NEXT)
        assert driver.kinds == {("shoulder-blades", 1): OutcomeKind.SHORT}

    def test_imagined_switches_the_rest_of_the_exercise(self) -> None:
        # R4.imagined
        driver = Driver().to(41).press(Command.IMAGINED).to(108)
        assert list(driver.kinds.values()) == [
            OutcomeKind.DONE,
            OutcomeKind.IMAGINED,
            OutcomeKind.DONE,
            OutcomeKind.DONE,
        ]

    def test_imagined_and_back_within_a_hold(self) -> None:
        driver = Driver().to(33).press(Command.IMAGINED).to(34).press(Command.IMAGINED).to(38)
        assert driver.kinds == {("shoulder-blades", 1): OutcomeKind.DONE}

    def test_imagined_in_an_ease_out_changes_the_rep_just_held(self) -> None:
        # R4.imagined
        driver = Driver().to(38).press(Command.IMAGINED)
        assert driver.kinds == {("shoulder-blades", 1): OutcomeKind.IMAGINED}
        assert driver.to(39).press(Command.IMAGINED).kinds == {
            ("shoulder-blades", 1): OutcomeKind.DONE
        }
        assert len(driver.outcomes) == 3
        driver.to(108)
        assert driver.reps("shoulder-blades").done == 2

    def test_a_short_rep_does_not_become_imagined(self) -> None:
        # R4.imagined
        driver = Driver().to(33).press(Command.NEXT).to(34).press(Command.IMAGINED)
        assert driver.kinds == {("shoulder-blades", 1): OutcomeKind.SHORT}

    def test_a_session_may_begin_all_imagined(self) -> None:
        # R4.imagined
        driver = Driver(imagined=True).to(108)
        assert set(driver.kinds.values()) == {OutcomeKind.IMAGINED}
        assert driver.reps("neck").held_s == 0

    def test_longer_and_shorter_only_while_preparing(self) -> None:
        # R4.prepare
        driver = Driver().to(2).press(Command.LONGER)
        assert driver.remaining == 38
        assert driver.to(3).press(Command.SHORTER).remaining == 27
        assert driver.to(25).press(Command.SHORTER).remaining == 3
        assert driver.to(27).press(Command.SHORTER).remaining == 1
        held = Driver().to(33).press(Command.LONGER)
        assert held.remaining == 4

    @pytest.mark.parametrize(("wait", "phase"), [(599, Phase.PAUSED), (600, Phase.PREPARE)])
    def test_the_same_key_counts_again_after_600_ms(self, wait: int, phase: Phase) -> None:
        # R4.same-key
        driver = Driver().to(5).press(Command.PAUSE).to(5 + wait / 1000).press(Command.PAUSE)
        assert driver.machine.phase is phase

    @pytest.mark.parametrize(("at", "is_ignored"), [(0, True), (1499, True), (1500, False)])
    def test_keys_count_from_one_and_a_half_seconds_on(self, at: int, is_ignored: bool) -> None:
        # R4.ignored-keys
        driver = Driver().to(at / 1000)
        assert driver.machine.ignores_keys(driver.now) is is_ignored
        assert (driver.press(Command.PAUSE).machine.phase is Phase.PREPARE) is is_ignored

    def test_a_session_of_imagined_reps_may_be_bound_to_stay_imagined(self) -> None:
        # R4.imagined
        machine = SessionMachine(steps(), T0, imagined=True, may_switch_imagined=False)
        for second in range(2, 38):
            machine.advance(T0 + second * 1000)
        machine.press(Command.IMAGINED, T0 + 38_000)
        assert machine.is_imagined
        assert [outcome.kind for outcome in machine.outcomes.values()] == [OutcomeKind.IMAGINED]


class TestCounts:
    """What a session records of its outcomes so far."""

    def test_outcomes_are_counted_by_exercise_and_kind(self) -> None:
        # R4.outcomes
        driver = Driver(4).to(33).press(Command.NEXT)  # short, held for 1 s
        driver.to(40).press(Command.IMAGINED).to(54)  # the second imagined
        driver.press(Command.IMAGINED).to(200)
        begun = {
            "shoulder-blades": Reps(target=5, asked=6, hold_s=5),
            "neck": Reps(target=6, hold_s=4),
        }
        assert driver.machine.reps(begun) == {
            "shoulder-blades": Reps(
                target=5, asked=6, done=2, imagined=1, short=1, skipped=0, hold_s=5, held_s=11
            ),
            "neck": Reps(target=6, done=4, hold_s=4, held_s=20),
        }

    def test_skipped_and_imagined_reps_hold_no_time(self) -> None:
        driver = Driver(3, imagined=True).to(31).press(Command.NEXT).to(90)
        assert driver.reps("shoulder-blades") == Reps(imagined=2, skipped=1)

    def test_seconds_held_may_have_decimals(self) -> None:
        assert Driver().to(33.5).press(Command.NEXT).reps("shoulder-blades").held_s == 1.5


class TestPauses:
    @pytest.mark.parametrize(
        ("at", "phase", "remaining"),
        [
            (10, Phase.PREPARE, 20),
            (28, Phase.PREPARE, 5),
            (31, Phase.LEAD_IN, 5),
            (34, Phase.LEAD_IN, 5),
            (36.5, Phase.EASE_OUT, 3),
            (38, Phase.EASE_OUT, 2),
            (40.5, Phase.REST, 5.5),
            (45, Phase.REST, 5),
            (100, Phase.SETTLE, 7),
        ],
    )
    def test_what_goes_on_after_a_pause(self, at: float, phase: Phase, remaining: float) -> None:
        # R4.resume
        driver = Driver().to(at).press(Command.PAUSE).to(at + 60).press(Command.PAUSE)
        assert (driver.machine.phase, driver.remaining) == (phase, remaining)

    def test_a_hold_held_long_enough_counts_when_paused(self) -> None:
        # R4.resume
        assert Driver().to(36).press(Command.PAUSE).kinds == {
            ("shoulder-blades", 1): OutcomeKind.DONE
        }
        assert Driver().to(35.9).press(Command.PAUSE).kinds == {}

    def test_the_same_rep_begins_again_after_a_pause(self) -> None:
        # R4.resume
        driver = Driver().to(34).press(Command.PAUSE).to(40).press(Command.PAUSE).to(52)
        assert (driver.machine.phase, driver.machine.rep) == (Phase.EASE_OUT, 1)
        assert driver.kinds == {("shoulder-blades", 1): OutcomeKind.DONE}

    def test_a_long_pause_ends_the_session_and_keeps_it(self) -> None:
        # R4.long-pause
        driver = Driver().to(39).press(Command.PAUSE).to(39 + 899)
        assert driver.machine.phase is Phase.PAUSED
        assert driver.to(39 + 900).machine.phase is Phase.STOPPED
        assert driver.machine.stop_reason == "interrupted"
        assert driver.reps("shoulder-blades").done == 1

    def test_a_session_can_be_paused_without_a_key(self) -> None:
        # R4.pause: neither the first moments nor the same key matter
        machine = SessionMachine(steps(), T0)
        assert machine.pause(T0 + 1_000) == Update(Cue(Phase.PAUSED, T0 + 1_000, "shoulder-blades"))
        assert machine.remaining(T0 + 5_000) == 29_000
        assert machine.pause(T0 + 2_000) == Update()

    def test_a_pause_after_a_gap_is_as_of_the_last_good_instant(self) -> None:
        # R4.frozen, R4.sleep
        for now, slept in ((T0 + 9_000, 0), (T0 + 1_500, 3_000)):
            machine = SessionMachine(steps(), T0)
            machine.advance(T0 + 1_000)
            machine.pause(now, slept)
            assert machine.remaining(now) == 29_000

    def test_a_stop_is_a_cue_at_its_own_time(self) -> None:
        # R4.stop
        driver = Driver().to(34).stop("enough")
        assert driver.cues[-1] == Cue(Phase.STOPPED, T0 + 34_000)
        assert driver.machine.stop("pain", T0 + 35_000) == Update()
        assert driver.machine.stop_reason == "enough"

    def test_stop_keeps_what_was_done(self) -> None:
        # R4.stop
        driver = Driver().to(34).stop("sore")
        assert (driver.machine.phase, driver.kinds) == (Phase.STOPPED, {})
        assert driver.machine.stop_reason == "sore"
        late = Driver().to(36.5).stop("enough")
        assert late.kinds == {("shoulder-blades", 1): OutcomeKind.DONE}


def test_skipping_a_rep_that_is_done_again_leaves_the_earlier_outcome() -> None:
    # R4.once
    driver = Driver().to(38).press(Command.AGAIN).to(42).press(Command.NEXT)
    assert driver.machine.phase is Phase.EASE_OUT
    assert driver.kinds == {("shoulder-blades", 1): OutcomeKind.DONE}


def test_time_slept_counts_as_pause() -> None:
    # R4.long-pause
    driver = Driver().to(10).press(Command.PAUSE)
    driver.slept = 15 * 60_000
    assert driver.to(11).machine.phase is Phase.STOPPED


class TestGaps:
    @pytest.mark.parametrize("gap", [3, 60, 8 * 3600])
    @pytest.mark.parametrize(
        ("at", "phase", "counted"),
        [
            (10, Phase.PREPARE, 0),
            (31, Phase.EASE_IN, 0),
            (36.75, Phase.HOLD, 0),
            (38, Phase.EASE_OUT, 1),
            (42, Phase.REST, 1),
            (100, Phase.SETTLE, 4),
        ],
    )
    def test_frozen_at_the_last_good_instant(
        self, at: float, phase: Phase, counted: int, gap: int
    ) -> None:
        # R4.frozen
        driver = Driver().to(at)
        before = driver.remaining
        driver.leap(at + gap)
        assert driver.machine.phase is Phase.PAUSED
        assert (driver.machine.underlying_phase, driver.remaining) == (phase, before)
        assert len(driver.kinds) == counted
        driver.to(at + gap + 60)
        assert driver.machine.phase is Phase.PAUSED, "waking never resumes by itself"

    def test_sleep_that_the_clock_does_not_count_freezes_too(self) -> None:
        # R4.sleep
        driver = Driver().to(36.5)
        driver.slept = 2500
        driver.to(36.75)
        assert (driver.machine.phase, driver.kinds) == (Phase.PAUSED, {})

    def test_a_little_drift_between_the_clocks_is_no_sleep(self) -> None:
        # R4.sleep
        driver = Driver()
        for second in range(1, 108):
            driver.slept += 400
            driver.to(second)
        driver.to(108)
        assert driver.machine.phase is Phase.FINISHED

    def test_a_gap_of_two_seconds_is_still_trusted(self) -> None:
        # R4.frozen
        driver = Driver().to(33).leap(35)
        assert driver.machine.phase is Phase.HOLD
        assert driver.leap(37.001).machine.phase is Phase.PAUSED


class AnySession(RuleBasedStateMachine):
    """Whatever is pressed and however time passes, no rep counts twice or without its hold."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = SessionMachine(steps(3), T0)
        self.now = T0
        self.held = 0

    @rule(ms=st.integers(1, 2000))
    def time_passes(self, ms: int) -> None:
        self.now += ms
        if self.machine.phase is Phase.HOLD:
            self.held += ms
        self.machine.advance(self.now)

    @rule(ms=st.integers(2001, 3_600_000))
    def nobody_counts(self, ms: int) -> None:
        before = dict(self.machine.outcomes)
        over, paused = self.machine.is_over, self.machine.phase is Phase.PAUSED
        self.now += ms
        update = self.machine.advance(self.now)
        assert self.machine.outcomes == before
        assert not update.outcomes
        assert over or paused or self.machine.phase is Phase.PAUSED

    @rule(command=st.sampled_from(Command), wait=st.sampled_from([0, 100, 700]))
    def key(self, command: Command, wait: int) -> None:
        self.time_passes(wait)
        left = self.machine.time_left(self.now)
        self.machine.press(command, self.now)
        if self.machine.phase is Phase.FINISHED:
            assert left <= 10_000, "only settling can be cut to its end"

    @rule()
    def going_on(self) -> None:
        self.time_passes(700)
        if self.machine.phase is Phase.PAUSED:
            self.machine.press(Command.PAUSE, self.now)

    @invariant()
    def at_most_one_outcome_a_rep(self) -> None:
        for exercise in ("shoulder-blades", "neck"):
            counts = counted(self.machine, exercise)
            assert counts.done + counts.imagined + counts.short + counts.skipped <= 3
            assert counts.held_s <= 3 * 5

    @invariant()
    def nothing_counts_that_was_not_held(self) -> None:
        counted = sum(
            o.kind in (OutcomeKind.DONE, OutcomeKind.IMAGINED)
            for o in self.machine.outcomes.values()
        )
        # A single call may cross a boundary by up to two seconds, hence the slack per rep.
        assert counted * 4000 <= self.held + 2000 * len(self.machine.outcomes)

    @invariant()
    def times_make_sense(self) -> None:
        assert self.machine.digit(self.now) >= 1
        assert 0 <= self.machine.remaining(self.now) <= self.machine.time_left(self.now) or (
            self.machine.is_over
        )
        assert self.machine.wake_in(self.now) >= 1


TestAnySession = AnySession.TestCase
TestAnySession.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)


def test_phases_follow_each_other_without_a_hole() -> None:
    rows = timetable(steps(5))
    assert all(at + step.duration == later for (at, step), (later, _) in pairwise(rows))
