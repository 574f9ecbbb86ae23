"""The lock of the file on Windows, where no other test runs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tui.diary import lock


@pytest.mark.parametrize("is_taken", [False, True])
def test_on_windows_one_byte_is_locked(monkeypatch: pytest.MonkeyPatch, is_taken: bool) -> None:
    asked = []

    def locking(*arguments: int) -> None:
        asked.append(arguments)
        if is_taken:
            raise OSError(13, "Permission denied")

    found = importlib.util.spec_from_file_location("lock_there", Path(lock.__file__))
    assert found is not None and found.loader is not None
    there = importlib.util.module_from_spec(found)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
        patch.setattr(sys, "platform", "win32")
        found.loader.exec_module(there)
    assert there._try_lock(9) is not is_taken
    assert asked == [(9, 2, 1)]
