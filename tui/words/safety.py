"""Safety sentences: warning signs, the lock that they start, and what the program is not.

Rules section 6 gives their order. Modules that are loaded before the first paint import them inside
the function that shows one.
"""

from __future__ import annotations

from tui.words.phrases import capital

CALL_NOW = (
    "Call your emergency number now if you have any of these, even if it has already passed: "
    "pain or pressure in your chest; an ache in your arm, jaw or neck together with "
    "breathlessness, sweating, or feeling faint or sick; sudden trouble speaking, seeing, "
    "swallowing or walking; a drooping face; sudden weakness or numbness on one side of your face "
    "or body; a sudden severe headache; fever with a stiff neck; losing control of your bladder or "
    "bowel."
)
"""Signs that need an emergency call; the first in every list of signs (rules R6.order)."""
ASK_FIRST = (
    "Stop, and ask a doctor or physiotherapist before you go on, if you have: pain spreading into "
    "an arm; pins and needles; numbness or weakness in an arm, hand or leg, even if it came on "
    "slowly; a cold arm; trouble with balance; dizziness or fainting; neck or back pain after a "
    "fall or crash; pain at night that keeps you awake; or weight loss you can't explain. After "
    "fainting, a fall or a crash, ask the same day."
)
"""Signs that need a doctor or physiotherapist before practice goes on (rules R6.order)."""
SIGNS = (CALL_NOW, ASK_FIRST)
"""All signs, those for an emergency call first (rules R6.order)."""
PAUSED = "Practice is paused"
"""The title of what is shown on a locked date (rules R3.lock)."""
WHY_PAUSED = "Practice is paused because you reported a warning sign."
"""Why nothing is asked on a locked date (rules R3.lock)."""
ACKNOWLEDGE = "Someone qualified has looked at it, and I can go on"
"""The statement that ends a lock; offered from the day after the sign (rules R6.acknowledge)."""
SIGN_STAYS = "The warning sign stays recorded."
"""What is said where a session that stopped for one is removed (rules R6.sign-stands)."""
NOT_MEDICAL = (
    "supine is not medical advice, and no clinician has reviewed its rules. It cannot know what "
    "suits your body."
)
"""What the program is not (rules R6.not-medical)."""


def sign_paragraphs(*, is_today: bool) -> tuple[str, ...]:
    """Return the paragraphs to accept before a sign of today or an earlier date is stored.

    Rules `R6.sign` and `R6.order`.
    """
    return *SIGNS, f"Any one of these pauses practice. {_once_checked(is_offered=not is_today)}"


def paused_paragraphs(*, can_acknowledge: bool) -> tuple[str, ...]:
    """Return what is to be read on a locked date, before the lock may be ended (rules R3.lock)."""
    return *SIGNS, f"{WHY_PAUSED} {_once_checked(is_offered=can_acknowledge)}"


def _once_checked(*, is_offered: bool) -> str:
    """Return when practice can go on (rules R6.acknowledge)."""
    once = "Once" if is_offered else "From tomorrow, once"
    who = "someone qualified (a doctor or physiotherapist)"
    return f"{once} {who} has looked at it and says you can go on, you can start again here."


def slip_words(way: str) -> str:
    """Return what is said once a sign is stored: how a slip is taken back (rules R6.slip).

    ``way`` takes it back, such as ``press u``.
    """
    return f"Saved: practice is paused. By mistake? {capital(way)} within a minute."


def taken_back_words(sign: str, to_do: str) -> str:
    """Return what is said once a sign was taken back (rules R6.slip).

    ``to_do`` brings it back, such as ``press U``.
    """
    return f"Undone: {sign}. If you did notice a sign, {to_do} to record it again."
