"""The session on the screen: it feeds clock and keys to the machine, and the machine to the disk.

Rules live in the machine. This screen wakes when something to be seen changes, shows it, sounds
cues, and writes every outcome; a pip fills only once its outcome is on the disk.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from tui.app import sound
from tui.app.base import SupineScreen, styles
from tui.app.dialogs import care
from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.keys import bindings
from tui.app.screens.finish import FinishScreen
from tui.app.widgets.hold_timer import HoldTimer, HoldView, Pip, TimerLook
from tui.app.widgets.key_footer import FooterKey, KeyFooter
from tui.app.widgets.title_bar import TitleBar
from tui.cues.keep_awake import KeepAwake
from tui.practice.models import Routine, Session, StopReason
from tui.practice.session_events import Command, Outcome, OutcomeKind, Update
from tui.practice.session_machine import SessionMachine
from tui.practice.timetable import ExerciseSet, Phase, length, plan_steps
from tui.words.care import BODY_STOPS

_LOOKS: dict[Phase, tuple[TimerLook, str]] = {
    Phase.PREPARE: ("ready", "READY"),
    Phase.LEAD_IN: ("ready", "READY"),
    Phase.EASE_IN: ("ease", "EASE"),
    Phase.HOLD: ("hold", ""),
    Phase.EASE_OUT: ("ease", "EASE"),
    Phase.REST: ("rest", "REST"),
    Phase.SETTLE: ("done", "DONE"),
    Phase.FINISHED: ("done", "DONE"),
    Phase.PAUSED: ("paused", "PAUSED"),
    Phase.STOPPED: ("done", "DONE"),
}
_PIPS = {
    OutcomeKind.DONE: Pip.DONE,
    OutcomeKind.IMAGINED: Pip.IMAGINED,
    OutcomeKind.SHORT: Pip.MISSED,
    OutcomeKind.SKIPPED: Pip.MISSED,
}
_HINT_FOR = 6_000
"""Milliseconds that one of several hints stands."""


def _not_saved() -> ChoiceDialog:
    return ChoiceDialog(
        "The end could not be saved yet",
        [Choice("1", "again", "try again"), Choice("2", "leave", "leave it as it is on the disk")],
    )


class SessionScreen(SupineScreen[None], inherit_bindings=False):
    """A running session, full screen.

    Args:
        session: the open session, already on the disk.
        routine: the routine it belongs to.
        works: the reps still asked, exercise by exercise.
        imagined: whether every rep is imagined.
    """

    CSS_PATH = styles("session", "hold_timer")
    TITLE = "Session"
    IS_SESSION = True
    BINDINGS = bindings.SESSION
    AUTO_FOCUS = None

    def __init__(
        self,
        session: Session,
        routine: Routine,
        works: Sequence[ExerciseSet],
        *,
        imagined: bool = False,
    ) -> None:
        super().__init__()
        self._session = session
        self._routine = routine
        self._works = {part.exercise.id: part for part in works if part.reps}
        self._imagined = imagined
        self._saved: dict[tuple[str, int], Outcome] = {}
        self._is_dirty = self._is_saving = self._is_leaving = self._is_quitting = False
        self._is_alone = False
        self._trouble = self._tried = self._hint = ""
        self._timer: Timer | None = None
        self._machine: SessionMachine | None = None

    def compose(self) -> ComposeResult:
        """One line of text, the hold timer with a hint before it begins, the keys."""
        words = {word for _, word in _LOOKS.values() if word} | {"IMAGINE"}
        words |= {part.exercise.word for part in self._works.values()}
        yield TitleBar()
        yield HoldTimer(tuple(sorted(words)))
        yield Static(id="hint")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin: this instant is the session's zero."""
        clock = self.app.clock
        self._cues = sound.cues_of(self.app, self._works.values())
        self._cues.warm_up()
        self._inhibitor = KeepAwake(self.app.which)
        self._inhibitor.hold()
        steps = plan_steps(self._routine, self._works.values())
        self._length = length(steps)
        self._machine = SessionMachine(
            steps,
            clock.monotonic(),
            slept=clock.slept(),
            imagined=self._imagined,
            # Where nothing real is asked, nothing real is led.
            may_switch_imagined=any(
                reps.target is not None for reps in self._session.reps.values()
            ),
        )
        self.app.app_suspend_signal.subscribe(self, lambda _: self._put_away())
        self.app.app_resume_signal.subscribe(self, lambda _: self._inhibitor.hold())
        self.tick()
        if self._is_quitting:
            self.quit_as_interrupted(is_alone=self._is_alone)
        self.call_after_refresh(self._show)  # the hint, where there is room for it

    def _put_away(self) -> None:
        """The program is suspended: nobody knows for how long."""
        self.pause()
        self._inhibitor.release()

    def on_unmount(self) -> None:
        """Be silent, except for the end that is just being told, and let the machine sleep."""
        if self._machine is not None:
            self._cues.close(at_once=self._machine.phase is not Phase.FINISHED)
            self._inhibitor.release()

    @property
    def machine(self) -> SessionMachine:
        """The session itself; there from the first moment on the screen."""
        assert self._machine is not None
        return self._machine

    @property
    def is_paused(self) -> bool:
        """Whether it waits, and other screens may cover it."""
        return self._machine is not None and self._machine.phase is Phase.PAUSED

    # Time and keys, in

    def _now(self) -> tuple[int, int]:
        clock = self.app.clock
        return clock.monotonic(), clock.slept()

    def tick(self) -> None:
        """Let the machine see what time it is."""
        self._take(self.machine.advance(*self._now()))

    def action_pause(self) -> None:
        """Pause."""
        self.action_press("PAUSE")

    def action_go_on(self) -> None:
        """Go on after a pause."""
        self.action_press("PAUSE")

    def action_press(self, command: str) -> None:
        """A key with a meaning."""
        self._take(self.machine.press(Command[command], *self._now()))

    def stray_key(self) -> None:
        """A key without one: pause, for whoever touched it cannot reach more than that."""
        self._take(self.machine.press(Command.STRAY_KEY, *self._now()))

    def pause(self) -> None:
        """Pause, whatever the keys say: something else has the screen."""
        if not self._is_leaving:
            self._take(self.machine.pause(*self._now()))

    def on_key(self, event: events.Key) -> None:
        """Any key without a meaning pauses."""
        if event.key not in self.active_bindings:
            event.stop()
            self.stray_key()

    def on_click(self, event: events.Click) -> None:
        """A click pauses and goes on, wherever it lands; the footer's keys act by themselves."""
        if not isinstance(event.widget, FooterKey):
            self.action_press("PAUSE")

    def on_screen_suspend(self) -> None:
        """Covered by another screen: nobody sees the timer."""
        self.pause()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a key cannot do in this phase is not offered, nor taken for a touch."""
        is_paused = self.is_paused
        match action, parameters:
            case ("pause", _):
                return not is_paused
            case ("go_on", _):
                return is_paused
            case ("try_sound", _):
                return self._is_beginning
            case ("press", _) if is_paused:
                return None
            case _:
                return True

    @work(exclusive=True, group="stop")
    async def action_stop(self) -> None:
        """Pause, and ask why; unanswered it is kept as interrupted."""
        if self.machine.ignores_keys(self.app.clock.monotonic()):
            return
        self.pause()
        if self.machine.is_over:
            return
        while True:
            answer = await self.app.push_screen_wait(care.stop_list())
            if self.machine.is_over or answer is None:
                return
            if answer == "go-on":
                self.action_go_on()
                return
            if answer != "warning" or await self.app.push_screen_wait(care.warning_sign()):
                break
        reason: StopReason = answer  # type: ignore[assignment]
        self._take(self.machine.stop(reason, *self._now()))

    @work(exclusive=True, group="sound")
    async def action_try_sound(self) -> None:
        """Let the start of a hold and its release be heard, before one lies down."""
        if not self.machine.ignores_keys(self.app.clock.monotonic()):
            await self._cues.trial(sound.pause)
            self._tried = sound.said_of(self._cues)
            self._show()

    def quit_as_interrupted(self, *, is_alone: bool = False) -> None:
        """End as interrupted and leave the program, whatever question is open.

        ``is_alone`` is that nobody is there to be asked what to do where it cannot be saved.
        """
        self._is_quitting, self._is_alone = True, is_alone
        if self._machine is not None:  # else it ends as it begins
            self._take(self.machine.stop("interrupted", *self._now()))

    # What happened, out

    def _take(self, update: Update) -> None:
        if self._is_leaving:
            return
        if update.cue is not None:
            remaining = self.machine.remaining(self.app.clock.monotonic())
            self._cues.play(update.cue, remaining, imagined=self.machine.is_imagined)
            self.refresh_bindings()
        elif update.tick is not None:
            self._cues.tick(update.tick)
        if update.outcomes:
            self._is_dirty = True
            self._save()
        self._show()
        if self._timer is not None:
            self._timer.stop()
        if self.machine.is_over:
            self._is_leaving = True
            self._leave()
        else:
            wait = self.machine.wake_in(self.app.clock.monotonic())
            self._timer = self.set_timer(wait / 1000, self.tick)

    @work(group="save")
    async def _save(self) -> None:
        """Write until what is written is what happened; one write at a time."""
        if self._is_saving:
            return
        self._is_saving = True
        try:
            while self._is_dirty and not self._is_leaving:
                self._is_dirty = False
                outcomes, reps = dict(self.machine.outcomes), self.machine.reps(self._session.reps)
                written = await self.app.change(
                    lambda diary, reps=reps: diary.record_reps(self._session.id, reps)  # type: ignore[misc]
                )
                if written is None:
                    # Said already; the next outcome brings this one along.
                    self._trouble = "not saved yet"
                    break
                self._saved, self._trouble = outcomes, ""
        finally:
            self._is_saving = False
        if not self._is_leaving:
            self._show()

    @work(group="leave")
    async def _leave(self) -> None:
        """Close the session on the disk, then ask how it was."""
        while isinstance(self.app.screen, ModalScreen):  # a question, help, or the palette
            await self.app.screen.dismiss()
        reason, reps = self.machine.stop_reason, self.machine.reps(self._session.reps)
        while True:
            ended = await self.app.change(
                lambda diary: diary.end_session(self._session.id, reps, reason)
            )
            if ended is not None:
                break
            # What was written before stands; the next start closes the session with that.
            if self._is_alone or await self.app.push_screen_wait(_not_saved()) != "again":
                self.app.diary.release_session()
                if self._is_quitting:
                    self.app.exit()
                else:
                    self.app.pop_screen()
                return
        if self._is_quitting:
            self.app.exit()
        elif reason == "warning" or not (ended.has_counted or reason in BODY_STOPS):
            self.app.pop_screen()
        else:
            self.app.switch_screen(FinishScreen(ended, self._cues.warnings, is_just_over=True))

    # What is seen

    def _show(self) -> None:
        now = self.app.clock.monotonic()
        machine = self.machine
        look, word = _LOOKS[machine.phase]
        exercise = machine.exercise
        part = self._works.get(exercise or "")
        if look == "hold" and part is not None:
            word = "IMAGINE" if machine.is_imagined else part.exercise.word
        left = machine.time_left(now)
        is_counting = look not in ("done", "paused")
        self.query_one(HoldTimer).show(
            HoldView(
                look=look,
                seconds=machine.digit(now) if is_counting else None,
                word=word,
                pips=self._pips(),
                progress=1 - left / self._length,
            )
        )
        minutes, rest = divmod(round(left / 1000), 60)
        time = f"{minutes}:{rest:02}" if self.size.width < 64 else f"{minutes}:{rest:02} left"
        hint = self._next_hint(self._length - left)
        is_clear = self.query_one(HoldTimer).is_clear_above
        self._say_hint(hint if is_clear else "")
        title = self._title(part) if is_clear or not hint else hint
        self.query_one(TitleBar).show_text(title, self._trouble or time)

    @property
    def _is_beginning(self) -> bool:
        """Whether nothing was asked of the person yet."""
        machine = self._machine
        first = next(iter(self._works), None)
        return machine is not None and (machine.phase, machine.exercise) == (Phase.PREPARE, first)

    def _next_hint(self, passed: int) -> str:
        """What is good to know before one lies down, a sentence at a time."""
        if not self._is_beginning:
            return ""
        hints = sound.hints(self._cues, self._inhibitor, is_narrow=self.size.width < 64)
        return self._tried or hints[passed // _HINT_FOR % len(hints)]

    def _say_hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            line = self.query_one("#hint", Static)
            line.update(Content(hint).truncate(self.size.width - 2, ellipsis=True))
            line.display = bool(hint)

    def _title(self, part: ExerciseSet | None) -> str:
        if part is None:
            return "Stay lying as long as you like"
        last = part.first + part.reps - 1
        mode = ", imagined" if self.machine.is_imagined else ""
        if self.machine.rep is None:
            has_room = self.size.width >= 72 and self.machine.phase is Phase.PREPARE
            hint = " · get comfortable, - and + change the time" if has_room else ""
            return f"{part.exercise.name}{mode}{hint}"
        return f"{part.exercise.name} · rep {self.machine.rep} of {last}{mode}"

    def _pips(self) -> tuple[Pip, ...]:
        exercise = self.machine.exercise or next(reversed(self._works), "")
        part = self._works.get(exercise)
        if part is None:
            return ()
        pips = [Pip.DONE] * (part.first - 1)
        for rep in range(part.first, part.first + part.reps):
            outcome = self._saved.get((exercise, rep))
            if outcome is not None:
                pips.append(_PIPS[outcome.kind])
            else:
                pips.append(Pip.CURRENT if rep == self.machine.rep else Pip.LEFT)
        return tuple(pips)
