"""Read how long data are kept: sets of rules with trigger, duration and bound."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pdscan.declarations import durations
from pdscan.policies import lexicon, sections
from pdscan.policies.keeping_rules import Rule, criteria_of, distinct, rules_in
from pdscan.policies.sentences import Sentence, flat

_TIME = re.compile(
    r"(?:pour |pendant |durant |for )?(?:\d+|\w+) (?:\(\d+\) )?"
    r"(?:ans?|annees?|mois|semaines?|jours?|heures?|years?|months?|weeks?|days?|hours?)\b"
)
# A new member of an enumeration of periods: its subject, then a number and a unit.
_MEMBER = re.compile(
    r"(?:, | et | and )(?:que )?"
    r"(?!pendant|pour |durant|jusqu|dans |au |a |puis|ensuite|apres|for |until|then|after|up to)"
    r"(?=(?:(?:les|la|le|vos|nos|ses|your|the|our) |l')?(?!\d)[a-z][\w' -]{2,60}?"
    r" (?:pendant |durant |pour |for )?(?:\d+|deux|trois|cinq|six|dix|two|three|five|six|ten)"
    r" (?:ans|annees|mois|jours|years|months|days)\b)"
)
# "Account data: until you delete your account": the time follows at once, no verb of keeping.
_SPLIT_BY_TIME = re.compile(
    r"[\w' -]{3,60} ?: ?(?:until|jusqu|pendant|durant|for|tant que|as long)"
)
_ARTICLE = re.compile(r"^(?:[Ll]es?|[Ll]a|[Ll]['’]|[Vv]os|[Tt]he|[Yy]our) ?| (?:sont|are)$")
_FOR_WHAT = re.compile(r"\b(?:pour|concernant|au titre d|for)\w* .*")


@dataclass(slots=True)
class Keeping:
    """Hold one retention set: its rules, what follows them, and the words on what is kept.

    `is_bare` where the sentence tells something else, and only until when.
    """

    sentence: Sentence
    rules: list[Rule]
    start: int
    end: int
    subject: str = ""
    then: list[dict[str, Any]] = field(default_factory=list)
    quantifier: str | None = None
    is_ambiguous: bool = False
    review: str = ""
    confidence: float = 0.9
    is_member: bool = False
    is_bare: bool = False

    def words(self) -> str:
        """Return what is kept, in the document's words, without the article and the verb."""
        text = self.sentence.text[self.start : self.start + len(self.subject)].strip()
        return _ARTICLE.sub("", text)


def is_about_keeping(sentence: Sentence) -> bool:
    """Say whether a sentence may speak of retention: by its words, or by its place."""
    if sections.is_definition(sentence):
        return False
    if "retention" in sentence.slot or "retention" in sentence.column:
        return True
    text = sentence.flat
    if is_listed(sentence) or _is_timed_line(sentence):
        return True
    if (
        "retention" in sentence.role
        and sentence.label
        and re.search(r"vous desabonner|unsubscribe", text)
    ):
        return True
    if lexicon.pattern("keeping", "no_retention").search(text):
        return False
    return bool(lexicon.pattern("keeping", "keep").search(text))


def _is_timed_line(sentence: Sentence) -> bool:
    """Say whether a labelled line tells a time with its data ("Cookies : …, treize mois après")."""
    activity = sentence.activity
    is_line = activity is not None and activity.whence == "line" and activity.opening is sentence
    return bool(is_line and durations.parse(sentence.flat))


def is_listed(sentence: Sentence) -> bool:
    """Say whether a sentence with a time is an item of a list of periods, as a title or the words
    above it say.
    """
    text = sentence.flat
    if lexicon.pattern("keeping", "no_retention").search(text) or not durations.parse(text):
        return False
    intro = sentence.block.intro
    if sentence.block.kind not in ("bullet", "row") and not sentence.label:
        return False
    if intro is not None and intro.text.rstrip().endswith(":"):
        return bool(lexicon.pattern("keeping", "keep").search(intro.flat))
    return sections.has_role(sentence, "retention") and not sections.has_role(sentence, "rights")


def read_each(sentence: Sentence) -> Iterator[Keeping]:
    """Yield the retention sets of a sentence: one, or one for each member of "factures dix ans,
    justificatifs 13 mois".
    """
    marks = [0]
    for stop in _MEMBER.finditer(sentence.flat):
        if durations.parse(sentence.flat[marks[-1] : stop.start()]) is not None:
            marks.append(stop.end())
    if len(marks) == 1 or not is_about_keeping(sentence):
        kept = read(sentence)
        yield from (kept,) if kept is not None else ()
        return
    for first, last in itertools.pairwise([*marks, len(sentence.text)]):
        text = sentence.text[first:last].rstrip(" ,;")
        slot = sentence.slot if first == 0 else "retention"
        start = sentence.start + first
        part = replace(sentence, text=text, flat=flat(text), start=start, slot=slot)
        kept = read(part)
        if kept is not None:
            kept.sentence, kept.start, kept.end = sentence, first, last
            kept.is_member = True
            yield kept


def read(sentence: Sentence) -> Keeping | None:
    """Return the retention set of a sentence, None where it states none."""
    if not is_about_keeping(sentence):
        return _bare(sentence)
    text = sentence.flat
    verb = lexicon.pattern("keeping", "keep").search(text)
    if is_listed(sentence) and _SPLIT_BY_TIME.match(text):
        verb = None
    is_slot = "retention" in sentence.slot or (is_listed(sentence) and verb is None)
    subject = text[: verb.start()] if verb else sentence.label or _before_time(text)
    if lexicon.pattern("keeping", "exception").search(text):
        rule = Rule("none", None, "exception", "retain", criteria=criteria_of(sentence, 0))
        return Keeping(sentence, [rule], 0, len(text), subject)
    rules, stages = rules_in(sentence, 0 if is_slot else _first_word_of_time(text, verb))
    if (
        not rules
        and (sentence.label or is_slot)
        and "retention" in (sentence.role + sentence.slot)
        and re.search(r"vous desabonner|unsubscribe", text)
    ):
        rule = Rule("consent_withdrawal", "P0D", "max", "delete")
        return Keeping(
            sentence,
            [rule],
            0,
            len(text),
            subject,
            review="dit comme un droit, sous un titre de durée",
            confidence=0.6,
        )
    if not rules:
        return None
    kept = Keeping(sentence, distinct(rules), 0, len(text), subject)
    numbers = [one for one in kept.rules if one.duration]
    consents = [one for one in numbers if one.trigger == "consent_withdrawal"]
    kept.is_ambiguous = bool(consents) and len(numbers) > 1 and " ou " in text
    vague = re.search(
        r"la plupart|most of|certaines? (?:de vos )?donnees|some of", subject or text[:60]
    )
    kept.quantifier = vague[0] if vague else None
    kept.then += stages
    if not stages and lexicon.pattern("keeping", "archive").search(text) and numbers:
        kept.then.append(
            {"stage": "archive", "duration": None, "bound": "criteria", "end_action": "unspecified"}
        )
    return kept


def _bare(sentence: Sentence) -> Keeping | None:
    """Return until when a sentence on something else says that this lasts, if it does."""
    text = sentence.flat
    until = lexicon.pattern("keeping", "until").search(text)
    if (
        until is None
        or sections.is_definition(sentence)
        or sections.has_role(sentence, "rights")
        or lexicon.pattern("keeping", "no_retention").search(text)
    ):
        return None
    rules, _ = rules_in(sentence, until.start())
    subject = text[: until.start()].strip(" ,:-")
    found = Keeping(sentence, rules, 0, len(text), subject, confidence=0.8, is_bare=True)
    return found if rules else None


def _before_time(text: str) -> str:
    """Return what an item of a list speaks of: its words before the time, else after it."""
    time = _TIME.search(text)
    if time is None:
        return ""
    after = _FOR_WHAT.search(text, time.end())
    return text[: time.start()].strip(" :,-") or (after[0] if after else "")


def _first_word_of_time(text: str, verb: re.Match[str] | None) -> int:
    """Return where to begin: at the verb, or earlier where the time stands before it."""
    if verb is None:
        return 0
    return (
        0
        if re.match(r"(?:une fois|once|a l'issue|au-dela|apres|pendant|durant)", text)
        else verb.start()
    )
