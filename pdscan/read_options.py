"""Hold how a source is to be read, what bounds its reading, and the parts of an asset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pdscan.account import Account

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound what a reader may take in (bytes, `seconds` per asset), with the `passwords` to try.
    `depth` counts archives inside archives; `ratio` is the most that a member may unpack to.
    `source_…` bound a database; files over `file_bytes` or `file_age` (as P5Y) are left out.
    """

    member_bytes: int = 1 << 30
    total_bytes: int = 8 << 30
    depth: int = 8
    members: int = 100_000
    ratio: int = 1_000
    seconds: float = 300.0
    passwords: tuple[str, ...] = field(default=(), repr=False)
    source_rows: int | None = None
    source_bytes: int | None = None
    source_seconds: float | None = None
    file_bytes: int | None = None
    file_age: str | None = None

    @property
    def has_budget(self) -> bool:
        """Say whether rows, bytes or seconds of a whole source are limited."""
        budgets = (self.source_rows, self.source_bytes, self.source_seconds)
        return any(one is not None for one in budgets)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Say how a source is to be read; built once from what was typed and the estate file.

    `sample_rows`: at most so many rows of a table (None: the whole); `seed` makes it repeatable.
    `own_files` are pdscan's catalog and reports, never scanned. Globs are over locators. `views`
    are read too where the option says so. `account` has what other processes take of the source.
    """

    name: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sample_rows: int | None = 20_000
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    own_files: frozenset[str] = frozenset()
    params: Mapping[str, str] = field(default_factory=dict)
    views: bool = False
    account: Account | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """Name one of the `of` parts of an asset, for workers to read at once.

    It goes from the number `first` (None: the beginning) to before `stop` (None: the end), in what
    its source counts by: pages, keys. `moment` names the state of the store that all are read in,
    where it can tell; `looks` are the rows by which the columns are judged in all of them.
    """

    number: int
    of: int
    first: int | None = field(default=None, repr=False)
    stop: int | None = field(default=None, repr=False)
    moment: str = ""
    looks: tuple[pa.RecordBatch, ...] = field(default=(), repr=False)
