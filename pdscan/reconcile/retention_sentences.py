"""Explain verdicts on how long data are kept, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pdscan.reconcile.explanations import SPOKEN
from pdscan.reconcile.place_sentences import Both, said
from pdscan.reconcile.placement import Group
from pdscan.reconcile.record_counts import Counts
from pdscan.reconcile.retention_sets import DeclaredSet
from pdscan.report import Cited

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
        "{events}{cited}.",
        "{place}: no date tells of the event from which the declared time runs{limit}{events}"
        "{cited}.",
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
    "sampled": (
        "{place}\u00a0: rien de l’échantillon ne dépasse la durée déclarée{limit}\u202f; le reste "
        "n’a pas été compté{cited}.",
        "{place}: nothing in the sample is past the declared time{limit}; the rest was not counted"
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
EVENTS: Both = (
    "\u202f; `time` du fichier de parc peut en désigner une (event: {events})",
    "; `time` of the estate file can name one (event: {events})",
)
AT_LEAST: Both = ("au moins ", "at least ")
EXCEPTION: Both = (" Une exception est déclarée{cited}.", " An exception is declared{cited}.")
PASSED: tuple[Both, Both] = (("dépasse", "dépassent"), ("is", "are"))
UNTIL_EVENT: Both = ("jusqu’à l’événement", "until the event")
OLDEST: Both = (", le plus ancien du {day}", ", the oldest of {day}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold how long records are kept: the verdict's kind and reason, the counts, the oldest.

    `in_part` says that only a sample of them was counted.
    """

    kind: str
    reason: str | None
    counts: Counts
    declared: DeclaredSet
    oldest: str | None
    in_part: bool


def of_retention(
    kept: Kept, group: Group, by: tuple[Cited, ...], exceptions: tuple[Cited, ...]
) -> dict[str, str]:
    """Explain whether what lies there is past its time, how many, since when; quote exceptions."""
    key, counts = kept.kind, kept.counts
    if key == "RETENTION_UNDETERMINED":
        key = kept.reason if kept.reason is not None and kept.reason in RETENTION else "other"
    since = kept.oldest and kept.oldest[:10]
    told = said(
        RETENTION[key],
        by,
        [
            {
                "place": group.label,
                "over": AT_LEAST[language] * kept.in_part + words.counted("records", counts.over),
                "total": words.number(counts.total),
                "passed": PASSED[language][counts.over > 1],
                "left": words.counted("records", counts.undetermined or counts.total),
                "limit": _limit(kept.declared, language),
                "events": _events(kept.declared, language),
                "oldest": OLDEST[language].format(day=since) if since else "",
            }
            for language, words in enumerate(SPOKEN)
        ],
    )
    if not exceptions or key == "RETENTION_OK":
        return told
    more = said(EXCEPTION, exceptions, [{}, {}])
    return {language: text + more[language] for language, text in told.items()}


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


def _events(declared: DeclaredSet, language: int) -> str:
    """Return the names, in an estate file, of the events from which the declared times run."""
    events = dict.fromkeys(rule.trigger for rule in declared.numbers if rule.trigger)
    return EVENTS[language].format(events=", ".join(events)) if events else ""
