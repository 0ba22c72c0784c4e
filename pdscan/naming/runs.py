"""Hold a run of capitalised words, and say which of them may be one name."""

from __future__ import annotations

from dataclasses import dataclass

from pdscan.naming.names import Standing, Word


@dataclass(frozen=True, slots=True)
class Cue:
    """Place a possible name: `start` and `end` in characters, `score` 0 to 1 by words alone."""

    start: int
    end: int
    score: float
    type: str
    why: str


@dataclass(slots=True)
class Run:
    """Join words that follow one another with their places in the text."""

    text: str
    spans: list[tuple[int, int]]
    words: list[Word]

    def end_of_name(self, start: int) -> int:
        """Return one past the last word that fits a name which begins at `start`."""
        last = start
        for index in range(start, min(len(self.words), start + 5)):
            word = self.words[index]
            if not (word.fits or self._joins(start, index)):
                break
            last = index + 1
            if self.text[self.spans[index][1] - 1] == "." and not word.initial:
                break
        while last > start and self.words[last - 1].initial and last - start < 2:
            last -= 1
        return last

    def _joins(self, start: int, index: int) -> bool:
        """Say whether an initial or particle (`Le` in Le Goff) goes on with a name."""
        word = self.words[index]
        if word.initial:  # "M." is a civility but after a given name
            return not word.title or (index > start and self.words[index - 1].given > 0)
        before = self.words[max(0, index - 1)]
        return (index == start or before.given > 0 or before.initial or before.particle) and (
            self.leads(index)
        )

    def leads(self, index: int) -> bool:
        """Say whether one particle or two begin a surname: `LE BIHAN`, `DE LA ROCHETTE`."""
        if not self.words[index].particle:
            return False
        following = self.words[index + 1 : index + 3]
        second = len(following) > 1 and following[0].particle and following[1].fits
        return bool(following) and (following[0].fits or second)

    def surname_after(self, last: int) -> int:
        """Return one past a surname that is also an ordinary word, as in "Mme Anne Cordonnier"."""
        given = self.words[last - 1]
        if given.given < Standing.LISTED or given.surname > Standing.UNKNOWN:
            return last
        after = self.words[last : last + 1]
        free = bool(after) and not (after[0].title or after[0].particle or after[0].initial)
        return last + 1 if free else last

    def before_particle(self, first: int, last: int) -> int:
        """Return one past a given name and surname that go on with de: « Simone Roy de Bertin ».

        `first` where there is no such place.
        """
        for index in range(first + 2, last):
            gap = self.text[self.spans[index - 1][1] : self.spans[index][0]].strip().lower()
            if gap in ("de", "d'", "d’", "du", "chez") and self.words[index - 1].surname:
                return index
        return first

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words from `first` up to `last` begin and end in the text."""
        return self.spans[first][0], self.spans[last - 1][1]

    def cue(self, first: int, last: int, score: float, kind: str, why: str) -> Cue:
        """Return the words from `first` up to `last` as a possible name."""
        end = self.spans[last - 1][1]
        if self.text[end - 1] == "." and not self.words[last - 1].initial:
            end -= 1
        return Cue(self.spans[first][0], end, score, kind, why)
