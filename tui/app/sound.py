"""What screens share of what is heard: the cues of a session, and a trial of the sound."""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tui.cues.keep_awake import KeepAwake
from tui.cues.session_cues import Cues, is_remote, open_cues
from tui.practice.timetable import ExerciseSet

if TYPE_CHECKING:
    from tui.app.shell import Shell


def cues_of(app: Shell, works: Iterable[ExerciseSet] = ()) -> Cues:
    """The cues that the settings ask for, wired to the app's bell and timers.

    Args:
        app: the app, running.
        works: the reps asked for, exercise by exercise.
    """
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()

    def call_soon(callback: Callable[[], None]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(callback, context=context)

    return open_cues(
        app.snapshot.settings,
        works,
        ring_once=app.bell,
        call_later=app.set_timer,
        call_soon=call_soon,
        which=app.which,
    )


async def pause(seconds: float) -> None:
    """Wait; the sound test does so between what it lets be heard."""
    await asyncio.sleep(seconds)


async def try_sound(app: Shell) -> str:
    """Let the start of a hold and its release be heard once; tells in a sentence what played."""
    cues = cues_of(app)
    try:
        await cues.trial(pause)
        return said_of(cues)
    finally:
        cues.close(at_once=True)


def said_of(cues: Cues) -> str:
    """What was just tried, in a sentence."""
    return f"That was {cues.player_names}."


def hints(cues: Cues, inhibitor: KeepAwake, *, is_narrow: bool) -> list[str]:
    """What is good to know before one lies down, a sentence each."""
    if is_narrow:
        said, dark = "Stop any time; correct it later.", "The screen may go dark: just listen."
    else:
        said = "Just stop whenever you like; correct it afterwards."
        dark = "Nothing keeps the screen on; listening will do."
    is_awake = inhibitor.is_held and not is_remote(os.environ)
    return [said, *cues.warnings, *([] if is_awake else [dark])]
