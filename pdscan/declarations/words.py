"""Hold the words that all parts of a declaration share, and the root of these parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

Strength = Literal["explicit", "conditional", "inferred"]
ListKind = Literal["closed", "open", "none"]
Subject = Literal[
    "customer",
    "prospect",
    "visitor",
    "client_employee",
    "employee",
    "job_applicant",
    "supplier",
    "third_party",
    "minor",
    "hosted_client_subject",
]
Capacity = Literal["professional", "personal"]
Trigger = Literal[
    "collection",
    "recording",
    "first_deposit",
    "payment",
    "last_activity",
    "last_contact",
    "contract_end",
    "service_end",
    "account_deletion",
    "consent_withdrawal",
    "card_expiry",
    "debt_incurred",
    "debt_settled",
    "right_exercised",
    "issue_resolved",
    "unpublish_request",
    "fiscal_document",
    "none",
]
Bound = Literal["max", "min", "exact", "criteria", "exception"]
IsoDuration = Annotated[str, Field(pattern=r"^(P(\d+[YMWD])+(T(\d+[HM])+)?|PT(\d+[HM])+)$")]
EndAction = Literal[
    "delete", "archive_restricted", "anonymise", "unpublish_keep", "retain", "unspecified"
]
OperatorKind = Literal[
    "controller", "processor", "partner", "group", "third_party", "authority", "public", "internal"
]


def listed(value: object) -> object:
    """Return a list of one where a file writes the one alone."""
    return [value] if isinstance(value, str | dict) else value


Words = Annotated[
    tuple[str, ...], BeforeValidator(listed, json_schema_input_type=str | tuple[str, ...])
]
All = Literal["all"]


class Item(BaseModel):
    """Be the root of all parts: frozen, unknown keys refused, `x-` keys kept as `extensions`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    extensions: Mapping[str, Any] = Field(default_factory=dict, alias="x-", repr=False)
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _keep_extensions(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        own = {str(key): inner for key, inner in value.items() if str(key).startswith("x-")}
        if not own:
            return value
        rest = {key: inner for key, inner in value.items() if str(key) not in own}
        return {**rest, "x-": own}

    @model_serializer(mode="wrap")
    def _as_written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        for name in ("x-", "extensions"):
            written.update(written.pop(name, {}))
        return written


class Source(Item):
    """Ground an item: lines are 1-based and inclusive, the quote is one contiguous run."""

    doc: str
    lines: tuple[int, ...] = ()
    quote: str | None = None
    cell: str | None = None


class Extracted(Item):
    """Carry what an extractor adds to an item: how sure it is, and whether to look again."""

    confidence: float | None = Field(default=None, ge=0, le=1)
    review: bool | None = None
    source: Source | None = None
