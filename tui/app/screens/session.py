"""The session screen: it gives time and keys to the session machine, and shows what comes of it.

All rules are the machine's. The screen asks it when something visible changes and wakes up then,
plays the cues, and saves every outcome beside the clock, which never waits for the disk. A pip
fills only once its outcome is saved (rules R4.disk).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import cast

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from tui.app import sound
from tui.app.base import SupineScreen, styles
from tui.app.dialogs import care
from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.keys import bindings
from tui.app.screens.day_actions import say_paused
from tui.app.screens.finish import FinishScreen
from tui.app.screens.session_view import SessionView, words_of
from tui.app.widgets.hold_timer import HoldTimer, HoldView
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import TitleBar
from tui.cues.keep_awake import KeepAwake
from tui.cues.remote import is_remote
from tui.cues.session_cues import Cues
from tui.practice.models import Band, Reps, Routine, Session, StopReason
from tui.practice.session_events import Command, Update
from tui.practice.session_machine import SessionMachine
from tui.practice.session_saving import SessionSaving
from tui.practice.timetable import ExerciseSet, Phase, length, plan_steps, with_reps
from tui.words.care import is_asked_about
from tui.words.how import taught_lines

_HINT_MS = 6_000
"""How long each of several hints is shown."""


class _AfterEnd(Enum):
    """What comes after the end of the session: Finish, or the end of the program.

    Where a program is told to end (by a signal, say), nobody is there to answer questions.
    """

    FINISH = auto()
    QUIT = auto()
    QUIT_UNASKED = auto()


class SessionScreen(SupineScreen[None], inherit_bindings=False):
    """A running session, full screen.

    Args:
        session: the open session, already on the disk.
        routine: the routine it belongs to.
        sets: the reps that are still asked, exercise by exercise.
        imagined: whether every rep is imagined.
    """

    CSS_PATH = styles("session", "hold_timer")
    TITLE = "Session"
    IS_SESSION = True
    BINDINGS = bindings.SESSION
    AUTO_FOCUS = None

    # Made in `on_mount`, which is the session's zero, together with the machine.
    _cues: Cues
    _keep_awake: KeepAwake
    _saving: SessionSaving
    _length: int
    _view: SessionView

    def __init__(
        self,
        session: Session,
        routine: Routine,
        sets: Sequence[ExerciseSet],
        *,
        imagined: bool = False,
    ) -> None:
        super().__init__()
        self._session = session
        self._routine = routine
        self._sets = {each.exercise.id: each for each in with_reps(sets)}
        self._imagined = imagined
        self._machine: SessionMachine | None = None
        self._after_end = _AfterEnd.FINISH
        self._timer: Timer | None = None
        self._hint = ""
        # The words about a trial of the sound, and when the first of them was shown.
        self._trial: tuple[list[str], int] | None = None
        self._is_remote = False
        exercises = [each.exercise for each in self._sets.values()]
        self._taught = taught_lines(exercises, self.app.snapshot.sessions, session.day)

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield HoldTimer(tuple(sorted(words_of(self._sets))))
        yield Static(id="hint")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin the session at this instant."""
        clock = self.app.clock
        self._is_remote = is_remote(os.environ)
        self._cues = sound.cues_of(
            self.app,
            self._sets.values(),
            self._routine,
            is_remote=self._is_remote,
            taught=self._taught,
        )
        self._cues.warm_up()
        self._keep_awake = sound.keep_awake_of(self.app)
        steps = plan_steps(self._routine, self._sets.values())
        self._length = length(steps)
        self._view = SessionView(
            self._sets,
            self._taught,
            self._length,
            is_sore=self._is_sore,
            stop_way=self.app.way_to("session.stop"),
            how_key=self.app.key_for("session.how"),
        )
        self._machine = SessionMachine(
            steps,
            clock.monotonic(),
            slept=clock.slept(),
            imagined=self._imagined,
            may_switch_imagined=self._session.asks_real_reps,
        )
        self._saving = SessionSaving(self._machine, self._session.reps)
        self.app.app_suspend_signal.subscribe(self, lambda _: self._suspend())
        self.app.app_resume_signal.subscribe(self, lambda _: self._keep_awake.hold())
        self.tick()
        if self._after_end is not _AfterEnd.FINISH:  # the program was told to end meanwhile
            self._stop("interrupted")
        self.call_after_refresh(self._show_in_room)

    def _show_in_room(self) -> None:
        """Show what depends on the room, which is known only after the first layout."""
        self._keep_awake.hold()  # its library is loaded after the first picture of the session
        if self.machine.is_beginning:
            self._take_time_to_read()
        self._show()

    def _take_time_to_read(self) -> None:
        """Make the preparation as long as what is taught takes to read (rules R4.ready)."""
        view = self._timer_view(self.app.clock.monotonic())
        self.machine.prepare_for(self.query_one(HoldTimer).reading_ms(view))

    def on_resize(self) -> None:
        if self._machine is not None:
            # Also in a pause, without ticks. The room is known after the layout that follows.
            self.call_after_refresh(self._show)
            self.refresh_bindings()

    @property
    def _is_sore(self) -> bool:
        day = self.app.today.on(self._session.day).plan.day
        return day.check is Band.MODERATE

    def _suspend(self) -> None:
        """Pause, and let the computer sleep, while the program is suspended."""
        self.pause()
        self._keep_awake.release()

    def on_unmount(self) -> None:
        if self._machine is not None:
            # The sound of the end is played to its end; every other one stops.
            self._cues.close(at_once=self._machine.phase is not Phase.FINISHED)
            self._keep_awake.release()

    @property
    def machine(self) -> SessionMachine:
        """The session machine, which exists once the screen is mounted."""
        assert self._machine is not None
        return self._machine

    @property
    def is_paused(self) -> bool:
        """Whether the session is paused, so that other screens may cover it."""
        return self._machine is not None and self._machine.phase is Phase.PAUSED

    # Time and keys, in

    def _now(self) -> tuple[int, int]:
        clock = self.app.clock
        return clock.monotonic(), clock.slept()

    def tick(self) -> None:
        """Tell the machine what time it is."""
        self._handle(self.machine.advance(*self._now()))

    def action_pause(self) -> None:
        self.action_press("PAUSE")

    def action_go_on(self) -> None:
        self.action_press("PAUSE")

    def action_press(self, command: str) -> None:
        """Give a `Command` to the machine, by its name."""
        self._handle(self.machine.press(Command[command], *self._now()))

    def stray_key(self) -> None:
        """Pause, as a key without a meaning does (rules R4.pause)."""
        if self.is_complete:
            self._handle(self.machine.press(Command.STRAY_KEY, *self._now()))

    def pause(self) -> None:
        """Pause without a key."""
        self._handle(self.machine.pause(*self._now()))

    def _stop(self, reason: StopReason) -> None:
        self._handle(self.machine.stop(reason, *self._now()))

    def on_key(self, event: events.Key) -> None:
        if event.key not in self.active_bindings:
            event.stop()
            self.stray_key()

    def on_click(self) -> None:
        """Pause or resume, wherever the click lands, except on a key of the footer."""
        self.action_press("PAUSE")

    def on_screen_suspend(self) -> None:
        self.pause()  # another screen covers the timer

    def key_words(self, binding: Binding) -> str:
        """Say beside the key that stops when to press it, where the title has no room for that.

        The keys that change the preparation are named only while it goes on.
        """
        words = super().key_words(binding)
        if binding.id in ("session.shorter", "session.longer"):
            is_ready = self._machine is not None and self._machine.phase is Phase.PREPARE
            return words if is_ready else ""
        if binding.action == "stop" and self._machine is not None:
            return self._view.stop_words(self._machine, self.size.width) or words
        return words

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what has a meaning in this phase.

        None keeps a key that waits for the end of a pause from being taken for a stray one.
        """
        is_paused = self.is_paused
        match action, parameters:
            case ("pause", _):
                return not is_paused
            case ("go_on", _):
                return is_paused
            case ("try_sound", _):
                return self._machine is not None and self._machine.is_beginning
            case ("how", _):
                return is_paused
            case ("press", (command,)):
                heeds = self._machine is not None and self._machine.heeds(Command[str(command)])
                return heeds or None
            case _:
                return True

    @work(exclusive=True, group="stop")
    async def action_stop(self) -> None:
        """Pause, and ask why; unanswered it stays paused (rules R4.stop)."""
        self.pause()
        while not self.machine.is_over:
            answer = await self.app.push_screen_wait(care.stop_list())
            # A long pause ends the session while it asks.
            if self.machine.is_over or answer is None:
                return
            if answer == "go-on":
                self.action_go_on()
                return
            if answer != "warning" or await self.app.push_screen_wait(care.warning_sign()):
                self._stop(cast(StopReason, answer))

    def action_how(self) -> None:
        """Show how to do the exercises, during a pause (rules R4.how)."""
        from tui.app.dialogs.how import HowScreen

        self.app.push_screen(HowScreen())

    @work(exclusive=True, group="sound")
    async def action_try_sound(self) -> None:
        """Play the start of a hold and its release, before the person lies down."""
        if not self.machine.ignores_keys(self.app.clock.monotonic()):
            await self._cues.trial(sound.pause)
            words = sound.trial_words(self._cues, is_narrow=self._is_narrow)
            self._trial = words, self.app.clock.monotonic()
            self._show()

    def quit_as_interrupted(self, *, is_unasked: bool = False) -> None:
        """End the session as interrupted and leave the program, whatever question is open.

        Args:
            is_unasked: nobody is there to be asked, should the end not be saved.
        """
        self._after_end = _AfterEnd.QUIT_UNASKED if is_unasked else _AfterEnd.QUIT
        if self._machine is not None:  # else `on_mount` ends it
            self._stop("interrupted")

    # What happened, out

    def _handle(self, update: Update) -> None:
        """Play, save and show what happened, and set the timer for what comes next."""
        machine, now = self.machine, self.app.clock.monotonic()
        if machine.is_over and update.cue is None:
            return  # it is being left; its end came with a cue
        if update.cue is not None:
            if update.cue.phase is Phase.PREPARE and not update.cue.resumed:
                self._take_time_to_read()
            self._cues.play(update.cue, machine.remaining(now), imagined=machine.is_imagined)
            self.refresh_bindings()
        elif update.tick is not None:
            self._cues.tick(update.tick)
        if update.outcomes:
            self._saving.want()
            self._save()
        self._show()
        if self._timer is not None:
            self._timer.stop()
        if machine.is_over:
            self._end()
        else:
            self._timer = self.set_timer(machine.wake_in(now) / 1000, self.tick)

    @work(group="save")
    async def _save(self) -> None:
        """Save the outcomes, and those that come meanwhile; the end writes what is left."""
        while not self.machine.is_over and (reps := self._saving.begin()) is not None:
            self._saving.end(is_written=await self._is_recorded(reps))
        if not self.machine.is_over:
            self._show()

    async def _is_recorded(self, reps: dict[str, Reps]) -> bool:
        session = self._session.id
        return await self.app.change(lambda diary: diary.record_reps(session, reps)) is not None

    @work(group="leave")
    async def _end(self) -> None:
        """Close the session on the disk, then ask how it was, or leave the program."""
        await self._close_questions()
        ended = await self._close()
        await self._close_questions()
        if self._after_end is not _AfterEnd.FINISH:
            self.app.exit()
        elif ended is None or not is_asked_about(ended):
            if ended is not None and ended.stop_reason == "warning":
                say_paused(self.app)
            self.dismiss()
        else:
            # Once a day is enough (rules R5.told).
            warnings = self._cues.warnings if self.app.snapshot.is_first_timed(ended) else ()
            if ended.status == "finished" and self.app.snapshot.settings.notice:
                await sound.show_notice(self.app)
            self.app.switch_screen(FinishScreen(ended, warnings, is_just_over=True))

    async def _close_questions(self) -> None:
        """Take away whatever lies over the session: a question, help, or the palette."""
        while isinstance(self.app.screen, ModalScreen):
            await self.app.screen.dismiss()

    async def _close(self) -> Session | None:
        """Close the session on the disk; None if that failed and is not to be tried again.

        What was saved before stands, and the next start closes the session with that.
        """
        reason, reps = self.machine.stop_reason, self.machine.reps(self._session.reps)
        while True:
            ended = await self.app.change(
                lambda diary: diary.end_session(self._session.id, reps, reason)
            )
            if ended is not None:
                return ended
            is_unasked = self._after_end is _AfterEnd.QUIT_UNASKED
            if is_unasked or await self.app.push_screen_wait(_not_saved()) != "again":
                self.app.diary.release_session()
                return None

    # What is shown

    @property
    def _is_narrow(self) -> bool:
        return self.size.width < 64

    def _show(self) -> None:
        now = self.app.clock.monotonic()
        left = self.machine.time_left(now)
        timer, view = self.query_one(HoldTimer), self._timer_view(now)
        hint = self._hint_at(self._length - left)
        noted = replace(view, note=f"{view.note} {hint}".strip())
        if hint and timer.has_room_for(noted):
            view, hint = noted, ""
        timer.show(view)
        minutes, seconds = divmod(round(left / 1000), 60)
        time = f"{minutes}:{seconds:02}" if self._is_narrow else f"{minutes}:{seconds:02} left"
        # Where the timer leaves no row for the hint either, it stands in place of the title.
        has_row = timer.is_clear_above
        self._show_hint(hint if has_row else "")
        title = self._view.title(self.machine, self.size.width)
        title = hint if hint and not has_row else title
        aside = "not saved yet" if self._saving.has_failed else time
        self.query_one(TitleBar).show_text(title, aside)

    def _timer_view(self, now: int) -> HoldView:
        return self._view.timer(
            self.machine,
            now,
            self._saving.saved,
            is_still=self.app.animation_level == "none",
            has_shades=self.app.has_shades,
        )

    def _hint_at(self, passed: int) -> str:
        """Return the hint to show after so many milliseconds; none once the first rep began."""
        if not self.machine.is_beginning:
            return ""
        if self._trial is not None:
            hints, since = self._trial
            passed = self.app.clock.monotonic() - since
        else:
            hints = sound.hints(
                self._cues,
                self._keep_awake,
                is_narrow=self._is_narrow,
                is_remote=self._is_remote,
            )
        return hints[passed // _HINT_MS % len(hints)]

    def _show_hint(self, hint: str) -> None:
        hint = Content(hint).truncate(self.size.width - 2, ellipsis=True).plain
        if hint != self._hint:
            self._hint = hint
            line = self.query_one("#hint", Static)
            line.update(Content(hint))
            line.display = bool(hint)


def _not_saved() -> ChoiceDialog:
    return ChoiceDialog(
        "The last part couldn't be saved yet",
        [Choice("1", "again", "try again"), Choice("2", "leave", "keep what is already saved")],
    )
