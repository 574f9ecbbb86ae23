"""The questions and texts about the body: check-in, rest, stopping, and warning signs.

Their words are those of `tui.words.care` and `tui.words.safety`.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.dialogs.text import TextDialog
from tui.app.keys import bindings
from tui.app.widgets.option_list import PlainOptionList
from tui.diary.today import Today
from tui.practice.day_plan import DayPlan
from tui.practice.models import Band
from tui.words import care, safety


def check_in() -> ChoiceDialog:
    """Return the check-in, which answers the value of a band (rules R1.three-ways)."""
    answers = enumerate(care.BANDS, 1)
    return ChoiceDialog(
        care.CHECK_IN,
        [Choice(str(number), band.value, label) for number, (band, label) in answers],
    )


class WeeklyQuestion(ChoiceDialog):
    """The weekly question, which answers a word of `COMPARES`, or None if it is put off.

    No line is highlighted at first: it comes right after an enter, and a second one must not answer
    it (rules R7.ask).
    """

    BINDINGS = bindings.WEEKLY_QUESTION

    def __init__(self) -> None:
        super().__init__(care.COMPARE, _comparisons(), care.COMPARE_WEEKLY)

    def on_mount(self) -> None:
        self.query_one(PlainOptionList).highlighted = None


def comparison(*, is_answered: bool) -> ChoiceDialog:
    """Return the same question for any date; it answers ``none`` to take an answer back."""
    back = [Choice("0", "none", "remove the answer")] if is_answered else []
    return ChoiceDialog(care.COMPARE, [*_comparisons(), *back])


def _comparisons() -> list[Choice]:
    answers = enumerate(care.COMPARES, 1)
    return [Choice(str(number), answer, label) for number, (answer, label) in answers]


def rest_or_gentle(band: Band, today: Today) -> ChoiceDialog:
    """Return the question after a sore check-in, which answers ``rest`` or ``gentle``.

    Rules `R6.rest-or-gentle`.
    """
    text, gentle = care.rest_or_gentle(band, today.plan, today.advice)
    return ChoiceDialog(
        care.REST_OR_GENTLE,
        [Choice("r", "rest", care.REST_DAY), Choice("g", "gentle", gentle)],
        text,
    )


def safety_contents(paragraphs: Iterable[str]) -> list[Content]:
    """Return paragraphs in which the call for help is unmistakable (rules R6.order)."""
    return [
        Content.styled(each, "bold $text-warning") if each == safety.CALL_NOW else Content(each)
        for each in paragraphs
    ]


def warning_sign(*, is_today: bool = True) -> TextDialog:
    """Return the safety words; the sign is recorded only if they are accepted (rules R6.sign).

    ``is_today`` says that it is a sign of today, and not of an earlier date.
    """
    paragraphs = safety_contents(safety.sign_paragraphs(is_today=is_today))
    return TextDialog(
        care.READ_FIRST,
        paragraphs,
        accept=care.IS_SIGN,
        refuse=care.IS_NO_SIGN,
        to_the_end=True,
    )


def locked(plan: DayPlan) -> TextDialog:
    """Return why practice is paused, to be acknowledged from the day after the sign on.

    Rules `R3.lock` and `R6.acknowledge`.
    """
    can_acknowledge = plan.can_acknowledge
    return TextDialog(
        safety.PAUSED,
        safety_contents(safety.paused_paragraphs(can_acknowledge=can_acknowledge)),
        accept=safety.ACKNOWLEDGE if can_acknowledge else None,
        to_the_end=True,
    )


def safety_words() -> TextDialog:
    """Return the signs that need an emergency call, and those that need someone to ask."""
    return TextDialog(care.WHEN_TO_ASK, safety_contents(safety.SIGNS))


def stop_list() -> ChoiceDialog:
    """Return the question why to stop, which answers ``go-on`` or a stop reason (rules R4.stop)."""
    stops = enumerate(care.STOPS, 2)
    return ChoiceDialog(
        care.STOP,
        [
            Choice("1", "go-on", care.GO_ON),
            *(Choice(str(number), reason, label) for number, (reason, label) in stops),
        ],
        care.STOP_KEEPS,
    )


def welcome(how_to_start: str) -> TextDialog:
    """Return the first-run text, with what starts a session (rules R6.first-run)."""
    paragraphs = care.welcome(f"{how_to_start}, lie down, and follow the screen or the sounds.")
    return TextDialog(
        "Welcome to supine",
        safety_contents(paragraphs),
        accept=care.WELCOMED,
        refuse="later",
        to_the_end=True,
    )
