"""Say which parts of a document are lists of data by their place: fields, items, labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.policies import lexicon, sections
from pdscan.policies.parties import mentions_in
from pdscan.policies.sentences import Sentence, flat

_CLAUSE = re.compile(r"\b(?:nous|vous|we|you|est|sont|sera|seront|peut|peuvent|is|are|will|may)\b")
_NOMINAL = re.compile(
    r"(?:(?:les?|la|des|vos|your|the|certaines) |l')?(?:donnees|informations|coordonnees"
    r"|enregistrements|identifiants|(?:\w+ )?(?:data|details|information))\b"
    r"(?! (?:sont|est|are|is)\b)"
)
_BEGINS = re.compile(r"(?:nous|vous|we|you|si|if|lorsqu\w*|quand|when)\b")
_KEPT = re.compile(
    r"\s*(?P<what>[\w' ,-]{4,90}?) (?:est|sont|sera|seront|is|are|will be) "
    r"(?:conserv|gard|archiv|stock|kept|retained|stored)"
)
_SUCH = re.compile(
    r"(?:(?:les|ces|the|these) )?(?:images|enregistrements|recordings|donnees|informations|data)$"
)
_ASIDE = re.compile(
    r",? (?:conserv\w+|gard\w+|kept|retained|stored|pendant|durant|avec l'aide|with the help"
    r"|en vue|que nous|which we|that we|held by|detenu)\b|;"
)


def field(sentence: Sentence) -> Iterator[tuple[int, int, bool]]:
    """Yield the list in a field of data: up to the first word of purpose."""
    text = sentence.flat
    only_purpose = lexicon.pattern("statements", "data_purpose_only")
    if only_purpose.match(text) or only_purpose.search(flat(sentence.block.text[: sentence.start])):
        return
    start = 0
    if (
        sentence.label
        and sections.roles_of(sentence.label) & {"data"}
        and not _names_data(sentence.label)
    ):
        start = text.find(":") + 1
    stop = re.search(
        (
            r"\b(?:pour (?:mettre|la|le|les|vous|assurer)|afin|necessaires? a|dans le but"
            r"|le but est|in order|necessary)\b"
        ),
        text,
    )
    end = stop.start() if stop and stop.start() > start + 3 else len(text)
    yield start, end, True
    if stop:
        bracket = re.search(r"\(([^()]+)\)", text[stop.start() :])
        if bracket:
            yield stop.start() + bracket.start(1), stop.start() + bracket.end(1), True
        asked = re.search(r"informations? demandees?", text[end:])
        if asked:
            yield end + asked.start(), len(text), True


def _names_data(label: str) -> bool:
    """Say whether a label is itself a category ("Données de paiement : …")."""
    return bool(re.search(r"\b(?:de|d'|of)\b", label, re.I)) and not sections.roles_of(label) & {
        "purposes",
        "bases",
    }


def is_listed(sentence: Sentence) -> bool:
    """Say whether a sentence is an item of a list that a phrase on data introduces."""
    block = sentence.block
    if re.match(r"(?:nous|we) (?!(?:vos|your))", sentence.flat) or (
        sentence.start > 0 and block.kind != "bullet"
    ):
        return False
    if any(one.start < 12 for one in mentions_in(sentence.flat)[:1]):
        return False
    intro = block.intro
    if (intro is None or not intro.text.rstrip().endswith(":")) and _is_under_data(sentence):
        return True
    if intro is not None and intro.text.rstrip().endswith(":"):
        plain = intro.flat[-160:]
        if lexicon.pattern("statements", "purposes_intro").search(plain) and not re.search(
            r"(?:donnees|informations|data)(?: \S+){0,6} suivantes?", plain
        ):
            return False
        if re.search(
            (
                r"\bpar ?:$|base legale|fondement|quand ?:|lorsque(?: vous)? ?:"
                r"|when(?: you)? ?:|cas suivants|situations|dans le cadre|notamment quand"
                r"|droits?\b|(?:tiers|destinataires|partenaires) suivants|aupres|sources?"
            ),
            plain,
        ):
            return False
        if (
            lexicon.pattern("statements", "intro").search(plain)
            and (
                sections.has_role(sentence, "data")
                or re.search(r"donnees|informations|data|collect|renseign", plain)
            )
            and not re.search(
                (
                    r"conserv|retain|destinataire|recipient|transmi|(?<!and )transf|partag"
                    r"|shar|disclos"
                ),
                plain,
            )
        ):
            return len(sentence.text) < 600
    return bool(sentence.column and sentence.slot == "data")


def after_label(sentence: Sentence) -> tuple[int, int] | None:
    """Return the list of data after the name of an activity ("Orders: your full name …")."""
    activity = sentence.activity
    if activity is None or activity.whence != "line" or activity.opening is not sentence:
        return None
    start = sentence.flat.find(":") + 1
    kept = _KEPT.match(sentence.flat, start)
    if kept and not _SUCH.match(kept["what"]):
        return kept.span("what")
    stop = _ASIDE.search(sentence.flat, start)
    end = stop.start() if stop else len(sentence.flat)
    return None if _CLAUSE.search(sentence.flat, start, end) else (start, end)


def _is_under_data(sentence: Sentence) -> bool:
    """Say whether a list item stands under a title that asks for data and names some itself."""
    title = sentence.block.section[-1] if sentence.block.section else None
    if title is None or sentence.block.kind != "bullet" or sentence.start > 0:
        return False
    roles = sections.roles_of(title.text)
    return (
        "data" in roles
        and not roles & {"purposes", "rights", "retention", "recipients", "bases", "security"}
        and bool(sentence.label or _NOMINAL.match(sentence.flat))
        and not _BEGINS.match(sentence.flat)
    )
