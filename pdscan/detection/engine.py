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
from pdscan.detection.asked_values import is_whole, whole_values
from pdscan.detection.chance import without_chance
from pdscan.detection.field_context import FieldContext
from pdscan.detection.key_before import Said, key_says, lowered
from pdscan.detection.matches import placed, touches
from pdscan.detection.overlaps import without_overlaps
from pdscan.detection.ruleset import Buffer, End, Rule, Ruleset
from pdscan.detection.together import confirm_together
from pdscan.detection.turning import Turned, turnings
from pdscan.detection.words_nearby import word_nearby, worth_a_look
from pdscan.folding import name_words
from pdscan.model import Container, Match, UnreadableError
from pdscan.tally import Failures, add_failure
from pdscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pyarrow as pa

THRESHOLD = 0.5
BEFORE = 60
BEFORE_CHECKED = 120  # a checksum holds already: the word that is wanted may stand further off
OTHERS_LIKELY = 0.4  # Presidio lifts what has a word of its context nearby to 0.4 at least
_MEMO = 50_000


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

    `checked` and `passed` count candidates per rule. `settled` holds the score of each kind of
    reading that context has already confirmed: of later ones only the value matters, where the
    locus remembers. `asked` are the types that the caller named: a text that is nothing but a value
    may be one of them. `instead` gives the type that stands for another in this column.
    """

    field_name: str = ""
    checked: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    discarded: int = 0
    settled: dict[tuple[str, str, str], float] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    instead: dict[str, str] = field(default_factory=dict)
    turned: defaultdict[str, Turned] = field(default_factory=lambda: defaultdict(Turned))
    remembers: bool = True
    failures: Failures = field(default_factory=dict)
    missed: Counter[tuple[str, str, str]] = field(default_factory=Counter)


class Engine:
    """Find hits in buffers; holds the compiled ruleset, the memo of checks and the models."""

    def __init__(
        self, detectors: Mapping[str, Detector], taxonomy: Taxonomy, *, low_scores: bool = False
    ) -> None:
        self.low_scores = low_scores
        self.detectors = dict(detectors)
        self.taxonomy = taxonomy
        self.rules = Ruleset(detectors)
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
        self._memo: dict[tuple[int, str], Reading | None] = {}
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
        ends = self.rules.ends(buffer) if ends is None else ends
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
            ends = [end for end in self.rules.ends(view) if near(end[1])]
            return self.hits(view, locus, ends=ends, depth=depth + 1)

        both = self.wrappings.second_look(buffer, kept, look)
        return both if both is kept else [hit for hit in both if start <= hit.start < stop]

    def standing(self, buffer: Buffer, ends: Sequence[End], locus: Locus) -> list[int]:
        """Return where the candidates begin that a check reads; the refused ones are counted."""
        starts = []
        for index, start, end in self.rules.candidates(buffer, ends, locus.failures):
            rule, text = self.rules.rules[index], str(buffer[start:end], "utf-8", "replace")
            if self.read(index, rule, text, locus.failures) is not None:
                starts.append(start + 1)
            elif rule.pattern.tried is None or asking.tried(rule, text, locus.failures):
                locus.checked[rule.name] += 1
        return starts

    def _confirm(
        self, index: int, buffer: Buffer, start: int, end: int, locus: Locus
    ) -> Hit | None:
        rule = self.rules.rules[index]
        text = str(buffer[start:end], "utf-8", "replace")
        reading = self.read(index, rule, text, locus.failures)
        tried = rule.pattern.tried is None or asking.tried(rule, text, locus.failures)
        locus.checked[rule.name] += tried
        if reading is None:
            return None
        locus.passed[rule.name] += tried
        if reading.start or reading.end is not None:
            stop = len(text) if reading.end is None else reading.end
            end = start + len(text[:stop].encode())
            start += len(text[: reading.start].encode())
        said = key_says(rule, buffer, start, end, locus.field_name) if rule.unlike else Said.NOTHING
        key = trail.KEY if said is Said.NAMED else ""
        context = key or self._context(rule, reading, buffer, start, end, locus)
        score = reading.context_score if context else reading.score
        score = lowered(score, said, bool(context))
        if score < self._lowest(rule) or (rule.pattern.needs_context and not context):
            locus.discarded += 1
            return None
        if rule.pattern.own_scale and not self.low_scores:
            score = max(score, THRESHOLD)
        turning = self._turnings.get(rule.name)
        if turning is not None and reading.type in turning.types:
            reading = turning.turned(reading, buffer, start, end, locus.turned[rule.name])
        if reading.type in locus.instead:
            reading = reading._replace(type=locus.instead[reading.type], capacity="personal")
        return Hit(rule.name, reading, start, end, score, bool(context), evidence=context)

    def _lowest(self, rule: Rule) -> float:
        """Return the lowest score that counts: another library's own, where those are wanted."""
        others = 0.0 if self.low_scores else OTHERS_LIKELY
        return others if rule.pattern.own_scale else THRESHOLD

    def _context(
        self, rule: Rule, reading: Reading, buffer: Buffer, start: int, end: int, locus: Locus
    ) -> str:
        """Return what agrees, the field's name or a word nearby; not asked where it is settled."""
        own, weak = rule.pattern.own_scale, rule.pattern.own_scale or rule.pattern.needs_context
        wanted = not own and (reading.strict or weak) and reading.type in locus.asked
        if wanted and is_whole(buffer, start, end):
            return trail.ASKED
        alone = reading.score >= THRESHOLD and not weak and locus.remembers
        kind = (rule.name, reading.type, reading.form)
        if alone and locus.settled.get(kind, 0.0) >= reading.context_score:
            return ""
        if self.named(rule, reading, locus.field_name):
            context = trail.FIELD
        elif alone and not worth_a_look(locus.missed, kind):
            return ""
        else:
            reach = BEFORE_CHECKED if reading.strict and not alone else BEFORE
            context = word_nearby(rule, buffer, start, end, reach)
        if context:
            locus.settled[kind] = max(locus.settled.get(kind, 0.0), reading.context_score)
        return context

    def read(self, index: int, rule: Rule, text: str, failures: Failures) -> Reading | None:
        """Return what the check of a rule reads in a text; a check that fails is noted."""
        key = (index, text)
        if key in self._memo:
            return self._memo[key]
        if len(self._memo) >= _MEMO:
            self._memo.clear()
        try:
            reading = self._memo[key] = rule.pattern.check(text)
        except Exception as error:  # noqa: BLE001 - a check of anybody's may fail in any way
            add_failure(failures, rule.name, error)
            return None
        return reading

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

    def names(self, texts: list[str], failures: Failures) -> list[list[Match]]:
        """Return what the soft detectors find in each text; UnreadableError: one has no model."""
        return asking.names(self.soft, texts, failures)

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

    def _found(
        self, texts: list[str], asked: frozenset[str], failures: Failures
    ) -> list[list[Match]]:
        found = []
        for text, named in zip(texts, self.names(texts, failures), strict=True):
            locus = Locus(asked=asked, remembers=False, failures=failures)
            buffer = text.encode("utf-8", "replace")
            hits = without_chance(self.hits(buffer, locus), locus, self.rules.own_scales)
            matches = placed(buffer, hits)
            if asked and not matches:
                matches = list(whole_values(self.rules.rules, text, asked))
            taken = [(match.start, match.end) for match in matches]
            both = [*matches, *(match for match in named if not touches(match, taken))]
            found.append(sorted(both, key=lambda match: (match.start, -match.end, match.type)))
        return found
