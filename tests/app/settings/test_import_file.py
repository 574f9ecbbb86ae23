"""Import from within the app: what is asked, the preview, and what is added."""

from __future__ import annotations

from pathlib import Path

from tests.app.app_support import (
    SUPINE_PILOT,
    TODAY,
    Bench,
    at_screen,
    notifications,
    press,
    text,
    until,
)
from tests.app.settings.settings_support import go_to, open_settings, type_in
from tests.exchange.foreign_files import HABITBULL_HEADER
from tui.exchange.write_export import export_json
from tui.practice.models import Band

LIST = "date,done,note\n03/04/2026,1,\n05/06/2026,1,good\n"


async def begin(pilot: SUPINE_PILOT, path: Path | str) -> None:
    """Press the key on the line of the settings, and type a path."""
    await press(pilot, ["i"])
    await at_screen(pilot, "PromptDialog")
    assert "~/Downloads/habits.csv" in text(pilot.app.screen)
    await type_in(pilot, str(path))
    await press(pilot, ["enter"])


async def test_an_export_is_shown_first_and_then_added_once(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Bench(tmp_path / "other")
    other.practised(2, 2)
    other.diary.record_feeling(TODAY, Band.MILD)
    export = tmp_path / "their export.json"
    export.write_bytes(export_json(other.diary.documents()))
    bench.practised(2)
    before = bench.path.read_bytes()
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "import")
        await begin(pilot, f"'{export}'")  # as a terminal writes a file that is dropped on it
        await at_screen(pilot, "ChoiceDialog")
        preview = "sessions: 2 new · days: 1 new"
        assert "Import their export.json?" in text(pilot.app.screen)
        assert preview in text(pilot.app.screen)
        await press(pilot, ["n"])
        await at_screen(pilot, "SettingsScreen")
        assert bench.path.read_bytes() == before
        await begin(pilot, export)
        await at_screen(pilot, "ChoiceDialog")
        await press(pilot, ["y"])
        await until(pilot, lambda: f"Imported: {preview}" in notifications(pilot.app.screen))
        assert "restore the newest backup" in notifications(pilot.app.screen)
        assert len(bench.live("sessions")) == 3
        await begin(pilot, export)
        await until(pilot, lambda: "everything is already" in notifications(pilot.app.screen))
        other.diary.record_feeling(TODAY, Band.HIGH)
        export.write_bytes(export_json(other.diary.documents()))
        await begin(pilot, export)
        await until(pilot, lambda: "which a merge would bring" in notifications(pilot.app.screen))


async def test_what_is_unclear_is_asked(bench: Bench, tmp_path: Path) -> None:
    bench.practised(2)
    dates = tmp_path / "list.csv"
    dates.write_text(LIST)
    habits = tmp_path / "habits.csv"
    rows = "Walk,,,2026-03-04,1,\nStretch,,,2026-03-05,1,\nStretch,,,2026-03-06,1,\n"
    habits.write_text(HABITBULL_HEADER + rows)
    async with bench.app().run_test(size=(80, 24), notifications=True) as pilot:
        await open_settings(pilot)
        await go_to(pilot, "import")
        await begin(pilot, tmp_path / "nowhere.csv")
        assert "There is no file" in text(pilot.app.screen)
        await press(pilot, ["escape"])
        await begin(pilot, dates)
        await at_screen(pilot, "ListDialog")
        assert "Which date is meant (line 2)?" in text(pilot.app.screen)
        assert "4 March 2026" in text(pilot.app.screen)
        await press(pilot, ["j", "enter"])
        await at_screen(pilot, "ChoiceDialog")
        assert "(2026-03-04 to 2026-05-06)" in text(pilot.app.screen)
        await press(pilot, ["n"])
        await begin(pilot, habits)
        await at_screen(pilot, "ListDialog")
        assert "Stretch 2026-03-05 to 2026-03-06, 2 days done" in text(pilot.app.screen)
        await press(pilot, ["j", "enter"])
        await at_screen(pilot, "ChoiceDialog")
        assert "HabitBull: Stretch → Neck and upper back" in text(pilot.app.screen)
        await press(pilot, ["y"])
        await until(pilot, lambda: "days done: 2 new" in notifications(pilot.app.screen))
        assert len(bench.live("sessions")) == 3
        (tmp_path / "broken.json").write_text('{"sessions": 3')
        await begin(pilot, tmp_path / "broken.json")
        await until(pilot, lambda: "cannot import" in notifications(pilot.app.screen))
        await at_screen(pilot, "SettingsScreen")
