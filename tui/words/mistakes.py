"""What is said if the program fails because of a mistake of its own."""

from __future__ import annotations

from pathlib import Path

from tui.words.visible import visible


def mistake_words(error: BaseException, diary: Path | None = None) -> str:
    """Return in one line what went wrong and where in the code, for a report to its makers.

    Args:
        error: the exception that nothing handled.
        diary: the file in which all is that was said to be saved; None if nothing was said.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    cause = ", ".join(filter(None, (repr(error), place)))
    saved = f" Every rep shown as done is saved in {diary}." if diary is not None else ""
    return visible(f"supine crashed ({cause}). That's a bug.{saved}")
