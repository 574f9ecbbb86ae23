"""Copies of the diary that sync programs left: said on the home screen, shown, merged, undone."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from tests.app.app_support import (
    TODAY,
    YESTERDAY,
    Bench,
    at_screen,
    notices,
    notifications,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import go_to, open_settings
from tests.builders import done
from tui.app.dialogs.text import TextDialog
from tui.app.screens import merge_copies
from tui.app.screens.home import HomeScreen
from tui.app.screens.session import SessionScreen
from tui.diary import backups
from tui.diary.diary import Diary
from tui.practice.models import Band
from tui.words import copies as words

NAME = "supine.sync-conflict-20261122-201500-ABCDEFG.json"


def diverge(bench: Bench, name: str = NAME) -> Path:
    """Put a copy beside the diary in which a session and a rest day were added since."""
    copy = bench.path.with_name(name)
    copy.write_bytes(bench.path.read_bytes())
    bench.clock.wall += dt.timedelta(minutes=1)
    other = Diary(copy, now=bench.clock.now, host="tablet")
    other.log_session(other.read().routine(), YESTERDAY, done(2))
    other.rest(TODAY - dt.timedelta(days=3), "ill")
    shutil.rmtree(backups.folder_of(copy), ignore_errors=True)
    return copy


def session_count(bench: Bench) -> int:
    return len(bench.open().read().sessions)


async def test_g_shows_what_a_copy_holds_merges_it_and_u_undoes_it(bench: Bench) -> None:
    bench.practised(2, 2)
    copy = diverge(bench)
    count, before = session_count(bench), bench.path.read_bytes()
    async with bench.app().run_test(notifications=True) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: "has changes that are missing here" in notices(screen))
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        assert "Only in the copy: 1 session and 1 rest day." in text(pilot.app.screen)
        assert copy.name in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await at_screen(pilot, HomeScreen)
        assert bench.path.read_bytes() == before
        assert copy.exists()
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "Merged." in notifications(pilot.app.screen))
        assert "supine-backups. To undo it, press u." in notifications(pilot.app.screen)
        assert session_count(bench) == count + 1
        assert not copy.exists()
        assert copy.name not in notices(pilot.app.screen)
        await press(pilot, ["u"])
        await until(pilot, lambda: "Undone: the merge." in notifications(pilot.app.screen))
        stays = f"What was merged stays in supine-backups/{copy.name}."
        assert stays in " ".join(notifications(pilot.app.screen).split())
        assert session_count(bench) == count
        await press(pilot, ["ctrl+r"])
        await until(pilot, lambda: "Redone: the merge." in notifications(pilot.app.screen))
        assert session_count(bench) == count + 1


async def test_a_session_that_a_copy_removes_is_shown_with_how_it_went(bench: Bench) -> None:
    bench.practised(2, 2)
    other = Diary(diverge(bench), now=bench.clock.now)
    other.remove_session(other.read().sessions[0].id)
    async with bench.app().run_test(size=(40, 12)) as pilot:
        await until(pilot, lambda: pilot.app.copies)  # type: ignore[attr-defined]
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        shown = " ".join(text(pilot.app.screen).split())
        assert "Removed in the copy: the session of Fri 20 Nov (finished, 4 reps)." in shown


async def test_a_warning_sign_in_a_copy_is_said_first_and_pauses_practice(bench: Bench) -> None:
    bench.practised(2, 2)
    Diary(diverge(bench), now=bench.clock.now).record_feeling(TODAY, Band.WARNING)
    async with bench.app().run_test(size=(40, 12), notifications=True) as pilot:
        await until(pilot, lambda: pilot.app.copies)  # type: ignore[attr-defined]
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        shown = text(pilot.app.screen)
        assert shown.startswith("Merge this copy? · It has a warning sign that isn't here yet")
        await press(pilot, ["enter"])
        await until(pilot, lambda: "Paused after a warning sign" in text(pilot.app.screen))
        bench.clock.wall += dt.timedelta(minutes=2)
        await press(pilot, ["u"])
        await until(pilot, lambda: "the warning sign" in notifications(pilot.app.screen))
    assert bench.open().read().signed_dates == {TODAY}


async def test_the_notice_is_dismissed_and_g_still_works(bench: Bench) -> None:
    bench.practised(2, 2)
    diverge(bench)
    async with bench.app().run_test() as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: NAME in notices(screen))
        await press(pilot, ["d"])
        await until(pilot, lambda: NAME not in notices(screen))
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_a_strangers_diary_is_called_one_before_anything_else(
    bench: Bench, tmp_path: Path, size: tuple[int, int]
) -> None:
    bench.practised(2, 2)
    folder = tmp_path / "mia"
    folder.mkdir()
    other = Bench(folder)
    other.practised(3)
    bench.path.with_name(NAME).write_bytes(other.path.read_bytes())
    async with bench.app().run_test(size=size) as pilot:
        await until(pilot, lambda: pilot.app.copies)  # type: ignore[attr-defined]
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        shown = text(pilot.app.screen)
        assert "no session and no date in common with your diary" in shown
        assert "it's mine: merge" in shown


async def test_a_strangers_diary_is_never_merged_together_with_a_copy(
    bench: Bench, tmp_path: Path
) -> None:
    bench.practised(2, 2)
    (tmp_path / "mia").mkdir()
    other = Bench(tmp_path / "mia")
    other.practised(3)
    bench.path.with_name("supine (1).json").write_bytes(other.path.read_bytes())
    copy = diverge(bench)
    async with bench.app().run_test() as pilot:
        await until(pilot, lambda: len(pilot.app.copies) == 2)  # type: ignore[attr-defined]
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        assert copy.name in text(pilot.app.screen)
        assert "in common" not in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, HomeScreen)
        await until(pilot, lambda: len(pilot.app.copies) == 1)  # type: ignore[attr-defined]
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        assert "in common" in text(pilot.app.screen)
        await press(pilot, ["escape"])
    assert bench.path.with_name("supine (1).json").exists()


async def test_of_many_copies_so_many_are_merged_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_copies, "MOST_AT_ONCE", 7)
    bench.practised(2, 2)
    diverge(bench, "supine 10.json")
    for number in range(11, 20):
        bench.path.with_name(f"supine {number}.json").write_bytes(bench.path.read_bytes())
    async with bench.app().run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: "left 10 copies of the diary" in notices(pilot.app.screen))
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        shown = text(pilot.app.screen)
        assert "Merge 7 copies?" in shown
        assert "supine 10.json: Only in the copy" in shown
        assert "Nothing more in supine 11.json, supine 12.json," in shown
        assert "and 1 more." in shown
        assert "3 more come with the next merge." in shown
        await press(pilot, ["enter"])
        await until(pilot, lambda: "7 copies are now in" in notifications(pilot.app.screen))
        await until(pilot, lambda: "left 3 copies of the diary" in notices(pilot.app.screen))
    assert len([*backups.folder_of(bench.path).glob("supine 1*.json")]) == 7


async def test_a_copy_with_nothing_new_is_only_moved(bench: Bench) -> None:
    bench.practised(2, 2)
    copy = bench.path.with_name("supine 2.json")
    copy.write_bytes(bench.path.read_bytes())
    before = bench.path.read_bytes()
    async with bench.app().run_test(notifications=True) as pilot:
        await until(pilot, lambda: "it would change nothing here" in notices(pilot.app.screen))
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        assert words.NOTHING_NEW in text(pilot.app.screen)
        await press(pilot, ["enter"])
        await until(pilot, lambda: words.UNCHANGED in notifications(pilot.app.screen))
    assert bench.path.read_bytes() == before
    assert not copy.exists()
    assert (backups.folder_of(bench.path) / copy.name).exists()


async def test_a_damaged_copy_is_said_and_cannot_be_merged(bench: Bench) -> None:
    bench.practised(2, 2)
    copy = bench.path.with_name(NAME)
    copy.write_bytes(bench.path.read_bytes()[:-30])
    os.utime(copy, (1, 1))
    async with bench.app().run_test(notifications=True) as pilot:
        await until(pilot, lambda: "can't be read" in notices(pilot.app.screen))
        await press(pilot, ["g"])
        await until(pilot, lambda: "still writing it" in notifications(pilot.app.screen))
        assert isinstance(pilot.app.screen, HomeScreen)
    assert copy.exists()


async def test_a_copy_that_goes_while_it_is_shown_is_said_and_nothing_is_changed(
    bench: Bench,
) -> None:
    bench.practised(2, 2)
    copy = diverge(bench)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: NAME in notices(pilot.app.screen))
        await press(pilot, ["g"])
        await at_screen(pilot, TextDialog)
        copy.unlink()
        await press(pilot, ["enter"])
        await until(pilot, lambda: "nothing was merged" in notifications(pilot.app.screen))
        await until(pilot, lambda: NAME not in notices(pilot.app.screen))
    assert bench.path.read_bytes() == before


async def test_what_another_program_merges_is_no_longer_offered(bench: Bench) -> None:
    bench.practised(2, 2)
    copy = diverge(bench)
    async with bench.app().run_test(notifications=True) as pilot:
        await until(pilot, lambda: NAME in notices(pilot.app.screen))
        other = bench.open()
        other.merge(other.plan_merge([copy]))
        await pilot.app.reload()  # type: ignore[attr-defined]
        await until(pilot, lambda: NAME not in notices(pilot.app.screen))


async def test_settings_and_the_palette_merge_too(bench: Bench) -> None:
    bench.practised(2, 2)
    diverge(bench)
    count = session_count(bench)
    async with bench.app().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await open_settings(pilot)
        await go_to(pilot, "copies")
        await until(pilot, lambda: "1 to merge" in text(screen))
        await press(pilot, ["ctrl+p", *"merge a copy"])
        await until(pilot, lambda: "Merge a copy of the diary" in text(pilot.app.screen))
        await press(pilot, ["escape"])
        await until(pilot, lambda: pilot.app.screen is screen)
        await press(pilot, ["enter"])
        await at_screen(pilot, TextDialog)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "Merged." in notifications(pilot.app.screen))
        await until(pilot, lambda: screen.state.facts.copies == "none")
        assert session_count(bench) == count + 1
        await press(pilot, ["enter"])
        await until(pilot, lambda: "There's no copy to merge." in notifications(pilot.app.screen))


async def test_the_palette_knows_of_the_copies_that_the_settings_show(bench: Bench) -> None:
    bench.practised(2, 2)
    app = bench.app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_settings(pilot)
        await until(pilot, lambda: screen.state.facts.copies == "none")
        assert app.copies == []
        diverge(bench)
        bench.open().rest(TODAY, "travel")
        await app.reload()
        await until(pilot, lambda: "1 to merge" in screen.state.facts.copies)
        assert [copy.kind for copy in app.copies] == ["news"]
        await press(pilot, ["ctrl+p", *"merge a copy"])
        await until(pilot, lambda: "Merge a copy of the diary" in text(app.screen))


async def test_nothing_looks_for_copies_during_a_session(bench: Bench) -> None:
    bench.practised(2, 2)
    bench.diary.record_feeling(TODAY, Band.CLEAR)
    app = bench.app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        await press(pilot, ["space"])
        await at_screen(pilot, SessionScreen)
        diverge(bench)
        await app._find_copies()
        assert app.copies == []
