"""Scan blocks in one pass: candidates from the automaton, readings from checks, context, names.

The engine answers with hits; a hit holds raw text and lives only until the tally has counted it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pdscan.contracts import Detector, Reading
from pdscan.detection import asking, wrappings
from pdscan.detection.asked_values import whole_values
from pdscan.detection.chance import without_chance
from pdscan.detection.field_context import FieldContext
from pdscan.detection.hits import Hits
from pdscan.detection.known import THRESHOLD
from pdscan.detection.locus import Locus
from pdscan.detection.matches import placed, touches
from pdscan.detection.overlaps import without_overlaps
from pdscan.detection.ruleset import Buffer, Ends, Rule, Ruleset
from pdscan.detection.taking import Taking
from pdscan.detection.together import confirm_together
from pdscan.model import Match, UnreadableError
from pdscan.short_words import spellings
from pdscan.tally import Failures
from pdscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pyarrow as pa


_FIELDS = 4096


class Engine:
    """Find hits in buffers; holds the compiled ruleset, the memo of checks and the models."""

    def __init__(
        self, detectors: Mapping[str, Detector], taxonomy: Taxonomy, *, low_scores: bool = False
    ) -> None:
        self.low_scores = low_scores
        self.detectors = dict(detectors)
        self.taxonomy = taxonomy
        self.rules = Ruleset(detectors, low_scores=low_scores)
        self.fields = FieldContext(taxonomy)
        self.soft = {
            name: detector
            for name, detector in self.rules.others.items()
            if type(detector).find_all is not Detector.find_all
        }
        self.judges = {
            name: detector
            for name, detector in self.rules.others.items()
            if type(detector).judge_column is not Detector.judge_column
        }
        self.wrappings = wrappings.Wrappings()
        self.cell_rules = lru_cache(maxsize=_FIELDS)(self._cell_rules)
        self.taking = Taking(self.rules.rules, detectors, self.fields, low_scores)

    def hits(
        self,
        buffer: Buffer,
        locus: Locus,
        start: int = 0,
        stop: int | None = None,
        ends: Ends | None = None,
        depth: int = 0,
    ) -> Hits:
        """Return the hits that start in [start, stop) bytes, by start; overlaps are resolved.

        `ends` are those of the automaton that matter; `depth` says how many wrappings are off.
        """
        ends = self.rules.ends(buffer, locus.field_name) if ends is None else ends
        whole = start == 0 and stop is None
        last = len(buffer) if stop is None else stop
        found, names = Hits(), set[str]()
        across: Locus | None = None
        for index, some in self.rules.candidates(buffer, ends, locus.failures):
            names.add(self.rules.rules[index].name)
            if not whole:
                # what begins before, and was counted there, may cover what begins here
                if cut := [one for one in some if one[0] < start < one[1]]:
                    across = across or replace(locus, checked=Counter(), passed=Counter())
                    self.taking.take(index, buffer, cut, across, found)
                some = [one for one in some if start <= one[0] < last]
            self.taking.take(index, buffer, some, locus, found)
        kept = without_overlaps(found, self.rules.own_scales & names)
        if kept and not names.isdisjoint(self.rules.lexicons):
            confirm_together(buffer, kept, self.rules.lexicons)
        if depth == wrappings.DEPTH:  # always of the whole
            return kept

        def look(view: bytes, near: Callable[[int], bool]) -> Hits:
            seen = self.rules.ends(view, locus.field_name)
            close = {regex: [end for end in seen[regex] if near(end)] for regex in seen}
            return self.hits(view, locus, ends=close, depth=depth + 1)

        both = self.wrappings.second_look(buffer, kept, look)
        if whole or (both is kept and across is None):
            return both
        return both.chosen([at for at, one in enumerate(both.starts) if start <= one < last])

    def standing(self, buffer: Buffer, ends: Ends, locus: Locus) -> list[int]:
        """Return where the candidates begin that a check reads; the refused ones are counted."""
        starts = []
        for index, some in self.rules.candidates(buffer, ends, locus.failures):
            for start, end, _ in some:
                known = self.taking.checked.known(index, buffer[start:end], locus.failures)
                if known.reading is not None:
                    starts.append(start + 1)
                else:
                    locus.checked[self.rules.rules[index].name] += known.tried
        return starts

    def _cell_rules(self, field_name: str) -> tuple[Rule, ...]:
        """Return the rules whose `cell_check` reads whole cells of a field of this name."""
        checked = [rule for rule in self.rules.rules if rule.pattern.cell_check]
        for spelling in spellings(field_name):
            ranked = [(rule.named(spelling.words), rule) for rule in checked]
            best = max((size for size, _ in ranked), default=0)
            if best:
                return tuple(rule for size, rule in ranked if size == best)
        return ()

    def judge(
        self,
        field_name: str,
        cells: pa.StringArray,
        beside: Sequence[str] = (),
        failures: Failures | None = None,
    ) -> tuple[str, Reading] | None:
        """Return the surest judgement of what a field holds, with its detector, or None."""
        failed: Failures = {} if failures is None else failures
        found = asking.judgements(self.judges, field_name, cells, beside, failed)
        sure = [one for one in found if one[1].score >= THRESHOLD]
        return max(sure, key=lambda pair: pair[1].score, default=None)

    def names(
        self, texts: list[str], failures: Failures, *, whole: bool = False, models: bool = True
    ) -> list[list[Match]]:
        """Return what soft detectors find, `whole`: in one document's windows; see `asking`."""
        return asking.names(self.soft, texts, failures, one_document=whole, models=models)

    def detect(self, text: str) -> list[Match]:
        """Return the matches of one text by start, in characters."""
        return self.detect_all([text])[0]

    def detect_all(
        self,
        texts: list[str],
        asked: frozenset[str] = frozenset(),
        failures: Failures | None = None,
    ) -> list[list[Match]]:
        """Return the matches of each text by start, in characters; models see all texts at once.

        A text that is nothing but a value is read as a cell of a column named after the `asked`
        types would be. A detector that fails is added to `failures`; without them it raises
        UnreadableError.
        """
        failed: Failures = {} if failures is None else failures
        found = self._found(texts, asked, failed)
        if failures is None and failed:
            raise UnreadableError(*next(iter(failed.values())))
        return found

    def _found(self, texts: list[str], asked: frozenset[str], bad: Failures) -> list[list[Match]]:
        found = []
        for text, named in zip(texts, self.names(texts, bad), strict=True):
            locus = Locus(asked=asked, remembers=False, failures=bad)
            buffer = text.encode("utf-8", "replace")
            hits = without_chance(self.hits(buffer, locus), locus, self.rules.own_scales)
            matches = placed(buffer, hits)
            if asked and not matches:
                matches = list(whole_values(self.rules.rules, text, asked))
            taken = [(match.start, match.end) for match in matches]
            both = [*matches, *(match for match in named if not touches(match, taken))]
            found.append(sorted(both, key=lambda match: (match.start, -match.end, match.type)))
        return found
