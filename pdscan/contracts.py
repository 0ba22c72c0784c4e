"""Define what a plugin file's `plugin` is: a Source or Report class, a Detector or Pack of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, NamedTuple, Self

from pdscan.known_names import known_hint
from pdscan.model import (
    Asset,
    Block,
    Container,
    Form,
    Gap,
    Mark,
    Match,
    Said,
    TimeGroups,
    UsageError,
)
from pdscan.read_options import Limits as Limits
from pdscan.read_options import Part as Part
from pdscan.read_options import ReadOptions as ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

    from pdscan import report

OWN_FILE, IGNORED = "own file", "ignored"  # kinds: pdscan's own; what a .pdscanignore leaves out
Piece = Block | Gap | Said
Cuts = Mapping[str, Sequence[datetime]]


class Source(ABC):
    """List and read one store, read-only. Used in a with statement.

    Opening connects; a store that can't be reached raises UnreadableError(UNREACHABLE, PERMISSION
    or NO_DRIVER) from `__enter__` or `assets`, and the scan records the gap and goes on.
    """

    schemes: ClassVar[tuple[str, ...]] = ()
    parameters: ClassVar[tuple[str, ...]] = ()  # beside `passwords`, which every source may have

    def __init__(self, target: str, options: ReadOptions) -> None:
        """Raise UsageError for a parameter that the source hasn't."""
        for name in options.params.keys() - {*self.parameters, "passwords"}:
            hint = known_hint(name, ("passwords", *self.parameters))
            place = f"{self.schemes[0]}:// source" if self.schemes else "source"
            raise UsageError(f"a {place} has no parameter {name!r}; {hint}")
        self.target = target
        self.options = options

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:  # noqa: B027
        """Let go of connections and files."""

    @abstractmethod
    def assets(self) -> Iterator[Asset | Gap]:
        """List in a stable order, reading no content; a part that can't be listed is a Gap."""

    @abstractmethod
    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Yield the asset's blocks, then those of its members, each with the asset it belongs to.

        Members (of archives, mails, workbooks) are assets of their own, announced by their first
        piece; an empty member yields one Block with empty text. What can't be read yields a Gap
        whose locator is the asset's; UnreadableError may be raised for the asset itself.
        """

    def digest(self, asset: Asset) -> bytes | None:
        """Return what only the same content has, None where nothing tells it."""
        return None

    def parts(self, asset: Asset, workers: int) -> AbstractContextManager[Sequence[Part]]:
        """Cut a big asset for so many workers; nothing where it is read whole, by one of them.

        Its rows are held as they are now until the context ends, where the store can do so. Each
        part has the rows by which all judge the columns alike.
        """
        return nullcontext(())

    def part_blocks(self, asset: Asset, part: Part) -> Generator[tuple[Asset, Piece], None, None]:
        """Yield the blocks of one part, numbered from 0, as `blocks` does those of the whole."""
        raise NotImplementedError

    def remarks(self) -> Iterator[str]:
        """Say in a line each what is to be known before a scan; warnings begin with `warning`."""
        return iter(())

    def grown(self, asset: Asset, mark: Mark, content_key: str | None) -> Asset | None:
        """Return the asset to be read past the mark of an earlier run, with its content key then.

        None where it has to be read whole: no new rows, or old ones gone or changed.
        """
        del asset, mark, content_key
        return None

    def time_groups(self, asset: Asset, cuts: Cuts) -> TimeGroups | None:
        """Let the store count all records of a table by age; None where it can't do so exactly.

        `cuts` are columns with instants (Paris time) in order; a group lies between the same two.
        """
        return None


class Reading(NamedTuple):
    """Say what a check read in a candidate: the type, its form, and how sure the value alone makes.

    `score` (0 to 1) holds without context, `context_score` where a word nearby or the field name
    agrees; below 0.5 the reading is dropped (and counted). `strict` says that a checksum or a
    strict grammar holds. `masked` is what a sample may show, where that isn't plain from type and
    value. `value` is the normalised value: it counts distinct values and makes digests, and never
    leaves the tally. `start` and `end` trim the candidate (characters). `capacity` is personal,
    professional, organisation or unknown; `container` says in what it lies where the value itself
    tells (an identity card is media). `more` are others in the candidate, or in each cell judged.
    """

    type: str
    score: float
    context_score: float
    value: str
    strict: bool = False
    form: Form = Form.FULL
    qualifier: str | None = None
    masked: str = ""
    why: tuple[str, ...] = ()
    start: int = 0
    end: int | None = None
    capacity: str = "unknown"
    container: Container | None = None
    more: tuple[Reading, ...] = ()

    def __repr__(self) -> str:
        """Show the type only: a reading holds a raw value."""
        return f"Reading({self.type}, {self.form})"

    def __deepcopy__(self, _: object) -> Reading:
        return self  # it never changes, and a column that has learnt remembers thousands


class Turn(NamedTuple):
    """Say what words around a reading make of it: another type, another capacity.

    `words` is a regex over folded text (lower case, no accents), at a word's start, looked for in
    `before` and `after` characters. Of several turns the nearest counts, a `weak` one only where
    no other is found. `of` are the types that it turns; all where empty.
    """

    words: str
    type: str = ""
    capacity: str = ""
    of: tuple[str, ...] = ()
    before: int = 160
    after: int = 60
    weak: bool = False


class Begin(NamedTuple):
    """Say where matches of an `exact` regex can begin before an end of the automaton's, for speed.

    `regex` is what each begins with, quick to look for; `^` is a line's or cell's start. `within`
    is the longest match, in bytes, of the automaton's regex; 0 where that isn't known. `run` are
    the bytes that a match is made of up to the end, but for at most `before` in front of them;
    where `unless` stands there, they may be any.
    """

    regex: str = ""
    within: int = 0
    run: bytes = b""
    before: int = 0
    unless: bytes = b""


class Detector:
    """Find some types of personal data.

    `title` is one line for `pdscan list`. Most are a Pattern; others implement `find_all` (over
    windows of text) or `judge_column` (a field's name and a look at its cells).
    """

    title: str
    types: tuple[str, ...]

    def find_all(self, texts: Sequence[str]) -> list[list[Match]]:
        """Return the matches of each text, in the order of the texts; soft detectors only."""
        return [[] for _ in texts]

    def find_in_document(self, windows: Sequence[str]) -> list[list[Match]]:
        """Return the matches of windows that follow one another in one document."""
        return self.find_all(windows)

    def without_models(self) -> Detector:
        """Return what a soft detector can still say where its model is missing."""
        return self

    def judge_column(
        self, name: str, cells: pa.StringArray, beside: Sequence[str] = ()
    ) -> Reading | None:
        """Return what name, cells and `beside` (a Beside in a scan) say of a column, or None."""
        return None


@dataclass(frozen=True)
class Pattern(Detector):
    """Declare regexes for the automaton, and what confirms a candidate.

    Regexes are matched on UTF-8 bytes by Vectorscan (which only says where a match ends) and again
    by `re` around that end, so write in what both understand: no lookaround in `regexes`; write it
    in `exact` instead, which `re` uses when given. `check` gets the candidate text and answers with
    a reading, or with nothing where it isn't one. `near` are folded words (lower case, no accents)
    within 60 characters before or 30 after; `fields` folded field-name entries (words joined by _).
    `needs_context` drops readings without a word nearby or a field name. `cell_check` reads the
    whole cells of a column (or key) named in `fields`, its score already knows that name. `reach`
    is the longest candidate in bytes. `together` makes two different hits in one sentence or cell
    sure of each other: a lexicon's words, of which one alone proves nothing. `turns` let the words
    around a confirmed reading change its type or capacity. `unlike` are folded words that make a
    candidate something else where the key or word right before it is one of them and names none of
    `fields`; a field so named makes its readings doubtful. `tried` says of a candidate whether only
    its check digit could refuse it; others are no tries of chance. `own_scale` says that scores are
    those of another library, which gives low ones too; `context` reads the text before a candidate
    (or the field's name) in the place of `near`, its own way, and returns the word of its own list
    that it saw there, or nothing. `only_behind` are words of which one, or a longer one that holds
    it, has to stand within 60 bytes before a candidate to make it count in a scan: there the
    regexes run only behind them (None: everywhere).
    Where the regexes come from elsewhere (a user's file, another library), `trusted` is False: they
    use all that `regex` knows, are over text, and run under a time limit. `find` gives candidates
    where no regex could: (start, end) in bytes. `begins`: where matches of each `exact` may begin.
    `allows` quickly refuses what `check` would. `decides`: what, as long, decides all but a value.
    """

    title: str
    types: tuple[str, ...]
    regexes: tuple[str, ...]
    check: Callable[[str], Reading | None]
    exact: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    needs_context: bool = False
    reach: int = 128
    cell_check: Callable[[str], Reading | None] | None = None
    together: bool = False
    turns: tuple[Turn, ...] = ()
    unlike: tuple[str, ...] = ()
    tried: Callable[[str], bool] | None = None
    own_scale: bool = False
    context: Callable[[str], str] | None = None
    only_behind: frozenset[str] | None = None
    trusted: bool = True
    find: Callable[[bytes], Sequence[tuple[int, int]]] | None = None
    begins: tuple[Begin, ...] = ()
    decides: Callable[[bytes], bytes] | None = None
    allows: Callable[[bytes], bool] | None = None


class Report(ABC):
    """Write a result in one format; the same result gives the same bytes.

    `language` is fr or en; `colour`, `width` (characters) and `estate` (the file whose catalog
    keeps the run) matter to a terminal only.
    """

    suffix: ClassVar[str] = ""

    def __init__(
        self,
        language: str = "fr",
        colour: bool = False,
        width: int = 100,
        estate: Path | None = None,
    ) -> None:
        self.language = language
        self.colour = colour
        self.width = width
        self.estate = estate

    @abstractmethod
    def write(self, result: report.Report, out: BinaryIO) -> None:
        """Write the whole report in the format's bytes."""
