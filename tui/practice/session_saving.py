"""When the outcomes of a running session are saved (rules R4.disk).

The full-screen and the plain session write in their own ways, each beside the clock. Both ask here
what to write and tell here what became of it. Invariants: one write at a time; each takes all that
happened until then; nothing counts as saved before its write has succeeded.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.practice.models import Reps
from tui.practice.session_events import Outcome
from tui.practice.session_machine import SessionMachine


class SessionSaving:
    """What of a session is on the disk, and what is still to be written.

    Args:
        machine: the running session.
        begun: the reps with which it began, by exercise id.
    """

    def __init__(self, machine: SessionMachine, begun: Mapping[str, Reps]) -> None:
        self._machine = machine
        self._begun = begun
        self._is_wanted = False
        self._writing: Mapping[tuple[str, int], Outcome] | None = None
        self.saved: Mapping[tuple[str, int], Outcome] = {}
        """The outcomes that are on the disk, by exercise id and number of the rep."""
        self.has_failed = False
        """Whether the last write failed. The next outcome will write the earlier ones, too."""

    def want(self) -> None:
        """Note that there are outcomes that are not written yet."""
        self._is_wanted = True

    def begin(self) -> dict[str, Reps] | None:
        """Return the reps to write now, or None while a write goes on or nothing is to be written.

        After reps were returned, `end` must be called.
        """
        if self._writing is not None or not self._is_wanted:
            return None
        self._is_wanted = False
        self._writing = dict(self._machine.outcomes)
        return self._machine.reps(self._begun)

    def end(self, *, is_written: bool) -> None:
        """Note what became of the write that `begin` began."""
        assert self._writing is not None
        if is_written:
            self.saved = self._writing
        self._writing = None
        self.has_failed = not is_written
