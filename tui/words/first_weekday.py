"""The day on which weeks begin where a person lives, for a diary that has just begun.

After Unicode's CLDR (supplemental week data). It is only what is set first, and can be changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tui.practice.models import Weekday

_SUNDAY = (
    "AG AO AS BD BR BS BT BW BZ CA CO CV DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH "
    "MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG ST SV TH TL TT TW UM US VE VI WS YE ZA ZW"
)
_SATURDAY = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"
_OTHERS: dict[str, Weekday] = {
    **dict.fromkeys(_SUNDAY.split(), "sun"),
    **dict.fromkeys(_SATURDAY.split(), "sat"),
    "MV": "fri",
}
_TERRITORY = re.compile(r"[a-z]{2,3}[_-](?:[a-z]{4}[_-])?([a-z]{2})(?![a-z])", re.IGNORECASE)


def first_weekday(environ: Mapping[str, str]) -> Weekday:
    """Return the day on which weeks begin by the locale of the environment; Monday if unknown.

    The first of ``LC_ALL``, ``LC_TIME`` and ``LANG`` that says anything decides; where none does,
    as on Windows, the locale of the system.
    """
    name = next(filter(None, (environ.get(each) for each in ("LC_ALL", "LC_TIME", "LANG"))), "")
    if not name:
        import locale

        name = locale.getlocale()[0] or ""
    found = _TERRITORY.match(name)
    return _OTHERS.get(found[1].upper(), "mon") if found else "mon"
