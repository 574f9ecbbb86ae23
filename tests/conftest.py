"""How the whole suite runs."""

from __future__ import annotations

import os

import pytest


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers a core: tests of screens and terminals wait more than they work."""
    del config
    return 2 * (os.cpu_count() or 1)
