"""Draw declarations for property tests: the long form's core, in every combination."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from pdscan import taxonomy
from pdscan.declarations import Declaration, words

FACTS = taxonomy.load()
TEXTS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=30
).filter(lambda text: text.strip() and text.strip() != "*")
TYPES = st.lists(st.sampled_from(sorted(FACTS.types)), unique=True, max_size=5)
CATEGORIES = st.lists(st.sampled_from(sorted(FACTS.categories)), unique=True, max_size=2)
RULES = st.fixed_dictionaries(
    {
        "trigger": st.sampled_from(get_args(words.Trigger)),
        "duration": st.sampled_from(["P3Y", "P15M", "PT48H", "P0D", "P1Y6M", None]),
        "bound": st.sampled_from(get_args(words.Bound)),
    },
    optional={
        "end_action": st.sampled_from(get_args(words.EndAction)),
        "trigger_stated": st.booleans(),
        "criteria_fr": TEXTS,
    },
)
SUBJECTS = st.lists(st.sampled_from(get_args(words.Subject)), unique=True, max_size=2)
OPERATORS = st.fixed_dictionaries(
    {"kinds": st.lists(st.sampled_from(get_args(words.OperatorKind)), unique=True, max_size=2)},
    optional={"sectors": st.lists(st.sampled_from(sorted(FACTS.sectors)), unique=True, max_size=2)},
)
BASES = st.fixed_dictionaries(
    {"basis": st.sampled_from([None, "consent", "contract", "legitimate_interest"])},
    optional={
        "gdpr": st.sampled_from(["6(1)(a)", "6(1)(b)"]),
        "stated": st.sampled_from(["explicit", "implied"]),
        "scope": TEXTS,
    },
)
SCOPES = st.fixed_dictionaries(
    {},
    optional={
        "activities": st.sampled_from(["all", ["act.0"]]),
        "types": st.just("all") | TYPES,
        "categories": CATEGORIES,
        "sub_purpose": TEXTS,
    },
)
DENIALS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["category", "only", "subject", "recipient", "use"])},
    optional={
        "target": st.fixed_dictionaries(
            {},
            optional={"types": TYPES, "categories": CATEGORIES, "subjects": SUBJECTS,
                      "operators": OPERATORS, "capacity": st.just(["personal"])},
        ),
        "except": st.fixed_dictionaries(
            {}, optional={"types": TYPES, "operators": OPERATORS, "consent": st.booleans()}
        ),
        "strength": st.sampled_from(["absolute", "qualified", "conditional"]),
    },
)  # fmt: skip
TRANSFERS = st.fixed_dictionaries(
    {"outside": st.sampled_from(["EEA", "FR"]), "allowed": st.sampled_from([True, False,
                                                                            "conditional"])},
    optional={
        "safeguard": st.sampled_from(["standard_contractual_clauses", "adequacy", "own words"]),
        "gdpr": st.just("46(2)(c)"),
        "recipients": st.sampled_from([["group"], ["r.0"]]),
    },
)  # fmt: skip
RECIPIENTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(get_args(words.OperatorKind))},
    optional={
        "name": TEXTS,
        "label": TEXTS,
        "aliases": st.lists(TEXTS, max_size=1),
        "sectors": st.lists(st.sampled_from(sorted(FACTS.sectors)), min_size=1, max_size=2),
        "country": st.sampled_from(["FR", "NO", "US"]),
        "exclusive": st.booleans(),
    },
)


def numbered(values, prefix):
    return [{"id": f"{prefix}.{number}", **one} for number, one in enumerate(values)]


@st.composite
def declarations(draw):
    """Draw a long form: all that the core names, some data and limits shared by activities."""
    items = iter(range(1000))

    def item():
        return {
            "id": f"d.{next(items)}",
            "phrase": draw(TEXTS),
            "types": draw(TYPES),
            "categories": draw(CATEGORIES),
            "list": draw(st.sampled_from(["open", "closed", "none"])),
            "strength": draw(st.sampled_from(["explicit", "conditional"])),
            "held_by": draw(st.sampled_from([None, {"sectors": ["payment"]}])),
        }

    shared = [item() for _ in range(draw(st.integers(0, 2)))]
    parties = numbered(draw(st.lists(RECIPIENTS, min_size=1, max_size=3)), "r")
    limits = draw(st.lists(st.tuples(SCOPES, st.lists(RULES, min_size=1, max_size=2)), max_size=2))
    stage = {"stage": "archive", "duration": "P5Y", "bound": "max"}
    kept = [
        {"applies_to": scope, "rules": rules, "then": draw(st.sampled_from([[], [stage]]))}
        for scope, rules in limits
    ]
    kept = numbered(kept, "ret")
    activities = []
    for number in range(draw(st.integers(1 if any("activities" in one for one, _ in limits) else 0,
                                         3))):  # fmt: skip
        own = [item() for _ in range(draw(st.integers(0, 2)))]
        some = [one["id"] for one in shared[:1]]
        activities.append(
            {
                "id": f"act.{number}",
                "name": draw(TEXTS),
                "purpose": draw(st.none() | TEXTS),
                "legal_bases": draw(st.lists(BASES, max_size=2)),
                "subjects": draw(SUBJECTS),
                "data": {"inherit": draw(st.sampled_from(["all", "none", some])) or "none",
                         "items": own},
                "recipients": [one["id"] for one in parties[: draw(st.integers(0, 3))]],
                "retention": [one["id"] for one in kept if draw(st.booleans())],
            }
        )  # fmt: skip
    name = draw(st.none() | TEXTS)
    numbers = draw(st.sampled_from([{}, {"siren": "999000110"}]))
    address = draw(
        st.sampled_from([None, {"city": "Vesoul", "postcode": "02100", "country": "NO"}])
    )
    return Declaration.model_validate(
        {
            "pdscan_declaration": 1,
            "id": "fr.invented",
            "controller": {
                "name": name.strip() if name else None, "identifiers": numbers, "address": address,
            },
            "dpo": draw(st.sampled_from([{}, {"status": "designated", "email": "a@example.org"}])),
            "data": shared,
            "activities": activities,
            "retention": kept,
            "recipients": parties,
            "transfers": numbered(draw(st.lists(TRANSFERS, max_size=2)), "tr"),
            "denials": numbered(draw(st.lists(DENIALS, max_size=2)), "deny"),
        }
    )  # fmt: skip
