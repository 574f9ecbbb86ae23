"""The fallback from player to player, and the thread that drives it (rules R5.fallback, R5.newest).

`FallbackPlayers` is driven by given time, with fake players. The tests of `PlayerThread` use real
threads and, once, a real process.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.cues.fallback import FRESH_S, HANGS_AFTER_S, FallbackPlayers, Order, PlayerThread


class FakePlayback:
    """What a fake player is playing: ``code`` is None until it has ended."""

    def __init__(self, content: str, code: int | None) -> None:
        self.content = content
        self.code = code
        self.is_ended = False

    def poll(self) -> int | None:
        return -9 if self.is_ended else self.code

    def end(self) -> None:
        self.is_ended = True


class FakePlayer:
    """A player whose attempts go as ``ways`` says in turn; the last way is repeated.

    The ways are ``fine``, ``fails``, ``hangs`` and ``missing``. A ``fine`` or ``hangs`` attempt
    goes on until the test sets the code of its playback.
    """

    least_part = 0.0

    def __init__(self, name: str, *ways: str) -> None:
        self.name = name
        self.ways = list(ways)
        self.attempts: list[str] = []
        self.plays: list[FakePlayback] = []

    def start(self, content: str) -> FakePlayback:
        self.attempts.append(content)
        way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
        if way == "missing":
            raise FileNotFoundError(self.name)
        self.plays.append(FakePlayback(content, 1 if way == "fails" else None))
        return self.plays[-1]

    @property
    def now(self) -> str | None:
        """What it is playing; None when it is not."""
        last = self.plays[-1] if self.plays else None
        return last.content if last is not None and last.poll() is None else None


class Driver:
    """Drives fake players by a clock of its own, and records the orders that they missed."""

    def __init__(self, *players: FakePlayer) -> None:
        self.now = 100.0
        self.missed: list[str] = []
        self.players = FallbackPlayers(players, self.missed.append)

    def order(self, content: str, *, after: float = 0.0, length: float = 1.0) -> Driver:
        self.players.order(Order(content, self.now + after, length), self.now)
        self.players.advance(self.now)
        return self

    def trial(self, length: float = 0.2) -> Driver:
        self.players.order(Order("trial", self.now, length, is_trial=True), self.now)
        self.players.advance(self.now)
        return self

    def wait(self, seconds: float) -> Driver:
        """Let time pass, calling `FallbackPlayers.advance` whenever it asks for that."""
        end = self.now + seconds
        while (due := self.players.advance(self.now)) is not None and due <= end:
            assert due > self.now, "it must not ask for the present again and again"
            self.now = due
        self.now = end
        self.players.advance(self.now)
        return self


class TestOneAtATime:
    def test_the_newest_wins_and_the_older_is_ended(self) -> None:
        player = FakePlayer("aplay", "fine")
        Driver(player).order("start").wait(0.2).order("release")
        assert [play.is_ended for play in player.plays] == [True, False]
        assert player.now == "release"

    def test_an_order_for_silence_ends_the_sound(self) -> None:
        player = FakePlayer("aplay", "fine")
        driver = Driver(player).order("start")
        driver.players.order(None, driver.now)
        assert player.now is None
        assert driver.players.advance(driver.now) is None, "and nothing is left to do"

    def test_an_order_for_later_begins_at_its_time(self) -> None:
        player = FakePlayer("espeak-ng", "fine")
        driver = Driver(player).order("a line", after=0.7).wait(0.6)
        assert player.attempts == []
        driver.wait(0.11)
        assert player.now == "a line"

    def test_a_newer_order_replaces_one_that_waits(self) -> None:
        player = FakePlayer("espeak-ng", "fine")
        Driver(player).order("one", after=0.7).order("two", after=0.7).wait(2)
        assert player.attempts == ["two"]

    def test_a_line_is_cut_at_its_time_and_that_is_no_failure(self) -> None:
        player = FakePlayer("espeak-ng", "fine")
        driver = Driver(player)
        driver.players.order(Order("a line", driver.now, 5.0, cut_at=driver.now + 1.35), driver.now)
        driver.wait(1.34)
        assert player.now == "a line"
        driver.wait(0.01)
        assert player.now is None
        assert driver.wait(60).players.given_up == [], "and that is no failure of the player"

    def test_with_nothing_to_do_it_need_not_be_called_again(self) -> None:
        player = FakePlayer("aplay", "fine")
        driver = Driver(player)
        assert driver.players.advance(driver.now) is None
        driver.order("start").wait(0.7)
        player.plays[-1].code = 0
        driver.wait(1)
        assert driver.players.advance(driver.now) is None


class TestFailing:
    @pytest.mark.parametrize("way", ["missing", "fails"])
    def test_the_next_player_stands_in_at_once(self, way: str) -> None:
        first, second = FakePlayer("pw-play", way), FakePlayer("aplay", "fine")
        driver = Driver(first, second).order("start").wait(0.1)
        assert second.now == "start"
        assert driver.players.given_up == [], "one failure is not enough"
        assert driver.players.player_name == "pw-play"

    @pytest.mark.parametrize("way", ["missing", "fails"])
    def test_a_player_that_failed_twice_is_given_up(self, way: str) -> None:
        first, second = FakePlayer("pw-play", way), FakePlayer("aplay", "fine")
        driver = Driver(first, second)
        for sound in ("ease", "start", "release", "change"):
            driver.order(sound).wait(1)
        assert first.attempts == ["ease", "start"]
        assert second.attempts == ["ease", "start", "release", "change"]
        assert (driver.players.given_up, driver.players.player_name) == (["pw-play"], "aplay")

    def test_a_player_that_failed_once_is_used_again(self) -> None:
        first, second = FakePlayer("pw-play", "fails", "fine"), FakePlayer("aplay", "fine")
        driver = Driver(first, second)
        for sound in ("ease", "start", "release"):
            driver.order(sound).wait(1)
        assert second.attempts == ["ease"]
        assert driver.players.given_up == []

    def test_a_hanging_player_is_ended_and_given_up_the_second_time(self) -> None:
        first, second = FakePlayer("pw-play", "hangs"), FakePlayer("aplay", "fine")
        driver = Driver(first, second)
        for sound in ("ease", "start"):
            driver.order(sound, length=1.0).wait(1.0 + HANGS_AFTER_S - 0.1)
            assert first.now == sound, "a slow server does not count as hanging"
            driver.wait(0.4)
            assert first.now is None
        assert driver.players.given_up == ["pw-play"]
        assert second.attempts == [], "an order this late is dropped"
        driver.order("release")
        assert second.now == "release"

    def test_an_order_that_no_player_can_play_is_reported(self) -> None:
        first, second = FakePlayer("pw-play", "missing"), FakePlayer("aplay", "fails")
        driver = Driver(first, second).order("start").wait(0.1)
        assert driver.missed == ["start"]
        driver.order("release").wait(0.1)
        assert driver.missed == ["start", "release"]
        assert driver.players.given_up == ["pw-play", "aplay"]
        assert driver.players.player_name is None
        driver.order("finish")
        assert driver.missed[-1] == "finish"

    def test_a_player_that_ends_before_its_sound_could_be_heard_has_failed(self) -> None:
        """Some programs report success where there is no sound."""
        first, second = FakePlayer("ffplay", "fine"), FakePlayer("play", "fine")
        first.least_part = second.least_part = 0.9
        driver = Driver(first, second)
        for sound in ("ease", "start"):
            driver.order(sound, length=0.5)
            first.plays[-1].code = 0
            driver.wait(0.2)
            assert second.now == sound, "the next one stands in"
            driver.wait(0.3)
            second.plays[-1].code = 0
            driver.wait(1)
        assert driver.players.given_up == ["ffplay"]
        assert driver.order("release", length=0.5).players.player_name == "play"

    def test_an_order_that_is_no_longer_fresh_is_dropped(self) -> None:
        first, second = FakePlayer("pw-play", "fine"), FakePlayer("aplay", "fine")
        driver = Driver(first, second).order("start", length=5.0).wait(FRESH_S + 0.2)
        first.plays[-1].code = 1  # it breaks off in the middle
        driver.wait(0.5)
        assert second.attempts == []
        assert driver.missed == []


HOLD = [("ease", 2.0, 0.5), ("start", 2.0, 0.7), ("release", 3.0, 0.85), ("ease", 2.0, 0.5)]
"""Sounds of a rep: which one, seconds until the next one, and its own length in seconds."""


class TestOverdue:
    """A hanging player is found although newer orders end it before `HANGS_AFTER_S`."""

    @pytest.mark.parametrize("ticks", [[], [("tick", 1.0, 0.04)] * 3])
    def test_a_hanging_player_loses_two_cues_at_most(
        self, ticks: list[tuple[str, float, float]]
    ) -> None:
        first, second = FakePlayer("paplay", "hangs"), FakePlayer("aplay", "fine")
        driver = Driver(first, second)
        for sound, until, length in [*HOLD[:2], *ticks, *HOLD[2:]] * 3:
            driver.order(sound, length=length).wait(min(length, until))
            if second.plays:
                second.plays[-1].code = 0
            driver.wait(max(0.0, until - length))
        assert driver.players.given_up == ["paplay"]
        assert first.attempts == ["ease", "start"]
        assert second.attempts[:1] == [ticks[0][0] if ticks else "release"]

    def test_a_line_cut_long_after_its_estimated_end_is_a_failure(self) -> None:
        first, second = FakePlayer("spd-say", "hangs"), FakePlayer("espeak-ng", "fine")
        driver = Driver(first, second)
        for line in ("Keep breathing.", "Rest. One more.", "Squeeze, lightly."):
            now = driver.now
            driver.players.order(Order(line, now, 1.3, cut_at=now + 4.0), now)
            driver.wait(5)
        assert driver.players.given_up == ["spd-say"]
        assert (len(first.attempts), second.attempts) == (2, ["Squeeze, lightly."])

    def test_a_hanging_trial_is_a_failure_once_an_order_begins(self) -> None:
        first, second = FakePlayer("spd-say", "hangs"), FakePlayer("espeak-ng", "fine")
        driver = Driver(first, second).trial().order("one", after=2.0, length=1.0).wait(4)
        driver.order("two", length=1.0)
        assert (first.attempts, second.attempts) == (["trial", "one"], ["two"])

    def test_being_ended_early_is_no_failure(self) -> None:
        player = FakePlayer("aplay", "fine")
        driver = Driver(player, FakePlayer("play", "fine"))
        for _ in range(20):
            driver.order("start", length=0.7).wait(0.6)
        assert driver.players.player_name == "aplay"

    def test_a_slow_voice_does_not_count_as_hanging(self) -> None:
        """The length of a line is an estimate. Some lines are cut, others end by themselves."""
        player = FakePlayer("spd-say", "fine")
        driver = Driver(player)
        for _ in range(5):
            driver.order("Press, lightly.", length=1.3).wait(1.3)
            driver.order("Let go, slowly.", length=1.4).wait(2)
            driver.order("Rest. One more.", length=1.3).wait(1.9)
            player.plays[-1].code = 0
            driver.wait(2)
        assert driver.players.player_name == "spd-say"

    def test_a_voice_that_spoke_fast_before_may_be_cut_early(self) -> None:
        player = FakePlayer("espeak-ng", "fine")
        driver = Driver(player)
        for _ in range(3):
            driver.order("A long line.", length=3).wait(2)
            player.plays[-1].code = 0
            driver.wait(1)
        for _ in range(4):
            driver.order("Let go, slowly.", length=0.7).wait(0.3)
        assert driver.players.player_name == "espeak-ng"

    def test_a_hanging_player_is_found_where_cues_follow_closely(self) -> None:
        """The durations are the shortest that the limits of the settings allow."""
        first, second = FakePlayer("paplay", "hangs"), FakePlayer("aplay", "fine")
        driver = Driver(first, second)
        for sound, until, length in (
            *(("ease", 1.0, 0.5), ("start", 1.0, 0.7), ("tick", 1.0, 0.04)),
            *(("release", 5.0, 0.85), ("ease", 1.0, 0.5)),
        ):
            driver.order(sound, length=length).wait(until)
        assert first.attempts == ["ease", "start", "tick"]
        assert second.attempts == ["release", "ease"]

    @pytest.mark.parametrize("drains", [0.4, 1.1, 2.0])
    def test_a_player_that_always_ends_late_does_not_count_as_hanging(self, drains: float) -> None:
        """A player may wait until its server has played out a long buffer."""
        player = FakePlayer("paplay", "fine")
        driver = Driver(player, FakePlayer("aplay", "fine")).trial().wait(drains)
        player.plays[-1].code = 0
        driver.wait(3)
        for _ in range(3):
            for sound, until, length in (*HOLD[:2], *[("tick", 1.0, 0.04)] * 4, HOLD[2]):
                driver.order(sound, length=length).wait(min(until, max(length, drains)))
                if drains < until:
                    player.plays[-1].code = 0
                driver.wait(max(0.0, until - max(length, drains)))
        assert driver.players.given_up == []

    def test_a_hanging_player_is_found_where_sounds_end_late(self) -> None:
        first, second = FakePlayer("paplay", "fine", "hangs"), FakePlayer("aplay", "fine")
        driver = Driver(first, second).trial().wait(2.0)
        first.plays[-1].code = 0
        driver.wait(3)
        for sound, until, length in [*HOLD[:3], ("rest", 6.0, 0.04)] * 2:
            driver.order(sound, length=length).wait(min(length, until))
            if second.plays:
                second.plays[-1].code = 0
            driver.wait(max(0.0, until - length))
        assert driver.players.given_up == ["paplay"]
        assert second.attempts == ["rest"]

    def test_only_recent_sounds_excuse_a_late_end(self) -> None:
        first, second = FakePlayer("paplay", *["fine"] * 4, "hangs"), FakePlayer("aplay", "fine")
        driver = Driver(first, second).trial().wait(2.0)
        first.plays[-1].code = 0
        driver.wait(1)
        for sound, until, length in HOLD[:3]:
            driver.order(sound, length=length).wait(length)
            first.plays[-1].code = 0
            driver.wait(until - length)
        for sound, until, length in HOLD[:3]:
            driver.order(sound, length=length).wait(until)
        assert driver.players.given_up == ["paplay"]
        assert second.attempts == ["release"]

    def test_being_overdue_is_forgiven_after_a_success(self) -> None:
        """A wireless loudspeaker may fall asleep, and wake up slowly, again and again."""
        player = FakePlayer("paplay", "fine")
        driver = Driver(player, FakePlayer("aplay", "fine"))
        for _ in range(5):
            driver.order("ease", length=0.5).wait(2)
            driver.order("start", length=0.7).wait(0.7)
            player.plays[-1].code = 0
            driver.wait(2)
        assert driver.players.given_up == []
        assert len(player.attempts) == 10


class TestTrial:
    def test_a_trial_finds_the_player_that_works(self) -> None:
        missing, failing = FakePlayer("pw-play", "missing"), FakePlayer("paplay", "fails")
        hanging, fine = FakePlayer("aplay", "hangs"), FakePlayer("ffplay", "fine")
        driver = Driver(missing, failing, hanging, fine).trial().wait(2 * HANGS_AFTER_S + 2)
        assert driver.players.given_up == ["pw-play", "paplay", "aplay"]
        assert driver.players.player_name == "ffplay"
        assert driver.missed == [], "a trial is not missed"

    def test_a_trial_uses_a_player_again_that_failed_once(self) -> None:
        player = FakePlayer("pw-play", "fails", "fine")
        driver = Driver(player, FakePlayer("aplay", "fine")).trial().wait(1)
        assert driver.players.player_name == "pw-play"
        assert len(player.attempts) == 2

    def test_a_trial_ends_when_all_players_are_given_up(self) -> None:
        driver = Driver(FakePlayer("pw-play", "fails")).trial().wait(1)
        assert driver.players.player_name is None
        assert driver.players.advance(driver.now) is None

    def test_a_trial_goes_on_until_a_later_order_begins(self) -> None:
        player = FakePlayer("spd-say", "fine")
        driver = Driver(player).trial().order("a line", after=2.0).wait(1.9)
        assert player.now == "trial"
        driver.wait(0.1)
        assert player.now == "a line"
        assert driver.players.given_up == []

    def test_an_order_for_now_ends_a_trial(self) -> None:
        player = FakePlayer("aplay", "fine")
        Driver(player).trial().order("start")
        assert player.now == "start"


@settings(max_examples=200, deadline=None)
@given(
    ways=st.lists(
        st.lists(st.sampled_from(["fine", "fails", "hangs", "missing"]), min_size=1, max_size=4),
        max_size=4,
    ),
    orders=st.lists(
        st.tuples(
            st.floats(0.01, 8), st.sampled_from([0.0, 0.5]), st.floats(0.04, 3.3), st.booleans()
        ),
        max_size=12,
    ),
)
def test_whatever_players_do_one_sounds_at_most_and_each_is_given_up_once(
    ways: list[list[str]], orders: list[tuple[float, float, float, bool]]
) -> None:
    players = [FakePlayer(f"player {number}", *each) for number, each in enumerate(ways)]
    driver = Driver(*players)
    for wait, after, length, is_over in orders:
        driver.order("x", after=after, length=length).wait(wait)
        assert sum(player.now is not None for player in players) <= 1
        for player in players:
            if is_over and player.plays and player.plays[-1].code is None:
                player.plays[-1].code = 0
    left = {player.name for player in players} - set(driver.players.given_up)
    assert driver.players.player_name == next((p.name for p in players if p.name in left), None)
    assert len(set(driver.players.given_up)) == len(driver.players.given_up)


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


class RecordingPlayer:
    """A player that records content it starts, and on which thread; each playback ends at once."""

    name = "heard"
    least_part = 0.0

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.started: list[str] = []
        self.threads: set[str] = set()
        self.event = threading.Event()

    def start(self, content: str) -> FakePlayback:
        self.started.append(content)
        self.threads.add(threading.current_thread().name)
        self.event.set()
        return FakePlayback(content, self.code)


def started(players: FallbackPlayers) -> tuple[PlayerThread, Callable[[str], None]]:
    """Return a player thread, and a function that gives it an order for now."""
    thread = PlayerThread(players)
    # An order for time 0 is due whatever the clock says. Only a trial is not too old then.
    return thread, lambda content: thread.order(Order(content, 0.0, 0.1, is_trial=True))


class TestPlayerThread:
    def test_an_order_is_played_on_another_thread(self) -> None:
        player = RecordingPlayer()
        thread, order = started(FallbackPlayers([player]))
        order("start")
        assert player.event.wait(10)
        thread.close(at_once=False)
        assert thread._thread is not None
        thread._thread.join(10)
        assert not thread._thread.is_alive()
        assert (player.started, player.threads) == (["start"], {"supine-cues"})
        order("release")
        assert player.started == ["start"], "closed is closed"

    def test_a_player_that_is_given_up_is_named(self) -> None:
        player = RecordingPlayer(code=1)
        thread, order = started(FallbackPlayers([player]))
        order("start")
        thread.close(at_once=False)
        assert thread._thread is not None
        thread._thread.join(10)
        assert (thread.player_name, list(thread.given_up)) == (None, ["heard"])

    def test_spare_work_is_done_on_the_thread_and_holds_up_no_order(self) -> None:
        player, has_worked = RecordingPlayer(), threading.Event()

        def work() -> Iterator[int]:  # it never comes to its end
            for step in itertools.count():
                if player.started and step > 100:
                    has_worked.set()
                yield step

        thread = PlayerThread(FallbackPlayers([player]), work())
        thread.order(Order("start", 0.0, 0.1, is_trial=True))
        assert player.event.wait(10)
        assert has_worked.wait(10)
        thread.close(at_once=True)
        assert thread._thread is not None
        thread._thread.join(10)
        assert not thread._thread.is_alive()

    def test_without_an_order_no_thread_is_started(self) -> None:
        thread = PlayerThread(FallbackPlayers([RecordingPlayer()]))
        thread.close(at_once=True)
        assert thread._thread is None

    def test_a_player_that_starts_slowly_does_not_block_the_caller(self) -> None:
        may_start = threading.Event()

        class Slow(RecordingPlayer):
            def start(self, content: str) -> FakePlayback:
                may_start.wait(10)
                return super().start(content)

        player = Slow()
        thread = PlayerThread(FallbackPlayers([player]))
        thread.order(Order("start", time.monotonic(), 0.1))
        assert player.started == [], "the order was given before the player began"
        may_start.set()
        thread.close(at_once=False)
        assert thread._thread is not None
        thread._thread.join(10)
        assert player.started == ["start"]

    @needs_shell
    def test_a_player_is_ended_when_the_program_ends(self, tmp_path: Path) -> None:
        note, alive = tmp_path / "begun", tmp_path / "alive"
        os.mkfifo(note)
        os.mkfifo(alive)
        sound = f"exec 3> {alive}; echo > {note}; exec sleep 60"
        program = f"""
import time
from tui.cues.players import ProgramPlayer
from tui.cues.fallback import FallbackPlayers, Order, PlayerThread
player = ProgramPlayer("x", lambda content: ["sh", "-c", "{sound}"])
thread = PlayerThread(FallbackPlayers([player]))
thread.order(Order("x", time.monotonic(), 60.0))
open("{note}").read()
"""
        # The end of what the player holds open is its end, also while nobody has reaped it yet.
        reading = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
        try:
            subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
            os.set_blocking(reading, True)
            assert os.read(reading, 1) == b""
        finally:
            os.close(reading)
