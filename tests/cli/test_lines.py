"""Lines on their way out: signs that the encoding of the stream lacks are printed in ASCII."""

from __future__ import annotations

import io

import pytest

from tui.cli.lines import Painted, print_line


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [("ascii", "2 x 5 s . Zo? . ->"), ("latin-1", "2 x 5 s . Zoë . ->"), ("utf-8", None)],
)
def test_signs_that_the_encoding_lacks_are_printed_in_ascii(
    encoding: str, printed: str | None
) -> None:
    line = "2 × 5 s · Zoë · -→"
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="\n")
    print_line(line, stream)
    print_line([Painted("○", "1"), " today"], stream)
    stream.flush()
    first, second = raw.getvalue().decode(encoding).splitlines()
    assert first == (line if printed is None else printed)
    assert second == f"\x1b[1m{'○' if printed is None else 'o'}\x1b[0m today"


def test_a_stream_without_an_encoding_takes_every_sign() -> None:
    stream = io.StringIO()
    print_line("2 × 5 s", stream)
    assert stream.getvalue() == "2 × 5 s\n"
