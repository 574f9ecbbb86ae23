"""``supine calendar``: every date as JSON, the heatmap, its colours, and the list."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tests.cli.diaries import days_of, iso, legs, session, write
from tui.cli.calendar_view import OutputStyle, color_bits
from tui.cli.support import USAGE

LEGEND = "░▒▓█ up to the full set   - part   i imagined   · none   r rest   ! warning sign\n○ today"
TILES = (
    "▆▆▆▆ up to the full set   ▆ full   ▃ part   □ imagined   · none   r rest   ! warning sign"
    "   ○ today"
)
ESCAPE = re.compile(r"\x1b\[[\d;]*m")

# calendar --json


def test_json_gives_the_verdict_of_each_date(supine: CommandLine, path: Path) -> None:
    write(
        path,
        sessions=[
            session(iso(20)),
            session(iso(19), 1),
            session(iso(18), 0, imagined=2),
            {"id": "kept", "routine": "neck-and-upper-back", "day": iso(17), "kept": True},
            session(iso(16)),
            session(iso(15), 0, status="stopped", stop_reason="pain"),
            session(iso(14), 0, status="stopped", stop_reason="enough"),
            {**session(iso(8)), "routine": "another"},
        ],
        days=[
            {"day": iso(16), "rest_reason": "ill"},
            {"day": iso(13), "rest_reason": "travel", "check": "high"},
            {"day": iso(12), "check": "mild"},
            {"day": iso(11), "check": "moderate"},
            {"day": iso(10), "report": "warning"},
            {"day": iso(8), "ack": True},
            {"day": "2026-12-24", "rest_reason": "travel"},
        ],
    )
    days = days_of(supine, "--weeks", "4")
    assert {n: days[iso(n)]["shade"] for n in (20, 19, 18, 17, 16, 15)} == {
        20: 4,
        19: 2,
        18: 4,
        17: 4,
        16: 4,
        15: 0,
    }
    assert {iso(n): tuple(days[iso(n)].values())[1:-1] for n in (*range(20, 6, -1), 0)} == {
        iso(20): ("full", True, False, None, 4, 4),
        iso(19): ("part", True, False, None, 2, 4),
        iso(18): ("full", True, False, None, 4, 4),
        iso(17): ("full", True, False, None, 0, None),
        iso(16): ("full", True, False, "ill", 4, 4),
        iso(15): ("none", False, True, "high", 0, 4),
        iso(14): ("none", False, False, None, 0, None),
        iso(13): ("none", False, True, "travel", 0, None),
        iso(12): ("none", False, False, None, 0, None),
        iso(11): ("none", False, True, "moderate", 0, None),
        iso(10): ("none", False, True, "warning", 0, None),
        iso(9): ("none", False, True, "locked", 0, None),
        iso(8): ("none", False, False, None, 0, None),
        iso(7): ("none", False, False, None, 0, None),
        iso(0): ("none", False, False, None, 0, None),
    }


@pytest.mark.parametrize(
    ("arguments", "first", "last", "count"),
    [
        ([], "2025-11-17", "2026-11-22", 53 * 7),
        (["--weeks", "1"], "2026-11-16", "2026-11-22", 7),
        (["--weeks", "2"], "2026-11-09", "2026-11-22", 14),
        (["--weeks", "5300"], "1925-04-27", "2026-11-22", 5300 * 7),
        # Whole weeks; 2026 begins on a Thursday and has 53 of them, 2018 begins on a Monday.
        (["--year", "2026"], "2025-12-29", "2026-11-22", 47 * 7),
        (["--year", "2020"], "2019-12-30", "2021-01-03", 53 * 7),
        (["--year", "2018"], "2018-01-01", "2019-01-06", 53 * 7),
        (["--year", "2024"], "2024-01-01", "2025-01-05", 53 * 7),
        (["--year", "2028"], "", "", 0),
        (["--year", "1900"], "1900-01-01", "1901-01-06", 53 * 7),
    ],
)
def test_the_weeks_are_whole_and_end_today(
    arguments: list[str], first: str, last: str, count: int, supine: CommandLine, path: Path
) -> None:
    if not count:
        supine.fails(USAGE, "calendar", *arguments)
        supine.at(2029, 1, 1)
        first, last, count = "2027-12-27", "2028-12-31", 53 * 7
    days = list(days_of(supine, *arguments))
    assert (days[0], days[-1], len(days)) == (first, last, count)
    assert not path.exists()


def test_a_week_may_begin_on_any_day(supine: CommandLine, path: Path) -> None:
    write(path, settings={"week_starts_on": "sun"})
    days = days_of(supine, "--weeks", "2")
    assert list(days) == [iso(n) for n in range(7, -1, -1)]  # today begins its week
    letters = [
        line[0] for line in supine("calendar", "--heatmap", "--weeks", "2").out.splitlines()[2:9]
    ]
    assert letters == list("SMTWTFS")
    # 2028 begins on a Saturday and is a leap year: under Sunday weeks it takes 54 of them.
    supine.at(2029, 6, 1)
    days = days_of(supine, "--year", "2028")
    assert (min(days), max(days)) == ("2027-12-26", "2029-01-06")
    assert len(days) == 54 * 7


def test_the_leap_day_and_the_turn_of_the_year_are_dates_like_any(
    supine: CommandLine, path: Path
) -> None:
    row = [dt.date(2023, 12, 28) + dt.timedelta(days=n) for n in range(70)]
    write(path, sessions=[session(day.isoformat()) for day in row])
    supine.at(row[-1].year, row[-1].month, row[-1].day, 12)
    days = days_of(supine)
    assert days["2024-02-29"]["level"] == "full"
    assert all(days[day.isoformat()]["kept"] for day in row)
    assert supine("streak", "--json").json["current"] == 70


def test_before_three_the_calendar_still_ends_the_day_before(supine: CommandLine) -> None:
    supine.at(2027, 1, 1, 2, 59)
    assert list(days_of(supine, "--weeks", "1"))[-1] == "2026-12-31"
    supine.fails(USAGE, "calendar", "--year", "2027")
    supine.at(2027, 1, 1, 3, 0)
    assert list(days_of(supine, "--weeks", "1"))[-1] == "2027-01-01"
    assert list(days_of(supine, "--year", "2027"))[-1] == "2027-01-01"


def test_the_calendar_can_be_that_of_an_archived_routine(supine: CommandLine, path: Path) -> None:
    reps = {"leg": {"target": 3, "done": 3, "imagined": 1}}
    own = {"id": "x", "routine": "legs", "day": iso(1), "reps": reps}
    write(path, routines=[legs(archived=True), {**legs(), "id": "arms"}], sessions=[own])
    day = days_of(supine, "--routine", "legs")[iso(1)]
    assert (day["level"], day["counted"], day["target"]) == ("full", 4, 3)
    # Without --routine the setting chooses, as for every command.
    write(path, settings={"routine": "arms"}, routines=[legs(), {**legs(), "id": "arms"}],
          sessions=[own])  # fmt: skip
    assert days_of(supine)[iso(1)]["level"] == "none"


# The heatmap


def grid(out: str) -> list[str]:
    """Return the seven rows of a heatmap of one band, without colours."""
    return [ESCAPE.sub("", line) for line in out.splitlines()[2:9]]


def test_the_heatmap_has_a_column_for_each_week_and_ends_with_the_sums(
    supine: CommandLine, path: Path
) -> None:
    write(
        path,
        sessions=[
            session(iso(27)),  # Mon 26 October
            session(iso(26), 1),
            session(iso(25), 0, imagined=1),
            session(iso(20)),
            session(iso(13)),
            session(iso(6)),
        ],
        days=[
            {"day": iso(24), "rest_reason": "ill"},
            {"day": iso(23), "report": "warning"},
            {"day": iso(21), "ack": True},
        ],
    )
    assert supine("calendar", "--heatmap", "--weeks", "4").out == (
        "2026\n"
        "     Nov\n"
        "M    ██ ██ ██ ██\n"
        "T    ▒▒-·  ·  ·\n"
        "W    ▒▒~·  ·  ·\n"
        "T    r  ·  ·  ·\n"
        "F    !  ·  ·  ·\n"
        "S    r  ·  ·  ·\n"
        "S    ·  ·  · (○)\n"
        "\n"
        f"{LEGEND}\n"
        "\n"
        "0 days · still time today, until 03:00\n"
        "longest 3 · 6 of the last 30 days · steadiness 12%\n"
        "6 days · 20 reps · 1 min held\n"
    )


def test_dates_ahead_are_blank_but_for_rest(supine: CommandLine, path: Path) -> None:
    ahead = [
        {"day": "2026-11-20", "rest_reason": "travel"},
        {"day": "2026-11-21", "check": "high"},
    ]
    write(path, sessions=[session("2026-11-22")], days=ahead)
    supine.at(2026, 11, 18, 12)
    assert grid(supine("calendar", "--heatmap", "--weeks", "2").out) == [
        "M    ·  ·",
        "T    ·  ·",
        "W    · (○)",
        "T    ·",
        "F    ·  r",
        "S    ·",
        "S    ·",
    ]
    assert list(days_of(supine, "--weeks", "1"))[-1] == "2026-11-18"
    supine("check-in", "warning")  # locks the days ahead, but it is not known how many
    assert grid(supine("calendar", "--heatmap", "--weeks", "1").out)[2:] == [
        "W   (! )",
        "T",
        "F    r",
        "S",
        "S",
    ]


@pytest.mark.parametrize(
    ("columns", "weeks"),
    [("1", 1), ("5", 1), ("8", 1), ("9", 1), ("10", 2), ("40", 17), ("80", 37), ("111", 52),
     ("112", 53), ("164", 53), ("165", 53), ("300", 53)],
)  # fmt: skip
def test_as_many_of_the_53_weeks_as_fit(
    columns: str, weeks: int, supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = supine("calendar", "--heatmap").out
    assert len(grid(out)[0].split()) == weeks + 1
    assert ("·  ·" in out) is (int(columns) >= 165), "wide tiles where a year of them fits"
    if weeks > 1:
        above = out.splitlines()[:9]
        assert max(map(len, above)) <= int(columns)
    json_days = supine("calendar", "--json").json["days"]
    assert len(json_days) == 53 * 7, "a program is given all of them"


def test_weeks_that_do_not_fit_side_by_side_are_shown_in_bands(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = supine("calendar", "--heatmap", "--year", "2025").out.splitlines()
    rows = [line for line in lines if line.startswith("M  ")]
    assert [len(row.split()) - 1 for row in rows] == [27, 26]
    assert (lines[0], lines.count("2025")) == ("2025", 1)
    assert " ".join(lines[1].split()) == "Jan Feb Mar Apr May Jun Jul"
    assert " ".join(lines[10].split()) == "Jul Aug Sep Oct Nov Dec Jan"
    monkeypatch.setenv("COLUMNS", "120")
    rows = [
        x
        for x in supine("calendar", "--heatmap", "--year", "2025").out.splitlines()
        if x.startswith("M")
    ]
    assert len(rows) == 1
    many = supine("calendar", "--heatmap", "--weeks", "120").out.splitlines()
    assert [line for line in many if line.startswith("20")] == [
        "2024 – 2025",
        "2025 – 2026",
        "2026",
    ]


def test_a_band_in_which_nothing_is_marked_ahead_is_left_out(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    supine.at(2026, 2, 1)
    out = supine("calendar", "--heatmap", "--year", "2026").out
    assert out.count("\nM") == 1
    assert "Jun" in out.splitlines()[1], "the first half year stands, blank where nothing was"
    supine("rest", "--date", "2026-12-24", "--reason", "travel")
    assert supine("calendar", "--heatmap", "--year", "2026").out.count("\nM") == 2


def test_a_sign_shows_also_with_reps_and_rest(supine: CommandLine, path: Path) -> None:
    # R6.shown
    write(
        path,
        settings={"glyphs": "ascii"},
        sessions=[session(iso(5), status="stopped", stop_reason="warning"), session(iso(3))],
        days=[
            {"day": iso(4), "ack": True, "check": "warning", "rest_reason": "ill"},
            {"day": iso(3), "ack": True, "report": "warning"},
        ],
    )
    for color in ("never", "always"):
        out = ESCAPE.sub("", supine("--color", color, "calendar", "--weeks", "1", "--heatmap").out)
        assert [row[5] for row in grid(out)] == [*".!!!rr", "r"]
    drawn = supine("--color", "always", "calendar", "--weeks", "1", "--list").out
    listed = ESCAPE.sub("", drawn).splitlines()
    assert [line[0] for line in listed] == [*"!!!rrr"]


def test_glyphs_in_ascii_by_choice_or_where_there_are_no_others(
    supine: CommandLine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, settings={"glyphs": "ascii"})
    out = supine("calendar", "--heatmap", "--weeks", "1").out
    assert [row[5] for row in grid(out)] == [*"......", "o"]
    assert "1234 up to the full set   - part   i imagined   . none   r rest" in out
    for encoding, is_ascii in (("ascii", True), ("cp1252", True), ("utf-8", False)):
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
        assert OutputStyle.of_stdout("auto", "unicode").is_ascii == is_ascii
        assert OutputStyle.of_stdout("auto", "ascii").is_ascii


# Colours


@pytest.mark.parametrize(
    ("wanted", "terminal", "environ", "bits"),
    [
        ("auto", True, {"TERM": "xterm-256color"}, 8),
        ("auto", True, {}, 8),
        ("auto", True, {"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 24),
        ("auto", True, {"TERM": "tmux-256color", "COLORTERM": "24bit"}, 24),
        ("auto", True, {"TERM": "xterm-256color", "COLORTERM": "yes"}, 8),
        ("auto", True, {"TERM": "linux"}, 4),
        ("auto", True, {"TERM": "xterm-16color"}, 4),
        ("auto", True, {"TERM": "dumb"}, 0),
        ("auto", True, {"TERM": "dumb", "COLORTERM": "truecolor"}, 0),
        ("auto", True, {"TERM": "xterm-256color", "NO_COLOR": "1"}, 0),
        ("auto", True, {"TERM": "linux", "CLICOLOR": "1"}, 4),
        ("auto", False, {"TERM": "linux", "FORCE_COLOR": "1"}, 4),
        ("auto", True, {"TERM": "xterm-256color", "NO_COLOR": "0"}, 0),
        ("auto", True, {"TERM": "xterm-256color", "NO_COLOR": ""}, 8),
        ("auto", False, {"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 0),
        ("auto", None, {"TERM": "xterm-256color"}, 0),
        ("always", False, {}, 8),
        ("always", None, {}, 8),
        ("always", False, {"NO_COLOR": "1", "TERM": "dumb"}, 8),
        ("always", True, {"COLORTERM": "truecolor"}, 24),
        ("never", True, {"COLORTERM": "truecolor"}, 0),
    ],
)
def test_colours_follow_the_option_the_terminal_and_no_color(
    wanted: str, terminal: bool | None, environ: Mapping[str, str], bits: int
) -> None:
    class Out(io.StringIO):
        def isatty(self) -> bool:
            return bool(terminal)

    assert color_bits(wanted, None if terminal is None else Out(), environ) == bits


@pytest.mark.parametrize(
    ("term", "color_term", "theme", "full", "part", "sign"),
    [
        ("xterm-256color", "truecolor", "supine-night", "38;2;255;215;95;48;2;16;20;24",
         "38;2;151;131;64;48;2;16;20;24", "1;38;2;16;20;24;48;2;255;92;92"),
        ("xterm-256color", "truecolor", "supine-day", "38;2;0;32;77;48;2;255;255;255",
         "38;2;89;109;139;48;2;255;255;255", "1;38;2;255;255;255;48;2;154;42;26"),
        ("xterm-256color", "", "supine-night", "38;5;221;48;5;233", "38;5;101;48;5;233",
         "1;38;5;233;48;5;203"),
        ("linux", "", "supine-night", "", "", "1;7"),
    ],
)  # fmt: skip
def test_the_heatmap_is_drawn_in_the_shades_of_the_theme_on_its_ground(
    term: str,
    color_term: str,
    theme: str,
    full: str,
    part: str,
    sign: str,
    supine: CommandLine,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # R1.shade
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", color_term)
    monkeypatch.setenv("NO_COLOR", "1")
    said = [{"day": iso(4), "rest_reason": "ill"}, {"day": iso(2), "report": "warning"}]
    done = [session(iso(6)), session(iso(5), 1), session(iso(3), 0, imagined=1)]
    write(path, settings={"theme": theme}, sessions=done, days=said)
    plain = supine("calendar", "--heatmap", "--weeks", "1").out
    assert "\x1b" not in plain
    assert [row[5:] for row in grid(plain)] == ["██", "▒▒-", "r", "▒▒~", "!", "r", "r)"]
    out = supine("calendar", "--weeks", "1", "--color", "always").out
    rows = out.splitlines()[2:9]
    if not full:  # too few colours for the steps
        assert [ESCAPE.sub("", row).rstrip() for row in rows] == grid(plain)
        assert f"\x1b[{sign}m!" in rows[4]
    else:
        assert f"\x1b[{full}m▆▆ \x1b[0m" in rows[0]
        assert f"\x1b[{part}m▃▃ \x1b[0m" in rows[1]
        assert f"\x1b[{part}m▭  \x1b[0m" in rows[3]
        assert f"\x1b[{sign}m! \x1b[0m" in rows[4]
        assert {len(ESCAPE.sub("", row)) for row in out.splitlines()[1:9]} == {9}
        assert f"\x1b[{full}m▆\x1b[0m full" in out
    assert "\x1b" not in supine("calendar", "--json", "--color", "always").out
    assert "\x1b" not in supine("calendar", "--heatmap", "--weeks", "1", "--color", "never").out
    line = supine("--color", "always", "calendar", "--weeks", "1", "--list").out.splitlines()[0]
    assert ESCAPE.sub("", line) == f"{'▆' if full else '█'}  Mon 16 November · 2 of 2 each"


def test_the_legend_has_every_glyph_and_wraps(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    lines = supine("calendar", "--weeks", "1", "--color", "always").out.splitlines()
    lines = [ESCAPE.sub("", line) for line in lines[10:-3]]
    assert "   ".join(lines) == TILES
    assert max(map(len, lines)) <= 30


# calendar --list


def test_the_list_has_a_line_for_each_date_and_the_newest_comes_last(
    supine: CommandLine, path: Path
) -> None:
    write(
        path,
        sessions=[
            session("2025-12-31", effort="right", props=["towel"]),
            session(iso(3), 1, imagined=1),
        ],
        days=[
            {"day": "2025-12-31", "check": "clear"},
            {"day": iso(2), "rest_reason": "travel"},
            {"day": iso(1), "note": "slept\n\x1b[31mwell"},
            {"day": iso(5)},
            {"day": "2026-11-24", "rest_reason": "ill"},
        ],
    )
    listed = supine("calendar", "--list").out.splitlines(keepends=True)
    assert len(listed) == (dt.date(2026, 11, 22) - dt.date(2025, 12, 31)).days + 1
    assert "Thu 1 January; nothing recorded\n" in listed
    assert "".join(line for line in listed if "nothing recorded\n" not in line) == (
        "Wed 31 December 2025; 2 of 2 each; felt as usual; right; folded towel\n"
        "Thu 19 November; 2 of 2 each, two imagined\n"
        "Fri 20 November; resting: travelling\n"
        'Sat 21 November; nothing recorded; "slept [31mwell"\n'
        "Sun 22 November; still time today, until 03:00\n"
    )
    assert len(supine("calendar", "--list", "--weeks", "1").out.splitlines()) == 7
    assert supine("calendar", "--list", "--year", "2024").out == (
        "Nothing is recorded in these weeks.\n"
    )
    supine.at(2026, 11, 23, 12)
    assert supine("calendar", "--list", "--weeks", "1").out == (
        "Mon 23 November; still time today, until 03:00\nTue 24 November; resting: ill\n"
    )


@pytest.mark.parametrize(
    ("terminal", "environ", "arguments", "is_list"),
    [
        (True, {"TERM": "xterm"}, [], False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, [], False),
        (True, {"TERM": "dumb"}, [], True),
        (False, {"TERM": "xterm"}, ["--weeks", "1"], True),
        (False, {"TERM": "xterm"}, ["--color", "always"], False),
        (False, {"TERM": "xterm", "FORCE_COLOR": "1"}, [], False),
        (False, {"TERM": "dumb"}, ["--heatmap"], False),
        (True, {"TERM": "xterm"}, ["--list"], True),
    ],
)
def test_in_a_pipe_and_on_a_dumb_terminal_it_is_a_list(
    terminal: bool,
    environ: Mapping[str, str],
    arguments: list[str],
    is_list: bool,
    supine: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert ("up to the full set" not in supine("calendar", *arguments).out) is is_list


def test_json_is_the_same_with_list(supine: CommandLine) -> None:
    assert supine("calendar", "--list", "--json").json == supine("calendar", "--json").json


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        *(
            (["calendar", "--year", year], f"a year from 1900 to 2026, not {year!r}")
            for year in ("2027", "9999", "10000", "0", "1899", "0999", "26", "+2026", "20 6", "x",
                         "٢٠٢٦", "2026.0", "", "9" * 5000)
        ),
        (["calendar", "--year", "-1"], "a year from 1900"),
        (["calendar", "--year"], "--year: expected one argument"),
        *(
            (["calendar", "--weeks", weeks], f"from 1 to 5300, not {weeks!r}")
            for weeks in ("0", "5301", "1.5", "many", "", "٣", "9" * 5000)
        ),
        (["calendar", "--weeks=-1"], "from 1 to 5300, not '-1'"),
        (["calendar", "--year", "2026", "--weeks", "3"], "not allowed with argument"),
        (["calendar", "--color", "pink"], "invalid choice: 'pink'"),
        (["calendar", "2026"], "unrecognized arguments: 2026"),
        (["calendar", "--routine", "nope"], "there is no routine 'nope'"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_usage_is_one_line_and_changes_nothing(
    arguments: list[str], words: str, supine: CommandLine, path: Path
) -> None:
    assert words in supine.fails(USAGE, *arguments)
    assert not path.exists()
