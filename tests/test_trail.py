"""The trail of a finding says what led to it, and nothing of the data."""

from __future__ import annotations

from pdscan import api
from pdscan.contracts import Reading
from pdscan.model import Container, Form
from pdscan.tally import PATTERN, Tally

CARD = "4000001234562700"


def why(folder, name: str, text: str, kind: str) -> tuple[str, ...]:
    (folder / name).write_text(text, "utf-8")
    report = api.scan(folder / name, only=[kind], names=False)
    (finding,) = report.findings
    return finding.why


def test_a_word_nearby_is_named_as_the_rules_list_writes_it(tmp_path):
    said = why(tmp_path, "a.txt", f"Paiement par CARTE : {CARD}.\n", "payment.card.pan")

    assert {"rule:card_number", "check:luhn"} <= set(said)
    assert {"word:carte", "word:paiement", "key"} & set(said)
    assert next(one for one in said if one.startswith("score ")).endswith(("by word", "by key"))
    assert list(said) == sorted(said)


def test_a_field_its_share_and_the_step_of_the_score_are_named(tmp_path):
    rows = "".join(f"{number};FR7699999000010001234567809\n" for number in range(3))

    said = why(tmp_path, "t.csv", f"ref;ibanClient\n{rows}", "payment.iban")

    assert {"field:iban_client", "check:mod97", "rule:iban", "share 1.00"} <= set(said)
    assert any(one.startswith("score 0.") and one.endswith("by field") for one in said)


def test_chance_is_named_where_it_lowers_the_score(tmp_path):
    cells = "\n".join(f"colis {number}" for number in range(8))

    said = why(
        tmp_path,
        "t.csv",
        f"reference;q\nFR7699999000010001234567809;1\n{cells};1\n",
        "payment.iban",
    )

    assert any(one.endswith("by chance") for one in said)


def test_no_part_of_the_data_is_in_the_trail(tmp_path):
    text = f"M. Zoltan Durantel-Queffelec paie par carte {CARD}, écrire à zoltan@example.org\n"
    (tmp_path / "a.txt").write_text(text * 3, "utf-8")

    for finding in api.scan(tmp_path / "a.txt").findings:
        said = " ".join(finding.why).casefold()
        assert not any(part in said for part in ("zoltan", "durantel", "4000", "2700", "example"))


def test_trails_of_parts_add_up_to_the_same_in_any_order():
    def part(score: float, evidence: str, value: str) -> Tally:
        tally = Tally()
        tally.add(
            "text", Reading("payment.iban", 0.7, 0.9, value, strict=True, why=("mod97",)),
            score=score, context=bool(evidence), container=Container.FREE_TEXT, rule="iban",
            at=None, key=None, evidence=evidence,
        )  # fmt: skip
        return tally

    def together(*parts: Tally) -> tuple[str, ...]:
        whole = Tally()
        for one in parts:
            whole.merge(one)
        return whole.types["text", "payment.iban", Form.FULL, PATTERN].reasons()

    def parts() -> list[Tally]:
        return [part(0.7, "", "A"), part(0.9, "word:compte", "B"), part(0.9, "word:iban", "C")]

    assert together(*parts()) == together(*reversed(parts()))
    assert together(*parts()) == (
        "check:mod97", "rule:iban", "score 0.7 → 0.9 by word", "word:compte", "word:iban",
    )  # fmt: skip


def test_a_match_carries_the_same_trail():
    (match,) = next(api.detect([f"carte {CARD}"], types=["payment.card.pan"]))

    assert {"rule:card_number", "check:luhn"} <= set(match.why)
    assert {"word:carte", "key"} & set(match.why)
