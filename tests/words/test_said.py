"""The list of all texts holds what is said, and none of it is odd, unkind or for programmers."""

from __future__ import annotations

import re

import pytest

from tests.words.said import notified, texts
from tui.words import advice, care, safety

SAID = list(texts())
PLAINER = {
    r", for (it|they) ": "archaic: because",
    r"\bas it (hurt|felt|was (sore|painful))\b": "archaic: because",
    r"\b(Noted|Kept)\b[.:]": "Saved",
    r"\bput away\b|\bputting \w+ \w+ away\b|\bput it away\b": "archive, or dismiss for notes",
    r"\b(brings it|bringing \w+ \w+) back\b": "restore, or undo",
    r"\btakes? (it|this|that) back\b|\bTook back\b|\bGone back\b": "undo, or restore",
    r"\b[Uu]ntil tomorrow\b": "See you tomorrow",
    r"\b(goes|Go|Going) on[.:;]|^go on$": "carry on",
    r"\bnot worth adding\b|\bfell short\b": "unkind",
    r"\bmay well\b|\bone may\b|\bwhatever suits\b|\bwhichever suits\b": "stilted",
    r"\bthe steps\b": "nobody calls practice steps",
    r"\ball real\b": "a riddle on every date",
    r"\bis called so\b|\bno \w+ is called so\b": "nothing found",
    r"\bpassed over\b|PASSED OVER": "skipped",
    r"\bnot understood\b|\bcould not be understood\b": "couldn't be read",
    r"\bstands? twice in the file\b|\bstay(s)? as (it|they) (was|were)\b": "don't change",
    r"\bstill to come\b|\blies ahead\b|\bmay lie ahead\b": "in the future",
    r"\bthe best there is\b": "automatic",
    r"\btakes (a|any|only|on|at most|\d|letters)\b": "must be",
    r"\bwould be the second one\b": "is already used",
    r"\bbridges?\b": "a metaphor: your streak is safe",
    r"\bdid not (play|speak); ": "didn't work, so",
    r"\bpasses? over\b|\bnobody can be asked\b": "says nothing to do",
    r"\bmistake of its own\b": "crashed; that's a bug",
    r"\b[Pp]ractice \{[^}]*practice_day": "practice day",
    "⏎": "enter, as the sentences name it",
    r"\bmay be of\b|\ban export of supine\b|\bof a program\b": "could be from; a supine export",
    r"; there is \{": "choose",
    r"\brepetitions?\b(?!\)| \{)": "rep, as everywhere",
    r"\bmovement is called\b|\bthis movement\b": "exercise, for what is in the list",
}
"""What no text says, and what is said instead or why not."""
ENDS = (".", "?", "!", "…", ":", "}")
SIGNS = ("words/glyphs.py", "app/shell.py")
"""The modules that put signs into words."""


def test_the_list_holds_what_is_said() -> None:
    said = {text.words for text in SAID}
    option = "--json needs a command, such as supine today --json"
    for words in (safety.CALL_NOW, care.STOP_KEEPS, advice.IT_HURT, "fewer", "easier", option):
        assert words in said
    assert not any(words.startswith(("Return ", '"""')) for words in said)


@pytest.mark.parametrize(("banned", "instead"), PLAINER.items(), ids=list(PLAINER.values()))
def test_no_text_is_archaic_unkind_or_a_riddle(banned: str, instead: str) -> None:
    found = [text for text in SAID if re.search(banned, text.words)]
    assert not [text for text in found if not text.module.endswith(SIGNS)], instead


def test_a_text_of_several_sentences_ends_with_a_full_stop() -> None:
    several = [text for text in SAID if re.search(r"[a-z)}]\. [A-Z]", text.words)]
    assert several
    assert not [text for text in several if not text.words.endswith(ENDS)]


def test_a_message_on_the_screen_is_a_sentence() -> None:
    messages = list(notified())
    assert messages
    for text in messages:
        assert text.words.endswith(ENDS), text
        assert text.words[0].isupper() or text.words[0] == "{", text
