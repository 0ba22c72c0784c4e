"""Find negated verbs: which verb a "ne … pas" or a "never" governs, and whether in the passive.

Only the verb itself counts, or the participle after an auxiliary: "nous ne pourrons pas traiter
votre demande" negates being able, and says nothing of data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pdscan.policies import lexicon

KINDS = ("sell", "transmit", "collect")
_NOT = r"pas|jamais|aucun\w*|en aucun cas|nullement|ni"
_NO_WORDS = rf"(?:{_NOT}|a aucun moment|donc|toujours|egalement|ne|sciemment|vous|nous|et|aussi)"
_FRENCH = re.compile(
    r"(?<![\w-])(?:ne |n')(?:(?:vous|nous|les|le|la|lui|leur|se|en|y|pas|jamais) |l'|s'|y )*"
    rf"(?P<verb>\w+)(?P<rest>(?: {_NO_WORDS})*)"
)
_ENGLISH = re.compile(
    r"\b(?!do not track\b)"
    r"(?:(?P<aux>do|does|did|will|shall|is|are|may|can|have|has|was|were|be) (?:not|never)"
    r"|(?P<short>(?:do|does|did|wo|is|are|have|has)n't)|(?P<never>never)"
    r"|(?P<nor>nor|neither)(?: do| does| will| are| is| have)?(?: we"
    r"| they)?)(?P<rest>(?: \w+){0,3}?) "
)
_NONE = re.compile(
    r"(?<![\w-])(?P<no>aucun(?:e|s)?|no)\b (?P<what>[^.;:]{3,90}?) (?:n'|ne |is |are |will )"
)
_VERB_NO = re.compile(
    r"\b(?:collects?|stores?|gathers?|keeps?|records?|process(?:es)?|holds?) no (?=\w)"
)
_HAVE_BE = re.compile(
    r"(?:est|sont|sera|seront|soit|soient|serait|etait|etaient|ont|a|avons|fait|font"
    r"|faisons|procede"
    r"|procedons|pouvons|peut|peuvent|pourra|pourront|saurait|sauraient|doit|doivent)\Z"
)
_MODAL = re.compile(r"(?:peut|peuvent|pourra|pourront|saurait|sauraient|doit|doivent|pouvons)\Z")
_BE = re.compile(r"(?:est|sont|sera|seront|soit|soient|serait|etre|is|are|be|was|were|fait|font)\b")
_NEAR = 48
_PROMISED = re.compile(r"engag\w+|commit\w*|veill\w+|garanti\w+|s'interdi\w+|undertake\w*")
_IF = re.compile(
    r"(?:^|[,;:(] ?|\bque |\bet )(?:si|lorsqu\w*|quand|if|when|where|whether)\b[^,;]*$"
)
_READER = re.compile(
    r"(?:\b(?:vous|you|si|si ce|if|personnes? concernees?|which|rien|utilisateurs?"
    r"|desireux de|souhaitant|choisir de"
    r"|choisissez de|cookies?|traceurs?|navigateur|qu'il|qu'elle)$)"
    r"|(?:vous|you) (?:pouvez|etes libres?|can|may|are free|choose|choisissez)[^.;]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Negated:
    """Hold a negated verb of a class; the object stands before it where `is_subject`."""

    kind: str
    start: int
    verb_start: int
    verb_end: int
    is_subject: bool


def negated_in(text: str) -> Iterator[Negated]:
    """Yield the negated verbs of a folded sentence that are said of the writer or of its data."""
    for found in _FRENCH.finditer(text):
        if _is_negative(text, found) and not _says_nothing(text, found.start(), found.end()):
            yield from _french(text, found)
    for found in _ENGLISH.finditer(text):
        if not _says_nothing(text, found.start(), found.end()):
            yield from _verb(text, found.start(), found.end() - 1, 34, _is_passive(found))
    for found in _VERB_NO.finditer(text):
        if not _says_nothing(text, found.start(), found.end()):
            yield Negated("collect", found.start(), found.start(), found.end(), is_subject=False)
    for found in _NONE.finditer(text):
        if not _says_nothing(text, found.start(), found.end()):
            yield from _verb(text, found.start("no"), found.end(), _NEAR, is_subject=True)


def _is_negative(text: str, found: re.Match[str]) -> bool:
    """Say whether "ne" comes with its second half, near by: alone it may be "ne … que"."""
    near = text[found.start() : found.end() + 60]
    return bool(re.search(rf"\b(?:{_NOT})\b", re.split(r"[.;:]", near)[0]))


def _french(text: str, found: re.Match[str]) -> Iterator[Negated]:
    verb = found["verb"]
    start = found.start("verb")
    is_infinitive = bool(re.search(r"(?:er|ir|re)\Z", verb)) and not _HAVE_BE.match(verb)
    if is_infinitive and not _PROMISED.search(text[: found.start()]):
        return
    if _HAVE_BE.match(verb):
        rest = text[found.end("verb") : found.end("verb") + _NEAR]
        if _MODAL.match(verb) and not re.search(r"\betre\b|\bfaire l'objet", rest):
            return
        impersonal = re.search(r"\b(?:il|it) (?:ne |n')(?:vous )?$", text[:start])
        is_passive = (
            bool(_BE.match(verb) or re.search(r"\betre\b|l'objet", rest)) and not impersonal
        )
        yield from _verb(text, found.start(), found.end("verb"), _NEAR, is_passive)
        return
    for kind in KINDS:
        if match := lexicon.pattern("polarity", kind).match(text, start):
            yield Negated(kind, found.start(), match.start(), match.end(), is_subject=False)
            return


def _verb(text: str, start: int, at: int, near: int, is_subject: bool) -> Iterator[Negated]:
    """Yield the first verb of a class within reach, before any comma."""
    reach = re.split(r"[,.;:]", text[at : at + near])[0]
    hits = [
        (match.start(), kind, match)
        for kind in KINDS
        if (match := lexicon.pattern("polarity", kind).search(text, at, at + len(reach)))
    ]
    if hits:
        _, kind, match = min(hits, key=lambda hit: hit[0])
        yield Negated(kind, start, match.start(), match.end(), is_subject)


def _is_passive(found: re.Match[str]) -> bool:
    aux = found["aux"] or found["short"] or ""
    return bool(_BE.match(aux)) or " be" in found["rest"] or aux.startswith(("is", "are"))


def _says_nothing(text: str, start: int, end: int) -> bool:
    """Say whether a negation is about the reader's choices, conditions, deadlines and the like."""
    before = text[:start].rstrip()
    near = text[max(0, start - 24) : end + 50]
    if _READER.search(before) or _IF.search(text[:start]):
        return True
    return bool(lexicon.pattern("polarity", "no_statement").search(near))
