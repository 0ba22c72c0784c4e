"""Read how long data are kept: sets of rules with trigger, duration and bound."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pdscan.declarations import durations
from pdscan.policies import lexicon
from pdscan.policies.sentences import Sentence

_SPLIT = re.compile(
    r"\s+(?:ou|puis|or|then)\s+|\s+et (?=pendant|pour une duree|jusqu)"
    r"|(?<=\w),? (?=tant que|as long as)|\s*[;\n]\s*|(?<=[a-z]), (?=puis|ensuite|et )"
)
_CLAUSE_LEAD = re.compile(r"(?:jusqu'a ce|until)\b")


@dataclass(slots=True)
class Rule:
    """Hold one rule as the format has it, and where it stands."""

    trigger: str
    duration: str | None
    bound: str
    end_action: str = "unspecified"
    trigger_stated: bool = True
    criteria: str | None = None

    def written(self) -> dict[str, Any]:
        """Return the rule as the format has it."""
        rule: dict[str, Any] = {
            "trigger": self.trigger,
            "duration": self.duration,
            "bound": self.bound,
        }
        if self.criteria and self.duration is None:
            rule["criteria_fr"] = self.criteria
        rule["end_action"] = self.end_action
        if not self.trigger_stated:
            rule["trigger_stated"] = False
        return rule


@dataclass(slots=True)
class Keeping:
    """Hold one retention set: its rules, what follows them, and the words on what is kept."""

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


def is_about_keeping(sentence: Sentence) -> bool:
    """Say whether a sentence may speak of retention: by its words, or by its place."""
    if "retention" in sentence.slot or "retention" in sentence.column:
        return True
    text = sentence.flat
    if (
        "retention" in sentence.role
        and sentence.label
        and re.search(r"vous desabonner|unsubscribe", text)
    ):
        return True
    if lexicon.pattern("keeping", "no_retention").search(text):
        return False
    return bool(lexicon.pattern("keeping", "keep").search(text))


def read(sentence: Sentence) -> Keeping | None:
    """Return the retention set of a sentence, None where it states none."""
    if not is_about_keeping(sentence):
        return None
    text = sentence.flat
    is_slot = "retention" in sentence.slot
    verb = lexicon.pattern("keeping", "keep").search(text)
    subject = text[: verb.start()] if verb else sentence.label
    if lexicon.pattern("keeping", "exception").search(text):
        rule = Rule("none", None, "exception", "retain", criteria=_criteria(sentence, 0))
        return Keeping(sentence, [rule], 0, len(text), subject)
    rules = _rules(sentence, 0 if is_slot else _first_word_of_time(text, verb))
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
    kept = Keeping(sentence, _distinct(rules), 0, len(text), subject)
    numbers = [one for one in kept.rules if one.duration]
    consents = [one for one in numbers if one.trigger == "consent_withdrawal"]
    kept.is_ambiguous = bool(consents) and len(numbers) > 1 and " ou " in text
    vague = re.search(
        r"la plupart|most of|certaines? (?:de vos )?donnees|some of", subject or text[:60]
    )
    kept.quantifier = vague[0] if vague else None
    if lexicon.pattern("keeping", "archive").search(text) and numbers:
        kept.then.append(
            {"stage": "archive", "duration": None, "bound": "criteria", "end_action": "unspecified"}
        )
    return kept


def _first_word_of_time(text: str, verb: re.Match[str] | None) -> int:
    """Return where to begin: at the verb, or earlier where the time stands before it."""
    if verb is None:
        return 0
    return (
        0
        if re.match(r"(?:une fois|once|a l'issue|au-dela|apres|pendant|durant)", text)
        else verb.start()
    )


def _rules(sentence: Sentence, start: int) -> list[Rule]:
    text = sentence.flat
    found: list[Rule] = []
    at, lead = start, ""
    stops = [
        stop.span()
        for stop in _SPLIT.finditer(text, start)
        if "où" not in sentence.text[stop.start() : stop.end()].lower()
    ] + [(len(text), len(text))]
    for first, last in stops:
        part = lead + text[at:first]
        rule = _rule(part, sentence, at)
        if rule is None and first < len(text) and not found:
            continue
        if _CLAUSE_LEAD.search(part):
            lead = "jusqu'a ce " if re.match(r"que\b|quand\b", text[last:]) else ""
        at = last
        if rule is not None:
            found.append(rule)
    return found


def _rule(part: str, sentence: Sentence, start: int) -> Rule | None:
    """Return the rule of one clause."""
    during = lexicon.pattern("keeping", "during").search(part)
    action = end_action(sentence.flat)
    if during and not re.search(r"\d+ (?:ans?|mois|jours?|years?|months?|days?)", part):
        rule = _during(part[during.start() :], sentence, start, action)
        if rule is not None:
            return rule
    duration = durations.parse(part)
    if duration is None:
        return _without(part, sentence, start)
    if duration.bound in ("criteria", "exception"):
        return Rule(
            _criterion_trigger(part),
            None,
            duration.bound,
            action,
            criteria=_criteria(sentence, start),
        )
    trigger, stated = duration.trigger, duration.trigger_stated
    if not stated:
        trigger = _implied_trigger(sentence, trigger)
    if duration.iso == "P0D":
        action = action if action != "unspecified" else "delete"
    return Rule(trigger, duration.iso, duration.bound, action, stated)


def _without(part: str, sentence: Sentence, start: int) -> Rule | None:
    """Return a rule for words that name an event or a criterion and no duration."""
    if lexicon.pattern("keeping", "unpublish").search(part):
        return Rule(
            "unpublish_request",
            None,
            "criteria",
            "unpublish_keep",
            criteria=_criteria(sentence, start),
        )
    if lexicon.pattern("keeping", "criteria").search(part):
        return Rule(
            _criterion_trigger(part),
            None,
            "criteria",
            end_action(sentence.flat),
            criteria=_criteria(sentence, start),
        )
    return None


def _during(part: str, sentence: Sentence, start: int, action: str) -> Rule | None:
    """Read "pendant la durée de la relation contractuelle": until its end."""
    for trigger in (
        "card_expiry",
        "contract_end",
        "service_end",
        "account_deletion",
        "last_activity",
    ):
        if lexicon.pattern("keeping", trigger).search(part):
            if trigger == "contract_end" and lexicon.pattern("keeping", "criteria").search(
                re.sub(r"duree de la relation", "", part)
            ):
                return Rule(trigger, None, "criteria", action, criteria=_criteria(sentence, start))
            return Rule(trigger, "P0D", "max", action if action != "unspecified" else "delete")
    return None


def _criterion_trigger(part: str) -> str:
    return "contract_end" if lexicon.pattern("keeping", "contract_end").search(part) else "none"


def _implied_trigger(sentence: Sentence, trigger: str) -> str:
    """Return the trigger that goes without saying, from the words around the sentence."""
    heads = " ".join((sentence.label, *(one.text for one in sentence.block.section[-1:])))
    implied = durations.default_trigger(f"{sentence.text} {heads}")
    return implied if trigger == "collection" else trigger


def _criteria(sentence: Sentence, start: int) -> str:
    text = sentence.text[start:].strip(" .;:")
    return text if len(text) <= 160 else text[:160].rpartition(" ")[0]


def end_action(text: str) -> str:
    """Return what is done when the time is over, as far as the folded text says so."""
    for action in ("anonymise", "delete"):
        if lexicon.pattern("keeping", action).search(text):
            return action
    return "unspecified"


def _distinct(rules: list[Rule]) -> list[Rule]:
    found: list[Rule] = []
    for one in rules:
        same = [
            other
            for other in found
            if (other.trigger, other.duration, other.bound)
            == (one.trigger, one.duration, one.bound)
        ]
        is_vague = one.duration is None and any(other.duration is None for other in found)
        if not same and not is_vague:
            found.append(one)
    numbered = [one for one in found if one.duration]
    longer = {one.trigger for one in numbered if one.duration != "P0D"}
    numbered = [one for one in numbered if one.duration != "P0D" or one.trigger not in longer]
    return numbered if numbered else found
