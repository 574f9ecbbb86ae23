"""What is asked about the body, and what is said to its answers: check-in, stops, signs."""

from __future__ import annotations

from tui import wording
from tui.practice.asking import DayPlan
from tui.practice.models import Band
from tui.screens.dialogs import Ask, Choice, Read

COLD = (
    "If cold feels good, it is a comfort: wrapped in a cloth, 15 minutes at most, not on numb "
    "skin, not under you, and not when you may fall asleep."
)
"""Only after soreness, never after a warning sign."""
_BANDS = (Band.CLEAR, Band.MILD, Band.MODERATE, Band.HIGH)


def check_in() -> Ask:
    """How it feels, one key; answers a band's word."""
    return Ask(
        "How do your neck and upper back feel?",
        [
            *(
                Choice(str(number), band.value, wording.BAND_WORDS[band])
                for number, band in enumerate(_BANDS, 1)
            ),
            Choice("5", Band.WARNING.value, "something else: spreading, tingling, numb, dizzy …"),
        ],
    )


def rest_or_gentle(band: Band, plan: DayPlan) -> Ask:
    """What to do when it is sore: a rest day, or the gentler form; answers rest or gentle."""
    if band is Band.HIGH:
        gentle = "only imagine the movements today"
        text = "A rest day is a good day. Nothing is asked of you, and your streak is safe."
    else:
        targets = wording.each(asked.target or 0 for asked in plan.exercises)
        gentle = f"the gentler form: {targets}, lightly"
        text = "Soreness that is dull and broad usually passes within days. Resting is fine."
    if plan.concern:
        text = wording.CONCERN
    return Ask(
        "Rest, or gently?",
        [Choice("r", "rest", "a rest day"), Choice("g", "gentle", gentle)],
        text,
    )


def warning_sign() -> Read:
    """The safety words; only accepting them records the sign."""
    return Read(
        "Please read this first",
        [wording.SAFETY_NOW, wording.SAFETY_SIGNS, wording.SAFETY_LOCKED],
        accept="yes, something like this: stop the steps",
        refuse="no, go back",
    )


def locked(plan: DayPlan) -> Read:
    """Why the steps are locked, and the way out of it."""
    paragraphs = [wording.SAFETY_STILL_LOCKED, wording.SAFETY_NOW, wording.SAFETY_SIGNS]
    if plan.can_acknowledge:
        return Read("The steps are locked", paragraphs, accept=wording.ACKNOWLEDGE)
    return Read("The steps are locked", [*paragraphs, wording.SAFETY_LOCKED])


def stop_list() -> Ask:
    """Why stop; answers go-on or a stop reason."""
    return Ask(
        "Paused. Stop here?",
        [
            Choice("1", "go-on", "go on"),
            Choice("2", "enough", "enough for now"),
            Choice("3", "interrupted", "interrupted"),
            Choice("4", "sore", "it feels sore"),
            Choice("5", "pain", "it is painful"),
            Choice("6", "warning", "something else: spreading, tingling, numb, dizzy …"),
        ],
        "What you have done is kept.",
    )


def remove_session(what: str = "that was added", back: str = "ctrl+r") -> Ask:
    """Whether to remove a session; answers remove. ``back`` is the key that brings it back."""
    return Ask(
        f"Remove the session {what}?",
        [Choice("y", "remove", "remove it"), Choice("n", "", "keep it")],
        f"{back} brings it back.",
    )


def welcome() -> Read:
    """The first run: what this is, and when to ask someone before beginning."""
    return Read(
        "Welcome to supine",
        [
            "Two small movements, lying flat on your back: squeeze the shoulder blades together, "
            "then press the back of the neck into the mattress. Lightly, never above a third of "
            "what you could do, and keep breathing. Any pain ends the rep.",
            "Press space, lie down, and follow the screen and the bell. It starts with two of "
            "each and grows slowly.",
            "Ask someone qualified first if you had a neck injury, a fall or surgery not long "
            "ago, or have disc trouble, osteoporosis or a fracture, blood pressure that is not "
            "under control, are past about week 16 of a pregnancy, or have just given birth.",
            wording.NOT_MEDICAL,
        ],
        accept="I have read this; let us begin",
        refuse="later",
    )
