"""Scan blocks in one pass: candidates from the automaton, readings from checks, context, names.

The engine answers with hits; a hit holds raw text and lives only until the tally has counted it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pdscan import trail
from pdscan.contracts import Detector, Reading
from pdscan.detection import asking, wrappings
from pdscan.detection.asked_values import is_asked, whole_values
from pdscan.detection.behind_words import BEFORE
from pdscan.detection.chance import without_chance
from pdscan.detection.field_context import FieldContext
from pdscan.detection.key_before import Said, key_says, lowered
from pdscan.detection.known import Checked, Kind, KindSeen
from pdscan.detection.matches import placed, touches
from pdscan.detection.overlaps import without_overlaps
from pdscan.detection.ruleset import Buffer, End, Rule, Ruleset
from pdscan.detection.together import confirm_together
from pdscan.detection.turning import Turned, turnings
from pdscan.detection.words_nearby import word_nearby
from pdscan.folding import name_words
from pdscan.model import Container, Match, UnreadableError
from pdscan.tally import Failures
from pdscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pyarrow as pa

THRESHOLD = 0.5
_FREE_TEXT = Container.FREE_TEXT
BEFORE_CHECKED = 120  # a checksum holds already: the word that is wanted may stand further off
OTHERS_LIKELY = 0.4  # Presidio lifts what has a word of its context nearby to 0.4 at least


@dataclass(slots=True, repr=False)
class Hit:
    """Hold one reading with its place (bytes in the scanned buffer) and its context.

    `evidence` names what of the context was seen first: a word of the rule's list, the field.
    """

    rule: str
    reading: Reading
    start: int
    end: int
    score: float
    context: bool
    container: Container = Container.FREE_TEXT
    evidence: str = ""

    def __repr__(self) -> str:
        """Show place and type only: a hit holds a raw value."""
        return f"Hit({self.reading.type}, {self.start}:{self.end})"


@dataclass(slots=True)
class Locus:
    """Remember what the engine learnt at one locus: a text, or a field of that name.

    `checked` and `passed` count candidates per rule. `kinds` holds the score of each kind of
    reading that context has already confirmed: of later ones only the value matters, where the
    locus remembers. `asked` are the types that the caller named: a text that is nothing but a value
    may be one of them. `instead` gives the type that stands for another in this column.
    """

    field_name: str = ""
    checked: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    discarded: int = 0
    kinds: defaultdict[Kind, KindSeen] = field(default_factory=lambda: defaultdict(KindSeen))
    asked: frozenset[str] = frozenset()
    instead: dict[str, str] = field(default_factory=dict)
    turned: defaultdict[str, Turned] = field(default_factory=lambda: defaultdict(Turned))
    remembers: bool = True
    failures: Failures = field(default_factory=dict)


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
        self.checked = Checked(self.rules.rules)
        # of another library its own scores count, where those are wanted
        others = 0.0 if low_scores else OTHERS_LIKELY
        patterns = [rule.pattern for rule in self.rules.rules]
        self._lowest = [others if one.own_scale else THRESHOLD for one in patterns]
        self._weak = [one.needs_context for one in patterns]
        self._turnings = turnings(detectors)

    def hits(
        self,
        buffer: Buffer,
        locus: Locus,
        start: int = 0,
        stop: int | None = None,
        ends: Sequence[End] | None = None,
        depth: int = 0,
    ) -> list[Hit]:
        """Return the hits that start in [start, stop) bytes, by start; overlaps are resolved.

        `ends` are those of the automaton that matter; `depth` says how many wrappings are off.
        """
        stop = len(buffer) if stop is None else stop
        ends = self.rules.ends(buffer, locus.field_name) if ends is None else ends
        found = [
            hit
            for index, first, last in self.rules.candidates(buffer, ends, locus.failures)
            if start <= first < stop and (hit := self._confirm(index, buffer, first, last, locus))
        ]
        kept = without_overlaps(found, self.rules.own_scales)
        confirm_together(buffer, [hit for hit in kept if hit.rule in self.rules.lexicons])
        if depth == wrappings.DEPTH:
            return kept

        def look(view: bytes, near: Callable[[int], bool]) -> list[Hit]:
            ends = [end for end in self.rules.ends(view, locus.field_name) if near(end[1])]
            return self.hits(view, locus, ends=ends, depth=depth + 1)

        both = self.wrappings.second_look(buffer, kept, look)
        return both if both is kept else [hit for hit in both if start <= hit.start < stop]

    def standing(self, buffer: Buffer, ends: Sequence[End], locus: Locus) -> list[int]:
        """Return where the candidates begin that a check reads; the refused ones are counted."""
        starts = []
        for index, start, end in self.rules.candidates(buffer, ends, locus.failures):
            known = self.checked.known(index, buffer[start:end], locus.failures)
            if known.reading is not None:
                starts.append(start + 1)
            else:
                locus.checked[self.rules.rules[index].name] += known.tried
        return starts

    def _confirm(
        self, index: int, buffer: Buffer, start: int, end: int, locus: Locus
    ) -> Hit | None:
        reading, tried, first, last, kind = self.checked.known(
            index, buffer[start:end], locus.failures
        )
        rule = self.rules.rules[index]
        name = rule.name
        locus.checked[name] += tried
        if reading is None:
            return None
        locus.passed[name] += tried
        end = start + last
        start += first
        said = key_says(rule, buffer, start, end, locus.field_name) if rule.unlike else Said.NOTHING
        seen, context = locus.kinds[kind], ""
        if said is Said.NAMED:
            context = trail.KEY
        else:
            alone = reading.score >= THRESHOLD and locus.remembers and not self._weak[index]
            if not alone or seen.settled < reading.context_score:
                context = self._context(rule, reading, buffer, start, end, locus, seen, alone)
        score = reading.context_score if context else reading.score
        if said is not Said.NOTHING:
            score = lowered(score, said, bool(context))
        if score < self._lowest[index] or (not context and rule.pattern.needs_context):
            locus.discarded += 1
            return None
        if score < THRESHOLD and not self.low_scores:
            score = THRESHOLD
        reading = self._retyped(name, reading, buffer, start, end, locus)
        return Hit(name, reading, start, end, score, bool(context), _FREE_TEXT, context)

    def _retyped(
        self, name: str, reading: Reading, buffer: Buffer, start: int, end: int, locus: Locus
    ) -> Reading:
        """Return a reading as the words around it, and what its column holds, make it."""
        turning = self._turnings.get(name)
        if turning is not None and reading.type in turning.types:
            reading = turning.turned(reading, buffer, start, end, locus.turned[name])
        if locus.instead and reading.type in locus.instead:
            reading = reading._replace(type=locus.instead[reading.type], capacity="personal")
        return reading

    def _context(
        self,
        rule: Rule,
        reading: Reading,
        buffer: Buffer,
        start: int,
        end: int,
        locus: Locus,
        seen: KindSeen,
        alone: bool,
    ) -> str:
        """Return what agrees, the field's name or a word nearby; `alone`: it stands without."""
        if reading.type in locus.asked and is_asked(rule, reading, buffer, start, end):
            return trail.ASKED
        if seen.named is None:
            seen.named = self.named(rule, reading, locus.field_name)
        if seen.named:
            context = trail.FIELD
        elif alone and not seen.worth_a_look():
            return ""
        else:
            reach = BEFORE_CHECKED if reading.strict and not alone else BEFORE
            context = word_nearby(rule, buffer, start, end, reach)
        if context:
            seen.settled = max(seen.settled, reading.context_score)
        return context

    def named(self, rule: Rule, reading: Reading, field_name: str) -> bool:
        """Say whether the field's name speaks of this reading."""
        if not field_name:
            return False
        if reading.type in self.fields.types(field_name):
            return True
        words = name_words(field_name)
        if rule.pattern.context:
            return bool(rule.pattern.context(" ".join(words)))
        return bool(rule.named(words) or (rule.near and rule.near.search(" ".join(words))))

    def cell_rules(self, field_name: str) -> list[Rule]:
        """Return the rules whose `cell_check` reads whole cells of a field of this name."""
        words = name_words(field_name)
        ranked = [(rule.named(words), rule) for rule in self.rules.rules if rule.pattern.cell_check]
        best = max((size for size, _ in ranked), default=0)
        return [rule for size, rule in ranked if size and size == best]

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
