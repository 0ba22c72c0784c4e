"""Hold the values that every floor speaks of: assets, blocks, gaps, matches, and the error tree.

The error tree; each class is beside what raises it, this page only draws it:

    PdscanError
    ├── UsageError             the words typed can't be meant; nothing was scanned (exit 2)
    │   ├── ConfigurationError an estate or declaration file says what can't be
    │   └── UnknownNameError   a name that isn't there; the message lists those that are
    ├── MissingDriverError     a driver isn't installed; the message names the extra
    └── UnreadableError        one asset or source can't be read; becomes a gap
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pdscan.known_names import known_hint
from pdscan.mark import Mark as Mark
from pdscan.sampled import Sampled as Sampled
from pdscan.sampled import Stage as Stage

if TYPE_CHECKING:
    import pyarrow as pa


class PdscanError(Exception):
    """Be the root of all errors that pdscan raises; its text is one sentence for a person."""

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as text and attributes, whatever `__init__` takes."""
        return _rebuilt, (type(self), str(self), self.__dict__)


def _rebuilt(kind: type[PdscanError], text: str, state: dict[str, object]) -> PdscanError:
    error = kind.__new__(kind, text)
    error.__dict__.update(state)
    return error


class UsageError(PdscanError):
    """Say that the words typed can't be meant."""


class ConfigurationError(UsageError):
    """Say which line of an estate or declaration file can't be, and the nearest that can."""


class UnknownNameError(UsageError):
    """Say which name isn't there, `where`, and list those that are: the first ten of `known`.

    `all_by` is the command that lists all of them, where there is one.
    """

    def __init__(
        self, kind: str, name: str, known: Iterable[str], *, where: str = "", all_by: str = ""
    ) -> None:
        hint = known_hint(name, tuple(known), all_by)
        super().__init__(f"there is no {kind} {name!r}{where}; {hint}")


class MissingDriverError(PdscanError):
    """Say which driver isn't installed and which extra brings it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a driver that isn't here: pip install 'pdscan[{extra}]'")


class Reason(StrEnum):
    """Say why something was not read; the closed list of the report."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    UNDECODABLE = "undecodable"
    TOO_LARGE = "too_large"
    LIMIT = "limit"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    PERMISSION = "permission"
    UNREACHABLE = "unreachable"
    VANISHED = "vanished"
    NO_DRIVER = "no_driver"
    NO_OCR = "no_ocr"
    NO_MODEL = "no_model"
    BUDGET = "budget"
    INTERRUPTED = "interrupted"
    UNMAPPED = "unmapped"
    OTHER = "other"


class NameSearch(StrEnum):
    """Say how names in text are looked for: in all of it, in a part of long assets, not at all."""

    FULL = "full"
    SAMPLED = "sampled"
    OFF = "off"


# Ends the detail of what is encrypted in a format on which no password is tried.
NO_PASSWORDS = "is encrypted, and no password is tried on its format"


class UnreadableError(PdscanError):
    """Say that one asset, or a whole source, can't be read; `detail` holds no value of the data."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Form(StrEnum):
    """Say in which form a value lies there, from least to most telling."""

    TOKENISED = "tokenised"
    HASHED = "hashed"
    STRONG_HASH = "strong_hash"
    WEAK_HASH = "weak_hash"
    TRUNCATED = "truncated"
    MASKED = "masked"
    GENERALISED = "generalised"
    ENCRYPTED = "encrypted"
    FULL = "full"


class Container(StrEnum):
    """Say in what a value lies."""

    COLUMN = "column"
    KEY_VALUE = "key_value"
    FREE_TEXT = "free_text"
    URL = "url"
    FILE_NAME = "file_name"
    METADATA = "metadata"
    MEDIA = "media"


class AssetStatus(StrEnum):
    """Say how an asset ended."""

    READ = "read"
    SAMPLED = "sampled"
    UNCHANGED = "unchanged"
    EXCLUDED = "excluded"
    SKIPPED = "skipped"
    FAILED = "failed"


# The locus of what looks like text in a format nobody knows; `:COLUMN` follows for short cells.
STRINGS = "metadata:strings"

# The kinds of assets whose size is in rows. A view shows rows that lie elsewhere.
VIEW = "view"
TABLES = frozenset({"table", "materialized view", "foreign table", VIEW})


@dataclass(frozen=True, slots=True)
class Asset:
    """Name one thing that a source can list and read by itself: table, file, object, member.

    `size` is in bytes (rows for a table), `modified` RFC 3339 in UTC, `content_key` changes when
    the content does. `parent` is the locator of the archive, mail or workbook that holds a member.
    `about` is what else the store's catalogue tells, for the report; `comment` is what people wrote
    there of a table and its columns, and is scanned as data are; `comments` are those of columns.
    `after` says that only rows past an earlier run's mark are to be read. `folders` are the names
    of those on the way to it in which no other asset was listed before.
    """

    locator: str
    source: str
    kind: str
    size: int | None = None
    modified: str | None = None
    content_key: str | None = None
    parent: str | None = None
    encrypted: bool | None = None
    region: str | None = None
    exposure: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict, compare=False)
    comment: str = field(default="", compare=False, repr=False)
    comments: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    after: Mark | None = None
    folders: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Hold one bounded piece of an asset: a window of text, or a batch of named columns.

    A text block has `text` and `start`, its offset in characters; the blocks of one locus follow
    each other without gap or overlap. A table block has `batch` and `start`, the number of its
    first row; every column is text (`pyarrow.string`), null where the store holds nothing.
    `locus` is `text`, `metadata:KEY` or `name` for text; `column` or `key` for tables, where a
    finding's locus becomes `column:NAME` or `key:$.path` from the name in the batch. `pages` says
    where in a text block pages begin: (offset in characters, number from 1; 0 ends the last one).
    """

    start: int = 0
    text: str | None = None
    batch: pa.RecordBatch | None = None
    locus: str = "text"
    pages: tuple[tuple[int, int], ...] = ()

    def __repr__(self) -> str:
        """Show shape only: a block holds raw data."""
        if self.batch is not None:
            shape = f"{self.batch.num_rows} rows × {self.batch.num_columns} columns"
            return f"Block({self.locus}, start={self.start}, {shape})"
        return f"Block({self.locus}, start={self.start}, {len(self.text or '')} characters)"


@dataclass(frozen=True, slots=True)
class Gap:
    """Say what could not be read, and why; `detail` holds no value of the data."""

    locator: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Say that another document of an asset begins: that of the cell in `row` of its table.

    Rows are counted from 0 in the order in which the table is read; `parent` names the table.
    """

    row: int


@dataclass(frozen=True, slots=True, repr=False)
class TimeGroups:
    """Count a table's records in groups of like times, as the store itself counted them.

    `counts` has the records of each group; `lows` and `highs` one row a group and a column of text
    for each column of times: the first and last time of the group, as reading would show them.
    """

    counts: tuple[int, ...]
    lows: pa.RecordBatch
    highs: pa.RecordBatch

    def __repr__(self) -> str:
        """Show shape only: times are raw data."""
        return f"TimeGroups({len(self.counts)} groups)"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Say that `count` things of one kind inside an asset, such as pictures, were not looked at.

    Unlike a gap it leaves the asset read; the run names it among its blind spots.
    """

    what: str
    count: int


Said = Sampled | Stage | Unseen | Document | Mark


@dataclass(frozen=True, slots=True)
class Match:
    """Place one piece of personal data in a text: `start` and `end` in characters, no value.

    `score` is 0 to 1; `why` names the pattern, check and context that led to it.
    """

    type: str
    start: int
    end: int
    score: float
    form: Form = Form.FULL
    qualifier: str | None = None
    why: tuple[str, ...] = ()
