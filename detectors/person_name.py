"""Person name: full names, given names and surnames in French and English text.

Shape: capitalised words announced by a civility (M., Mme, Dr, Mr), a label (Nom :), a greeting, a
signature or a mail header; a listed given name beside a surname, in either order; an upper-case
surname; and what a language model calls a person in a sentence that holds such a word.
Check: lists of given names, surnames and ordinary words; street, institution and company words
nearby silence a name; all evidence is weighed together (`pdscan/naming/weights.toml`), and a model
alone is never believed beyond 0.55. In the lines of logs a name needs listed words or an
announcement, and no model is asked.
Category: identification (person.name, person.name.first, person.name.last), tier 1.
Source: lists rebuilt by bench/rebuild_name_lists.py from Faker, mimesis and `names` (all MIT);
models fr_core_news_md of spaCy through presidio-analyzer and, where `pdscan[names]` is installed,
Rampart (ONNX, CC BY 4.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdscan.contracts import Detector
from pdscan.model import Match
from pdscan.naming import cues as name_cues
from pdscan.naming import opinions, page, weighing
from pdscan.naming.context import in_place
from pdscan.naming.cues import FULL, LAST
from pdscan.naming.names import know
from pdscan.naming.opinions import Opinion
from pdscan.naming.page import Page
from pdscan.naming.runs import Cue
from pdscan.naming.windows import WINDOW, windows

THRESHOLD = 0.5
ALONE = 0.55
THE_MODEL = "the model alone"


@dataclass(frozen=True)
class PersonName(Detector):
    """Find names by cues first; only the sentences that may hold one go to a model.

    `model_chars` bounds what one call gives to the models; cues beyond it are judged by words
    alone.
    """

    title: str = "Person names in text"
    types: tuple[str, ...] = (FULL, name_cues.FIRST, LAST)
    model_chars: int = 400_000

    def find_all(self, texts: Sequence[str]) -> list[list[Match]]:
        """Return the names of each text, by start, in characters.

        Raise UnreadableError(NO_MODEL) where a text may hold a name and the model isn't there.
        """
        pieces = [windows(text) if len(text) > 2 * WINDOW else [(0, text)] for text in texts]
        documents = [[page.read(text) for _, text in some] for some in pieces]
        judged = iter(self._judged(documents))
        return [
            [_moved(match, start) for start, _ in some for match in next(judged)] for some in pieces
        ]

    def find_in_document(self, windows: Sequence[str]) -> list[list[Match]]:
        """Return the names of windows that follow one another in one document."""
        return self._judged([[page.read(text) for text in windows]])

    def without_models(self) -> PersonName:
        """Return the search that asks no model: lists and words alone."""
        return replace(self, model_chars=0)

    def _judged(self, documents: Sequence[Sequence[Page]]) -> list[list[Match]]:
        for document in documents:
            page.joined(document)
        pages = [one for document in documents for one in document]
        first = opinions.first_opinions(pages, self.model_chars)
        second = opinions.second_opinions(pages, self.model_chars)
        return [_names(*said) for said in zip(pages, first, second, strict=True)]


def _moved(match: Match, start: int) -> Match:
    return replace(match, start=match.start + start, end=match.end + start) if start else match


def _names(one: Page, first: Opinion, second: Opinion) -> list[Match]:
    """Return the names of a page that all evidence together makes likely."""
    return [
        Match(cue.type, cue.start, cue.end, round(score, 3), why=why)
        for cue, score, why in judge(one, first, second)
        if score >= THRESHOLD
    ]


def judge(
    one: Page, first: Opinion, second: Opinion
) -> Iterator[tuple[Cue, float, tuple[str, ...]]]:
    """Yield the possible names of a page by start, how sure each is, and why."""
    for cue in sorted(candidates(one, first, second), key=lambda cue: cue.start):
        words = first.of(cue.start, cue.end), second.of(cue.start, cue.end)
        score = weighing.weigh(weighing.features(one, cue, *words))
        agrees = "PERSON" in words and cue.why != THE_MODEL
        why = f"{cue.why}, and the model" if agrees else cue.why
        yield cue, min(score, ALONE) if cue.why == THE_MODEL else score, (why,)


def candidates(one: Page, first: Opinion, second: Opinion) -> list[Cue]:
    """Return the cues of a page, and what a model saw beside them."""
    found = list(one.cues)
    for entity in (*first.seen, *second.seen):
        taken = page.touches(entity.start, entity.end, found)
        if entity.label == "PERSON" and not taken and _named(one.text, entity.start, entity.end):
            found.append(Cue(entity.start, entity.end, name_cues.FAINT, FULL, THE_MODEL))
    return found


def _named(text: str, start: int, end: int) -> bool:
    """Say whether what a model alone calls a person has the shape of a name."""
    words = text[start:end].split()
    known = [know(word) for word in words]
    fits = len(words) in (2, 3) and all(word.fits and not word.ordinary for word in known)
    shaped = fits and all(word[0].isupper() for word in words) and "\t" not in text[start:end]
    return shaped and not in_place(text, start, end)


plugin = PersonName()
