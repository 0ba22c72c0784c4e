"""Let a rule that a field's name calls read the cells of a column whole."""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pdscan.contracts import Reading
from pdscan.detection.known import THRESHOLD
from pdscan.detection.locus_count import LocusCount
from pdscan.detection.ruleset import Rule
from pdscan.tally import add_failure

LEARN = 1024
ONE_IN = 32
REMEMBERED = 4096

_Kind = tuple[str, str, str | None, str, float]


class WholeCells:
    """Let a rule that a field's name calls read its cells whole, each value once."""

    def __init__(self, rule: Rule, count: LocusCount, instead: dict[str, str]) -> None:
        self._rule = rule
        self._instead = instead
        self._count = count
        self._uniform: Reading | None = None
        self._learnt = False
        self._known: dict[str, Reading | None] = {}

    def feed(self, written: pa.StringArray) -> None:
        """Check the cells of one batch; one in 32 where all of the first were of one kind."""
        if self._uniform is not None:
            some = written.take(pa.array(np.arange(0, len(written), ONE_IN)))
            kinds = self._kinds(some)
            if _kind(self._uniform) in kinds and _are_all_alike(kinds, len(some)):
                self._count.cells(self._rule.name, self._uniform, written)
                return
            self._uniform = None
        kinds = self._kinds(written)
        for reading, values in kinds.values():
            self._count.cells(self._rule.name, reading, pa.array(values, pa.string()))
        if not self._learnt and len(written) >= LEARN and _are_all_alike(kinds, len(written)):
            self._uniform = next(iter(kinds.values()))[0]
        self._learnt = True

    def _kinds(self, written: pa.StringArray) -> dict[_Kind, tuple[Reading, list[str]]]:
        """Return the readings of the cells by kind, each with its cells; () for those refused."""
        check = self._rule.pattern.cell_check
        found: dict[_Kind, tuple[Reading, list[str]]] = {}
        if check is None:
            return found
        for value, times in _counted(written):
            reading = self._known[value] if value in self._known else self._read(check, value)
            if reading is not None and reading.type in self._instead:
                reading = reading._replace(type=self._instead[reading.type], capacity="personal")
            if reading is not None and reading.score >= THRESHOLD:
                found.setdefault(_kind(reading), (reading, []))[1].extend([value] * times)
        return found

    def _read(self, check: Callable[[str], Reading | None], value: str) -> Reading | None:
        try:
            reading = check(value)
        except Exception as error:  # noqa: BLE001 - a check of anybody's may fail in any way
            add_failure(self._count.failures, self._rule.name, error)
            return None
        if len(self._known) < REMEMBERED:
            self._known[value] = reading
        return reading


def _are_all_alike(kinds: dict[_Kind, tuple[Reading, list[str]]], cells: int) -> bool:
    """Say whether every cell was read, none refused, and all as one kind."""
    return len(kinds) == 1 and sum(len(values) for _, values in kinds.values()) == cells


def _kind(reading: Reading) -> _Kind:
    return (reading.type, reading.form, reading.qualifier, reading.capacity, reading.score)


def _counted(written: pa.StringArray) -> list[tuple[str, int]]:
    counts = pc.value_counts(written)
    values = counts.field("values").to_pylist()
    return list(zip(values, counts.field("counts").to_pylist(), strict=True))
