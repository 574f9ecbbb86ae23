"""Weeks begin as the locale says, for a diary that has just begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import contents, make_diary
from tui.words.first_weekday import first_weekday


@pytest.mark.parametrize(
    ("environ", "day"),
    [
        ({"LANG": "en_US.UTF-8"}, "sun"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_DE.UTF-8"}, "mon"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_DE", "LC_ALL": "ar_EG.UTF-8@x"}, "sat"),
        ({"LANG": "pt_BR"}, "sun"),
        ({"LANG": "dv_MV"}, "fri"),
        ({"LANG": "zh-Hant-TW"}, "sun"),
        ({"LANG": "en_GB"}, "mon"),
        ({"LANG": "C.UTF-8"}, "mon"),
        ({"LANG": "POSIX"}, "mon"),
        ({"LANG": "en_USA"}, "mon"),
        ({"LANG": "eo"}, "mon"),
    ],
)
def test_the_locale_says_on_which_day_weeks_begin(environ: dict[str, str], day: str) -> None:
    assert first_weekday(environ) == day


def test_only_a_diary_without_settings_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    make_diary(path).preferences.welcome("sun")
    (settings,) = contents(path)["settings"].values()
    assert (settings["welcomed"], settings["week_starts_on"]) == (True, "sun")
    used = make_diary(tmp_path / "used.json")
    used.preferences.change_settings(lambda old: old.__class__(sound="off"))
    used.preferences.welcome("sun")
    assert used.read().settings.week_starts_on == "mon"
