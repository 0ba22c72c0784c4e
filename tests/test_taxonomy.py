"""The taxonomy file loads, every reference in it resolves, and its facts are those designed."""

from __future__ import annotations

import pytest

from pdscan import taxonomy
from pdscan.taxonomy import TaxonomyError


@pytest.fixture(scope="module")
def facts() -> taxonomy.Taxonomy:
    return taxonomy.load()


def test_file_is_read_once_and_holds_every_family(facts):
    assert taxonomy.load() is facts
    families = {name.split(".")[0] for name in facts.types}
    assert {"person", "contact", "gov", "payment", "secret", "special", "criminal"} <= families
    assert len(facts.types) == 93
    assert len(facts.categories) == 25
    assert len(facts.sectors) == 25


def test_category_of_a_type_is_its_first_core_else_its_first_customary(facts):
    assert facts.types["contact.email"].category == "cat.contact"
    assert facts.types["person.signature"].category == "cat.identification"
    assert facts.types["gov.tax_id"].category is None


def test_secret_ranks_as_four(facts):
    assert facts.types["secret.password"].rank == 4
    assert facts.types["secret.password"].tier == "S"


def test_sensitive_types_are_declared_by_name_only(facts):
    sensitive = {name for name, kind in facts.types.items() if kind.sensitive}
    assert "gov.nir" in sensitive
    assert "special.health" in sensitive
    assert "criminal.offence" in sensitive
    assert "minor.data" not in sensitive
    assert all(facts.types[name].explicit_only for name in sensitive)


def test_ladder_tells_coarser_and_finer_steps(facts):
    assert facts.coarser("payment.card.pan_truncated") == (
        "payment.card.token",
        "payment.card.pan_last4",
    )
    assert facts.finer("payment.card.pan_truncated") == ("payment.card.pan",)
    assert facts.coarser("contact.email") == ()
    assert facts.types["person.age"].ladder == "birth"


def test_naming_first_and_last_name_names_the_full_name(facts):
    ways = facts.covered_by_name("person.name")
    assert frozenset({"person.name.first", "person.name.last"}) in ways
    assert frozenset({"person.name"}) in facts.covered_by_name("person.name.last")
    assert frozenset({"person.birth_date"}) in facts.covered_by_name("person.age")


def test_names_that_mean_anything_are_weak(facts):
    strong = {field for kind in facts.types.values() for field in kind.fields}
    for word in ("path", "event", "note", "title", "description", "nom", "name", "token", "url"):
        assert word not in strong


def test_entry_with_an_unknown_category_is_named():
    raw = {
        "version": "1",
        "ladders": {},
        "categories": {},
        "sectors": {},
        "cnil_rows": {"autre": {}},
        "types": {
            "x.y": {
                "fr": "Y",
                "en": "Y",
                "law": {"tier": 1, "gdpr": "4(1)", "cnil": "autre"},
                "covered": {"core": ["cat.nothing"]},
                "declared": {"fr": [], "en": []},
                "column": {"fields": []},
            }
        },
    }

    with pytest.raises(TaxonomyError, match=r"x\.y: no such category: cat\.nothing"):
        taxonomy.build(raw)
