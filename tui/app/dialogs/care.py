"""What is asked about the body, and what is said to its answers: check-in, stops, signs."""

from __future__ import annotations

from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.dialogs.text import TextDialog
from tui.practice.day_plan import DayPlan
from tui.practice.models import Band
from tui.words import care, safety


def check_in() -> ChoiceDialog:
    """How it feels, one key; answers a band's word."""
    answers = enumerate(care.BANDS, 1)
    return ChoiceDialog(
        care.CHECK_IN,
        [Choice(str(number), band.value, label) for number, (band, label) in answers],
    )


def rest_or_gentle(band: Band, plan: DayPlan) -> ChoiceDialog:
    """What to do when it is sore: a rest day, or the gentler form; answers rest or gentle."""
    text, gentle = care.rest_or_gentle(band, plan)
    return ChoiceDialog(
        care.REST_OR_GENTLE,
        [Choice("r", "rest", care.REST_DAY), Choice("g", "gentle", gentle)],
        text,
    )


def warning_sign() -> TextDialog:
    """The safety words; only accepting them records the sign."""
    return TextDialog(
        care.READ_FIRST,
        care.SIGN,
        accept=care.IS_SIGN,
        refuse=care.IS_NO_SIGN,
    )


def locked(plan: DayPlan) -> TextDialog:
    """Why the steps are locked, and the way out of it."""
    paragraphs = [safety.SAFETY_STILL_LOCKED, safety.SAFETY_NOW, safety.SAFETY_SIGNS]
    if plan.can_acknowledge:
        return TextDialog("The steps are locked", paragraphs, accept=safety.ACKNOWLEDGE)
    return TextDialog("The steps are locked", [*paragraphs, safety.SAFETY_LOCKED])


def stop_list() -> ChoiceDialog:
    """Why stop; answers go-on or a stop reason."""
    stops = enumerate(care.STOPS, 2)
    return ChoiceDialog(
        care.STOP,
        [
            Choice("1", "go-on", care.GO_ON),
            *(Choice(str(number), reason, label) for number, (reason, label) in stops),
        ],
        care.STOP_KEEPS,
    )


def remove_session(what: str = "that was added", back: str = "ctrl+r") -> ChoiceDialog:
    """Whether to remove a session; answers remove. ``back`` is the key that brings it back."""
    return ChoiceDialog(
        f"Remove the session {what}?",
        [Choice("y", "remove", "remove it"), Choice("n", "", "keep it")],
        f"{back} brings it back.",
    )


def welcome() -> TextDialog:
    """The first run: what this is, and when to ask someone before beginning."""
    return TextDialog("Welcome to supine", care.WELCOME, accept=care.WELCOMED, refuse="later")
