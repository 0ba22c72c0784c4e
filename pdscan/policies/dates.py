"""Read when a policy was last changed."""

from __future__ import annotations

import re
from datetime import date

from pdscan.policies.sentences import Sentence

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "janvier january",
            "fevrier february",
            "mars march",
            "avril april",
            "mai may",
            "juin june",
            "juillet july",
            "aout august",
            "septembre september",
            "octobre october",
            "novembre november",
            "decembre december",
        ),
        1,
    )
    for name in names.split()
}


def updated_on(sentences: list[Sentence]) -> str | None:
    """Return the date of the last update, as ISO 8601."""
    for one in sentences:
        if re.search(
            (
                r"mis(?:e)? a jour|derniere (?:mise|version|modification)"
                r"|version (?:a la date )?du|last (?:updated|modified|revised)|effective"
                r"|en vigueur"
            ),
            one.flat,
        ):
            found = _date(one.flat)
            if found:
                return found
    return None


def _date(text: str) -> str | None:
    day = re.search(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", text)
    parts = (int(day[3]), int(day[2]), int(day[1])) if day else None
    months = "|".join(_MONTHS)
    if parts is None and (
        words := re.search(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)? ({months}),? (\d{{4}})\b", text)
    ):
        parts = (int(words[3]), _MONTHS[words[2]], int(words[1]))
    if parts is None and (words := re.search(rf"\b({months}) (\d{{1,2}}),? (\d{{4}})\b", text)):
        parts = (int(words[3]), _MONTHS[words[1]], int(words[2]))
    try:
        return date(*parts).isoformat() if parts else None
    except ValueError:
        return None
