"""Explain verdicts on places in French and English: where, in whose hands, about whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pdscan import countries
from pdscan.reconcile.explanations import SPOKEN, cited_words, loci_of, people_in
from pdscan.reconcile.parties import Party
from pdscan.reconcile.placement import Group
from pdscan.report import Cited
from pdscan.wording import Words

Both = tuple[str, str]

LOCATION: Mapping[str, Both] = {
    "LOCATION_OK": (
        "{place} se trouve en un lieu que la déclaration admet ({where}){cited}.",
        "{place} lies in a place that the declaration allows ({where}){cited}.",
    ),
    "not_stated": (
        "{place} se trouve dans l’Espace économique européen ({where})\u202f; la déclaration "
        "n’en dit rien.",
        "{place} lies in the European Economic Area ({where}); the declaration does not say.",
    ),
    "LOCATION_MISMATCH": (
        "{place} se trouve en un lieu que la déclaration n’admet pas ({where}){cited}.",
        "{place} lies in a place that the declaration does not allow ({where}){cited}.",
    ),
    "undeclared_transfer": (
        "{place} se trouve hors de l’Espace économique européen ({where}), et aucun transfert "
        "n’est déclaré.",
        "{place} lies outside the European Economic Area ({where}), and no transfer is declared.",
    ),
    "denied_transfer": (
        "{place} se trouve hors de l’Espace économique européen ({where}), où la déclaration "
        "exclut tout transfert{cited}.",
        "{place} lies outside the European Economic Area ({where}), where the declaration rules "
        "out any transfer{cited}.",
    ),
    "safeguard": (
        "{place} se trouve hors de l’Espace économique européen ({where})\u202f; la garantie "
        "qu’exige le transfert déclaré est à établir{cited}.",
        "{place} lies outside the European Economic Area ({where}); the safeguard that the "
        "declared transfer needs is to be established{cited}.",
    ),
    "no_place": (
        "{place}\u00a0: le lieu n’est pas connu, et la déclaration en impose un{cited}.",
        "{place}: where it lies is not known, and the declaration asks for a place{cited}.",
    ),
    "no_place_of_transfer": (
        "{place}\u00a0: le lieu n’est pas connu\u202f; hors de l’Espace économique européen, un "
        "transfert déclaré serait à examiner.",
        "{place}: where it lies is not known; outside the European Economic Area a declared "
        "transfer would have to be looked at.",
    ),
}
ADEQUACY: Both = (
    " Une décision d’adéquation vise ce pays depuis le {day}\u202f; elle ne dispense pas de "
    "déclarer le transfert.",
    " An adequacy decision has covered that country since {day}; the transfer has to be declared "
    "all the same.",
)
OF_TRANSFERS = ("undeclared_transfer", "safeguard", "denied_transfer")
NOWHERE: Both = ("pays inconnu", "country unknown")

RECIPIENT: Mapping[str, Both] = {
    "RECIPIENT_OK": (
        "{place} est détenu par des destinataires déclarés, {parties}{cited}.",
        "{place} is held by declared recipients, {parties}{cited}.",
    ),
    "OK_conditional": (
        "{place} est détenu par des destinataires déclarés, {parties}, sous une condition "
        "qu’aucune analyse ne vérifie{cited}.",
        "{place} is held by declared recipients, {parties}, under a condition that no scan can "
        "check{cited}.",
    ),
    "conditional": (
        "{place} est détenu par {parties}, que la déclaration ne mentionne pas\u202f; elle "
        "n’admet de partage que sous une condition qu’aucune analyse ne vérifie{cited}.",
        "{place} is held by {parties}, whom the declaration does not mention; it allows sharing "
        "only under a condition that no scan can check{cited}.",
    ),
    "denied": (
        "{place} est détenu par {parties}, ce que la déclaration exclut{cited}.",
        "{place} is held by {parties}, which the declaration rules out{cited}.",
    ),
    "RECIPIENT_MISMATCH": (
        "{place} est détenu par {parties}, que la déclaration ne mentionne pas.",
        "{place} is held by {parties}, whom the declaration does not mention.",
    ),
}

SUBJECT: Mapping[str, Both] = {
    "SUBJECT_OK": (
        "{place} concerne des personnes que la déclaration prévoit ({people}){cited}.",
        "{place} is about people whom the declaration provides for ({people}){cited}.",
    ),
    "denied": (
        "{place}{locus} concerne des personnes que la déclaration exclut ({people}){cited}.",
        "{place}{locus} is about people whom the declaration excludes ({people}){cited}.",
    ),
    "WRONG_SUBJECT": (
        "{place}{locus} concerne des personnes ({people}) dont l’activité déclarée ne parle pas"
        "{cited}.",
        "{place}{locus} is about people ({people}) of whom the declared activity does not speak"
        "{cited}.",
    ),
}

NO_MAP: Mapping[str, Both] = {
    "location": (
        "Le lieu n’a pas été jugé\u00a0: aucun fichier de parc ne dit où se trouvent les données.",
        "Location was not judged: no estate file says where the data lie.",
    ),
    "recipient": (
        "Les destinataires n’ont pas été jugés\u00a0: aucun fichier de parc ne dit qui détient "
        "les données.",
        "Recipients were not judged: no estate file says who holds the data.",
    ),
    "subject": (
        "Les personnes concernées n’ont pas été jugées\u00a0: aucun fichier de parc ne dit de "
        "qui parlent les données.",
        "Subjects were not judged: no estate file says whom the data are about.",
    ),
}


def of_location(
    kind: str, group: Group, by: tuple[Cited, ...], reason: str | None
) -> dict[str, str]:
    """Explain whether the place is one that the declaration allows."""
    key = reason if reason is not None and reason in LOCATION else kind
    if kind == "LOCATION_OK" and not by:
        key = "not_stated"
    if reason == "no_place" and not by:
        key = "no_place_of_transfer"
    asset = group.assets[0]
    where = []
    for language, words in enumerate(SPOKEN):
        site = words.say("site", asset.site) if asset.site else None
        known = dict.fromkeys(part for part in (asset.country, asset.region, site) if part)
        where.append(", ".join(known) or NOWHERE[language])
    told = said(LOCATION[key], by, [{"place": group.label, "where": one} for one in where])
    day = countries.ADEQUATE.get(asset.country or "") if key in OF_TRANSFERS else None
    if day is None:
        return told
    return {
        language: text + more.format(day=day)
        for (language, text), more in zip(told.items(), ADEQUACY, strict=True)
    }


def of_recipient(
    why: str, group: Group, parties: Sequence[Party], by: tuple[Cited, ...]
) -> dict[str, str]:
    """Explain whether those who hold the data are declared."""
    named = [", ".join(_party(one, words) for one in parties) for words in SPOKEN]
    return said(RECIPIENT[why], by, [{"place": group.label, "parties": one} for one in named])


def _party(one: Party, words: Words) -> str:
    kind = words.say("operator", one.kind)
    return f"{one.name} ({kind.partition(' ')[2] or kind})" if one.name else kind


def of_subject(
    kind: str,
    group: Group,
    subjects: frozenset[str],
    by: tuple[Cited, ...],
    locus: str,
    *,
    denied: bool,
) -> dict[str, str]:
    """Explain whether the people are those that the declaration speaks of."""
    values = [
        {
            "place": group.label,
            "people": people_in(subjects, words),
            "locus": f", {said}," if locus else "",
        }
        for words, said in zip(SPOKEN, loci_of(locus), strict=True)
    ]
    return said(SUBJECT["denied" if denied else kind], by, values)


def of_nothing(axis: str) -> dict[str, str]:
    """Explain that an axis was not judged for want of a map."""
    french, english = NO_MAP[axis]
    return {"fr": french, "en": english}


def said(
    sentences: Both, by: tuple[Cited, ...], values: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Return the sentences with their words, French then English, and the citations."""
    french, english = (
        sentence.format(cited=cited_words(by, language), **values[language])
        for language, sentence in enumerate(sentences)
    )
    return {"fr": french, "en": english}
