"""Print every text that the program can say, room by room: ``python -m tests.words``.

They are read in one go, as someone would hear them. Parts that are filled in stand in braces.
"""

from __future__ import annotations

import sys
from itertools import groupby

from tests.words.said import texts


def main() -> None:
    """Print the texts under the names of their modules."""
    write = sys.stdout.write
    count = 0
    for module, said in groupby(texts(), key=lambda text: text.module):
        write(f"\n{module}\n")
        for text in said:
            write(f"  {text.line:4}  {text.words}\n")
            count += 1
    write(f"\n{count} texts\n")


if __name__ == "__main__":
    main()
