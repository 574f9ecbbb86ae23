"""Makes the README of the package: called by hatchling when a wheel or an sdist is built.

A page about the package has only the text: its pictures and the documents that the README links to
are in the source. A picture becomes what it shows as text, a link to a document its path.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any


def package_page(readme: str, root: Path) -> str:
    """Return a README that needs no other file; ``root`` is the folder it lies in."""

    def as_text(picture: re.Match[str]) -> str:
        shown = (root / picture[1]).with_suffix(".txt").read_text(encoding="utf-8")
        return f"```text\n{shown.rstrip()}\n```"

    page = re.sub(r"!\[[^\]]*\]\((docs/[^)]+)\)", as_text, readme)
    return re.sub(r"\[([^\]]+)\]\((docs/[^)]+)\)", r"\1 (`\2`)", page)


def get_metadata_hook() -> type:
    """Return the class that hatchling looks for; only hatchling needs it."""
    from hatchling.metadata.plugin.interface import MetadataHookInterface

    class PackagePage(MetadataHookInterface):  # type: ignore[misc,unused-ignore]
        def update(self, metadata: dict[str, Any]) -> None:
            root = Path(self.root)
            text = package_page((root / "README.md").read_text(encoding="utf-8"), root)
            metadata["readme"] = {"content-type": "text/markdown", "text": text}

    return PackagePage
