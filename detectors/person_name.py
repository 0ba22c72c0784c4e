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
model fr_core_news_md of spaCy, en_core_web_md, _sm or _lg for English where one is installed, and,
where `pdscan[names]` is installed, Rampart (ONNX, CC BY 4.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdscan.contracts import Detector
from pdscan.model import Match
from pdscan.naming import mojibake, opinions, page, weighing
from pdscan.naming.evidence import FAINT, FIRST, FULL, LAST
from pdscan.naming.names import know
from pdscan.naming.namesakes import in_place, is_namesake
from pdscan.naming.opinions import Opinion
from pdscan.naming.page import Page
from pdscan.naming.runs import Cue
from pdscan.naming.windows import WINDOW, windows

ALONE = 0.55
SURE = 0.8
THE_MODEL = "the model alone"


@dataclass(frozen=True)
class PersonName(Detector):
    """Find names by cues first; only the sentences that may hold one go to a model.

    `model_chars` bounds what one call gives to the models; cues beyond it are judged by words
    alone.
    """

    title: str = "Person names in text"
    types: tuple[str, ...] = (FULL, FIRST, LAST)
    model_chars: int = 400_000

    def find_all(self, texts: Sequence[str]) -> list[list[Match]]:
        """Return the names of each text, by start, in characters.

        Raise UnreadableError(NO_MODEL) where a text may hold a name and the model isn't there.
        """
        pieces = [windows(text) if len(text) > 2 * WINDOW else [(0, text)] for text in texts]
        judged = iter(self._judged([[text for _, text in some] for some in pieces]))
        return [
            [_moved(match, start) for start, _ in some for match in next(judged)] for some in pieces
        ]

    def find_in_document(self, windows: Sequence[str]) -> list[list[Match]]:
        """Return the names of windows that follow one another in one document."""
        return self._judged([windows])

    def without_models(self) -> PersonName:
        """Return the search that asks no model: lists and words alone."""
        return replace(self, model_chars=0)

    def _judged(self, documents: Sequence[Sequence[str]]) -> list[list[Match]]:
        """Return the names of each text, those of one document with regard to one another."""
        repaired = [[mojibake.repaired(text) for text in document] for document in documents]
        pages = []
        for document, meant in zip(documents, repaired, strict=True):
            read = [page.read(m[0] if m else t) for t, m in zip(document, meant, strict=True)]
            page.joined(read)
            pages += read
        first = opinions.first_opinions(pages, self.model_chars)
        second = opinions.second_opinions(pages, first, self.model_chars)
        found = [_names(*said) for said in zip(pages, first, second, strict=True)]
        places = [meant and meant[1] for document in repaired for meant in document]
        return [_placed(some, at) if at else some for some, at in zip(found, places, strict=True)]


def _moved(match: Match, start: int) -> Match:
    return replace(match, start=match.start + start, end=match.end + start) if start else match


def _placed(found: Sequence[Match], places: Sequence[int]) -> list[Match]:
    """Return the matches of a repaired text where they are in the text as it stands."""
    return [replace(one, start=places[one.start], end=places[one.end]) for one in found]


def _names(one: Page, first: Opinion, second: Opinion) -> list[Match]:
    """Return the names of a page that all evidence together makes likely.

    What the models made sure of at one place is the same word's name at the others.
    """
    judged = list(judge(one, first, second))
    likely = [(cue, score, why) for cue, score, why in judged if score >= weighing.LIKELY]
    if not one.log:
        sure = [cue for cue, score, _ in likely if score >= SURE]
        again = page.echoes(one.text, sure, [cue for cue, _, _ in likely])
        likely += [(cue, cue.score, (cue.why,)) for cue in again]
    return [
        Match(cue.type, cue.start, cue.end, round(score, 3), why=why)
        for cue, score, why in sorted(likely, key=lambda found: found[0].start)
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
            found.append(Cue(entity.start, entity.end, FAINT, FULL, THE_MODEL))
    return found


def _named(text: str, start: int, end: int) -> bool:
    """Say whether what a model alone calls a person has the shape of a name."""
    words = text[start:end].split()
    known = [know(word) for word in words]
    fits = len(words) in (2, 3) and all(
        word.fits and not (word.ordinary or word.common) for word in known
    )
    shaped = fits and all(word[0].isupper() for word in words) and "\t" not in text[start:end]
    return shaped and not in_place(text, start, end) and not is_namesake(text, start, end)


plugin = PersonName()
