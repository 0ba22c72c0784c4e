"""Read companies that a document names as recipients: beside a role word, or by a legal form.

A name is written with capitals; the words of the document's own language, and the names it gives
to its readers and services, are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pdscan.policies import lexicon
from pdscan.policies.parties import mentions_in, same_name, sectors_in, vendors_in
from pdscan.policies.sentences import Sentence, flat

_WORD = r"[A-ZÀ-Ý0-9][\w&'’+-]*(?:\.(?:io|com|fr|ai|net))?"
_NAME = rf"{_WORD}(?: (?:{_WORD}|&|de|du|des|of|the)){{0,4}}"
_FORM = (
    r"(?:Inc|Ltd|Limited|LLC|LLP|GmbH|S\.?A\.?S\.?U?|S\.?A\.?R\.?L|S\.A|SA|AG|B\.?V|OÜ|SE|SpA|Oy"
    r"|AB|S\.?L\.?U?|PLC|Corp|Corporation|Pty|SNC|SCOP|EURL)(?![\w-])\.?"
)
_BY_FORM = re.compile(
    rf"(?:(?<![\w])(?i:à|a|aux?|de|du|par|avec|chez|et|ou|société|to|by|with|from|and|company|is"
    rf"|:) |[(,:] ?|d['’]|^)(?P<name>{_NAME},? {_FORM})"
)
_WRITES = re.compile(r"responsables? (?:conjoints? )?d[eu]s? traitement|\bcontroller|immatricul")
_ROLE = (
    r"(?:prestataires?|sous-traitants?|hébergeurs?|partenaires?|fournisseurs?|transporteurs?"
    r"|sociétés?|agence|plateforme|outils?|logiciels?|solutions?|providers?|processors?|hosts?"
    r"|partners?|carriers?|vendors?|suppliers?|platform|tools?)"
)
_AFTER_ROLE = re.compile(
    rf"(?<!\w)(?P<role>(?i:{_ROLE})(?: (?:[a-zà-ÿ-]+['’]?)){{0,5}}?)"
    rf"(?: ?: | \(|,? (?:est |is |sont |are )?(?:la société |the company )?)(?P<name>{_NAME})"
)
_BEFORE_ROLE = re.compile(
    rf"(?P<name>{_NAME}),? (?:\([^)]{{0,60}}\) )?(?:agissant |qui agit |acting )?"
    rf"(?:en (?:qualité|tant) (?:de |que |d['’])|comme |as (?:a |our )|(?:notre|nos|son|our) )"
    rf"(?P<role>(?i:{_ROLE}))"
)
_MORE = re.compile(
    rf"\s*(?:\([^()]{{0,80}}\)\s*)?(?:,|;|/|\bet\b|\bou\b|\band\b|\bor\b|et ?/ ?ou)+\s*"
    rf"(?:(?:la |l['’])?(?i:société) )?(?P<name>{_NAME})(?=[ ,;.)(/]|$)"
)
# A name may begin with an article, as "La Poste"; what follows must be a name by itself.
_ARTICLE = re.compile(r"(?:La|Les?|The) (?=[A-ZÀ-Ý0-9])|L['’](?=[A-ZÀ-Ý])")
_COUNTRIES = re.compile(
    r"(?:union|espace|etats?|royaume|europe|france|suisse|canada|allemagne|irlande|usa|eu|us|uk"
    r"|united|ireland|germany|commission|cnil|gdpr|rgpd|article|annexe|section|internet)\b"
)
_MOST, _SHORT = 40, 90


@dataclass(frozen=True, slots=True)
class Named:
    """Hold a company named as a recipient, with the kind that its role word says."""

    start: int
    end: int
    name: str
    kind: str
    sectors: tuple[str, ...]


def named_in(sentence: Sentence, own: str | None, common: frozenset[str]) -> list[Named]:
    """Return the companies that a sentence names beside a role or with a legal form.

    `own` is the controller's name, `common` the words that the document also writes in lower case.
    """
    taken = [match.span() for match, _ in vendors_in(sentence.text)]
    found: list[Named] = []
    for start, end, kind, sectors in _spans(sentence):
        name, end = _trimmed(sentence.text, start, end)
        free = all(end <= first or last <= start for first, last in taken)
        if free and name and _is_company(name, own, common):
            taken.append((start, end))
            found.append(Named(start, end, name, kind, tuple(sectors)))
    return found[:_MOST]


def _spans(sentence: Sentence) -> Iterator[tuple[int, int, str, list[str]]]:
    text = sentence.text
    for match in () if _WRITES.search(sentence.flat) else _BY_FORM.finditer(text):
        start = match.start("name")
        if start == 0 and not _is_list_item(sentence):
            continue
        near = mentions_in(sentence.flat[max(0, start - 80) : start])
        kinds = [one.kind for one in near if one.kind in ("processor", "partner", "third_party")]
        around = sentence.flat[max(0, match.start() - 60) : match.end() + 60]
        yield start, match.end(), (kinds or ["processor"])[-1], sectors_in(around)
    for pattern in (_AFTER_ROLE, _BEFORE_ROLE):
        for match in pattern.finditer(text):
            if any(one.kind == "group" for one in mentions_in(flat(match[0]))):
                continue
            kind = _kind_of(flat(match["role"]))
            role = sectors_in(flat(match["role"]))
            at = match.end("name")
            yield match.start("name"), at, kind, role or _bracket(sentence, at)
            while pattern is _AFTER_ROLE and (more := _MORE.match(text, at)):
                at = more.end("name")
                yield more.start("name"), at, kind, _bracket(sentence, at)


def _is_list_item(sentence: Sentence) -> bool:
    """Say whether a sentence is little more than a name."""
    return sentence.block.kind in ("bullet", "row") and len(sentence.text) < _SHORT


def _kind_of(role: str) -> str:
    kinds = [one.kind for one in mentions_in(role)]
    return next((one for one in kinds if one in ("partner", "third_party")), "processor")


def _bracket(sentence: Sentence, at: int) -> list[str]:
    """Return what a bracket right after a name says that the company does."""
    match = re.match(r"\s*\(([^()]{0,80})\)", sentence.flat[at:])
    return sectors_in(match[1]) if match else []


def _trimmed(text: str, start: int, end: int) -> tuple[str, int]:
    """Return a name without the small words at its end."""
    name = text[start:end].rstrip(".") if end == len(text) else text[start:end]
    words = lexicon.table("company_names")
    ends = {*words["not_a_name"], "de", "du", "des", "of", "the", "&"} - {*words["ends_a_name"]}
    while " " in name and (last := name.rpartition(" ")[2]) in ends:
        if re.fullmatch(_FORM, last):
            break
        name = name.rpartition(" ")[0]
    return name.strip(" ,"), start + len(name.rstrip(" ,"))


def _is_company(name: str, own: str | None, common: frozenset[str]) -> bool:
    """Say whether capitalised words can name a company that isn't the writer."""
    if own and (same_name(name, own) or flat(name).startswith(flat(own).split(" (")[0])):
        return False
    if re.search(rf" {_FORM}$", name):
        return True
    bare = _ARTICLE.sub("", name, count=1)
    plain = flat(bare)
    words = re.findall(r"[a-z]+", plain)
    known = lexicon.table("company_names")["not_a_name"]
    return (
        len(plain) > 2
        and any(one.isalpha() for one in plain)
        and bare.split()[0] not in known
        and not _COUNTRIES.match(plain)
        and not mentions_in(plain)
        and not all(word in common for word in words)
    )


def cell_name(sentence: Sentence) -> str | None:
    """Return the name that a table cell consists of ("MangoPay"), None for words."""
    text = sentence.text.strip(" .*")
    if not re.fullmatch(rf"{_NAME}(?:,? {_FORM})?", text) or mentions_in(sentence.flat):
        return None
    first = _ARTICLE.sub("", text, count=1).split()[0]
    return text if first not in lexicon.table("company_names")["not_a_name"] else None
