"""The question before a session is removed."""

from __future__ import annotations

from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.words.safety import SIGN_STAYS

REMOVE = "remove"


def remove_session(what: str, undo_way: str, *, has_sign: bool = False) -> ChoiceDialog:
    """Return a dialog that answers `REMOVE` if the session is to be removed.

    Args:
        what: which session it is.
        undo_way: how it is brought back, such as ``press u``.
        has_sign: whether it stopped for a warning sign, which stays (rules R6.sign-stands).
    """
    sign_stays = f" {SIGN_STAYS}" if has_sign else ""
    return ChoiceDialog(
        f"Remove the session {what}?",
        [Choice("y", REMOVE, "remove it"), Choice("n", "", "keep it")],
        f"To undo it, {undo_way}.{sign_stays}",
    )
