"""Players that do it, fail, hang or are missing: what is heard all the same, and what is given up.

The relay is driven by given time, with players that are no processes; the last tests have threads
and, once, a process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.cues.fallback import FRESH_S, HANGS_AFTER_S, FallbackPlayers, Order, PlayerThread


class Play:
    """Something that a fake player is playing."""

    def __init__(self, what: str, code: int | None) -> None:
        self.what = what
        self.code = code
        self.is_ended = False

    def poll(self) -> int | None:
        return -9 if self.is_ended else self.code

    def end(self) -> None:
        self.is_ended = True


class Fake:
    """A player of which every attempt goes as told: fine, fails, hangs, missing; the last stays.

    What is fine goes on until the test says that it is over.
    """

    least = 0.0

    def __init__(self, name: str, *ways: str) -> None:
        self.name = name
        self.ways = list(ways)
        self.attempts: list[str] = []
        self.plays: list[Play] = []

    def start(self, what: str) -> Play:
        self.attempts.append(what)
        way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
        if way == "missing":
            raise FileNotFoundError(self.name)
        self.plays.append(Play(what, 1 if way == "fails" else None))
        return self.plays[-1]

    @property
    def now(self) -> str | None:
        """What it is playing."""
        last = self.plays[-1] if self.plays else None
        return last.what if last is not None and last.poll() is None else None


class Bench:
    """A relay with its clock and with what it missed."""

    def __init__(self, *players: Fake) -> None:
        self.now = 100.0
        self.missed: list[str] = []
        self.relay = FallbackPlayers(players, self.missed.append)

    def order(self, what: str, *, after: float = 0.0, length: float = 1.0) -> Bench:
        self.relay.order(Order(what, self.now + after, length), self.now)
        self.relay.advance(self.now)
        return self

    def trial(self, length: float = 0.2) -> Bench:
        self.relay.order(Order("trial", self.now, length, is_trial=True), self.now)
        self.relay.advance(self.now)
        return self

    def wait(self, seconds: float) -> Bench:
        """Let time pass as the relay itself asks for it."""
        end = self.now + seconds
        while (due := self.relay.advance(self.now)) is not None and due <= end:
            assert due > self.now, "it does not spin"
            self.now = due
        self.now = end
        self.relay.advance(self.now)
        return self


class TestOneAtATime:
    def test_the_newest_wins_and_the_older_is_ended(self) -> None:
        player = Fake("aplay", "fine")
        Bench(player).order("start").wait(0.2).order("release")
        assert [play.is_ended for play in player.plays] == [True, False]
        assert player.now == "release"

    def test_silence_ends_it(self) -> None:
        player = Fake("aplay", "fine")
        bench = Bench(player).order("start")
        bench.relay.order(None, bench.now)
        assert player.now is None
        assert bench.relay.advance(bench.now) is None, "and there is nothing more to do"

    def test_what_is_ordered_for_later_begins_then(self) -> None:
        player = Fake("espeak-ng", "fine")
        bench = Bench(player).order("a line", after=0.7).wait(0.6)
        assert player.attempts == []
        bench.wait(0.11)
        assert player.now == "a line"

    def test_a_newer_order_replaces_one_that_waits(self) -> None:
        player = Fake("espeak-ng", "fine")
        Bench(player).order("one", after=0.7).order("two", after=0.7).wait(2)
        assert player.attempts == ["two"]

    def test_a_line_is_cut_where_it_must_be_over(self) -> None:
        player = Fake("espeak-ng", "fine")
        bench = Bench(player)
        bench.relay.order(Order("a line", bench.now, 5.0, cut=bench.now + 1.35), bench.now)
        bench.wait(1.34)
        assert player.now == "a line"
        bench.wait(0.01)
        assert player.now is None
        assert bench.wait(60).relay.given_up == [], "and that is no fault of the player"

    def test_nothing_to_do_asks_for_no_time(self) -> None:
        player = Fake("aplay", "fine")
        bench = Bench(player)
        assert bench.relay.advance(bench.now) is None
        bench.order("start").wait(0.7)
        player.plays[-1].code = 0
        bench.wait(1)
        assert bench.relay.advance(bench.now) is None


class TestFailing:
    @pytest.mark.parametrize("way", ["missing", "fails"])
    def test_the_next_one_stands_in_at_once(self, way: str) -> None:
        first, second = Fake("pw-play", way), Fake("aplay", "fine")
        bench = Bench(first, second).order("start").wait(0.1)
        assert second.now == "start"
        assert bench.relay.given_up == [], "once is no reason yet"
        assert bench.relay.player == "pw-play"

    @pytest.mark.parametrize("way", ["missing", "fails"])
    def test_twice_is_a_reason(self, way: str) -> None:
        first, second = Fake("pw-play", way), Fake("aplay", "fine")
        bench = Bench(first, second)
        for sound in ("ease", "start", "release", "change"):
            bench.order(sound).wait(1)
        assert first.attempts == ["ease", "start"]
        assert second.attempts == ["ease", "start", "release", "change"]
        assert (bench.relay.given_up, bench.relay.player) == (["pw-play"], "aplay")

    def test_one_that_failed_once_goes_on(self) -> None:
        first, second = Fake("pw-play", "fails", "fine"), Fake("aplay", "fine")
        bench = Bench(first, second)
        for sound in ("ease", "start", "release"):
            bench.order(sound).wait(1)
        assert second.attempts == ["ease"]
        assert bench.relay.given_up == []

    def test_one_that_hangs_is_ended_and_twice_is_a_reason(self) -> None:
        first, second = Fake("pw-play", "hangs"), Fake("aplay", "fine")
        bench = Bench(first, second)
        for sound in ("ease", "start"):
            bench.order(sound, length=1.0).wait(1.0 + HANGS_AFTER_S - 0.1)
            assert first.now == sound, "a slow server is not a hanging one"
            bench.wait(0.4)
            assert first.now is None
        assert bench.relay.given_up == ["pw-play"]
        assert second.attempts == [], "so late it would mislead"
        bench.order("release")
        assert second.now == "release"

    def test_the_last_one_failing_is_told_for_the_bell(self) -> None:
        first, second = Fake("pw-play", "missing"), Fake("aplay", "fails")
        bench = Bench(first, second).order("start").wait(0.1)
        assert bench.missed == ["start"]
        bench.order("release").wait(0.1)
        assert bench.missed == ["start", "release"]
        assert bench.relay.given_up == ["pw-play", "aplay"]
        assert bench.relay.player is None
        bench.order("finish")
        assert bench.missed[-1] == "finish"

    def test_one_that_is_over_before_it_could_be_heard_did_not_play(self) -> None:
        """Some say that all went well where no sound comes out."""
        first, second = Fake("ffplay", "fine"), Fake("play", "fine")
        first.least = second.least = 0.9
        bench = Bench(first, second)
        for sound in ("ease", "start"):
            bench.order(sound, length=0.5)
            first.plays[-1].code = 0
            bench.wait(0.2)
            assert second.now == sound, "the next one stands in"
            bench.wait(0.3)
            second.plays[-1].code = 0
            bench.wait(1)
        assert bench.relay.given_up == ["ffplay"]
        assert bench.order("release", length=0.5).relay.player == "play"

    def test_an_old_cue_is_let_go(self) -> None:
        first, second = Fake("pw-play", "fine"), Fake("aplay", "fine")
        bench = Bench(first, second).order("start", length=5.0).wait(FRESH_S + 0.2)
        first.plays[-1].code = 1  # it breaks off in the middle
        bench.wait(0.5)
        assert second.attempts == []
        assert bench.missed == []


HOLD = [("ease", 2.0, 0.5), ("start", 2.0, 0.7), ("release", 3.0, 0.85), ("ease", 2.0, 0.5)]
"""What sounds, how long until the next, and how long it is."""


class TestOverdue:
    """A player that hangs, where newer cues never give it the time to be found out."""

    @pytest.mark.parametrize("ticks", [[], [("tick", 1.0, 0.04)] * 3])
    def test_two_cues_are_lost_at_most(self, ticks: list[tuple[str, float, float]]) -> None:
        first, second = Fake("paplay", "hangs"), Fake("aplay", "fine")
        bench = Bench(first, second)
        for sound, until, length in [*HOLD[:2], *ticks, *HOLD[2:]] * 3:
            bench.order(sound, length=length).wait(min(length, until))
            if second.plays:
                second.plays[-1].code = 0
            bench.wait(max(0.0, until - length))
        assert bench.relay.given_up == ["paplay"]
        assert first.attempts == ["ease", "start"]
        assert second.attempts[:1] == [ticks[0][0] if ticks else "release"]

    def test_a_line_that_is_cut_long_after_it_should_be_over(self) -> None:
        first, second = Fake("spd-say", "hangs"), Fake("espeak-ng", "fine")
        bench = Bench(first, second)
        for line in ("Keep breathing.", "Rest. One more.", "Squeeze, lightly."):
            now = bench.now
            bench.relay.order(Order(line, now, 1.3, cut=now + 4.0), now)
            bench.wait(5)
        assert bench.relay.given_up == ["spd-say"]
        assert (len(first.attempts), second.attempts) == (2, ["Squeeze, lightly."])

    def test_a_trial_that_hangs_counts_when_something_comes(self) -> None:
        first, second = Fake("spd-say", "hangs"), Fake("espeak-ng", "fine")
        bench = Bench(first, second).trial().order("one", after=2.0, length=1.0).wait(4)
        bench.order("two", length=1.0)
        assert (first.attempts, second.attempts) == (["trial", "one"], ["two"])

    def test_one_that_is_ended_before_its_time_did_nothing_wrong(self) -> None:
        player = Fake("aplay", "fine")
        bench = Bench(player, Fake("play", "fine"))
        for _ in range(20):
            bench.order("start", length=0.7).wait(0.6)
        assert bench.relay.player == "aplay"

    def test_a_slow_voice_is_not_a_hanging_one(self) -> None:
        """Lines are timed by a guess: some are cut, and the next one that has time is heard."""
        player = Fake("spd-say", "fine")
        bench = Bench(player)
        for _ in range(5):
            bench.order("Press, lightly.", length=1.3).wait(1.3)
            bench.order("Let go, slowly.", length=1.4).wait(2)
            bench.order("Rest. One more.", length=1.3).wait(1.9)
            player.plays[-1].code = 0
            bench.wait(2)
        assert bench.relay.player == "spd-say"

    def test_a_voice_quicker_than_the_guess_may_be_cut_like_any_other(self) -> None:
        player = Fake("espeak-ng", "fine")
        bench = Bench(player)
        for _ in range(3):
            bench.order("A long line.", length=3).wait(2)
            player.plays[-1].code = 0
            bench.wait(1)
        for _ in range(4):
            bench.order("Let go, slowly.", length=0.7).wait(0.3)
        assert bench.relay.player == "espeak-ng"

    def test_where_no_cue_has_the_time_to_be_late(self) -> None:
        """With the shortest durations that the limits allow."""
        first, second = Fake("paplay", "hangs"), Fake("aplay", "fine")
        bench = Bench(first, second)
        for sound, until, length in (
            *(("ease", 1.0, 0.5), ("start", 1.0, 0.7), ("tick", 1.0, 0.04)),
            *(("release", 5.0, 0.85), ("ease", 1.0, 0.5)),
        ):
            bench.order(sound, length=length).wait(until)
        assert first.attempts == ["ease", "start", "tick"]
        assert second.attempts == ["release", "ease"]

    @pytest.mark.parametrize("drains", [0.4, 1.1, 2.0])
    def test_one_that_always_ends_late_is_not_a_hanging_one(self, drains: float) -> None:
        """It waits until its server has played out a long buffer; what it played was heard."""
        player = Fake("paplay", "fine")
        bench = Bench(player, Fake("aplay", "fine")).trial().wait(drains)
        player.plays[-1].code = 0
        bench.wait(3)
        for _ in range(3):
            for sound, until, length in (*HOLD[:2], *[("tick", 1.0, 0.04)] * 4, HOLD[2]):
                bench.order(sound, length=length).wait(min(until, max(length, drains)))
                if drains < until:
                    player.plays[-1].code = 0
                bench.wait(max(0.0, until - max(length, drains)))
        assert bench.relay.given_up == []

    def test_where_all_end_late_a_hanging_one_is_found_all_the_same(self) -> None:
        first, second = Fake("paplay", "fine", "hangs"), Fake("aplay", "fine")
        bench = Bench(first, second).trial().wait(2.0)
        first.plays[-1].code = 0
        bench.wait(3)
        for sound, until, length in [*HOLD[:3], ("rest", 6.0, 0.04)] * 2:
            bench.order(sound, length=length).wait(min(length, until))
            if second.plays:
                second.plays[-1].code = 0
            bench.wait(max(0.0, until - length))
        assert bench.relay.given_up == ["paplay"]
        assert second.attempts == ["rest"]

    def test_a_server_that_only_woke_up_slowly_is_quick_from_then_on(self) -> None:
        first, second = Fake("paplay", *["fine"] * 4, "hangs"), Fake("aplay", "fine")
        bench = Bench(first, second).trial().wait(2.0)
        first.plays[-1].code = 0
        bench.wait(1)
        for sound, until, length in HOLD[:3]:
            bench.order(sound, length=length).wait(length)
            first.plays[-1].code = 0
            bench.wait(until - length)
        for sound, until, length in HOLD[:3]:
            bench.order(sound, length=length).wait(until)
        assert bench.relay.given_up == ["paplay"]
        assert second.attempts == ["release"]

    def test_once_overdue_is_forgiven_when_it_then_does_it(self) -> None:
        """A wireless loudspeaker wakes up now and then, for as long as the session is."""
        player = Fake("paplay", "fine")
        bench = Bench(player, Fake("aplay", "fine"))
        for _ in range(5):
            bench.order("ease", length=0.5).wait(2)
            bench.order("start", length=0.7).wait(0.7)
            player.plays[-1].code = 0
            bench.wait(2)
        assert bench.relay.given_up == []
        assert len(player.attempts) == 10


class TestTrial:
    def test_it_finds_the_one_that_works_before_it_matters(self) -> None:
        missing, failing = Fake("pw-play", "missing"), Fake("paplay", "fails")
        hanging, fine = Fake("aplay", "hangs"), Fake("ffplay", "fine")
        bench = Bench(missing, failing, hanging, fine).trial().wait(2 * HANGS_AFTER_S + 2)
        assert bench.relay.given_up == ["pw-play", "paplay", "aplay"]
        assert bench.relay.player == "ffplay"
        assert bench.missed == [], "nobody waits for it"

    def test_a_single_failure_is_forgiven(self) -> None:
        player = Fake("pw-play", "fails", "fine")
        bench = Bench(player, Fake("aplay", "fine")).trial().wait(1)
        assert bench.relay.player == "pw-play"
        assert len(player.attempts) == 2

    def test_without_anybody_left_it_ends(self) -> None:
        bench = Bench(Fake("pw-play", "fails")).trial().wait(1)
        assert bench.relay.player is None
        assert bench.relay.advance(bench.now) is None

    def test_what_comes_later_lets_it_finish(self) -> None:
        player = Fake("spd-say", "fine")
        bench = Bench(player).trial().order("a line", after=2.0).wait(1.9)
        assert player.now == "trial"
        bench.wait(0.1)
        assert player.now == "a line"
        assert bench.relay.given_up == []

    def test_what_comes_now_ends_it(self) -> None:
        player = Fake("aplay", "fine")
        Bench(player).trial().order("start")
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
def test_whatever_they_do_one_sounds_and_twice_is_enough(
    ways: list[list[str]], orders: list[tuple[float, float, float, bool]]
) -> None:
    players = [Fake(f"player {number}", *each) for number, each in enumerate(ways)]
    bench = Bench(*players)
    for wait, after, length, is_over in orders:
        bench.order("x", after=after, length=length).wait(wait)
        assert sum(player.now is not None for player in players) <= 1
        for player in players:
            if is_over and player.plays and player.plays[-1].code is None:
                player.plays[-1].code = 0
    left = {player.name for player in players} - set(bench.relay.given_up)
    assert bench.relay.player == next((p.name for p in players if p.name in left), None)
    assert len(set(bench.relay.given_up)) == len(bench.relay.given_up)


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


class Heard:
    """A player that tells the test what it is asked for; what it starts is over at once."""

    name = "heard"
    least = 0.0

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.started: list[str] = []
        self.threads: set[str] = set()
        self.event = threading.Event()

    def start(self, what: str) -> Play:
        self.started.append(what)
        self.threads.add(threading.current_thread().name)
        self.event.set()
        return Play(what, self.code)


def soon(relay: FallbackPlayers) -> tuple[PlayerThread, Callable[[str], None]]:
    """A channel, and what orders from it for now."""
    channel = PlayerThread(relay)
    # At a time that has passed for every clock, but is fresh for none: only trials are that late.
    return channel, lambda what: channel.order(Order(what, 0.0, 0.1, is_trial=True))


class TestChannel:
    def test_what_is_ordered_happens_on_another_thread(self) -> None:
        player = Heard()
        channel, order = soon(FallbackPlayers([player]))
        order("start")
        assert player.event.wait(10)
        channel.close(at_once=False)
        assert channel._thread is not None
        channel._thread.join(10)
        assert not channel._thread.is_alive()
        assert (player.started, player.threads) == (["start"], {"supine-cues"})
        order("release")
        assert player.started == ["start"], "closed is closed"

    def test_a_player_that_fails_is_told(self) -> None:
        player = Heard(code=1)
        channel, order = soon(FallbackPlayers([player]))
        order("start")
        channel.close(at_once=False)
        assert channel._thread is not None
        channel._thread.join(10)
        assert (channel.player, list(channel.given_up)) == (None, ["heard"])

    def test_without_an_order_there_is_no_thread(self) -> None:
        channel = PlayerThread(FallbackPlayers([Heard()]))
        channel.close(at_once=True)
        assert channel._thread is None

    def test_a_player_that_takes_its_time_to_start_holds_nobody_up(self) -> None:
        may_start = threading.Event()

        class Slow(Heard):
            def start(self, what: str) -> Play:
                may_start.wait(10)
                return super().start(what)

        player = Slow()
        channel = PlayerThread(FallbackPlayers([player]))
        channel.order(Order("start", time.monotonic(), 0.1))
        assert player.started == [], "it came back before the player began"
        may_start.set()
        channel.close(at_once=False)
        assert channel._thread is not None
        channel._thread.join(10)
        assert player.started == ["start"]

    @needs_shell
    def test_the_player_ends_with_the_program(self, tmp_path: Path) -> None:
        note = tmp_path / "pid"
        os.mkfifo(note)
        program = f"""
import sys, time
from tui.cues.players import Program
from tui.cues.fallback import FallbackPlayers, Order, PlayerThread
player = Program("x", lambda what: ["sh", "-c", "echo $$ > {note}; exec sleep 60"])
thread = PlayerThread(FallbackPlayers([player]))
thread.order(Order("x", time.monotonic(), 60.0))
pid = open("{note}").read()
print(pid)
"""
        result = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20
        )
        pid = int(result.stdout)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
