"""The question before a session is removed."""

from __future__ import annotations

from tui.app.dialogs.choice import Choice, ChoiceDialog

REMOVE = "remove"


def remove_session(what: str, undo_key: str) -> ChoiceDialog:
    """Return a dialog that answers `REMOVE` if the session is to be removed.

    Args:
        what: which session it is.
        undo_key: the key that brings it back.
    """
    return ChoiceDialog(
        f"Remove the session {what}?",
        [Choice("y", REMOVE, "remove it"), Choice("n", "", "keep it")],
        f"{undo_key} brings it back.",
    )
