"""Finish: the form after a session; left unanswered, the session stays unconfirmed.

It is also opened from the home screen, to correct a session that nobody confirmed (rules
R3.unconfirmed).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import cast

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import styles
from tui.app.keys import bindings
from tui.app.screens import day_actions
from tui.app.screens.reward import FILLING, reward_text
from tui.app.screens.session_form import SessionForm
from tui.app.widgets.choice_line import ChoiceLine
from tui.app.widgets.fields import Field
from tui.app.widgets.key_footer import KeyFooter, is_touched
from tui.app.widgets.tap_line import TapLine
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.diary.today import histories_around
from tui.practice.corrections import recounted
from tui.practice.dates import days_between
from tui.practice.history import History
from tui.practice.models import EFFORTS, Band, Effort, Reps, Session
from tui.practice.timetable import left_of_round
from tui.words import phrases
from tui.words.care import BODY_STOPS, STOPPED, body_stop_words, is_asked_effort
from tui.words.how import first_week_words
from tui.words.targets import is_shorter_next, outlook_words

_FILL_S = 0.2
"""How long a step takes in which today's square fills, in seconds."""
_REWARD_ROWS = ((32, 7), (24, 5), (20, 3), (0, 1))
"""The rows of the streak by the least rows of the terminal."""


_IMAGINED = "10 imagined"
"""The longest that is usually said of imagined reps."""
_VALUE_CELLS = 8
"""The cells of a count with its arrows, and of the gap behind them."""


class Counter(Field, inherit_bindings=False):
    """The counted reps of one exercise, done and imagined together.

    It takes no digits, which are the keys of the effort here.
    """

    BINDINGS = bindings.COUNTER

    def __init__(
        self, exercise: str, label: str, reps: Reps, asked: int, *, has_imagined: bool = False
    ) -> None:
        super().__init__(label, f"of {asked}" if asked else "")
        self._aside_cells = len(f"of {asked} · {_IMAGINED}") if has_imagined else 0
        self.exercise = exercise
        self.counted = reps.counted
        self._before = reps
        self._most = max(asked, reps.counted)

    @property
    def reps(self) -> Reps:
        """The reps with the corrected count."""
        return recounted(self._before, self.counted)

    def value_text(self) -> str:
        return f"{self.counted:>2}"

    def line(self, aside: str, below: str = "") -> Content:
        """Return the line, with how many of the reps were imagined."""
        imagined = self.reps.imagined
        words = f"{imagined} imagined" if imagined else ""
        if is_touched(self.app):
            return super().line(aside, words or below)
        both = " · ".join(each for each in (aside, words) if each)
        wanted = self.column + _VALUE_CELLS + self._aside_cells
        if not self._aside_cells or self.size.width >= wanted:
            return super().line(both)
        return super().line((words or aside).ljust(len(_IMAGINED)))

    def action_step(self, step: int) -> None:
        counted = max(0, min(self._most, self.counted + step))
        if counted != self.counted:
            self.counted = counted
            self.post_changed()


_FORM_CELLS = 96
"""The widest form."""


class FinishScreen(SessionForm):
    """How a session was: what was counted, how hard it was, and what tomorrow would ask.

    Corrections are written whatever way it is left, but only `keep` confirms the session.

    Args:
        session: what was done, already on the disk.
        warnings: what was to be heard and was not, a sentence each.
        is_just_over: whether it has ended this moment, perhaps after the end of its date.
    """

    CSS_PATH = styles("finish")
    TITLE = "Finish"
    BINDINGS = bindings.FINISH
    AUTO_FOCUS = ""

    def __init__(
        self, session: Session, warnings: Sequence[str] = (), *, is_just_over: bool = False
    ) -> None:
        super().__init__(session)
        self._warnings = warnings
        self._is_just_over = is_just_over
        self._is_body_stop = session.stop_reason in BODY_STOPS
        self._asks_effort = is_asked_effort(session)
        # What is chosen at first is written only when the form is kept.
        self._chosen_effort = session.effort
        if self._effort is None and self._asks_effort and not self._is_body_stop:
            self._effort = "right"
        self._filled = len(FILLING)
        """How many steps today's square has filled."""
        self._histories: tuple[dict[str, Reps], tuple[History, History]] | None = None
        """What has been without the session and with it, for the reps with which it was drawn."""
        self._latest = session
        """The form as it stood last, for the time when its fields are gone already."""

    def compose(self) -> ComposeResult:
        session = self._session
        has_imagined = any(reps.imagined for reps in session.reps.values())
        yield TitleBar()
        with VerticalScroll(id="finish", can_focus=False), Vertical(classes="form"):
            if self._is_body_stop:
                yield Static(Content(self._body_stop_words()), id="care")
            if self._has_reward:
                yield Static(id="reward")
                yield Static(id="tomorrow")
            for exercise, name in self._exercise_names().items():
                reps, asked = session.reps[exercise], self._asked(exercise)
                yield Counter(exercise, name, reps, asked, has_imagined=has_imagined)
            if self._warnings:
                yield Static(Content("\n".join(self._warnings)), id="warnings")
            if self._asks_effort:
                yield ChoiceLine(id="effort")
            with Horizontal(id="extras"):
                yield TapLine(Content(), "props", id="props")
                yield self._note_input()
            if not self._has_reward:
                yield Static(id="tomorrow", classes="last")
            day = self.app.today.on(session.day)
            if week := first_week_words(day.history.practice_day, session):
                yield Static(Content(week), id="week")
        yield KeyFooter()

    def _body_stop_words(self) -> str:
        today, session = self.app.today, self._session
        routine = today.snapshot.routines.get(session.routine)
        is_shorter = routine is not None and is_shorter_next(
            today.on(session.day).of(routine), session
        )
        return body_stop_words(session.stop_reason, is_shorter=is_shorter)

    def _asked(self, exercise: str) -> int:
        """Return what this session was asked for: the date's target less what others counted.

        Where they reached the target of every exercise, it is what they left of a further round
        (rules R3.rounds).
        """
        own = self._session
        counted = dict.fromkeys(own.reps, 0)
        for session in self.app.snapshot.sessions:
            is_other = session.id != own.id
            if is_other and (session.day, session.routine) == (own.day, own.routine):
                for each in session.reps.keys() & counted:
                    counted[each] += session.reps[each].counted
        targets = {each: reps.target for each, reps in own.reps.items() if reps.target is not None}
        _, left = left_of_round(targets, counted)
        return left.get(exercise, 0)

    def on_mount(self) -> None:
        is_still = self.app.animation_level == "none" or not self._is_just_over
        if self._has_reward and not is_still:
            self._filled = 0
            self.set_timer(_FILL_S, self._fill)
        self._show_form()
        # The words after a stop are read first, so they are not scrolled out of sight.
        self.query(Counter).first().focus(scroll_visible=not self._is_body_stop)

    def _reps(self) -> dict[str, Reps]:
        return {counter.exercise: counter.reps for counter in self.query(Counter)}

    # What is shown

    def _show_form(self) -> None:
        self._latest = self.answered()
        self.query_one(TitleBar).show_text(*self._title())
        if self._asks_effort:
            self._show_effort()
        props = Content.assemble(("Props  ", QUIET), self._props_words())
        self.query_one("#props", Static).update(props)
        self.query_one("#tomorrow", Static).update(phrases.capital(self._tomorrow()))
        if self._has_reward:
            self._show_reward()

    @property
    def _is_narrow(self) -> bool:
        return self.app.size.width < 64

    @property
    def _form_cells(self) -> int:
        """The width of the form, in cells, as finish.tcss lays it out."""
        is_tight = self.has_class("-narrow") or self.has_class("-short")
        return min(_FORM_CELLS, self.app.size.width - (2 if is_tight else 6))

    def _title(self) -> tuple[str, str]:
        counts = phrases.listed(str(counter.counted) for counter in self.query(Counter))
        day, today = self._session.day, self.app.today.date
        if self._is_just_over or day == today:
            title = STOPPED.get(self._session.stop_reason, "Done")
            aside = "" if self._is_narrow else "stay lying down as long as you like"
        else:
            title, aside = _session_of(day, today), ""
        room = self.app.size.width - 2
        # Nothing of it is cut: the counts stand in the form, too.
        words = f"{title}. {counts}."
        if len(words) > room:
            words = f"{title}."
        return words, aside if len(words) + 2 + len(aside) <= room else ""

    def _show_effort(self) -> None:
        air = 0 if self._is_narrow else 2
        self.query_one(ChoiceLine).show("How was it?", EFFORTS, self._effort, air)

    def on_choice_line_chosen(self, event: ChoiceLine.Chosen) -> None:
        self.action_effort(cast(Effort, event.answer))

    def _tomorrow(self) -> str:
        """Return what the next date would ask if the form were kept as it stands."""
        today, day = self.app.today, self._session.day
        routine = today.snapshot.routines.get(self._session.routine)
        if routine is None:
            return ""
        is_over = day != today.date
        return outlook_words(today.on(day).of(routine), self._latest, is_over=is_over)

    @cached_property
    def _has_reward(self) -> bool:
        """Whether to show what it added: not after a stop for the body, nor for an earlier day."""
        is_of_today = self._is_just_over or self._session.day == self.app.today.date
        return is_of_today and self._session.stop_band is Band.CLEAR

    def _fill(self) -> None:
        self._filled += 1
        self._show_reward()
        if self._filled < len(FILLING):
            self.set_timer(_FILL_S, self._fill)

    def on_resize(self) -> None:
        # The form gets its width with the layout that follows.
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self.query_one(TitleBar).show_text(*self._title())
        if self._has_reward:
            self._show_reward()
        if self._asks_effort:
            self._show_effort()

    def _show_reward(self) -> None:
        today = self.app.today.on(self._session.day)
        routine = today.snapshot.routines.get(self._session.routine, today.routine)
        if self._histories is None or self._histories[0] != self._latest.reps:
            around = histories_around(today.of(routine), self._latest)
            self._histories = self._latest.reps, around
        _, (before, after) = self._histories
        height = self.app.size.height
        # Before the first layout it is what that will give, so that nothing moves afterwards.
        width = self.query_one(".form").content_size.width or self._form_cells
        rows = next(rows for least, rows in _REWARD_ROWS if height >= least)
        rows = 1 if self.app.is_ascii else rows
        text = reward_text(self.app, before, after, width=width, rows=rows, step=self._filled)
        self.query_one("#reward", Static).update(text)

    def on_field_changed(self) -> None:
        self._show_form()

    def on_input_changed(self) -> None:
        self._latest = self.answered()

    def _props_chosen(self) -> None:
        self._show_form()

    # What keys do, and what is written

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no effort where none is asked."""
        del parameters
        return action != "effort" or self._asks_effort

    def action_effort(self, effort: Effort) -> None:
        """Say how hard it was."""
        self._effort = self._chosen_effort = effort
        self._show_form()

    async def _keep(self) -> bool:
        kept = await self._confirm(self.answered())
        if kept is not None:
            self._session = self._latest = kept
            self._chosen_effort = kept.effort
            if kept.stop_band < Band.HIGH and self.app.today.asks_comparison:
                # All is written by now, so that no answer, and none at all, changes the session.
                await day_actions.ask_comparison(self.app)
        return kept is not None

    async def on_unmount(self) -> None:
        await self._can_leave()  # also by a way that does not ask, such as quitting

    async def _can_leave(self) -> bool:
        """Write what was corrected and not kept; return whether nothing is left to write.

        The session stays as unconfirmed as it was.
        """
        old, new = self._session, replace(self._latest, effort=self._chosen_effort)
        names = ("reps", "effort", "props", "note")
        changed = {n: getattr(new, n) for n in names if getattr(new, n) != getattr(old, n)}
        if not changed:
            return True
        saved = await self.app.change(
            lambda diary: diary.answer_session(old.id, confirmed=False, **changed)
        )
        self._session = saved or old
        return saved is not None


def _session_of(day: dt.date, today: dt.date) -> str:
    """Return ``Friday's session`` in the week before today, else ``Session of 13 November``."""
    if 0 < days_between(day, today) < 7:
        return f"{day:%A}'s session"
    year = "" if day.year == today.year else f" {day.year}"
    return f"Session of {day.day} {day:%B}{year}"
