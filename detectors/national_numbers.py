"""Find the numbers of other countries that python-stdnum checks, where a word or field names them.

Shape: a word that names the number (BSN, codice fiscale, PESEL …) and, on its line, the number; or
whole cells of a column or key of that name. `national_numbers.toml` has the words and shapes.
Check: python-stdnum's module of that name, whose types are `stdnum:cc.name`. Numbers of people are
on by default; those of companies and things, and VAT numbers, with `--only stdnum:cc.name`.
Category: none of the taxonomy: an identity or tax number issued by a state.
Source: python-stdnum (https://arthurdejong.org/python-stdnum/), docstrings of its modules, read
2026-11.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from pdscan.contracts import Detector
from pdscan.named_numbers import Number, pattern
from pdscan.packs import Pack


class NationalNumbers(Pack):
    """Give a detector for each module of python-stdnum that the data file describes."""

    origin = "stdnum"

    def titles(self) -> Mapping[str, str]:
        """Return the types with what each number is."""
        return {f"stdnum:{name}": number.title for name, number in _numbers().items()}

    def on_by_default(self) -> Iterable[str]:
        """Return the numbers of people, and of those who pay tax."""
        return [f"stdnum:{name}" for name, number in _numbers().items() if number.personal]

    def tier(self, type_id: str) -> int:
        """Return 3, a regulated identifier, for the numbers of people."""
        number = _numbers().get(type_id.partition(":")[2])
        return 3 if number is not None and number.personal else 1

    def detectors(self, types: Iterable[str]) -> Mapping[str, Detector]:
        """Return a detector for each type."""
        return {one: pattern(one, _numbers()[one.partition(":")[2]]) for one in types}


@cache
def _numbers() -> Mapping[str, Number]:
    text = resources.files(__package__ or "").joinpath("national_numbers.toml").read_text("utf-8")
    return {
        name: Number(name, entry["title"], entry["shape"], tuple(entry["words"]), kind == "person")
        for kind, entries in tomllib.loads(text).items()
        for name, entry in entries.items()
    }


plugin = NationalNumbers()
