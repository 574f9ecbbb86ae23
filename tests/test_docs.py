"""The pictures and links of the README, and the made-up diaries that the pictures show."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.plausible import TODAY, fifty_years, year
from tui.diary.diary import Diary
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.day_plan import plan_day
from tui.practice.days import gather
from tui.practice.history import Level
from tui.practice.progression import Reason

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EVENING = dt.datetime.combine(TODAY, dt.time(21), dt.UTC)
SVG = "{http://www.w3.org/2000/svg}"
LONGEST = 60_000


def test_the_pictures_are_drawn_whatever_the_terminal_and_load_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "pictures.py"), str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1", "TERM": "dumb", "TZ": "Asia/Tokyo", "COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pictures = sorted(tmp_path.iterdir())
    assert pictures
    # Byte for byte the committed ones may be those of another version of what draws the screens.
    assert [path.name for path in pictures] == sorted(path.name for path in DOCS.glob("*.svg"))
    for fresh in pictures:
        roots = []
        for path in (fresh, DOCS / fresh.name):
            text = path.read_text(encoding="utf-8")
            assert len(text) < LONGEST
            assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"') == 1
            assert not re.search(r"url\(|@import|href|<script|<style|/tmp|/home", text)
            roots.append(ElementTree.fromstring(text))
            assert len(roots[-1].findall(f".//{SVG}text")) > 10
            assert len(set(re.findall(r'fill="(#\w{6})"', text))) > 3, "drawn without colours"
        assert roots[0].attrib == roots[1].attrib
        assert roots[0].findtext(f"{SVG}title") == roots[1].findtext(f"{SVG}title")


def test_what_the_readme_refers_to_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", readme, flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)\s]+)|\b(?:src|srcset|href)=\"([^\"]+)", prose)
    targets = [one or other for one, other in links]
    here = [target.partition("#")[0] for target in targets if "://" not in target]
    assert targets
    assert [target for target in here if not (ROOT / target).exists()] == []


def opened(path: Path, write: Callable[[Path], None]) -> Snapshot:
    """A made-up diary as the program reads it."""
    write(path)
    data = path.read_bytes()
    write(path)
    assert path.read_bytes() == data
    snapshot = Diary(path, now=lambda: EVENING).read()
    assert snapshot.problems == ()
    return snapshot


@pytest.fixture
def made_up_year(tmp_path: Path) -> Today:
    snapshot = opened(tmp_path / "year.json", year)
    return Today(snapshot, snapshot.routine(), TODAY, EVENING)


def test_every_target_of_the_year_is_what_the_plan_asked(made_up_year: Today) -> None:
    routine, snapshot = made_up_year.routine, made_up_year.snapshot
    for number, session in enumerate(snapshot.sessions):
        earlier = snapshot.sessions[:number]
        known = gather(routine.id, earlier, snapshot.days, today=session.day)
        asked = plan_day(routine, known, session.day).exercises
        targets = {exercise: reps.target for exercise, reps in session.reps.items()}
        assert targets == {each.exercise.id: each.target for each in asked}


def test_the_year_has_a_bit_of_everything(made_up_year: Today) -> None:
    history, sessions = made_up_year.history, made_up_year.snapshot.sessions
    verdicts = [history.verdict(TODAY - dt.timedelta(days=back)) for back in range(1, 366)]
    reasons = [verdict.reason for verdict in verdicts]
    assert {"ill", "travel", "sore", "warning", "locked"} <= set(reasons)
    assert reasons.count("ill") == 7
    assert {Level.NONE, Level.PART, Level.FULL} == {verdict.level for verdict in verdicts}
    assert any(verdict.imagined for verdict in verdicts)
    assert any(v.level is Level.NONE and not v.protected for v in verdicts)
    assert {session.effort for session in sessions} == {"light", "right", "hard"}
    assert {"enough", "interrupted"} <= {session.stop_reason for session in sessions}
    assert any(session.note for session in sessions)
    assert all(session.confirmed for session in sessions)


def test_today_is_still_open_in_the_year_and_asks_for_one_more(made_up_year: Today) -> None:
    assert made_up_year.status == "pending"
    assert {asked.reason for asked in made_up_year.plan.exercises} == {Reason.STEP}


def test_fifty_years_have_a_session_every_day(tmp_path: Path) -> None:
    snapshot = opened(tmp_path / "years.json", fifty_years)
    days = [session.day for session in snapshot.sessions]
    assert days == [TODAY - dt.timedelta(days=back) for back in range(18_250, 0, -1)]
