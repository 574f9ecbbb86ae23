"""What screens share of the sound: the cues wired to the app, a trial of them, and hints."""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.cues.bell import Bell
from tui.cues.keep_awake import KeepAwake
from tui.cues.page import PageAwake
from tui.cues.remote import is_remote
from tui.cues.session_cues import Cues, open_cues
from tui.practice.models import Routine
from tui.practice.timetable import ExerciseSet
from tui.words.phrases import heard_words, unheard_words

if TYPE_CHECKING:
    from tui.app.shell import Shell


def cues_of(
    app: Shell,
    sets: Iterable[ExerciseSet] = (),
    routine: Routine | None = None,
    *,
    is_remote: bool,
    taught: Mapping[str, Sequence[str]] | None = None,
) -> Cues:
    """Return the cues that the settings ask for, wired to the app's bell and timers.

    Args:
        app: the running app.
        sets: the reps that the session asks, exercise by exercise.
        routine: the routine that they belong to; None for a trial.
        is_remote: whether the terminal is remote.
        taught: the lines of the exercises that are taught, by id; the first ones are spoken.
    """
    # Players report from threads of their own, which know neither the loop nor the running app.
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()

    def call_soon(callback: Callable[[], None]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(callback, context=context)

    return open_cues(
        app.snapshot.settings,
        sets,
        routine,
        bell=Bell(app.bell, app.set_timer, lambda: app.clock.monotonic() / 1000),
        call_soon=call_soon,
        which=app.which,
        is_remote=is_remote,
        taught=taught,
        page=app.page,
    )


def keep_awake_of(app: Shell) -> KeepAwake:
    """Return what keeps the machine awake, and the device with the page if the app is in one."""
    if app.page is None:
        return KeepAwake(app.which)
    is_heard = app.snapshot.settings.sound != "off"
    return PageAwake(app.page, app.which, is_heard=is_heard)


async def pause(seconds: float) -> None:
    """Wait between the sounds of a trial."""
    await asyncio.sleep(seconds)


async def try_sound(app: Shell) -> str:
    """Play the start of a hold and its release once.

    Return what played, and what to do if nothing was heard.
    """
    cues = cues_of(app, is_remote=is_remote(os.environ))
    try:
        await cues.trial(pause)
        return " ".join(trial_words(cues))
    finally:
        cues.close(at_once=True)


def trial_words(cues: Cues, *, is_narrow: bool = False) -> list[str]:
    """Return what played in a trial, and what to do if nothing was heard, a sentence each."""
    return [heard_words(cues.player_names), unheard_words(cues.channel, is_narrow=is_narrow)]


def hints(cues: Cues, keep_awake: KeepAwake, *, is_narrow: bool, is_remote: bool) -> list[str]:
    """Return what is good to know before lying down, a sentence each; never an empty list."""
    is_silent = not cues.player_names
    if is_narrow:
        stop = "Stop any time; nothing is lost."
        dark = "The screen may switch off: just listen."
        if is_silent:
            dark = "Sound is off, and the screen may switch off."
    else:
        stop = "You can stop whenever you like; nothing is lost."
        dark = "Your screen may switch off. You can follow by sound alone."
        if is_silent:
            dark = "Sound is off, and your screen may switch off."
    if isinstance(keep_awake, PageAwake) and not is_silent:
        dark = "Keep the screen on, or the sound stops."  # devices stop a page they do not show
    # Over a connection it is the other computer that is kept awake.
    stays_on = keep_awake.is_held and not is_remote
    return [stop, *cues.warnings, *([] if stays_on else [dark])]


async def show_notice(app: Shell) -> None:
    """Let the terminal show on the desktop that a session is over, if it can (rules R5.notice)."""
    if app.write_code is not None:
        from tui.cues.notice import notice_code
        from tui.cues.remote import ask

        if code := await asyncio.to_thread(notice_code, os.environ, ask):
            app.write_code(code)
