"""Remember what checks said of candidates: in logs and tables the same come again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, cycle, repeat
from typing import NamedTuple

from pdscan.contracts import Reading
from pdscan.detection import asking
from pdscan.detection.ruleset import Rule
from pdscan.tally import Failures, add_failure
from pdscan.tally_batch import Taken

THRESHOLD = 0.5
_REMEMBERED = 20_000
_LOOKS, _ONE_IN = 512, 16

Kind = tuple[str, str, int]
_NO_KIND = ("", "", 0)


class Known(NamedTuple):
    """Hold what a check said of a candidate, and which of its bytes the reading is about.

    `kind` is the rule with the reading's type and form, one object for all that are alike; `tried`
    says that only the check digit could have refused the candidate. `alone` is what it is taken for
    where nothing around speaks, None where it then counts for nothing or is not all there is.
    """

    reading: Reading | None
    tried: bool
    start: int = 0
    end: int = 0
    kind: Kind = _NO_KIND
    alone: Taken | None = None


_REFUSED = Known(None, tried=True)


def _looks() -> Callable[[], bool]:
    """Return what says of hits, one by one, whether to look around them.

    A word would only make a finding surer: where _LOOKS hits of a kind at one locus had none, one
    in _ONE_IN is looked at.
    """
    return chain(repeat(True, _LOOKS), cycle((True, *repeat(False, _ONE_IN - 1)))).__next__


@dataclass(slots=True)
class KindSeen:
    """Hold what a locus learnt of one kind: the score that context gave it, if its field names it.

    `worth_a_look` says whether to look for a word beside the next hit that stands without one.
    """

    settled: float = 0.0
    named: bool = False
    worth_a_look: Callable[[], bool] = field(default_factory=_looks)


@dataclass(slots=True, repr=False)
class Checked:
    """Read each different candidate once, by rule; forget all when there are too many."""

    rules: Sequence[Rule]
    _known: list[dict[bytes, Known]] = field(init=False)
    _size: int = field(init=False, default=0)
    _kinds: dict[Kind, Kind] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._known = [{} for _ in self.rules]

    def of_rule(self, index: int) -> Callable[[bytes], Known | None]:
        """Return a function that says what is known of a rule's candidate, by its bytes."""
        known, pattern = self._known[index].get, self.rules[index].pattern
        decides, allows = pattern.decides, pattern.allows
        if allows is not None:
            return lambda candidate: known(candidate) if allows(candidate) else _REFUSED
        return known if decides is None else lambda candidate: known(decides(candidate))

    def known(self, index: int, candidate: bytes, failures: Failures) -> Known:
        """Return what the check of a rule says of a candidate; a check that fails is noted."""
        return self.of_rule(index)(candidate) or self.ask(index, candidate, failures)

    def ask(self, index: int, candidate: bytes, failures: Failures) -> Known:
        """Ask the check of a rule about a candidate, and remember the answer."""
        rule, text = self.rules[index], candidate.decode("utf-8", "replace")
        tried = rule.pattern.tried is None or asking.tried(rule, text, failures)
        try:
            reading = rule.pattern.check(text)
        except Exception as error:  # noqa: BLE001 - a check of anybody's may fail in any way
            add_failure(failures, rule.name, error)
            return Known(None, tried)
        known, decides = Known(None, tried), rule.pattern.decides
        if reading is not None:
            known = self._read(index, reading, candidate, text, tried)
            if decides is not None and known.alone is not None:
                known.alone.around = known.start, len(candidate)
        if rule.name not in failures:
            if self._size >= _REMEMBERED:
                self._forget()
            self._size += 1
            self._known[index][candidate if decides is None else decides(candidate)] = known
        return known

    def _read(
        self, index: int, reading: Reading, candidate: bytes, text: str, tried: bool
    ) -> Known:
        rule, end, size = self.rules[index], reading.end, len(candidate)
        place = (reading.start, size if end is None or end > size else end)
        if size != len(text):
            place = _in_bytes(reading, text, size)
        # a member of an enumeration is hashed slowly, its identity is not
        kind = (rule.name, reading.type, id(reading.form))
        kind = self._kinds.setdefault(kind, kind)
        stands = reading.score >= THRESHOLD and not rule.pattern.needs_context and not reading.more
        alone = Taken(rule.name, reading, reading.score) if stands else None
        return Known(reading, tried, *place, kind, alone)

    def more(self, index: int, known: Known, candidate: bytes) -> Iterator[Known]:
        """Yield what is known of the further readings that a rule's candidate holds."""
        if known.reading is None or not known.reading.more:
            return
        text = candidate.decode("utf-8", "replace")
        for reading in known.reading.more:
            yield self._read(index, reading, candidate, text, known.tried)

    def _forget(self) -> None:
        self._size = 0
        for of_rule in self._known:
            of_rule.clear()


def _in_bytes(reading: Reading, text: str, size: int) -> tuple[int, int]:
    if not reading.start and reading.end is None:
        return 0, size
    return len(text[: reading.start].encode()), len(text[: reading.end].encode())
