"""What a part of the torture counted and lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "supine.json"


@dataclass
class Outcome:
    """What a part counted, and in words what was lost and what could not be tried."""

    part: str
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def lose(self, what: str) -> None:
        """Note something that must not happen."""
        self.lost.append(what)

    def __str__(self) -> str:
        counted = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        words = "; ".join([counted, *(f"skipped: {why}" for why in self.skipped)])
        return f"{self.part}: {words}; lost {len(self.lost)}"
