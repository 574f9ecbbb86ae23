"""Advice in words (rules R3.ask, R3.suggest, R7.advice).

Each sentence says what there is to know; who shows it adds the keys or commands.
"""

from __future__ import annotations

from tui.practice.advice import Advice, Kind
from tui.words import safety
from tui.words.phrases import number_word

ASK_SOMEONE = "Please ask a doctor or physiotherapist what suits you."
IT_HURT = "You've had pain several times in the last two weeks."
IT_WAS_SORE = "You've been sore for a while now."
_SUGGESTIONS: dict[Kind, str] = {
    Kind.NOT_EASIER: (
        "Your neck hasn't felt easier in the last few weeks. A physiotherapist could take a look."
    ),
    Kind.SHORTER: (
        "The last two times felt hard. Shorter holds may help, and so may imagining some of the "
        "reps."
    ),
    Kind.KEEPING: (
        "You've been doing your full set for a while. About {times} days a week is enough to keep "
        "what you've built."
    ),
    Kind.WEEKLY: (
        "You practise about {times} days a week. You could make that your schedule. Then the days "
        "between don't count as missed, and your reps can go up again."
    ),
}


def advice_words(advice: Advice) -> str:
    """Return advice as sentences."""
    if advice.kind is Kind.ASK:
        return f"{IT_HURT if advice.is_painful else IT_WAS_SORE} {ASK_SOMEONE}"
    return _SUGGESTIONS[advice.kind].format(times=number_word(advice.times or 0))


def command_words(advice: Advice) -> tuple[str, ...]:
    """Return further lines for where commands are typed: the safety words, or what to type."""
    match advice.kind:
        case Kind.ASK:
            return safety.SIGNS
        case Kind.NOT_EASIER:
            return ()
        case Kind.SHORTER:
            return ("To see the holds: supine settings list exercises",)
        case Kind.KEEPING | Kind.WEEKLY:
            return (f'To do that: supine settings set schedule "{advice.times} a week"',)


def offer_words(advice: Advice) -> str:
    """Return what following the advice does: ``make it 3 days a week``."""
    match advice.kind:
        case Kind.ASK | Kind.NOT_EASIER:
            return "what to look out for"
        case Kind.SHORTER:
            return "change the holds"
        case Kind.KEEPING | Kind.WEEKLY:
            return f"make it {advice.times} days a week"
