"""Say with which code a command ends; the table is the contract's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdscan.report import Report

CLEAN, FOUND, USAGE, INCOMPLETE, FOUND_INCOMPLETE = range(5)
SPARED = frozenset({"accepted", "false_positive", "resolved"})


def of(result: Report, fail_on: str) -> int:
    """Return 0 clean, 1 a verdict at or above `fail_on`, 3 incomplete, 4 both."""
    from pdscan.report import SEVERITIES

    least = SEVERITIES.index(fail_on)
    found = any(
        SEVERITIES.index(verdict.severity) >= least and verdict.state not in SPARED
        for verdict in result.verdicts
    )
    if result.coverage.complete:
        return FOUND if found else CLEAN
    return FOUND_INCOMPLETE if found else INCOMPLETE
