"""Read the rules of a retention clause: trigger, duration, bound, and stages that follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pdscan.declarations import durations
from pdscan.policies import lexicon
from pdscan.policies.sentences import Sentence, flat

_SPLIT = re.compile(
    r"\s+(?:ou|puis|or|then)\s+|\s+et (?=pendant|pour une duree|jusqu)"
    r"|(?<=\w),? (?=tant que|as long as)|\s*[;\n]\s*|(?<=[a-z]), (?=puis|ensuite|et )"
)
_CLAUSE_LEAD = re.compile(r"(?:jusqu'a ce|until)\b")
_SPAN_OF = re.compile(
    r"duree d(?:e la |u |e votre |e l'|es )(?:relation|contrat|mission|abonnement)"
)
_DEBT = re.compile(r"\bimpaye|\bunpaid|\barrears|\bdebts?\b")
_RESTRICTED = re.compile(r"acces (?:restreint|limite)|archivage intermediaire|restricted access")
_AFTER = re.compile(r"\b(?:et|puis|and|then)\W*$")


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


def rules_in(sentence: Sentence, start: int) -> tuple[list[Rule], list[dict[str, Any]]]:
    """Return the rules that a sentence states from an offset on, and the stages after them."""
    text = sentence.flat
    found: list[Rule] = []
    stages: list[dict[str, Any]] = []
    at, lead = start, ""
    stops = [
        stop.span()
        for stop in _SPLIT.finditer(text, start)
        if "où" not in sentence.text[stop.start() : stop.end()].lower()
    ] + [(len(text), len(text))]
    for first, last in stops:
        part = lead + text[at:first]
        if found and lexicon.pattern("keeping", "archive").search(part):
            stages.append(_stage(part))
            if _RESTRICTED.search(part):
                found[-1].end_action = "archive_restricted"
            continue
        rule = _rule(part, sentence, at)
        if rule is not None and found:
            _goes_on(rule, found[-1], text[:at], part)
        if rule is None and first < len(text) and not found:
            continue
        if _CLAUSE_LEAD.search(part):
            lead = "jusqu'a ce " if re.match(r"que\b|quand\b", text[last:]) else ""
        at = last
        if rule is not None:
            found.append(rule)
    return found, stages


def _goes_on(rule: Rule, before: Rule, text: str, part: str) -> None:
    """Count "puis cinq ans" from the event that ends the rule before it."""
    goes_on = _AFTER.search(text) or re.match(r"\W*(?:et|puis|and|then)\b", part)
    if not rule.trigger_stated and before.duration == "P0D" and goes_on:
        rule.trigger, rule.trigger_stated = before.trigger, True


def _stage(part: str) -> dict[str, Any]:
    """Return the stage of archives that a clause tells of, with its time where it has one."""
    lasting = durations.parse(part)
    timed = lasting is not None and lasting.iso not in (None, "P0D")
    return {
        "stage": "archive",
        "duration": lasting.iso if lasting is not None and timed else None,
        "bound": "max" if timed else "criteria",
        "end_action": "unspecified",
    }


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
            criteria=criteria_of(sentence, start),
        )
    trigger, stated = duration.trigger, duration.trigger_stated
    if not stated:
        trigger = _implied_trigger(sentence, trigger)
    if trigger == "payment" and _DEBT.search(f"{flat(sentence.label)} {part}"):
        trigger = "debt_settled"
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
            criteria=criteria_of(sentence, start),
        )
    if lexicon.pattern("keeping", "criteria").search(part):
        return Rule(
            _criterion_trigger(part),
            None,
            "criteria",
            end_action(sentence.flat),
            criteria=criteria_of(sentence, start),
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
                _SPAN_OF.sub("", part)
            ):
                return Rule(
                    trigger, None, "criteria", action, criteria=criteria_of(sentence, start)
                )
            return Rule(trigger, "P0D", "max", action if action != "unspecified" else "delete")
    return None


def _criterion_trigger(part: str) -> str:
    """Return the event that a criterion names: what is needed for a service ends with it."""
    for trigger in ("contract_end", "services"):
        if lexicon.pattern("keeping", trigger).search(part):
            return "service_end" if trigger == "services" else trigger
    return "none"


def _implied_trigger(sentence: Sentence, trigger: str) -> str:
    """Return the trigger that goes without saying, from the words around the sentence."""
    heads = " ".join((sentence.label, *(one.text for one in sentence.block.section[-1:])))
    implied = durations.default_trigger(f"{sentence.text} {heads}")
    return implied if trigger == "collection" else trigger


def criteria_of(sentence: Sentence, start: int) -> str:
    """Return the words of a criterion, cut at a word."""
    text = sentence.text[start:].strip(" .;:")
    return text if len(text) <= 160 else text[:160].rpartition(" ")[0]


def end_action(text: str) -> str:
    """Return what is done when the time is over, as far as the folded text says so."""
    for action in ("anonymise", "delete"):
        if lexicon.pattern("keeping", action).search(text):
            return action
    return "unspecified"


def distinct(rules: list[Rule]) -> list[Rule]:
    """Return the rules without repetitions, and without vague ones beside numbers."""
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
