"""Timers that ring once, also where the machine is too busy to look at them in time."""

from __future__ import annotations

from textual.timer import Timer


def that_rings(timer: Timer) -> Timer:
    """Return a timer of one ring that never leaves it out.

    Textual leaves out rings whose time has passed. Of a timer with one ring that would be all:
    a busy machine need only stop the program for the length of a short timer, just as it begins.
    One of 8 ms is behind every new size of the terminal; without its ring all later sizes are
    missed as well (docs/decisions/textual-private-names.md).
    """
    timer._skip = False
    return timer
