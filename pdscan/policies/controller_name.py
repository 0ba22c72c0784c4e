"""Find the name of whoever declares: by the turns that introduce it, and how often it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pdscan.policies import lexicon, sections
from pdscan.policies.parties import mentions_in, same_name
from pdscan.policies.sentences import Sentence

_COMPANY = (
    r"(?P<name>[A-ZÀ-Ý0-9][\w&.'’À-ÿ-]{0,40}"
    r"(?: (?:[A-ZÀ-Ý0-9&][\w&.'’À-ÿ-]{0,40}|de|du|des|la|et|&)){0,5})"
)


# What introduces the name, with the weight of the turn; the first four can hardly mean another.
_INTRODUCED = (
    (
        8,
        re.compile(
            rf"{_COMPANY},? \((?:[^()]{{0,60}}[«\"“', ])?(?:[Nn]ous|[Ww]e|[Uu]s)\s?[»\"”',) ]"
        ),
    ),
    (
        8,
        re.compile(
            rf"^{_COMPANY}(?: ?®)?(?: \([^)]*\))?,? (?:is|est) (?:the|le"
            rf"|a) (?:data )?(?:controller|resp)"
        ),
    ),
    (6, re.compile(rf"\b[Cc]hez {_COMPANY}, (?:nous|la)")),
    (6, re.compile(rf"{_COMPANY}(?: ?®)? est une [Ee]ntreprise individuelle")),
    (
        4,
        re.compile(
            rf"{_COMPANY},? (?:une )?(?:[Ss]ociété (?:par actions|anonyme|à responsabilité)"
            rf"|S\.?A\.?(?:S\.?U?|R\.?L)?\b)[^.]{{0,80}}?(?:RCS|R\.C\.S|[Ii]mmatricul"
            rf"|capital|[Ss]i[eè]ge)"
        ),
    ),
    (3, re.compile(rf"\b(?:[Ll]a |[Ll]['’])?[Ss]ociété {_COMPANY}")),
    (3, re.compile(rf"(?:de l['’]entreprise|the company) {_COMPANY}")),
    (1, re.compile(rf"(?:est|is|par|by) (?:la société )?{_COMPANY}(?:,| \(|, située?)")),
)
_LEGAL = r"(?:Ltd|Limited|Inc|LLC|GmbH|SAS|SARL|S\.A\.S|S\.A|SA|BV|B\.V|OÜ|AG|PLC|Corp)\b\.?"
# A line at the head of the document that begins with a name: before its address, or a legal form.
_LETTERHEAD = re.compile(
    rf"^(?:{_COMPANY}),? (?:-|–|—)? ?(?:\d{{1,4}}[^.]{{3,60}}\b\d{{5}}\b)"
    rf"|^(?P<firm>{_COMPANY[len('(?P<name>') : -1]} {_LEGAL}),"
)
_HEAD = 12
_WEAK, _STRONG, _OFTEN, _COUNTED = 3, 6, 3, 60
_IS_CONTROLLER = re.compile(r"responsables? d[eu]s? (?:vos )?traitement|\bcontroller\b")


_TITLE = re.compile(
    rf"(?:confidentialité|données personnelles|vie privée|[Pp]rivacy (?:[Pp]olicy"
    rf"|[Nn]otice|[Ss]tatement)) (?:de la société |de l['’]|du |de |d['’]|of |for ){_COMPANY}$"
)
_SHOUTED = re.compile(
    r"(?:CONFIDENTIALITÉ|DONNÉES PERSONNELLES|VIE PRIVÉE|PRIVACY (?:POLICY|NOTICE|STATEMENT))"
    r" (?:DE LA SOCIÉTÉ |DE L['’]|DE LA |DU |DE |D['’]|OF |FOR )(?P<name>[\w&'’ -]{3,60})$"
)


_VERB_AFTER = re.compile(
    rf"(?<![\w-]){_COMPANY} (?:collecte|utilise|traite|attache|s['’]engage|met|est soucieuse?"
    rf"|recueille|conserve|accorde|collects|uses|respects|processes|is committed)\b"
)


def _candidates(sentences: list[Sentence]) -> Iterator[tuple[str, Sentence, int]]:
    """Yield each name that some turn introduces, with the weight of the turn."""
    for number, one in enumerate(sentences):
        near = sections.has_role(one, "controller") or bool(_IS_CONTROLLER.search(one.flat))
        if not near and re.search(r"definition|designe|means", one.flat):
            continue
        for weight, pattern in _INTRODUCED:
            for match in pattern.finditer(one.text):
                name = _cleaned(match["name"], one.text)
                if name and (near or weight > _WEAK or (weight > 1 and not _is_of_others(one))):
                    yield name, one, weight + 3 * near
        title = _TITLE.search(one.text) if len(one.text) < 140 else None
        shouted = _SHOUTED.search(one.text) if one.text.isupper() and len(one.text) < 140 else None
        if shouted and (name := _cleaned(shouted["name"].strip(), one.text)):
            yield name, one, 7
        head = _LETTERHEAD.match(one.text) if number < _HEAD and len(one.text) < 300 else None
        if head and (name := _cleaned(head["name"] or head["firm"], one.text)):
            yield name, one, 7
        for found, weight in ((title, 4), (_VERB_AFTER.search(one.text), 2)):
            if found and (name := _cleaned(found["name"], one.text)):
                yield name, one, weight


def _is_of_others(sentence: Sentence) -> bool:
    """Say whether a sentence speaks of those who work for the writer."""
    return any(one.kind in ("processor", "partner") for one in mentions_in(sentence.flat))


def _cleaned(name: str, text: str) -> str:
    """Return a name without the words around it; empty where nothing of a name is left."""
    words = name.strip(" .,-").split()
    common = lexicon.table("company_names")
    while words and (words[0] in common["not_a_name"] or words[0][0].isdigit()):
        words.pop(0)
    while words and words[-1] in common["small"]:
        words.pop()
    kept = " ".join(words)
    if len(words) == 1 and kept in common["not_a_name"]:
        return ""
    if len(kept) < 3 or re.fullmatch(
        r"[\d .]+|(?:Commission|Union|Autorit|Délégué|Règlement).*", kept
    ):
        return ""
    return f"La {kept}" if f" La {kept}" in text or text.startswith(f"La {kept} ") else kept


def name_of(sentences: list[Sentence]) -> tuple[str | None, Sentence | None]:
    """Return the controller's name and the sentence that gives it; None where none is sure.

    A name is sure where a turn introduces it that can hardly mean another, or where a weaker turn
    does and the document keeps using it.
    """
    votes: Counter[str] = Counter()
    first: dict[str, tuple[str, Sentence]] = {}
    for name, sentence, weight in _candidates(sentences):
        key = re.sub(r"\W", "", name.lower())
        first.setdefault(key, (name, sentence))
        votes[key] = max(votes[key] + 1, weight + 1)
    used = {key: _uses(name, sentences) for key, (name, _) in first.items()}
    sure = [key for key in votes if votes[key] > _STRONG or used[key] >= _OFTEN]
    if len(votes) == 1 and max(votes.values()) > 3:
        sure = list(votes)
    if not sure:
        return None, None
    best = max(
        sure, key=lambda one: (votes[one] + min(_COUNTED, used[one]), -list(first).index(one))
    )
    name, sentence = first[best]
    if not name.startswith("La ") and 2 * _uses(f"La {name}", sentences) > used[best]:
        name = f"La {name}"
    return name, sentence


def _uses(name: str, sentences: list[Sentence]) -> int:
    written = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return sum(len(written.findall(one.text)) for one in sentences)


def spellings_of(sentences: list[Sentence], name: str) -> list[str]:
    """Return other spellings of the name: with a space for a hyphen, in other case.

    What is part of an e-mail or web address is no spelling of the name.
    """
    written = r"[\s-]".join(map(re.escape, re.split(r"[\s-]", name)))
    loose = re.compile(rf"(?<![\w@./-]){written}(?![\w@/-]|\.\w)", re.I)
    found = {match[0] for one in sentences for match in loose.finditer(one.text)}
    return sorted(one for one in found if one.lower() != name.lower() and same_name(one, name))
