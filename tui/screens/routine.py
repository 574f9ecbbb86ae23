"""Home: what today asks and why, how the days have been, and one key to start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import wording
from tui.diary.diary import Diary
from tui.practice.asking import Asked
from tui.practice.history import Level, Today, Verdict
from tui.practice.models import WEEKDAYS, Band, Session
from tui.practice.timetable import Work
from tui.screens import care
from tui.screens.base import SupineScreen
from tui.screens.dialogs import ChooseProps
from tui.screens.finish import FinishScreen
from tui.screens.session import SessionScreen
from tui.situation import Situation
from tui.widgets.key_line import KeyLine
from tui.widgets.title_bar import FAINT, QUIET, TitleBar

NAME_CELLS = 18
"""A longer exercise name is cut here, so that the numbers stay in line."""
ROW_CELLS = 33
"""Where the word of an exercise begins, behind its number, name and amount."""


class RoutineScreen(SupineScreen[None], inherit_bindings=False):
    """The home screen."""

    BINDINGS = [
        Binding("space", "start", "start", id="routine.start"),
        Binding("tab", "swap", "streak", id="routine.swap"),
        Binding("minus", "fewer", "fewer", id="routine.fewer", key_display="-"),
        Binding("plus,equals_sign", "more", "more", id="routine.more", key_display="+"),
        Binding("p", "props", "props", id="routine.props"),
        Binding("i", "imagined", "imagined", id="routine.imagined"),
        Binding("x", "done", "done", id="routine.done"),
        Binding("f", "feel", "feel", id="routine.feel"),
        Binding("y", "confirm", "as it was", id="routine.confirm", show=False),
        Binding("e", "correct", "correct", id="routine.correct", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._interrupted: list[Session] = []

    def compose(self) -> ComposeResult:
        """Today on the left, the days on the right, what needs a word below."""
        yield TitleBar("supine")
        with VerticalScroll(id="routine", can_focus=False):
            with Horizontal(id="columns"):
                yield Static(id="today")
                yield Static(id="streak")
            yield Static(id="notices")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known, then look after what an earlier run left open."""
        self.show()
        self.call_after_refresh(self._after_first_paint)

    def on_resize(self) -> None:
        """The date is written shorter where there is less room."""
        self.show()

    def on_screen_resume(self) -> None:
        """Coming back, the date or the diary may be another."""
        self.show()

    @work
    async def _after_first_paint(self) -> None:
        situation = self.supine.situation
        if any(session.status == "open" for session in situation.snapshot.sessions):
            today = situation.date
            closed = await self.supine.change(lambda diary: diary.close_abandoned(today))
            self._interrupted = closed or []
            self.show()
        settings = situation.snapshot.settings
        if not settings.welcomed and await self.app.push_screen_wait(care.welcome()):
            await self.supine.change(Diary.welcome)

    # What is shown

    def show(self) -> None:
        """Draw the situation."""
        if not self.query(TitleBar):
            return  # not composed yet
        situation = self.supine.situation
        date = wording.day_words(situation.date, short=self.size.width < 64)
        practice = f"practice {situation.history.practice_day}"
        self.query_one(TitleBar).say("supine", f"{date} · {practice}")
        self.query_one("#today", Static).update(_today(situation, with_words=self.size.width >= 72))
        self.query_one("#streak", Static).update(_streak(situation))
        notices = self._notices(situation)
        self.query_one("#notices", Static).update(Content("\n").join(notices))
        self.query_one("#notices").display = bool(notices)
        self.refresh_bindings()

    def _notices(self, situation: Situation) -> list[Content]:
        lines: list[Content] = []
        unconfirmed = situation.unconfirmed
        if unconfirmed is not None:
            lines.append(_unconfirmed(unconfirmed, situation.date))
        elif self._interrupted and not any(session.counted for session in self._interrupted):
            lines.append(Content("The last session was interrupted before its first rep."))
        if situation.plan.concern:
            lines.append(Content(wording.CONCERN))
        problems = situation.snapshot.problems
        if problems:
            lines.append(
                Content(
                    f"{wording.many(len(problems), 'record')} in the file could not be understood; "
                    f"passed over and kept as it is ({problems[0]})."
                )
            )
        return lines

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes no sense now is not offered."""
        del parameters
        situation = self.supine.situation
        if action in ("confirm", "correct"):
            return situation.unconfirmed is not None
        if action == "fewer":
            return any(part.reps > 1 for part in situation.work())
        if action == "more":
            return self.supine.fewer > 0
        if action == "done":
            return situation.plan.left > 0
        if action == "imagined":
            return bool(_imaginable(situation))
        if action == "swap":
            return self.has_class("-narrow") and self.has_class("-short")
        return True

    # What keys do

    @work(exclusive=True)
    async def action_start(self) -> None:
        """Start today's session, or go on with what is left of it."""
        situation = self.supine.situation
        if situation.plan.is_locked:
            await self._show_lock(situation)
            return
        if not situation.plan.left:
            self.notify(_nothing_left(situation))
            return
        if situation.asks_check_in():
            band = await self._ask_how_it_feels()
            if band is None or not (band < Band.MODERATE or await self._choose_gentle(band)):
                return
        await self._begin(imagined=False)

    @work(exclusive=True)
    async def action_imagined(self) -> None:
        """Start a session in which every rep is imagined."""
        await self._begin(imagined=True)

    async def _begin(self, *, imagined: bool) -> None:
        situation = self.supine.situation
        if situation.plan.is_rest:
            imagined = True
        works = _imaginable(situation) if imagined else situation.work()
        if not any(part.reps for part in works):
            self.notify(_nothing_left(situation))
            return
        routine, targets = situation.routine, situation.targets()
        session = await self.supine.change(
            lambda diary: diary.start_session(routine, situation.date, targets, routine.props)
        )
        if session is not None:
            self.supine.fewer = 0
            self._interrupted = []
            self.app.push_screen(SessionScreen(session, routine, works, imagined=imagined))

    async def _ask_how_it_feels(self) -> Band | None:
        """Ask, and record the answer; a warning sign only once its words were read and accepted."""
        answer = await self.app.push_screen_wait(care.check_in())
        if answer is None:
            return None
        band = Band(answer)
        if band is Band.WARNING and not await self.app.push_screen_wait(care.warning_sign()):
            return None
        date = self.supine.situation.date
        said = await self.supine.change(lambda diary: diary.say(date, band))
        return band if said is not None else None

    async def _choose_gentle(self, band: Band) -> bool:
        """After soreness, whether to go on gently; a rest day is recorded here."""
        situation = self.supine.situation
        if band is Band.WARNING:
            return False
        choice = await self.app.push_screen_wait(care.rest_or_gentle(band, situation.plan))
        if choice == "rest":
            await self.supine.change(lambda diary: diary.rest(situation.date, "sore"))
            self.notify("A rest day it is. Be kind to your neck.")
        return choice == "gentle"

    @work(exclusive=True)
    async def action_feel(self) -> None:
        """Say how it feels, at any time."""
        band = await self._ask_how_it_feels()
        if band is not None:
            self.notify(f"Noted: {wording.BAND_WORDS[band]}.")

    async def _show_lock(self, situation: Situation) -> None:
        if await self.app.push_screen_wait(care.locked(situation.plan)):
            await self.supine.change(lambda diary: diary.acknowledge(situation.date))
            self.notify("Noted. The steps are open again, starting small.")

    @work(exclusive=True)
    async def action_props(self) -> None:
        """Choose what usually lies under neck and head."""
        routine = self.supine.situation.routine
        props = await self.app.push_screen_wait(ChooseProps(routine.props))
        if props != routine.props:
            await self.supine.change(lambda diary: diary.set_props(routine.id, props))

    @work(exclusive=True)
    async def action_done(self) -> None:
        """Mark today as done without the timer."""
        situation = self.supine.situation
        reps, now = situation.done_reps(), self.supine.clock.now()
        session = await self.supine.change(
            lambda diary: diary.log_session(
                situation.routine, situation.date, reps, start=now, props=situation.routine.props
            )
        )
        if session is not None:
            counted = wording.each(one.counted for one in reps.values())
            self.notify(f"Marked as done: {counted}.")

    def action_fewer(self) -> None:
        """Ask for one fewer of each today."""
        self.supine.fewer += 1
        self.show()

    def action_more(self) -> None:
        """Go back up towards what the plan asks, never beyond it."""
        self.supine.fewer = max(0, self.supine.fewer - 1)
        self.show()

    @work(exclusive=True)
    async def action_confirm(self) -> None:
        """The unattended session was done as it ran."""
        session = self.supine.situation.unconfirmed
        if session is not None:
            confirm: Callable[[Diary], Session] = lambda diary: diary.answer_session(session.id)  # noqa: E731
            await self.supine.change(confirm)

    def action_correct(self) -> None:
        """Correct the unattended session."""
        session = self.supine.situation.unconfirmed
        if session is not None:
            self.app.push_screen(FinishScreen(session))

    def action_swap(self) -> None:
        """Show the other part where there is room for one."""
        self.toggle_class("-swapped")


def _imaginable(situation: Situation) -> tuple[Work, ...]:
    """The reps of an all-imagined session: what is left, or the few that a sore day allows."""
    plan = situation.plan
    if plan.is_locked or plan.is_enough:
        return ()
    works = situation.imagined_work() if plan.is_rest else situation.work()
    return tuple(part for part in works if part.reps)


def _nothing_left(situation: Situation) -> str:
    plan = situation.plan
    if plan.is_enough:
        return "That is enough for today. See how it feels tomorrow."
    if plan.is_rest:
        return "Today is for rest. If you like, i starts an imagined session."
    if not plan.exercises:
        return "This routine has no exercises yet."
    return "Today is done. Until tomorrow."


def _today(situation: Situation, *, with_words: bool) -> Content:
    plan = situation.plan
    works = {part.exercise.id: part for part in situation.work()}
    rows = [
        _exercise_row(number, asked, works[asked.exercise.id], situation.targets())
        for number, asked in enumerate(plan.exercises, 1)
    ]
    if with_words:
        rows = [
            Content.assemble(
                row,
                " " * max(3, ROW_CELLS - row.cell_length),
                (asked.exercise.word.lower(), QUIET),
            )
            for row, asked in zip(rows, plan.exercises, strict=True)
        ]
    why = wording.because(plan, situation.routine.plan.step)
    if situation.fewer and plan.left:
        lowered = (t for t in situation.targets().values() if t is not None)
        why = f"{wording.each(lowered)} today, as you like."
    facts = [wording.props_words(situation.routine.props)] if situation.routine.props else []
    if plan.left:
        facts.insert(0, wording.about(situation.estimate))
    detail = " · ".join(facts)
    lines = [Content.styled("TODAY", QUIET), Content(""), *rows, Content("")]
    lines.append(Content(why[:1].upper() + why[1:]))
    if detail:
        lines.append(Content.styled(detail[:1].upper() + detail[1:], QUIET))
    return Content("\n").join([*lines, Content(""), _start_line(situation)])


def _exercise_row(number: int, asked: Asked, part: Work, targets: dict[str, int | None]) -> Content:
    name = Content(asked.exercise.name).truncate(NAME_CELLS, ellipsis=True)
    name = name.pad_right(NAME_CELLS + 2 - name.cell_length)
    target = targets[asked.exercise.id]
    if target is None:
        amount = "rest"
    elif asked.counted and part.reps:
        amount = f"{asked.counted} of {target} done"
    elif asked.counted:
        amount = f"{asked.counted} done"
    else:
        amount = f"{target} × {asked.exercise.hold_s:g} s"
    style = "bold $primary" if part.reps else QUIET
    return Content.assemble((f"{number}  ", QUIET), name, (amount, style))


def _start_line(situation: Situation) -> Content:
    plan = situation.plan
    if plan.is_locked:
        label = "Locked · space to read why"
    elif plan.left:
        left = [part.reps for part in situation.work() if part.reps]
        same = len(set(left)) == 1 and len(left) == len(plan.exercises)
        words = f"{left[0]} left of each" if same else f"{wording.listed(map(str, left))} left"
        label = f"  Go on: {words}   space  " if plan.counted else "  Start   space  "
        return Content.styled(label, "bold $background on $primary @click=screen.start")
    else:
        done = not plan.is_enough and not plan.is_rest and plan.exercises
        label = "✓ Done for today" if done else "Resting today"
    return Content.styled(label, "$secondary")


def _streak(situation: Situation) -> Content:
    history = situation.history
    standing = wording.today_words(history, situation.closes)
    monday = situation.date - dt.timedelta(days=_into_week(situation))
    dates = [monday + dt.timedelta(days=n) for n in range(7)]
    heads = "  ".join(f"{date:%a}"[0] for date in dates)
    marks = [_mark(situation, date) for date in dates]
    steadiness = f"steadiness {history.steadiness:.0%}"
    return Content("\n").join(
        [
            Content.styled("STREAK", QUIET),
            Content.styled(wording.many(history.current, "day"), "bold"),
            Content.styled(standing, QUIET),
            Content(""),
            Content.styled(heads, QUIET),
            Content("  ").join(marks),
            Content(""),
            Content(f"{history.last_30} of the last 30 days"),
            Content.styled(f"longest {history.longest} · {steadiness}", QUIET),
        ]
    )


def _into_week(situation: Situation) -> int:
    first = WEEKDAYS.index(situation.snapshot.settings.week_starts_on)
    return (situation.date.weekday() - first) % 7


def _mark(situation: Situation, date: dt.date) -> Content:
    """One cell of the week: a glyph that reads without its colour."""
    if date > situation.date:
        return Content.styled("·", FAINT)
    verdict = situation.history.verdict(date)
    if date == situation.date and situation.history.today_state is Today.PENDING:
        return Content.styled("○", "bold") if verdict.level is Level.NONE else _glyph(verdict)
    return _glyph(verdict)


def _glyph(verdict: Verdict) -> Content:
    if verdict.level is Level.FULL:
        return Content.styled("#", "bold $primary")
    if verdict.level is Level.PART:
        return Content.styled("-", "bold $secondary")
    if verdict.protected:
        return Content.styled("!" if verdict.reason == "warning" else "r", QUIET)
    return Content.styled("·", QUIET)


def _unconfirmed(session: Session, today: dt.date) -> Content:
    counted = wording.each(reps.counted for reps in session.reps.values())
    day = "Today's" if session.day == today else f"{session.day:%A}'s"
    cut = " interrupted session" if session.stop_reason == "interrupted" else " session"
    return Content.assemble(
        f"{day}{cut} is kept as it ran, {counted}.   ",
        (" y ", "bold $primary"),
        "as it was  ",
        (" e ", "bold $primary"),
        "correct",
    )
