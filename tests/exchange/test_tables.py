"""Encoding, line ends, separator and quoting of a table are decided once, and with certainty."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.exchange.refusals import ImportRefused
from tui.exchange.tables import decode_text, lines_of, read_table

TEXT = "date,note\n2026-11-20,Rücken – „gut“ 🧘\n"
MARKED = {
    "utf-8-sig": "",
    "utf-16": "",
    "utf-16-le": "\ufeff",
    "utf-16-be": "\ufeff",
    "utf-32": "",
    "utf-32-be": "\ufeff",
}


@pytest.mark.parametrize("encoding", MARKED)
def test_a_mark_at_the_beginning_names_the_encoding(encoding: str) -> None:
    assert decode_text((MARKED[encoding] + TEXT).encode(encoding)) == (TEXT, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_obvious(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == (TEXT, ("read as text in UTF-16",))


def test_the_encoding_of_windows_is_a_guess_that_is_named() -> None:
    text = "date,note\n2026-11-20,Größe – “ça va”, 5 €, «CAFÉ»\n"
    remark = "read as text in Windows-1252, such as 'Größe'"
    assert decode_text(text.encode("cp1252")) == (text, (remark,))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (TEXT.encode() + b"\xe4\n", "line 3: it is not text in UTF-8; save it as UTF-8"),
        ("Шея\n".encode("cp1251"), "line 1: it is not text in UTF-8; save it as UTF-8"),
        ("Да,首\n".encode("gbk"), "line 1: it is not text in UTF-8"),
        (b"a\x81b", "line 1: it is not text in UTF-8"),
        (b"a\nb\xff\0", "line 2: it is not text in UTF-8"),
        (TEXT.encode("utf-16")[:-1], "line 2: it is not text in UTF-16"),
        (b"\xff\xfea\0\n\0\0\xd8\n\0", "line 2: it is not text in UTF-16"),
        (b"\xd0\xcf\x11\xe0\xa1", "it is a workbook; save it as CSV, and import that"),
        (b"\x1f\x8b\x08", "it is packed with gzip; unpack it, and import what is in it"),
        (b"\x37\x7f\x06\x82", "it is the log of a database; import the database, and leave the"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        decode_text(data)
    assert str(refused.value).startswith(f"cannot import the file: {reason}")


def cells_of(text: str) -> list[list[str]]:
    return [row.cells for row in read_table(text).rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_and_line_ends_are_found(separator: str, end: str) -> None:
    rows = [["Date", "a, b", 'c "d"; e'], ["2026-11-20", "1,5", "x\ty"], ["2026-11-19", "", "z"]]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    text = end.join(separator.join(row) for row in quoted) + end
    assert cells_of(text) == rows
    table = read_table(f"{end}{text}")
    assert [row.where for row in table.rows] == ["line 2", "line 3", "line 4"]
    assert table.header == rows[0]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Date;Neck, upper, left\n2026-11-20;NO\n", 2),
        ("Date,Neck; left,b;c\n2026-11-20,NO,NO\n", 3),
        ("Date;Value;Notes\n2026-11-20;NO;fine, really, fine\n", 3),
        ("date;done\n2026-11-20;1,5\n2026-11-21;2,5\n", 2),
        ("date,note\n2026-11-20,a; b; c\n", 2),
        ("date\n20,11;2026\n", 1),
        ("a;b;c\n", 3),
        ("a\tb;c\n1\t2;3\n", 2),
    ],
)
def test_the_separator_is_the_one_that_fits_all_rows(text: str, width: int) -> None:
    assert len(read_table(text).rows[0].cells) == width


def test_a_line_for_spreadsheets_names_the_separator() -> None:
    table = read_table("sep=;\r\na;b,c\r\n1;2\r\n")
    assert [tuple(row) for row in table.rows] == [("line 2", ["a", "b,c"]), ("line 3", ["1", "2"])]
    assert cells_of('"sep=\t"\na,b\tc\n') == [["a,b", "c"]]


def test_spaces_before_quotes_do_not_matter() -> None:
    assert cells_of('a, "b, c", "d"\n1, "2", "3"\n') == [["a", "b, c", "d"], ["1", "2", "3"]]
    assert cells_of("a,b\n1, 2\n") == [["a", "b"], ["1", " 2"]]


def test_empty_cells_at_the_end_of_rows_are_no_columns() -> None:
    table = read_table("a,b,,\n1,2,,\n3,,,\n4\n5,6,7,\n,,,\n\n")
    assert [row.cells for row in table.rows] == [
        ["a", "b"],
        ["1", "2"],
        ["3", ""],
        ["4"],
        ["5", "6", "7"],
    ]
    assert not table.has_empty_end
    assert read_table("a,b,\n1,2,\n").has_empty_end


def test_a_last_row_without_its_end_is_cut_if_it_is_the_shortest() -> None:
    assert read_table("a,b,c\n1,2,3\n1,2").cut == "line 3"
    assert read_table("a,b,c\n1,2\n1,2").cut == ""
    assert read_table("a,b,c\n1,2,3\n1,2\n").cut == ""
    assert read_table("a,b,c\n1,2").cut == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('a,b\n1,"2\n', "line 2: it is not CSV: a quote is opened and never closed"),
        ('a,b\n1,"2"3\n', "line 2: it is not CSV: there is something after a closing quote"),
        ("a,b\n1," + "x" * 200_000, "line 2: it is not CSV: one of its cells is longer than any"),
    ],
)
def test_what_is_no_csv_is_refused_in_our_own_words(text: str, reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_table(text)
    assert str(refused.value).startswith(f"cannot import the file: {reason}")


def test_a_guard_against_formulas_is_taken_away() -> None:
    assert cells_of("a,b\n'=1,'tis\n''@x,'\n") == [["a", "b"], ["=1", "'tis"], ["'@x", "'"]]


def test_lines_end_as_on_any_system_and_nowhere_else() -> None:
    assert list(lines_of("a\rb\r\nc\nd\u2028e\x85f\x1cg")) == ["a", "b", "c", "d\u2028e\x85f\x1cg"]


@given(st.text("ab,;\t\"'\r\n =\u2028\0", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        table = read_table(text)
    except ImportRefused as refused:
        assert "\n" not in str(refused)
        return
    assert all(row.cells for row in table.rows)
