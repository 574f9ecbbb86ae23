"""supine: a gentle daily routine for the upper back and neck, done lying down."""

from __future__ import annotations

__version__ = "0.1.0"
