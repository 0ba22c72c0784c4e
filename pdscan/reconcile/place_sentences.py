"""Explain verdicts on places in French and English: how long, where, in whose hands, about whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pdscan.reconcile.explanations import SPOKEN, cited_words, loci_of, people_in
from pdscan.reconcile.parties import Party
from pdscan.reconcile.placement import Group
from pdscan.reconcile.record_counts import Counts
from pdscan.reconcile.retention_sets import DeclaredSet
from pdscan.report import Cited
from pdscan.wording import Words

Both = tuple[str, str]

RETENTION: Mapping[str, Both] = {
    "RETENTION_OK": (
        "{place}\u00a0: rien n’y dépasse la durée déclarée{limit}{cited}.",
        "{place}: nothing there is past the declared time{limit}{cited}.",
    ),
    "RETENTION_EXCEEDED": (
        "{place}\u00a0: {over} sur {total} {passed} la durée déclarée{limit}{oldest}{cited}.",
        "{place}: {over} of {total} {passed} past the declared time{limit}{oldest}{cited}.",
    ),
    "criteria": (
        "{place}\u00a0: la déclaration ne donne qu’un critère, aucune échéance ne se calcule"
        "{cited}.",
        "{place}: the declaration gives a criterion only, no deadline can be computed{cited}.",
    ),
    "sub_purpose": (
        "{place}\u00a0: plusieurs durées sont déclarées selon la sous-finalité, qui n’est pas "
        "indiquée pour cet emplacement{cited}.",
        "{place}: several times are declared by sub-purpose, which is not given for this place"
        "{cited}.",
    ),
    "no_time": (
        "{place}\u00a0: aucune date n’indique l’événement dont court la durée déclarée{limit}"
        "{cited}.",
        "{place}: no date tells of the event from which the declared time runs{limit}{cited}.",
    ),
    "no_column": (
        "{place}\u00a0: la colonne de date que le fichier de parc désigne n’y est pas, rien ne se "
        "compare à la durée déclarée{limit}{cited}.",
        "{place}: the date column that the estate file names is not there, nothing can be held "
        "against the declared time{limit}{cited}.",
    ),
    "not_counted": (
        "{place}\u00a0: les enregistrements n’ont pas été comptés pour cette durée{limit}\u202f; "
        "une nouvelle analyse le fera{cited}.",
        "{place}: the records were not counted for this time{limit}; another scan will do it"
        "{cited}.",
    ),
    "other": (
        "{place}\u00a0: les dates disponibles ne permettent pas de situer {left} par rapport à "
        "la durée déclarée{limit}{cited}.",
        "{place}: the dates at hand do not place {left} before or after the declared time"
        "{limit}{cited}.",
    ),
}
LIMIT: Both = (" ({limit})", " ({limit})")
PASSED: tuple[Both, Both] = (("dépasse", "dépassent"), ("is", "are"))
UNTIL_EVENT: Both = ("jusqu’à l’événement", "until the event")
OLDEST: Both = (", le plus ancien du {day}", ", the oldest of {day}")

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


def of_retention(
    kind: str,
    group: Group,
    declared: DeclaredSet,
    counts: Counts,
    by: tuple[Cited, ...],
    reason: str | None,
    oldest: str | None,
) -> dict[str, str]:
    """Explain whether what lies there is past its time: how many, since when."""
    key = kind
    if kind == "RETENTION_UNDETERMINED":
        key = reason if reason is not None and reason in RETENTION else "other"
    since = oldest and oldest[:10]
    return _said(
        RETENTION[key],
        by,
        [
            {
                "place": group.label,
                "over": words.counted("records", counts.over),
                "total": words.number(counts.total),
                "passed": PASSED[language][counts.over > 1],
                "left": words.counted("records", counts.undetermined or counts.total),
                "limit": _limit(declared, language),
                "oldest": OLDEST[language].format(day=since) if since else "",
            }
            for language, words in enumerate(SPOKEN)
        ],
    )


def _limit(declared: DeclaredSet, language: int) -> str:
    """Return the declared durations in words; one of no length runs until its event."""
    durations = dict.fromkeys(rule.duration or "" for rule in declared.numbers)
    said = [
        SPOKEN[language].duration(one)
        if any(sign in one for sign in "123456789")
        else UNTIL_EVENT[language]
        for one in durations
    ]
    return LIMIT[language].format(limit=", ".join(said)) if said else ""


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
    return _said(LOCATION[key], by, [{"place": group.label, "where": one} for one in where])


def of_recipient(
    why: str, group: Group, parties: Sequence[Party], by: tuple[Cited, ...]
) -> dict[str, str]:
    """Explain whether those who hold the data are declared."""
    named = [", ".join(_party(one, words) for one in parties) for words in SPOKEN]
    return _said(RECIPIENT[why], by, [{"place": group.label, "parties": one} for one in named])


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
    return _said(SUBJECT["denied" if denied else kind], by, values)


def of_nothing(axis: str) -> dict[str, str]:
    """Explain that an axis was not judged for want of a map."""
    french, english = NO_MAP[axis]
    return {"fr": french, "en": english}


def _said(
    sentences: Both, by: tuple[Cited, ...], values: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    french, english = (
        sentence.format(cited=cited_words(by, language), **values[language])
        for language, sentence in enumerate(sentences)
    )
    return {"fr": french, "en": english}
