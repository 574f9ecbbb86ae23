"""The list of all texts holds what is said, and nothing that is only for programmers."""

from __future__ import annotations

from tests.words.said import texts
from tui.words import advice, care, safety


def test_the_list_holds_what_is_said() -> None:
    said = {text.words for text in texts()}
    for words in (safety.CALL_NOW, care.STOP_KEEPS, advice.IT_HURT):
        assert words in said
    assert not any(words.startswith(("Return ", '"""')) for words in said)
