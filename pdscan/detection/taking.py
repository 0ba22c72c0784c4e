"""Say what candidates are taken for: what their check reads, and what stands around makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pdscan import trail
from pdscan.contracts import Detector, Reading
from pdscan.detection.asked_values import is_asked
from pdscan.detection.behind_words import BEFORE
from pdscan.detection.confirming import Candidate
from pdscan.detection.field_context import FieldContext
from pdscan.detection.hits import Hits
from pdscan.detection.key_before import Said, key_says, lowered
from pdscan.detection.known import THRESHOLD, Checked, Kind, KindSeen, Known
from pdscan.detection.locus import Locus
from pdscan.detection.ruleset import Buffer, Rule
from pdscan.detection.turning import turnings
from pdscan.detection.words_nearby import word_nearby
from pdscan.short_words import spellings
from pdscan.tally_batch import Taken

BEFORE_CHECKED = 120  # a checksum holds already: the word that is wanted may stand further off
OTHERS_LIKELY = 0.4  # Presidio lifts what has a word of its context nearby to 0.4 at least


class Taking:
    """Hold the memo of checks, and what decides beside them: fields, words, keys, turns."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        detectors: Mapping[str, Detector],
        fields: FieldContext,
        low_scores: bool,
    ) -> None:
        self.checked = Checked(rules)
        self._rules = rules
        self._fields = fields
        self._low_scores = low_scores
        self._turnings = turnings(detectors)
        # of another library its own scores count, where those are wanted
        others = 0.0 if low_scores else OTHERS_LIKELY
        self._lowest = [others if one.pattern.own_scale else THRESHOLD for one in rules]

    def take(
        self, index: int, buffer: Buffer, candidates: Iterable[Candidate], locus: Locus, hits: Hits
    ) -> None:
        """Add to `hits` what the candidates of one rule, in their order, are taken for.

        Most are known, and nothing has to be looked for around them: those are the quick ones.
        """
        rule = self._rules[index]
        turning, turned = self._turnings.get(rule.name), locus.turned[rule.name]
        known_of, ask = self.checked.of_rule(index), self.checked.ask
        starts, ends, taken_for = hits.starts.append, hits.ends.append, hits.taken.append
        remembers = locus.remembers and not locus.instead
        may_be_else, said = bool(rule.unlike), Said.NOTHING
        nothing = said
        field_name, seen, last = locus.field_name, KindSeen(), None
        checked = passed = 0
        for first, stop, _ in candidates:
            candidate = buffer[first:stop]
            known = known_of(candidate) or ask(index, candidate, locus.failures)
            reading, tried, begin, length, kind, taken = known
            checked += tried
            if reading is None:
                continue
            passed += tried
            start, end = first + begin, first + length
            if kind is not last:
                last, seen = kind, self._seen(rule, reading, kind, locus)
            if may_be_else:
                said = key_says(rule, buffer, start, end, field_name)
            if taken is None or said is not nothing or not remembers:
                taken = self._taken(index, known, buffer, start, end, locus, said)
                self._take_more(index, known, buffer, first, stop, locus, said, hits)
            elif seen.settled < reading.context_score and (seen.named or seen.worth_a_look()):
                taken = self._taken(index, known, buffer, start, end, locus, said, look=True)
            elif turning is not None and turning.may_turn(reading, turned):
                taken = self._taken(index, known, buffer, start, end, locus, said, look=False)
            if taken is None:
                locus.discarded += 1
                continue
            starts(start)
            ends(end)
            taken_for(taken)
        locus.checked[rule.name] += checked
        locus.passed[rule.name] += passed

    def _take_more(
        self,
        index: int,
        known: Known,
        buffer: Buffer,
        first: int,
        stop: int,
        locus: Locus,
        said: Said,
        hits: Hits,
    ) -> None:
        """Add what the further readings of a candidate are taken for."""
        for other in self.checked.more(index, known, buffer[first:stop]):
            start, end = first + other.start, first + other.end
            taken = self._taken(index, other, buffer, start, end, locus, said)
            if taken is not None:
                hits.add(start, end, taken)

    def _seen(self, rule: Rule, reading: Reading, kind: Kind, locus: Locus) -> KindSeen:
        """Return what the locus knows of a kind, and that its field's name speaks of it."""
        seen = locus.kinds.get(kind)
        if seen is None:
            named = self._named(rule, reading, locus.field_name)
            seen = locus.kinds[kind] = KindSeen(named=named)
        return seen

    def _taken(
        self,
        index: int,
        known: Known,
        buffer: Buffer,
        start: int,
        end: int,
        locus: Locus,
        said: Said,
        look: bool | None = None,
    ) -> Taken | None:
        """Take a candidate for what its key says, what agrees with it and the words around make it.

        `look`: it is worth to look for what agrees; None where that isn't known yet.
        """
        rule, reading = self._rules[index], known.reading
        if reading is None:
            return None
        context = trail.KEY if said is Said.NAMED else ""
        if look is None and not context:
            look = self._is_worth_a_look(rule, known, reading, locus)
        if look and not context:
            context = self._context(rule, known, reading, buffer, start, end, locus)
        score = reading.context_score if context else reading.score
        if said is not Said.NOTHING:
            score = lowered(score, said, bool(context))
        if score < self._lowest[index] or (not context and rule.pattern.needs_context):
            return None
        if score < THRESHOLD and not self._low_scores:
            score = THRESHOLD
        turned = self._turned(rule.name, reading, buffer, start, end, locus)
        alone = known.alone
        if turned is reading and not context and alone is not None and alone.score == score:
            return alone
        around = None if alone is None else alone.around
        return Taken(rule.name, turned, score, bool(context), context, around)

    def _is_worth_a_look(self, rule: Rule, known: Known, reading: Reading, locus: Locus) -> bool:
        if known.alone is None or not locus.remembers:
            return True
        seen = self._seen(rule, reading, known.kind, locus)
        return seen.settled < reading.context_score and (seen.named or seen.worth_a_look())

    def _turned(
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
        known: Known,
        reading: Reading,
        buffer: Buffer,
        start: int,
        end: int,
        locus: Locus,
    ) -> str:
        """Return what agrees, the field's name or a word nearby."""
        if reading.type in locus.asked and is_asked(rule, reading, buffer, start, end):
            return trail.ASKED
        seen = self._seen(rule, reading, known.kind, locus)
        if seen.named:
            context = trail.FIELD
        else:
            alone = known.alone is not None and locus.remembers
            reach = BEFORE_CHECKED if reading.strict and not alone else BEFORE
            context = word_nearby(rule, buffer, start, end, reach)
        if context:
            seen.settled = max(seen.settled, reading.context_score)
        return context

    def _named(self, rule: Rule, reading: Reading, field_name: str) -> bool:
        """Say whether the field's name speaks of this reading."""
        if not field_name:
            return False
        if reading.type in self._fields.types(field_name):
            return True
        ways = [spelling.words for spelling in spellings(field_name)]
        if rule.pattern.context:
            return any(rule.pattern.context(" ".join(words)) for words in ways)
        near = rule.near
        return any(rule.named(words) or (near and near.search(" ".join(words))) for words in ways)
