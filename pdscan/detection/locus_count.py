"""Count the hits of one locus in its asset's tally."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from pdscan.collection import paused
from pdscan.contracts import Reading
from pdscan.detection.engine import Engine
from pdscan.detection.hits import Hits
from pdscan.detection.known import THRESHOLD
from pdscan.detection.locus import Locus
from pdscan.detection.name_sample import NameSample, NamesSearched
from pdscan.detection.soft_reading import soft_reading
from pdscan.masking import mask
from pdscan.model import Container, Match, Reason, UnreadableError
from pdscan.naming import language, log_lines
from pdscan.naming.language import Language
from pdscan.tally import CELLS, NAMES, PATTERN, Failures, Tally
from pdscan.tally_batch import Batch, Taken, add_batch, add_values

RARE = 0.003


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """Say how assets are scanned: whether names are looked for, and the key of digests.

    `names_whole`: in all of a long asset, not in a part drawn by `seed`. `today` is the day of all
    ages, None where nobody asks for ages. `parts`: in how many parts the asset is scanned apart.
    `rare`: the share of a sample's rows below which what wasn't seen needn't be looked for further.
    """

    names: bool = True
    names_whole: bool = False
    seed: int = 0
    key: bytes | None = None
    today: date | None = None
    parts: int = 1
    rare: float = RARE


NOTED = 4  # of one text in so many it is noted which language it speaks


class LocusCount:
    """Add what is found at one locus to the tally; the last room that sees raw text.

    `place_of` says where in the asset a cell of the batch that is read stands.
    """

    def __init__(self, locus: str, engine: Engine, options: ScanOptions, tally: Tally) -> None:
        self.locus = locus
        self.searched = NamesSearched()
        self.name_sample = NameSample(
            options.seed, locus, self.searched, whole=options.names_whole, parts=options.parts
        )
        self.through: tuple[str, ...] = ()
        self.place_of: Callable[[str], tuple[str, int]] | None = None
        self._engine = engine
        self._options = options
        self._tally = tally

    @property
    def failures(self) -> Failures:
        """Return what failed in the asset, to be added to."""
        return self._tally.failures

    def examined(self, amount: int) -> None:
        """Count cells or bytes as looked at."""
        self._tally.examined[self.locus] += amount

    def hits(
        self,
        buffer: bytes,
        hits: Hits,
        lie_in: Sequence[Container],
        place_of: Callable[[int], tuple[str, int]],
    ) -> None:
        """Count the hits of patterns in a buffer, by place; equal ones together.

        `lie_in` says in what each lies, `place_of` where in the asset what starts at an offset is.
        """
        taken: Sequence[Taken] = hits.taken
        if self.through:
            taken = [replace(one, reading=self._seen(one.reading)) for one in taken]
        batch = Batch(buffer, taken, lie_in, hits.starts, place_of)
        add_batch(self._tally, self.locus, batch, self._options.key)

    def values(self, buffer: bytes, hits: Hits, place_of: Callable[[int], tuple[str, int]]) -> None:
        """Take in the values of hits in cells of which another of their kind is counted."""
        add_values(
            self._tally,
            self.locus,
            Batch(buffer, hits.taken, (), hits.starts, place_of),
            self._options.key,
        )

    def cells(
        self, rule: str, reading: Reading, values: pa.StringArray, voice: str = CELLS
    ) -> None:
        """Count whole cells, none blank, as what the field's name and their look say."""
        self._tally.add_cells(
            self.locus,
            self._seen(reading),
            values,
            rule=rule,
            key=self._options.key,
            voice=voice,
            place_of=self.place_of,
        )

    def _seen(self, reading: Reading) -> Reading:
        """Add to a reading's evidence through which wrappings the whole column was read."""
        return reading._replace(why=(*reading.why, *self.through)) if self.through else reading

    def uniform(self, kind: Taken, container: Container, values: pa.StringArray) -> None:
        """Count cells that the automaton saw to be of one kind with those that were read."""
        if len(values):
            reading = kind.reading._replace(score=kind.score, container=container, why=())
            self._tally.add_cells(
                self.locus,
                reading,
                values,
                rule=kind.rule,
                key=self._options.key,
                voice=PATTERN,
                evidence="",
                masked=lambda value: self._masked(kind, value),
                place_of=self.place_of,
            )

    def _masked(self, kind: Taken, value: str) -> str:
        """Return what a sample of a cell may show, by the rule's own mask where it has one."""
        names = [rule.name for rule in self._engine.rules.rules]
        cell = value.strip().encode("utf-8", "replace")
        found = self._engine.taking.checked.known(
            names.index(kind.rule), cell, self.failures
        ).reading
        if found and found.masked and found.type == kind.reading.type:
            return found.masked
        return mask(kind.reading.type, value)

    def close(self, locus: Locus) -> None:
        """Count which rules checked how many candidates, and what was too unsure."""
        for rule, count in locus.checked.items():
            self._tally.checked[self.locus, rule] += count
        for rule, count in locus.passed.items():
            self._tally.passed[self.locus, rule] += count
        self._tally.discarded += locus.discarded
        locus.forget()

    def names(
        self,
        texts: list[str],
        place_of: Callable[[int, int], tuple[str, int]],
        container: Container,
    ) -> None:
        """Count the names in the windows of one document.

        `place_of` says where in it a character of a window lies: by the window's number.
        """
        found = self._found(texts, one_document=True)
        for number, (text, matches) in enumerate(zip(texts, found, strict=False)):
            for match in matches:
                self._name(match, text, place_of(number, match.start), container)

    def cell_names(self, cells: Sequence[tuple[list[str], int, int]]) -> None:
        """Count the names in different cells, each once by type and as often as the cell comes.

        Of each cell: its text, in windows where it is long, its row and how often it comes.
        """
        answers = iter(self._found([window for windows, _, _ in cells for window in windows]))
        for windows, row, often in cells:
            best: dict[str, tuple[Match, str]] = {}
            for window, found in zip(windows, answers, strict=False):
                for match in found:
                    if match.type not in best or match.score > best[match.type][0].score:
                        best[match.type] = match, window
            for match, window in best.values():
                self._name(match, window, ("row", row), Container.FREE_TEXT, often)

    @property
    def looks_for_names(self) -> bool:
        """Say whether names are looked for at all."""
        return self._options.names and bool(self._engine.soft)

    def _found(self, texts: list[str], *, one_document: bool = False) -> list[list[Match]]:
        """Return the names in each text; where a model is missing, what the words alone say."""
        if not (texts and self.looks_for_names):
            return []
        with paused():
            self._note_languages(texts)
            if not self.searched.missing:
                try:
                    return self._engine.names(texts, self.failures, whole=one_document)
                except UnreadableError as error:
                    if error.reason is not Reason.NO_MODEL:
                        raise
                    self.searched.missing = error.detail
            return self._engine.names(texts, self.failures, whole=one_document, models=False)

    def _note_languages(self, texts: Sequence[str]) -> None:
        spoken = {language.of(text) for text in texts[::NOTED] if not _is_plain_log(text)}
        self.searched.other_script |= Language.OTHER_SCRIPT in spoken
        self.searched.other_language |= Language.OTHER in spoken

    def _name(
        self,
        match: Match,
        text: str,
        place: tuple[str, int],
        container: Container,
        times: int = 1,
    ) -> None:
        if match.score < THRESHOLD:
            self._tally.discarded += times
            return
        self._tally.add(
            self.locus,
            soft_reading(match, text),
            score=match.score,
            context=False,
            container=container,
            rule="names",
            at=place,
            key=self._options.key,
            times=times,
            voice=NAMES,
        )


def _is_plain_log(text: str) -> bool:
    """Say whether machines wrote a text in plain letters: names are found there by lists alone."""
    return text.isascii() and log_lines.is_log(text)
