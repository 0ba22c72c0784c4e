"""Hold the words that a report may use, and say so to whoever reads or describes one.

`OneOf` marks a field of a plain dataclass; pydantic reads the mark, Python and mypy pass it by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from annotated_types import Ge, Le

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

SEVERITIES = ("info", "low", "medium", "high", "critical")
STATUSES = (
    "CONTRADICTED",
    "DISCREPANCIES",
    "INCONCLUSIVE",
    "NO_CONTRADICTION_OBSERVED",
    "NOT_JUDGED",
)
CERTAINTIES = ("confirmed", "likely", "suspected")
AXES = ("category", "retention", "location", "recipient", "subject", "declaration", "coverage")
KINDS = (
    *("DECLARED", "DECLARED_VAGUE", "DECLARED_ELSEWHERE", "UNDECLARED", "SENSITIVE_UNDECLARED"),
    *("DENIED", "EXCESS_PRECISION", "CREDENTIAL_EXPOSED", "OUT_OF_SCOPE", "UNMAPPED"),
    *("NOT_PERSONAL", "RETENTION_OK", "RETENTION_EXCEEDED", "RETENTION_UNDETERMINED"),
    *("LOCATION_OK", "LOCATION_MISMATCH", "LOCATION_UNDETERMINED", "RECIPIENT_OK"),
    *("RECIPIENT_MISMATCH", "SUBJECT_OK", "WRONG_SUBJECT", "OBSERVED", "NOT_OBSERVED"),
    "NOT_ASSESSED",
)
STATES = (
    *("new", "open", "accepted", "assigned", "fixing", "false_positive", "resolved", "reopened"),
    *("stale", "asset_removed"),
)
EXTRA_KEYS = {
    "Run": {"restricted_to", "accept_sampling"},
    "Coverage": {"own_files", "excluded"},
    "AssetCoverage": {"settled"},
    "AssetSeen": {"copy_of", "confirmed", "mapped", "region", "capacity", "proposal"},
    "DeclarationUsed": {"hidden"},
    "Finding": {"cut", "minors"},
    "Verdict": {"recoverable"},
    "Sample": {"at"},
    "Report": {"ended"},
}
"""The keys that the contract doesn't list: written, but not asked for."""


class OneOf:
    """Mark a field that holds one of a few words, or the one number."""

    def __init__(self, *words: str | int) -> None:
        self.words = words

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return what pydantic checks and describes: the words."""
        from pydantic_core import core_schema

        del source, handler
        return core_schema.literal_schema(list(self.words))


Share = Annotated[float, Ge(0), Le(1)]
Count = Annotated[int, Ge(0)]
Severity = Annotated[str, OneOf(*SEVERITIES)]
Status = Annotated[str, OneOf(*STATUSES)]
Certainty = Annotated[str, OneOf(*CERTAINTIES)]
Axis = Annotated[str, OneOf(*AXES)]
Kind = Annotated[str, OneOf(*KINDS)]
State = Annotated[str, OneOf(*STATES)]
RunStatus = Annotated[str, OneOf("complete", "incomplete", "failed")]
RunMode = Annotated[str, OneOf("full", "sample", "incremental")]
Capacity = Annotated[str, OneOf("personal", "professional", "organisation", "unknown")]
Format = Annotated[str, OneOf("pdscan-report")]
Version = Annotated[int, OneOf(1)]


def require_keys(schema: dict[str, Any]) -> None:
    """Make a report's JSON Schema ask for each key of the contract, at every level."""
    for name, part in {**schema["$defs"], "Report": schema}.items():
        if "properties" in part:
            part["required"] = sorted(set(part["properties"]) - EXTRA_KEYS.get(name, set()))
