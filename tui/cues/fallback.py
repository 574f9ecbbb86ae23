"""Several players for one channel, and the thread that starts and watches them.

A *channel* is what plays tones, or what speaks. On each one thing sounds at a time, and the newest
order wins (rules R5.newest). When a player fails, the next one plays the sound in its place; a
player that has failed twice is given up (rules R5.fallback).

`FallbackPlayers` holds these rules. It starts no thread and reads no clock: its driver passes the
time, in seconds of any clock that only goes forward. `PlayerThread` is the driver, so that a player
never holds up the session's timer (rules R5.never-blocks).
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.cues.players import Playback, Player

FRESH_S = 1.0
"""How late an order may begin. Later it is dropped, because it would mislead."""
FAILURES_TO_GIVE_UP = 2

# A player hangs if it still runs long after its sound should be over. It is given more time while
# nothing newer is to be played.
HANGS_AFTER_S = 3.0
"""How long after the end of its sound a player that nothing interrupts counts as hanging."""
OVERDUE_S = 0.7
"""The same for a player that is ended for something newer; at least half of the sound's length."""
LATE_END_MARGIN_S = 0.4
"""How much later than recent ones a sound may end, where all of them end late."""
_RECENT_ENDS = 3
"""How many recent sounds are looked at. The first of all may have waited for a server to start."""
NEARLY_OVER_PART = 0.9
"""The part of its length after which a sound should be nearly over."""

# How often a running player is looked at: more often at first, since most failures show at once.
_FIRST_POLLS_S, _FIRST_POLLS_FOR_S, _POLLS_S = 0.04, 0.4, 0.2
ORDER_WAIT_S = 0.02
"""The longest that giving an order takes, however slowly a player starts."""


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be played. Times are in seconds of the driver's clock.

    ``content`` is what `Player.start` takes. It begins at ``at``, lasts about ``length`` seconds,
    and is ended at ``cut_at`` at the latest, if that is set. A trial is not meant to be heard: it
    goes through the players until one has played it or all are given up, however late that is.
    """

    content: str
    at: float
    length: float
    cut_at: float | None = None
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class _Playing:
    """What sounds now: the playback, its player and order, and when it began."""

    playback: Playback
    player: Player
    order: Order
    since: float


class FallbackPlayers:
    """The players of one channel, of which the first plays and the others stand in.

    Args:
        players: best first.
        on_missed: called with the content of an order that is still fresh and that no player can
            play.
    """

    def __init__(
        self, players: Sequence[Player], on_missed: Callable[[str], None] | None = None
    ) -> None:
        self.given_up: list[str] = []
        """The names of the players that are not used any more, in order."""
        self._players = list(players)
        self._on_missed = on_missed
        self._failures: dict[str, int] = {}
        self._overdue: set[str] = set()
        """The players one of whose failures was only that they were overdue."""
        self._suspects: set[str] = set()
        """The players that were ended when they should have been nearly over, once in a row."""
        # By how many seconds sounds ended late by themselves. A player may wait until its server
        # has played out a long buffer; what it played was heard all the same.
        self._ended_late: deque[float] = deque(maxlen=_RECENT_ENDS)
        self._next: Order | None = None
        self._playing: _Playing | None = None

    @property
    def player_name(self) -> str | None:
        """The name of the player that is used now; None when all are given up."""
        return self._players[0].name if self._players else None

    def order(self, order: Order | None, now: float) -> None:
        """Take an order in place of what sounds and of what waits; None for silence.

        A trial that is going on ends only when the order begins.
        """
        self._check_playback(now)
        is_trial = self._playing is not None and self._playing.order.is_trial
        if order is None or not is_trial:
            self._stop_current(now)
        self._next = order

    def advance(self, now: float) -> float | None:
        """Do what is due, and return when to be called again; None until the next order."""
        self._check_playback(now)
        if self._next is not None and now >= self._next.at:
            self._stop_current(now)
            order, self._next = self._next, None
            self._start(order, self._players, now)
        times = [] if self._next is None else [self._next.at]
        if self._playing is not None:
            is_new = now - self._playing.since < _FIRST_POLLS_FOR_S
            times.append(now + (_FIRST_POLLS_S if is_new else _POLLS_S))
            if self._playing.order.cut_at is not None:
                times.append(self._playing.order.cut_at)
        return min(times, default=None)

    def silence(self) -> None:
        """End what sounds now."""
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.playback.end()

    def _stop_current(self, now: float) -> None:
        """End what sounds now, and record a failure if it should have been over long ago."""
        if self._playing is None:
            return
        playing = self._playing
        self.silence()
        length, name = playing.order.length, playing.player.name
        passed = now - playing.since
        usual_delay = (
            max(0.0, max(self._ended_late) + LATE_END_MARGIN_S) if self._ended_late else 0.0
        )
        # The length of a line is an estimate, which is the rougher the longer the line is.
        is_overdue = passed > length + max(OVERDUE_S, length / 2, usual_delay)
        if not is_overdue and passed > NEARLY_OVER_PART * length + usual_delay:
            # Where cues follow one another closely, no player gets that overdue. There the second
            # time in a row counts.
            is_overdue = name in self._suspects
            self._suspects ^= {name}
        if is_overdue:
            self._overdue.add(name)
            self._record_failure(playing.player)

    def _check_playback(self, now: float) -> None:
        """Find out whether the player has succeeded, failed, or must be ended."""
        if self._playing is None:
            return
        player, order, since = self._playing.player, self._playing.order, self._playing.since
        code = self._playing.playback.poll()
        if code == 0 and now - since < player.least_part * order.length:
            code = 1  # it reports success, but nothing can have been heard
        if code == 0:
            self._playing = None
            self._ended_late.append(now - since - order.length)
            self._record_success(player)
        elif order.cut_at is not None and now >= order.cut_at:
            self._stop_current(now)
        elif code is not None or now > since + order.length + HANGS_AFTER_S:
            self.silence()
            others = self._players[self._players.index(player) + 1 :]
            self._record_failure(player)
            self._start(order, self._players if order.is_trial else others, now)

    def _start(self, order: Order, players: Sequence[Player], now: float) -> None:
        """Let the first of these players that can be started play an order, if it is fresh."""
        if not order.is_trial and now - order.at > FRESH_S:
            return
        for player in list(players):
            while player in self._players:
                try:
                    playback = player.start(order.content)
                except OSError:
                    self._record_failure(player)
                else:
                    self._playing = _Playing(playback, player, order, now)
                    return
                if not order.is_trial:
                    break
        if not order.is_trial and self._on_missed is not None:
            self._on_missed(order.content)

    def _record_success(self, player: Player) -> None:
        """Clear the suspicion, and the failure of a player that had only been slow.

        A wireless loudspeaker that has to wake up makes any player slow.
        """
        self._suspects.discard(player.name)
        if player.name in self._overdue:
            self._overdue.remove(player.name)
            self._failures[player.name] -= 1

    def _record_failure(self, player: Player) -> None:
        self._failures[player.name] = self._failures.get(player.name, 0) + 1
        if self._failures[player.name] >= FAILURES_TO_GIVE_UP:
            self._players.remove(player)
            self.given_up.append(player.name)


class PlayerPort(Protocol):
    """What a session's cues need of a channel."""

    @property
    def player_name(self) -> str | None:
        """The name of the player that is used now; None when there is none left."""

    @property
    def given_up(self) -> Sequence[str]:
        """The names of the players that are not used any more, in order."""

    def order(self, order: Order | None) -> None:
        """Take an order in place of what sounds and of what waits; None for silence."""

    def close(self, *, at_once: bool) -> None:
        """Take no more orders; what sounds now goes on to its end unless ``at_once``."""


class PlayerThread:
    """The players of one channel on a thread of their own, which begins with the first order.

    Args:
        players: the players.
        spare_work: short steps of work for the time in which there is nothing else to do.
    """

    def __init__(self, players: FallbackPlayers, spare_work: Iterable[object] = ()) -> None:
        self._players = players
        self._spare_work = iter(spare_work)
        self._orders: queue.SimpleQueue[tuple[Order | None, threading.Event] | None]
        self._orders = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._takes_orders = True

    @property
    def player_name(self) -> str | None:
        """The name of the player that is used now; None when there is none left."""
        return self._players.player_name

    @property
    def given_up(self) -> Sequence[str]:
        """The names of the players that are not used any more, in order."""
        return self._players.given_up

    def order(self, order: Order | None) -> None:
        """Take an order, without waiting for its effect; None for silence."""
        if not self._takes_orders:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="supine-cues", daemon=True)
            self._thread.start()
            # The program may end while something sounds.
            atexit.register(self._players.silence)
        is_handled = threading.Event()
        self._orders.put((order, is_handled))
        if order is not None and not order.is_trial and order.at <= time.monotonic():
            # Python runs one thread at a time. If this one went on at once, to draw, the player
            # would start later than it could.
            is_handled.wait(ORDER_WAIT_S)

    def close(self, *, at_once: bool) -> None:
        """Take no more orders; what sounds now goes on to its end unless ``at_once``."""
        if at_once and self._thread is not None:
            self.order(None)
        self._takes_orders = False
        if self._thread is not None:
            self._orders.put(None)

    def _run(self) -> None:
        """Handle orders and drive the players until closed and all is quiet."""
        due: float | None = None
        is_closing, has_spare_work = False, True
        while not (is_closing and due is None):
            wait = None if due is None else max(0.0, due - time.monotonic())
            if has_spare_work and wait != 0 and self._orders.empty():
                has_spare_work = next(self._spare_work, None) is not None
                continue
            is_handled = None
            with contextlib.suppress(queue.Empty):
                item = self._orders.get(timeout=wait)
                if item is None:
                    is_closing = True
                else:
                    order, is_handled = item
                    self._players.order(order, time.monotonic())
            due = self._players.advance(time.monotonic())
            if is_handled is not None:
                is_handled.set()
        atexit.unregister(self._players.silence)
