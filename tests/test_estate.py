"""The estate file is read as the contract writes it, and places each asset."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdscan import estate
from pdscan.contracts import Limits
from pdscan.estate import Estate
from pdscan.locators import glob_matches
from pdscan.model import ConfigurationError

CONTRACT = """\
pdscan_estate: 1
id: softsystems
declared: [policy.yaml, register.ods]
systems:
  - {id: sys.shop, name: "Boutique", activities: [act.orders], operator: {kind: controller},
     location: {country: FR, site: own_servers}, env: prod}
  - {id: sys.news, name: "Newsletter", activities: [act.newsletter],
     operator: {kind: processor, name: "MailBird", sectors: [emailing]}, location: {country: US}}
  - {id: sys.rh, activities: []}
sources:
  - {name: shop, target: "env:PDSCAN_TEST_SHOP", system: sys.shop, include: ["public.*"],
     exclude: ["*.audit_*"], sample: {rows: 500}}
  - {name: share, target: "smb://files/rh", system: sys.rh, limits: {member_bytes: 200MB, depth: 3}}
  - {name: exports, target: exports}
assets:
  - {match: "pg://shop/public.clients", subjects: [customer],
     time: [{event: last_activity, column: derniere_activite, relation: exact}]}
  - {match: "pg://shop/public.news_*", system: sys.news, exposure: public}
  - {match: "pg://shop/old.**", system: null}
catalog: "sqlite:///pdscan-catalog.db"
fingerprint_key: "env:PDSCAN_TEST_KEY"
runs:
  nightly: {sources: [shop, share], schedule: "0 2 * * *", out: {json: "reports/{run}.json"}}
"""


@pytest.fixture
def written(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "pdscan.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_every_key_of_the_contract_loads(written):
    read = estate.load(written(CONTRACT))

    assert read.id == "softsystems"
    assert [source.name for source in read.sources] == ["shop", "share", "exports"]
    assert read.runs["nightly"].schedule == "0 2 * * *"
    assert read.source("shop").sample_rows == 500
    assert read.source("share").reading_limits(Limits()).member_bytes == 200_000_000
    assert read.source("share").reading_limits(Limits()).depth == 3
    assert read.declared_paths()[0] == read.root / "policy.yaml"
    assert read.catalog_url() == f"sqlite:///{read.root}/pdscan-catalog.db"
    assert read.target(read.source("exports")) == str(read.root / "exports")


def test_asset_takes_the_facts_of_its_system_then_its_own(written):
    placed = estate.load(written(CONTRACT)).place("pg://shop/public.clients", "shop")

    assert placed.mapped
    assert placed.system == "sys.shop"
    assert placed.activities == ("act.orders",)
    assert placed.operator == {"kind": "controller", "name": None, "sectors": []}
    assert (placed.country, placed.site, placed.env) == ("FR", "own_servers", "prod")
    assert placed.subjects == ("customer",)
    assert placed.time[0].column == "derniere_activite"


def test_asset_of_another_system_takes_nothing_of_its_source(written):
    placed = estate.load(written(CONTRACT)).place("pg://shop/public.news_2026", "shop")

    assert (placed.system, placed.country, placed.site) == ("sys.news", "US", None)
    assert placed.exposure == "public"


def test_asset_without_system_is_unmapped(written):
    read = estate.load(written(CONTRACT))

    assert not read.place("pg://shop/old.x", "shop").mapped
    assert not read.place("file:///exports/a.csv", "exports").mapped


def test_system_without_activities_is_mapped_to_none(written):
    placed = estate.load(written(CONTRACT)).place("smb://files/rh/paie.xlsx", "share")

    assert placed.mapped
    assert placed.activities == ()


def test_scan_without_a_file_maps_all_to_all_activities():
    placed = Estate.adhoc().place("file:///x.csv", "x")

    assert Estate.adhoc().id == "adhoc"
    assert placed.mapped
    assert placed.activities is None


def test_file_that_maps_no_system_maps_all_to_all_activities(written):
    read = estate.load(written("pdscan_estate: 1\nsources: [{name: x, target: ./x}]\n"))

    assert read.place("file:///x/a.csv", "x").mapped


def test_environment_gives_targets_and_key(written, monkeypatch):
    read = estate.load(written(CONTRACT))
    monkeypatch.setenv("PDSCAN_TEST_SHOP", "postgresql://reader@db.example.org/shop")
    monkeypatch.setenv("PDSCAN_TEST_KEY", "secret words")

    assert read.target(read.source("shop")) == "postgresql://reader@db.example.org/shop"
    assert read.key() == b"secret words"


def test_a_password_in_clear_is_warned_of_and_not_shown(written, monkeypatch, caplog):
    monkeypatch.setenv("CRM", "mysql://joe:hunter2@db/crm")
    text = """
pdscan_estate: 1
id: e
sources:
  - {name: open, target: "postgresql://joe:hunter2@db/crm"}
  - {name: kept, target: "env:CRM"}
  - {name: none, target: "postgresql://joe@db/crm"}
"""
    read = estate.load(written(text))

    for source in read.sources:
        read.target(source)

    (told,) = caplog.messages
    assert "'open' has a password in clear" in told
    assert "env:" in told
    assert "hunter2" not in told


def test_missing_environment_variable_is_named(written, monkeypatch):
    read = estate.load(written(CONTRACT))
    monkeypatch.delenv("PDSCAN_TEST_SHOP", raising=False)

    with pytest.raises(ConfigurationError, match=r"'shop' needs .* PDSCAN_TEST_SHOP"):
        read.target(read.source("shop"))


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("declared:", "declares:", 3, "unknown key 'declares'; did you mean declared?"),
        ("include:", "inclde:", 11, "unknown key 'inclde'; did you mean include or exclude?"),
        ("env: prod", "env: production", 6, "'production' isn't one of prod, test, dev, backup"),
        ("[emailing]", "[emaling]", 8, "unknown sector 'emaling'; did you mean emailing"),
        ("country: US", "country: NO", 8, "NO is read as true or false: quote it"),
        ("system: sys.rh", "system: sys.hr", 13, "no system 'sys.hr'; did you mean sys.rh"),
        ("[shop, share]", "[shop, shar]", 23, "no source 'shar'; did you mean share"),
        ("id: sys.rh", "id: sys.shop", 9, "the id 'sys.shop' is taken already"),
        ("column: derniere_activite, ", "", 17, "exactly one of column, from, value"),
    ],
)
def test_wrong_word_is_shown_with_line_and_nearest(written, old, new, line, message):
    path = written(CONTRACT.replace(old, new))

    with pytest.raises(ConfigurationError) as caught:
        estate.load(path)

    assert f"{path}:{line}: " in str(caught.value)
    assert message in str(caught.value)


def test_selectors_equally_specific_that_differ_are_refused(written):
    text = CONTRACT + ""
    twice = text.replace(
        'catalog: "sqlite', '  - {match: "pg://shop/old.**", system: sys.news}\ncatalog: "sqlite'
    )
    read = estate.load(written(twice))

    with pytest.raises(ConfigurationError, match="equally specific"):
        read.place("pg://shop/old.x", "shop")


def test_most_specific_selector_wins(written):
    read = estate.load(
        written(
            "pdscan_estate: 1\n"
            "systems: [{id: a}, {id: b}, {id: c}]\n"
            "sources: [{name: s, target: ./s}]\n"
            "assets:\n"
            "  - {match: '**/x.csv', system: a}\n"
            "  - {match: 'file:///s/d/**', system: b}\n"
            "  - {match: 'file:///s/d/x.csv', system: c}\n"
        )
    )

    assert read.place("file:///s/d/x.csv", "s").system == "c"
    assert read.place("file:///s/d/e/x.csv", "s").system == "b"
    assert read.place("file:///s/x.csv", "s").system == "a"


@pytest.mark.parametrize(
    ("pattern", "locator", "selects"),
    [
        ("s3://b/*", "s3://b/x.csv", True),
        ("s3://b/*", "s3://b/a/x.csv", False),
        ("s3://b/**", "s3://b/a/x.csv", True),
        ("s3://b/**/x.csv", "s3://b/x.csv", True),
        ("s3://b/x.zip", "s3://b/x.zip!m.eml!a.xlsx#Paie", True),
        ("s3://b/x.zip", "s3://b/x.zip2", False),
        ("file:///a/*.xlsx", "file:///a/p.xlsx#Paie", True),
        ("file:///a/p.xlsx#P*", "file:///a/p.xlsx#Paie", True),
        ("file:///a/p*", "file:///a/p.xlsx#Paie", True),
        ("public.*", "pg://shop/public.clients", True),
        ("*.audit_*", "pg://shop/public.audit_log", True),
        ("*.audit_*", "pg://shop/public.clients", False),
        ("file:///a[1].csv", "file:///a[1].csv", True),
    ],
)
def test_glob_selects(pattern, locator, selects):
    assert glob_matches(pattern, locator) is selects


def test_file_that_is_no_estate_is_refused(written):
    with pytest.raises(ConfigurationError, match="this isn't an estate file"):
        estate.load(written("a: 1\n"))


def test_broken_yaml_names_the_line(written):
    with pytest.raises(ConfigurationError, match=r"pdscan\.yaml:2: "):
        estate.load(written("pdscan_estate: 1\nid: [\n"))


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"none\.yaml: no such file"):
        estate.load(tmp_path / "none.yaml")


def test_time_that_has_not_happened_is_a_null_value(written):
    text = CONTRACT.replace("column: derniere_activite", "value: null")
    time = estate.load(written(text)).place("pg://shop/public.clients", "shop").time[0]

    assert (time.value, time.column, time.source) == (None, None, None)


def test_no_error_or_repr_shows_a_secret(written):
    text = CONTRACT.replace('"env:PDSCAN_TEST_KEY"', "20260131")
    with pytest.raises(ConfigurationError) as caught:
        estate.load(written(text))
    assert "20260131" not in str(caught.value)
    assert "quote it" in str(caught.value)

    text = CONTRACT.replace('"env:PDSCAN_TEST_KEY"', '"some secret"')
    text = text.replace("target: exports", "target: 'mysql://u:hidden@db.example.org/x'")
    read = estate.load(written(text))
    assert "secret" not in repr(read)
    assert "hidden" not in repr(read)


def test_size_may_be_written_with_units(written):
    text = CONTRACT.replace("200MB", "1.5GiB")

    limits = estate.load(written(text)).source("share").reading_limits(Limits())

    assert limits.member_bytes == 3 << 29
