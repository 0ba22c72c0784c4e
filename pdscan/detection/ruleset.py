"""Compile the detectors' regexes into one Vectorscan database, and find their candidates.

Vectorscan says in one pass where a match of any regex ends; the exact regex then finds, around that
end only, where the candidate starts and how far it reaches. (Asking the automaton for the start
too costs a fifth of its speed, 60 → 47 MB/s on a log, and it refuses regexes with large bounded
repeats: "Pattern is too large".)
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import itemgetter

from pdscan.contracts import Begin, Detector, Pattern
from pdscan.detection import compiled
from pdscan.detection.behind_words import BehindWords
from pdscan.detection.compiled import Expression, RefusedError
from pdscan.detection.confirming import CELL, Candidate, Exact
from pdscan.detection.foreign import for_automaton
from pdscan.detection.foreign_exact import ForeignExact
from pdscan.detection.own_exact import OwnExact
from pdscan.folding import name_words
from pdscan.model import ConfigurationError, Reason
from pdscan.tally import Failures

_REMEMBERED = 10_000

Buffer = bytes
Ends = Mapping[int, list[int]]
_END = itemgetter(2)


@dataclass(frozen=True)
class Rule:
    """Join a pattern detector with its exact regexes."""

    name: str
    pattern: Pattern
    exact: tuple[Exact, ...]
    fields: tuple[tuple[str, ...], ...]
    unlike: frozenset[str]
    words: frozenset[str] = frozenset()

    @cached_property
    def near(self) -> re.Pattern[str] | None:
        """Compile the words nearby, to be looked for in folded text; None where there are none."""
        return _near(self.pattern.near)

    @cached_property
    def first_words(self) -> frozenset[bytes]:
        """Return the letters that each of the words nearby begins with; none if one has none."""
        firsts = {re.split("[^a-z]", word, maxsplit=1)[0].encode() for word in self.pattern.near}
        return frozenset() if b"" in firsts else frozenset(firsts)

    def named(self, words: Sequence[str]) -> int:
        """Return how many words of a field's name speak of this rule: 0 for none."""
        name = tuple(words)
        if name not in self._named:
            if len(self._named) >= _REMEMBERED:
                self._named.clear()
            self._named[name] = max(
                (len(entry) for entry in self.fields if _within(entry, name)), default=0
            )
        return self._named[name]

    @cached_property
    def _named(self) -> dict[tuple[str, ...], int]:
        return {}


class Ruleset:
    """Hold all rules of a run, compiled once; safe to share between assets, not threads.

    A regex that is no regex, matches nothing at all or can't be compiled raises a
    ConfigurationError that names its detector and its place. With `low_scores` a rule's regexes
    run everywhere, also where what they find counts little.
    """

    def __init__(self, detectors: Mapping[str, Detector], *, low_scores: bool = False) -> None:
        patterns = {name: d for name, d in detectors.items() if isinstance(d, Pattern)}
        self.rules = tuple(_rule(name, pattern) for name, pattern in patterns.items())
        self.others = {name: d for name, d in detectors.items() if not isinstance(d, Pattern)}
        self.lexicons = frozenset(name for name, p in patterns.items() if p.together)
        self.own_scales = frozenset(name for name, p in patterns.items() if p.own_scale)
        self._listed = [
            (index, rule.pattern.find) for index, rule in enumerate(self.rules) if rule.pattern.find
        ]
        self._owner: list[tuple[int, Exact, int]] = []
        self._places: list[tuple[str, int]] = []
        expressions: list[Expression] = []
        for index, rule in enumerate(self.rules):
            for number, exact in enumerate(rule.exact):
                self._owner.append((index, exact, rule.pattern.reach))
                self._places.append((rule.name, number))
                expressions.append(_expression(rule.pattern, number))
        behind: dict[int, frozenset[str]] = {}
        for place, (index, _, _) in enumerate(self._owner):
            words = self.rules[index].pattern.only_behind
            if words is not None and not low_scores:
                behind[place] = words
        together: dict[Expression, list[int]] = {}  # rules may share a regex
        for place, expression in enumerate(expressions):
            if place not in behind:
                together.setdefault(expression, []).append(place)
        self._everywhere = list(together.values())
        reach = max((self._owner[place][2] for place in behind), default=0)
        self.database = self._compiled(list(together))
        self._behind = BehindWords(behind, expressions, reach) if behind else None

    def _compiled(self, expressions: Sequence[Expression]) -> compiled.Database | None:
        try:
            return compiled.database(expressions, self._check) if expressions else None
        except RefusedError as error:
            raise self._refused(self._everywhere[error.place][0], str(error)) from None

    def _check(self) -> None:
        for place, (_, exact, _) in enumerate(self._owner):
            try:
                exact.check()
            except Exception as error:  # noqa: BLE001 - a regex of anybody's may fail in any way
                raise self._refused(place, str(error)) from None

    def _refused(self, place: int, why: str) -> ConfigurationError:
        name, number = self._places[place]
        said = why.strip().rstrip(".") or "it can't be compiled"
        return ConfigurationError(
            f"detector {name}: regex {number + 1} can't be used: {said[:1].lower()}{said[1:]}"
        )

    def ends(self, buffer: Buffer, field_name: str = "") -> Ends:
        """Return, for each regex that has matches, where in bytes they end, in order."""
        found = defaultdict[int, list[int]](list)

        def keep(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found[number].append(end)

        if self.database is not None:
            self.database.scan(buffer, match_event_handler=keep)
        ends = {place: found[one] for one in sorted(found) for place in self._everywhere[one]}
        if self._behind is not None:
            field = " ".join(name_words(field_name))
            for place, end in self._behind.ends(buffer, lambda one: self._is_named(one, field)):
                ends.setdefault(place, []).append(end)
        return ends

    def _is_named(self, place: int, field: str) -> bool:
        context = self.rules[self._owner[place][0]].pattern.context
        return bool(field and context and context(field))

    def of_rule(self, name: str) -> frozenset[int]:
        """Return the regexes of the rule of that name."""
        return frozenset(place for place, (one, _) in enumerate(self._places) if one == name)

    def candidates(
        self, buffer: Buffer, ends: Ends, failures: Failures
    ) -> Iterator[tuple[int, Sequence[Candidate]]]:
        """Yield for each rule's index its candidates in bytes, in the order of the ends.

        A rule that can't answer in time is added to `failures`, and asked no more.
        """
        known: dict[tuple[int, int], tuple[list[int], list[Candidate]]] = {}
        by_rule: dict[int, list[list[Candidate]]] = {}
        cells = CELL in buffer
        for place in sorted(ends):
            index, exact, reach = self._owner[place]
            name = self.rules[index].name
            if name in failures and failures[name][0] is Reason.TIMEOUT:
                continue
            same = known.get((id(exact), reach))  # rules may share a regex
            if same is None or same[0] != ends[place]:
                spans: list[Candidate] = []
                same = ends[place], spans
                try:
                    spans.extend(exact.spans(buffer, ends[place], reach, cells))  # till it raises
                    known[id(exact), reach] = same
                except TimeoutError:
                    failures[name] = (Reason.TIMEOUT, f"detector {name}: a regex took too long")
            if same[1]:
                by_rule.setdefault(index, []).append(same[1])
        for index, some in by_rule.items():
            yield index, some[0] if len(some) == 1 else sorted(chain(*some), key=_END)
        for index, find in self._listed:
            yield index, [(start, end, end) for start, end in find(buffer)]


def digest(detectors: Mapping[str, Detector], taxonomy_version: str) -> str:
    """Return the SHA-256 of all that decides what is found: rules, words, taxonomy."""
    state = hashlib.sha256(taxonomy_version.encode())
    for name, detector in sorted(detectors.items()):
        state.update(f"{name}\x1f{detector.title}\x1f{detector.types}".encode())
        if isinstance(detector, Pattern):
            state.update(
                repr(
                    (
                        detector.regexes,
                        detector.exact,
                        detector.near,
                        detector.fields,
                        detector.unlike,
                    )
                ).encode()
            )
    return state.hexdigest()


def _rule(name: str, pattern: Pattern) -> Rule:
    exact = pattern.exact or pattern.regexes
    if len(exact) != len(pattern.regexes):
        raise ConfigurationError(f"detector {name}: exact needs one regex for each of regexes")
    fields = tuple(name_words(entry) for entry in pattern.fields)
    words = frozenset(" ".join(re.split(r"[\s_-]+", word)) for word in pattern.near)
    if pattern.begins and len(pattern.begins) != len(pattern.regexes):
        raise ConfigurationError(f"detector {name}: begins needs one regex for each of regexes")
    found: tuple[Exact, ...] = tuple(map(_shared, exact))
    if pattern.trusted:
        found = tuple(map(OwnExact, exact, pattern.begins or (Begin(),) * len(exact)))
    return Rule(name, pattern, found, fields, frozenset(pattern.unlike), words)


@lru_cache(maxsize=4096)
def _shared(source: str) -> ForeignExact:
    return ForeignExact(source)


def _expression(pattern: Pattern, number: int) -> Expression:
    regex = pattern.regexes[number]
    exact = (pattern.exact or pattern.regexes)[number]
    if pattern.trusted:
        return Expression(regex.encode(), exact=exact)
    plain, flags = for_automaton(regex)
    looser, _ = for_automaton(regex, loose=True)
    return Expression(plain, flags, exact, looser if looser != plain else None)


def _near(words: Sequence[str]) -> re.Pattern[str] | None:
    """Compile the words nearby, by first letter: `re` then skips to letters that can begin one."""
    if not words:
        return None
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rest = re.escape(word[1:]).replace(r"\ ", r"[\s_-]+")
        by_letter.setdefault(word[0], []).append(rest)
    parts = (
        rf"{letter}(?<![a-z]{letter})(?:{'|'.join(rests)})"
        for letter, rests in sorted(by_letter.items())
    )
    return re.compile(rf"(?:{'|'.join(parts)})(?![a-z])")


def _within(entry: Sequence[str], words: Sequence[str]) -> bool:
    size = len(entry)
    return any(tuple(words[i : i + size]) == tuple(entry) for i in range(len(words) - size + 1))
