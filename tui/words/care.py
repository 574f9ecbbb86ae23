"""Questions about the body, their answers, and what is said to the answers.

The screens and the plain session ask with these words. Whatever must not differ between the two is
here.
"""

from __future__ import annotations

from tui.practice.advice import Advice, Kind
from tui.practice.day_plan import DayPlan
from tui.practice.models import Band, Compare, Session, StopReason
from tui.words import phrases, safety
from tui.words.advice import advice_words

SOMETHING_ELSE = "something else: spreading, tingling, numb, dizzy …"
CHECK_IN = "How do your neck and upper back feel?"
BANDS: tuple[tuple[Band, str], ...] = (
    *((band, phrases.BAND_WORDS[band]) for band in Band if band is not Band.WARNING),
    (Band.WARNING, SOMETHING_ELSE),
)
"""The answers to `CHECK_IN`, in the order of their numbers from 1 on."""

STOP = "Paused. Stop here?"
STOP_KEEPS = "What you have done is kept."
GO_ON = "go on"
STOPS: tuple[tuple[StopReason, str], ...] = (
    ("enough", "enough for now"),
    ("interrupted", "interrupted"),
    ("sore", "it feels sore"),
    ("pain", "it is painful"),
    ("warning", SOMETHING_ELSE),
)
"""The answers to `STOP`, numbered from 2 on; number 1 is `GO_ON` (rules R4.stop)."""
STOPPED: dict[StopReason | None, str] = {
    None: "Done",
    "enough": "Enough for now",
    "interrupted": "Interrupted",
    "sore": "Stopped, as it felt sore",
    "pain": "Stopped, as it hurt",
}
"""The title of what follows a session, by why it stopped; None if it was finished."""
COLD = (
    "If cold feels good, it is a comfort: wrapped in a cloth, 15 minutes at most, not on numb "
    "skin, not under you, and not when you may fall asleep."
)
"""A comfort, named after soreness only, never after pain or a warning sign (rules R6.cold)."""
BODY_STOPS: dict[StopReason, str] = {
    "sore": "That is enough for today. Dull, broad soreness often comes a day later and passes "
    "within days; the next numbers stay low. " + COLD,
    "pain": "Sorry that it hurt. That is enough for today, and the next numbers stay low. Pain "
    "that is sharp, sudden, in one spot or spreading is not soreness: please ask someone.",
}
"""What is said first after a stop for soreness or pain (rules R6.after-stop)."""

READ_FIRST = "Please read this first"
SIGN = (safety.SAFETY_NOW, safety.SAFETY_SIGNS, safety.SAFETY_LOCKED)
"""The paragraphs to accept before a warning sign is stored (rules R6.sign)."""
WHEN_TO_ASK = "When to ask someone"
IS_SIGN, IS_NO_SIGN = "yes, something like this: stop the steps", "no, go back"

COMPARE = "Compared with a month ago, your neck feels:"
COMPARES: tuple[tuple[Compare, str], ...] = tuple(phrases.COMPARE_WORDS.items())
"""The answers to `COMPARE`, in the order of their numbers from 1 on (rules R7.ask)."""
COMPARE_WEEKLY = "Your session is saved. This is asked once a week."

REST_OR_GENTLE = "Rest, or gently?"
REST_DAY = "a rest day"
RESTS = "A rest day it is. Be kind to your neck."
ACKNOWLEDGED = "Noted. The steps are open again, starting small."


def rest_or_gentle(band: Band, plan: DayPlan, advice: Advice | None = None) -> tuple[str, str]:
    """Return what to say after a check-in of moderate or high, and the gentler form to offer."""
    if band is Band.HIGH:
        gentle = "only imagine the movements today"
        text = "A rest day is a good day. Nothing is asked of you, and your streak is safe."
    else:
        targets = phrases.counts_words(asked.target or 0 for asked in plan.exercises)
        gentle = f"the gentler form: {targets}, lightly"
        text = "Soreness that is dull and broad usually passes within days. Resting is fine."
    if advice is not None and advice.kind is Kind.ASK:
        text = advice_words(advice)
    return text, gentle


WELCOME = (
    "Two small movements, lying flat on your back: squeeze the shoulder blades together, then "
    "press the back of the neck into the mattress. Lightly, never above a third of what you could "
    "do, and keep breathing. Any pain ends the rep.",
    "Start, lie down, and follow the screen and the bell. It starts with two of each and "
    "grows slowly.",
    "Ask someone qualified first if you had a neck injury, a fall or surgery not long ago, or "
    "have disc trouble, osteoporosis or a fracture, blood pressure that is not under control, are "
    "past about week 16 of a pregnancy, or have just given birth.",
    safety.NOT_MEDICAL,
)
"""The first-run text: what this is, and when to ask someone first (rules R6.first-run)."""
WELCOMED = "I have read this; let us begin"


def is_asked_about(ended: Session) -> bool:
    """Return whether a person is asked how a session was (rules R6.after-stop).

    It is asked where reps were counted or the body stopped the session, but never after a warning
    sign.
    """
    if ended.stop_reason == "warning":
        return False
    return ended.has_counted or ended.stop_reason in BODY_STOPS
