"""Players one behind the other, and the thread on which they are started and looked after.

Nothing here can hold up the timer: it hands over an order and goes on. One thing sounds at a time
and the newest wins. A player that twice did not do it is given up for the next one; meanwhile the
next one stands in, so that no cue is lost to a first attempt.
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.cues.players import Player, Running

HANGS_AFTER_S = 3.0
"""A player that still runs so long after its sound should be over hangs."""
FRESH_S = 1.0
"""A cue that was not heard for so long is let go: later it would mislead."""
OVERDUE_S = 0.7
"""A player that is ended for something newer, so long after its sound should be over, hangs too."""
LATER_S = 0.4
"""By how much later than those just before it a sound may end, where they all end late."""
_JUST_BEFORE = 3
"""How many sounds tell how late they end here: a first one may wait for a server to wake up."""
ABOUT_OVER = 0.9
"""The part of its length after which a sound should be about over."""
MOST_FAILURES = 2
# How often a running player is looked at: often at first, since most mistakes show at once.
_SOON_S, _SOON_FOR_S, _LATER_S = 0.04, 0.4, 0.2
HAND_OVER_S = 0.02
"""The longest that giving an order takes, however slow the start of a player is."""


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be heard; times in seconds of the relay's clock.

    ``what`` the player understands. It begins ``at`` and lasts about ``length``; at ``cut`` it is
    ended whatever is left of it. Nobody waits for a trial: it is tried until a player does it or
    none is left.
    """

    what: str
    at: float
    length: float
    cut: float | None = None
    is_trial: bool = False


class FallbackPlayers:
    """Players behind each other, driven by given time; it starts no thread and reads no clock.

    Args:
        players: best first.
        missed: told of an order, still fresh, that no player is left for.
    """

    def __init__(
        self, players: Sequence[Player], missed: Callable[[str], None] | None = None
    ) -> None:
        self.given_up: list[str] = []
        self._players = list(players)
        self._missed = missed
        self._failures: dict[str, int] = {}
        self._overdue: set[str] = set()
        self._suspects: set[str] = set()
        # How late sounds ended by themselves: a player may wait until its server has played out all
        # of a long buffer, and was heard all the same.
        self._ended_late: deque[float] = deque(maxlen=_JUST_BEFORE)
        self._next: Order | None = None
        self._now_playing: tuple[Running, Player, Order, float] | None = None

    @property
    def player(self) -> str | None:
        """The name of the player at hand; None when none is left."""
        return self._players[0].name if self._players else None

    def order(self, order: Order | None, now: float) -> None:
        """Take an order; what sounds now is ended, unless it is a trial that may go on until then.

        Without one there is only silence.
        """
        self._look(now)
        is_trial = self._now_playing is not None and self._now_playing[2].is_trial
        if order is None or not is_trial:
            self._stop_current(now)
        self._next = order

    def advance(self, now: float) -> float | None:
        """Do what is due; gives the time to be called again, None when there is nothing to do."""
        self._look(now)
        if self._next is not None and now >= self._next.at:
            self._stop_current(now)
            order, self._next = self._next, None
            self._try(order, list(self._players), now)
        times = [] if self._next is None else [self._next.at]
        if self._now_playing is not None:
            _, _, order, since = self._now_playing
            times.append(now + (_SOON_S if now - since < _SOON_FOR_S else _LATER_S))
            times += [order.cut] if order.cut is not None else []
        return min(times, default=None)

    def end(self) -> None:
        """Be silent."""
        playing, self._now_playing = self._now_playing, None
        if playing is not None:
            playing[0].end()

    def _stop_current(self, now: float) -> None:
        """Be silent for something newer, or for a cut; who is overdue by then did not do it."""
        if self._now_playing is None:
            return
        _, player, order, since = self._now_playing
        self.end()
        passed, name = now - since, player.name
        # How long a line takes to say is only a guess, the rougher the longer it is.
        late = max(0.0, max(self._ended_late) + LATER_S) if self._ended_late else 0.0
        is_overdue = passed > order.length + max(OVERDUE_S, order.length / 2, late)
        if not is_overdue and passed > ABOUT_OVER * order.length + late:
            # Where cues follow closely, none gets as late as that; twice in a row says as much.
            is_overdue = name in self._suspects
            self._suspects ^= {name}
        if is_overdue:
            self._overdue.add(name)
            self._record_failure(player)

    def _look(self, now: float) -> None:
        """See what became of the player at work."""
        if self._now_playing is None:
            return
        running, player, order, since = self._now_playing
        code = running.poll()
        if code == 0 and now - since < player.least * order.length:
            code = 1  # whatever it says
        if code == 0:
            self._now_playing = None
            self._ended_late.append(now - since - order.length)
            self._record_success(player)
        elif order.cut is not None and now >= order.cut:
            self._stop_current(now)
        elif code is not None or now > since + order.length + HANGS_AFTER_S:
            self.end()
            others = self._players[self._players.index(player) + 1 :]
            self._record_failure(player)
            self._try(order, self._players if order.is_trial else others, now)

    def _try(self, order: Order, players: Sequence[Player], now: float) -> None:
        """Let the first of these play that can be started."""
        if not order.is_trial and now - order.at > FRESH_S:
            return
        for player in list(players):
            while player in self._players:
                try:
                    running = player.start(order.what)
                except OSError:
                    self._record_failure(player)
                else:
                    self._now_playing = (running, player, order, now)
                    return
                if not order.is_trial:
                    break
        if not order.is_trial and self._missed is not None:
            self._missed(order.what)

    def _record_success(self, player: Player) -> None:
        """It was only slow, as a loudspeaker that has to wake up makes it."""
        self._suspects.discard(player.name)
        if player.name in self._overdue:
            self._overdue.remove(player.name)
            self._failures[player.name] -= 1

    def _record_failure(self, player: Player) -> None:
        self._failures[player.name] = self._failures.get(player.name, 0) + 1
        if self._failures[player.name] >= MOST_FAILURES:
            self._players.remove(player)
            self.given_up.append(player.name)


class PlayerPort(Protocol):
    """Where orders go."""

    @property
    def player(self) -> str | None:
        """The name of the player at hand; None when none is left."""

    @property
    def given_up(self) -> Sequence[str]:
        """The players that were given up, in order."""

    def order(self, order: Order | None) -> None:
        """Take an order, without waiting for what comes of it; None for silence."""

    def close(self, *, at_once: bool) -> None:
        """Take no more orders; what sounds now may sound to its end unless ``at_once``."""


class PlayerThread:
    """A relay on a thread of its own, which begins with the first order."""

    def __init__(self, relay: FallbackPlayers) -> None:
        self._relay = relay
        self._orders: queue.SimpleQueue[tuple[Order | None, threading.Event] | None]
        self._orders = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._takes_orders = True

    @property
    def player(self) -> str | None:
        """The name of the player at hand; None when none is left."""
        return self._relay.player

    @property
    def given_up(self) -> Sequence[str]:
        """The players that were given up, in order."""
        return self._relay.given_up

    def order(self, order: Order | None) -> None:
        """Take an order; None for silence."""
        if not self._takes_orders:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="supine-cues", daemon=True)
            self._thread.start()
            # The program may end while something sounds.
            atexit.register(self._relay.end)
        taken = threading.Event()
        self._orders.put((order, taken))
        if order is not None and not order.is_trial and order.at <= time.monotonic():
            # Python runs one thread at a time: whoever goes on at once, drawing, keeps the player
            # from being started for longer than its start takes.
            taken.wait(HAND_OVER_S)

    def close(self, *, at_once: bool) -> None:
        """Take no more orders; what sounds now may sound to its end unless ``at_once``."""
        if at_once and self._thread is not None:
            self.order(None)
        self._takes_orders = False
        if self._thread is not None:
            self._orders.put(None)

    def _run(self) -> None:
        due: float | None = None
        is_closing = False
        while not (is_closing and due is None):
            wait = None if due is None else max(0.0, due - time.monotonic())
            taken = None
            with contextlib.suppress(queue.Empty):
                item = self._orders.get(timeout=wait)
                if item is None:
                    is_closing = True
                else:
                    order, taken = item
                    self._relay.order(order, time.monotonic())
            due = self._relay.advance(time.monotonic())
            if taken is not None:
                taken.set()
        atexit.unregister(self._relay.end)
