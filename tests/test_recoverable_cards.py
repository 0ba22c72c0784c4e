"""Parts of a card that give more than each: a hash beside digits, the same card cut twice."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pdscan import api, report, taxonomy
from pdscan.declarations import Declaration
from pdscan.model import Form
from pdscan.reconcile.judgement import judge
from pdscan.report import Finding, Report, Verdict
from pdscan.truncations import KEPT, Cut, Truncations

PANS = [f"400000{middle:06d}" for middle in (1234, 20555, 90817, 444001)]
CARDS = [f"{pan}{last}" for pan, last in zip(PANS, ("5678", "0036", "7899", "1112"), strict=True)]
DECLARED = """
pdscan_declaration: 1
form: short
controller: {name: "Boutique Fictive"}
activities:
  - {name: Paiement, data: [email]}
only: {cat.payment: ["6 premiers et 4 derniers chiffres"]}
"""


def scan(folder: Path, tables: dict[str, tuple[str, Sequence[Sequence[str]]]]) -> Report:
    with sqlite3.connect(folder / "shop.db") as connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f"create table {name} ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"insert into {name} values ({marks})", rows)
    (folder / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    estate = {
        "pdscan_estate": 1,
        "declared": ["declared.yaml"],
        "sources": [{"name": "shop", "target": "sqlite:///shop.db"}],
        "fingerprint_key": "env:PDSCAN_CUT_KEY",
    }
    (folder / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")
    return api.scan(estate=folder / "pdscan.yaml", full=True, as_of="2026-06-30T12:00:00")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PDSCAN_CUT_KEY", "a key of this test")


def of(judged: Report, locus: str, table: str = "") -> Verdict:
    finding = next(
        one for one in judged.findings if one.locus == locus and one.asset_key.endswith(table)
    )
    return next(
        one for one in judged.verdicts if finding.id in one.findings and one.axis == "category"
    )


def test_a_hash_beside_a_bin_and_four_digits_gives_the_whole_number(tmp_path: Path) -> None:
    rows = [(one[:6], one[-4:], hashlib.sha256(one.encode()).hexdigest()) for one in CARDS]

    found = scan(tmp_path, {"cartes": ("bin, last4, pan_sha256", rows)})

    verdict = of(found, "column:pan_sha256")
    assert verdict.verdict == "EXCESS_PRECISION"
    told = verdict.recoverable
    assert told is not None
    assert (told["how"], told["digits"], told["of"], told["tries"]) == (
        "same_record", 16, 16, 100_000,
    )  # fmt: skip
    beside = {one.locus for one in found.findings if one.id in told["with"]}
    assert beside == {"column:bin", "column:last4"}
    assert "100\u202f000 essais" in verdict.explanation["fr"]
    assert "in 100,000 tries" in verdict.explanation["en"]
    assert not any(card in found.to_json() or card[6:12] in found.to_json() for card in CARDS)


def test_a_hash_elsewhere_gives_it_only_if_the_cards_are_the_same(tmp_path: Path) -> None:
    hashes = [(hashlib.sha256(one.encode()).hexdigest(),) for one in CARDS]
    masked = [(f"{one[:6]}******{one[-4:]}",) for one in CARDS]

    found = scan(tmp_path, {"a": ("pan_sha256", hashes), "b": ("carte_masquee", masked)})

    told = of(found, "column:pan_sha256").recoverable
    assert told is not None
    assert (told["how"], told["tries"]) == ("elsewhere", 100_000)
    assert (
        "Si sqlite://shop/main.b, colonne carte_masquee porte sur les mêmes cartes"
        in of(found, "column:pan_sha256").explanation["fr"]
    )
    assert of(found, "column:carte_masquee").verdict == "DECLARED"


def test_the_same_cards_cut_differently_are_seen_by_keyed_digests(tmp_path: Path) -> None:
    six = [(f"{one[:6]}******{one[-4:]}",) for one in CARDS]
    eight = [(f"{one[:8]}****{one[-4:]}",) for one in CARDS]
    others = [(f"510510{one[6:8]}****{one[-4:]}",) for one in CARDS]
    tables = {name: ("carte_masquee", rows) for name, rows in
              (("six", six), ("eight", eight), ("others", others))}  # fmt: skip

    found = scan(tmp_path, tables)

    told = of(found, "column:carte_masquee", ".six").recoverable
    assert told is not None
    assert (told["how"], told["digits"], told["of"]) == ("same_cards", 12, 16)
    assert of(found, "column:carte_masquee", ".six").verdict == "DECLARED"
    for name in (".eight", ".others"):
        verdict = of(found, "column:carte_masquee", name)
        assert verdict.recoverable is not None
        assert verdict.recoverable["how"] == "alone"
        assert (verdict.verdict, verdict.reason) == ("DECLARED", None)
        assert "plus que les 6 premiers et les 4 derniers" in verdict.explanation["fr"]


def test_judging_again_recovers_the_same(tmp_path: Path) -> None:
    six = [(f"{one[:6]}******{one[-4:]}",) for one in CARDS]
    eight = [(f"{one[:8]}****{one[-4:]}",) for one in CARDS]
    found = scan(tmp_path, {"a": ("carte_masquee", six), "b": ("carte_masquee", eight)})

    again = api.reconcile(report.parse(found.to_json()), [tmp_path / "declared.yaml"])

    assert again.verdicts == found.verdicts


def cut(locus: str, *formats: str, key: str = "pg://d/t", **more: object) -> Finding:
    return Finding(
        f"f_{locus}", key, f"column:{locus}", "payment.card.pan_truncated",
        cut=Cut(formats) if formats else None, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def judged(*findings: Finding) -> list[Verdict]:
    declared = Declaration.model_validate(
        {
            "pdscan_declaration": 1,
            "id": "d",
            "activities": [{"id": "act.pay", "name": "Paiement", "data": {"items": [
                {"id": "d.cut", "types": ["payment.card.pan_truncated"], "list": "closed"}]}}],
        }
    )  # fmt: skip
    made = judge(Report(findings=findings), [declared], taxonomy.load())
    return [one for one in made.verdicts if one.axis == "category"]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([cut("a", "6+4/16")], {"column:a": ("DECLARED", None)}),
        ([cut("a")], {"column:a": ("DECLARED", None)}),
        ([cut("a", "10+4/16")], {"column:a": ("EXCESS_PRECISION", 14)}),
        ([cut("a", "9+6/16")], {"column:a": ("EXCESS_PRECISION", 16)}),
        # the declared column beside one that shows too much stays as it is declared
        (
            [cut("a", "6+4/16"), cut("b", "10+4/16")],
            {"column:a": ("DECLARED", None), "column:b": ("EXCESS_PRECISION", 14)},
        ),
        # a table each
        (
            [cut("a", "4+10/19"), cut("b", "6+4/19", key="pg://d/u")],
            {"column:a": ("EXCESS_PRECISION", 14), "column:b": ("DECLARED", None)},
        ),
        ([cut("a", "no format")], {"column:a": ("DECLARED", None)}),
    ],
)  # fmt: skip
def test_more_digits_than_a_truncation_may_show_are_the_whole_number(
    findings: list[Finding], expected: dict[str, tuple[str, int | None]]
) -> None:
    told = {
        one.locus: (one.verdict, one.recoverable and one.recoverable["digits"])
        for one in judged(*findings)
    }

    assert told == expected


def test_fields_of_one_record_that_show_too_much_only_together_are_both_too_precise() -> None:
    eight = replace(cut("a"), qualifier="bin", cut=Cut(("8+0/16",)))
    five = cut("b", "4+4/16", "0+5/16")

    verdicts = judged(eight, five)

    assert {one.verdict for one in verdicts} == {"EXCESS_PRECISION"}
    assert {one.reason for one in verdicts} == {"recoverable"}
    assert {one.severity for one in verdicts} == {"critical"}


def test_few_cards_are_kept_however_many_there_are_and_parts_add_up() -> None:
    values = [f"400000{number % 100:02d}****{number:04d}" for number in range(3_000)]
    whole, first, second = Truncations(), Truncations(), Truncations()
    whole.add(values, b"key")
    first.add(values[:1_000], b"key")
    second.add(values[1_000:], b"key")
    first.merge(second)
    keyless = Truncations()
    keyless.add(values, None)

    assert len(whole.cards) == KEPT
    assert whole.written() == first.written()
    assert keyless.written() == Cut(("8+4/16",))


def test_where_the_whole_number_is_declared_no_part_of_it_is_too_precise() -> None:
    declared = Declaration.model_validate(
        {
            "pdscan_declaration": 1,
            "id": "d",
            "activities": [{"id": "act.pay", "name": "Paiement", "data": {"items": [
                {"id": "d.pan", "types": ["payment.card.pan"], "list": "closed"}]}}],
        }
    )  # fmt: skip
    hashed = Finding("f_h", "pg://d/t", "column:h", "payment.card.pan", form=Form.HASHED)

    made = judge(Report(findings=(hashed, cut("a", "10+4/16"))), [declared], taxonomy.load())

    told = [(one.verdict, one.recoverable) for one in made.verdicts if one.axis == "category"]
    assert [kind for kind, _ in told] == ["DECLARED", "DECLARED"]
    assert made.verdicts[0].reason is None
    assert {one and one["how"] for _, one in told} == {None, "alone"}
