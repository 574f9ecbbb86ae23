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
from tui.words.how import LYING, PROPS_ARE_FINE

A_SIGN = "a warning sign, such as spreading pain, tingling, numbness or dizziness"
CHECK_IN = "How do your neck and upper back feel, compared with usual?"
BANDS: tuple[tuple[Band, str], ...] = (
    (Band.CLEAR, f"{phrases.BAND_WORDS[Band.CLEAR]} or better"),
    *((band, phrases.BAND_WORDS[band]) for band in (Band.MILD, Band.MODERATE, Band.HIGH)),
    (Band.WARNING, A_SIGN),
)
"""The answers to `CHECK_IN`, in the order of their numbers from 1 on."""

STOP = "Paused. Stop for now?"
STOP_KEEPS = "Everything you've done is saved."
GO_ON = "carry on"
STOPS: tuple[tuple[StopReason, str], ...] = (
    ("enough", "enough for now"),
    ("interrupted", "interrupted"),
    ("sore", "it's sore"),
    ("pain", "it hurts"),
    ("warning", A_SIGN),
)
"""The answers to `STOP`, numbered from 2 on; number 1 is `GO_ON` (rules R4.stop)."""
STOPPED: dict[StopReason | None, str] = {
    None: "Done",
    "enough": "Enough for now",
    "interrupted": "Interrupted",
    "sore": "Stopped because it was sore",
    "pain": "Stopped because it hurt",
    "warning": "Stopped because of a warning sign",
}
"""The title of what follows a session, by why it stopped; None if it was finished."""
ACHE = "A dull, spread-out ache usually fades in a few days and is gone within a week."
NOT_SORENESS = (
    "Pain that is sharp, sudden, in one spot, electric, or spreads (for example into an arm) is "
    "not ordinary soreness."
)
ASK_FIRST_IF_SO = (
    "If yours is like that, or doesn't settle, please ask a doctor or physiotherapist before you "
    "go on."
)
SORENESS = (
    "Ordinary soreness is a dull ache over a wide area. It comes on within a day, is strongest "
    "after one to three days, then fades, and is usually gone within a week. "
    f"{NOT_SORENESS} Stop, and ask a doctor or physiotherapist."
)
"""What soreness is, and what it is not (rules R6.soreness)."""
EFFORT = (
    "Use at most a third of your strength for your shoulder blades, and about the weight of a hand "
    "for your neck. Keep breathing. If anything hurts, let go."
)
"""How hard a movement is to be (rules R6.effort)."""
COLD = (
    "A cold pack can be soothing: wrap it in a cloth, 15 minutes at most. Don't lie on it, don't "
    "use it on numb skin, and don't fall asleep with it."
)
"""A comfort, named after soreness only, never after pain or a warning sign (rules R6.cold)."""
BODY_STOPS: tuple[StopReason, ...] = ("sore", "pain")
"""The reasons to stop after which kind words come first (rules R6.after-stop)."""


def body_stop_words(reason: StopReason | None, *, is_shorter: bool) -> str:
    """Return what is said first after a stop for soreness or pain; nothing after any other.

    ``is_shorter`` is whether the next session asks for fewer reps.
    """
    shorter = " The next few sessions will be shorter." if is_shorter else ""
    if reason == "sore":
        return f"That's enough for today. {ACHE}{shorter} {COLD}"
    if reason == "pain":
        said = f"I'm sorry that hurt. That's enough for today.{shorter}"
        return f"{said} {NOT_SORENESS} {ASK_FIRST_IF_SO}"
    return ""


READ_FIRST = "Please read this first"
WHEN_TO_ASK = "When to get help"
NOTHING_SAVED = "Nothing was saved."
IS_SIGN, IS_NO_SIGN = "yes, one of these: pause practice", "no, go back"
"""The answers to `safety.sign_paragraphs` (rules R6.sign)."""

COMPARE = "Compared with a month ago, your neck feels:"
COMPARES: tuple[tuple[Compare, str], ...] = tuple(phrases.COMPARE_WORDS.items())
"""The answers to `COMPARE`, in the order of their numbers from 1 on (rules R7.ask)."""
COMPARE_WEEKLY = "Your session is saved. This is asked once a week."

REST_OR_GENTLE = "Rest today, or something gentler?"
REST_DAY = "rest day"
RESTS = "Rest day saved. Take it easy."
ACKNOWLEDGED = "Saved. You can practise again, starting small."


def rest_or_gentle(band: Band, plan: DayPlan, advice: Advice | None = None) -> tuple[str, str]:
    """Return what to say after a check-in of moderate or high, and the gentler version to offer."""
    if band is Band.HIGH:
        gentle = "only imagine the movements today"
        text = f"A rest day is fine, and your streak is safe. {NOT_SORENESS} {ASK_FIRST_IF_SO}"
    else:
        targets = phrases.counts_words(asked.target or 0 for asked in plan.exercises)
        gentle = f"just {targets} today, lightly"
        text = f"{ACHE} Resting is fine."
    if advice is not None and advice.kind is Kind.ASK:
        text = advice_words(advice)
    return text, gentle


ASK_BEFORE = (
    "Please ask a doctor or physiotherapist first if you: recently hurt your neck, fell or had "
    "surgery; have disc problems, osteoporosis, a fracture, rheumatoid arthritis or high blood "
    "pressure that isn't controlled; are more than about 16 weeks pregnant or have just given "
    "birth; or now have arm pain, tingling, numbness, weakness or dizziness."
)
"""When to ask someone before the first session of all (rules R6.first-run)."""
WELCOMED = "I've read this"


def welcome(how_to_follow: str) -> tuple[str, ...]:
    """Return the first-run text: what this is, and when to ask someone first (rules R6.first-run).

    ``how_to_follow`` says how to start, and what to follow then.
    """
    return (
        "Two small movements: gently squeeze your shoulder blades together, then gently press the "
        "back of your neck into the pillow, roll or mattress, chin level. "
        f"{LYING} {PROPS_ARE_FINE} {EFFORT}",
        safety.CALL_NOW,
        ASK_BEFORE,
        safety.NOT_MEDICAL,
        f"{how_to_follow} It starts with two of each and builds up slowly.",
    )


def is_asked_effort(session: Session) -> bool:
    """Return whether a person is asked how hard a session was: not after pain or a warning sign.

    Rules `R6.after-stop`.
    """
    return session.stop_reason not in ("pain", "warning")


def is_asked_about(ended: Session) -> bool:
    """Return whether a person is asked how a session was (rules R6.after-stop).

    It is asked where reps were counted or the body stopped the session, but never after a warning
    sign.
    """
    if ended.stop_reason == "warning":
        return False
    return ended.has_counted or ended.stop_reason in BODY_STOPS
