"""Detectors that users write in YAML: read, held to their examples, and scanned with."""

from __future__ import annotations

import contextlib
import json
import pickle
import re
import textwrap
import time
from pathlib import Path

import jsonschema
import pytest
from command_line import pdscan

from pdscan import api, custom
from pdscan.checksums import luhn
from pdscan.custom.files import LARGEST
from pdscan.model import ConfigurationError, UnreadableError

LOYALTY = r"""
pdscan_detectors: 1
detectors:
  - name: loyalty_card
    title: "Cartes de fidélité"
    patterns: ['\bMIR[ -]?[0-9]{6}[ -]?[0-9]\b']
    validator: luhn
    near: [carte, fidélité]
    fields: [carte_fidelite]
    show_last: 2
    qualifier: shop
    examples:
      match: ["Ma carte est la [[MIR-204817-1]].", "[[MIR 330592 7]]; [[MIR3305927]]"]
      silent: ["MIR-204817-2", "SMIR-204817-1", "MIR-204817-12"]
"""
TEXT = "carte MIR-204817-1 et MIR-330592-7, pas MIR-204817-2\n"


@pytest.fixture
def written(tmp_path):
    def write(text: str, name: str = "own.yaml") -> Path:
        path = tmp_path / name
        path.write_text(textwrap.dedent(text).lstrip(), "utf-8")
        return path

    return write


def one(body: str) -> str:
    return "pdscan_detectors: 1\ndetectors:\n  - name: own\n" + textwrap.indent(
        textwrap.dedent(body).strip("\n"), "    "
    )


def matched(path: Path, text: str) -> list[tuple[str, str]]:
    (found,) = api.detect([text], types=["custom:own"], detectors=[path])
    return [(match.type, text[match.start : match.end]) for match in found]


def test_a_detector_finds_and_its_findings_have_its_type(written):
    found = next(api.detect([TEXT], types=["custom:loyalty_card"], detectors=[written(LOYALTY)]))

    assert [TEXT[match.start : match.end] for match in found] == ["MIR-204817-1", "MIR-330592-7"]
    assert {(match.type, match.qualifier) for match in found} == {("custom:loyalty_card", "shop")}


def test_a_scan_reports_its_findings_in_every_format(written, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_text(TEXT, "utf-8")

    done = pdscan(
        "scan", "data", "--detectors", written(LOYALTY), "--only", "custom:loyalty_card",
        "--out", "json=r.json", "--out", "html=r.html", state=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    schema = json.loads((Path(api.__file__).parent / "report.schema.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    (finding,) = report["findings"]
    assert (finding["type"], finding["hits"], finding["distinct"]) == ("custom:loyalty_card", 2, 2)
    assert [sample["masked"] for sample in finding["samples"]] == ["••••71", "••••27"]
    assert b"custom:loyalty_card" in done.stdout
    assert "custom:loyalty_card" in (tmp_path / "r.html").read_text("utf-8")


def test_a_finding_of_ones_own_type_is_set_aside_where_something_is_declared(written, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    declared = written(
        """
        pdscan_declaration: 1
        form: short
        controller: {name: "Garage Fictif"}
        activities:
          - {name: "Suivi", basis: contrat, data: [nom], keep: "3 ans à compter du dernier contact"}
        """,
        "declared.yaml",
    )

    report = api.scan(
        tmp_path / "a.txt", declared=[declared], detectors=[written(LOYALTY)], names=False
    )

    verdicts = [v for v in report.verdicts if v.type == "custom:loyalty_card"]
    assert [(v.verdict, v.reason) for v in verdicts] == [("UNMAPPED", "type")]


def test_a_type_of_the_taxonomy_is_judged_like_any_other(written, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    own = written(LOYALTY.replace("    title:", "    type: customer.loyalty\n    title:"))

    report = api.scan(tmp_path / "a.txt", detectors=[own], only=["customer"])

    assert [(f.type, f.category) for f in report.findings] == [
        ("customer.loyalty", "cat.customer_relation")
    ]


def test_the_estate_file_names_detectors_beside_it_and_workers_use_them(written, tmp_path):
    (tmp_path / "data").mkdir()
    for name in "ab":
        (tmp_path / "data" / f"{name}.txt").write_text(TEXT, "utf-8")
    written(LOYALTY)
    estate = written(
        """
        pdscan_estate: 1
        detectors: [own.yaml]
        sources: [{name: data, target: data}]
        """,
        "pdscan.yaml",
    )

    report = api.scan(estate=estate, only=["custom:loyalty_card"], workers=2)

    assert [finding.hits for finding in report.findings] == [2, 2]


def test_the_ruleset_digest_changes_with_the_detectors(written, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")

    def ruleset(*detectors: Path) -> str:
        return api.scan(tmp_path / "a.txt", detectors=detectors, names=False).tool.ruleset

    without, with_own = ruleset(), ruleset(written(LOYALTY))
    stricter = ruleset(written(LOYALTY.replace("show_last: 2", "show_last: 0"), "other.yaml"))

    assert len({without, with_own, stricter}) == 3


@pytest.mark.parametrize(
    ("body", "right", "wrong"),
    [
        (r"patterns: ['[0-9]{7,12}']\nvalidator: luhn", "79927398713", "79927398714"),
        (r"patterns: ['[0-9]{3,12}']\nvalidator: verhoeff", "2363", "2364"),
        (r"patterns: ['[A-Z]{2}[0-9A-Z]{13,32}']\nvalidator: iban",
         "FR7699999000010001234567809", "FR7699999000010001234567890"),
        (r"patterns: ['[0-9A-Z]{6,12}']\nvalidator: mod97", "12345676", "12345677"),
        (r"patterns: ['[0-9]{10}']\nvalidator: 'stdnum:isbn'", "9992158107", "9992158108"),
        (r"patterns: ['[0-9]{9}']\nvalidator: 'stdnum:fr.siren'", "552008443", "552008444"),
    ],
)  # fmt: skip
def test_a_validator_is_named(written, body, right, wrong):
    path = written(one(body.replace(r"\n", "\n")))

    assert matched(path, f"x {right} y") == [("custom:own", right)]
    assert matched(path, f"x {wrong} y") == []


def test_a_detector_that_needs_context_asks_for_a_word_or_field(written, tmp_path):
    path = written(
        one("""
            patterns: ['\\b[0-9]{7}\\b']
            needs_context: true
            near: ["Dossier"]
            fields: [numeroDossier]
            """)
    )
    (tmp_path / "t.csv").write_text("numero_dossier;total\n4820913;4820914\n4820915;4820916\n")

    report = api.scan(tmp_path / "t.csv", detectors=[path], only=["custom:own"])

    assert matched(path, "le dossier 4820913") == [("custom:own", "4820913")]
    assert matched(path, "le total 4820913") == []
    assert [(f.locus, f.hits) for f in report.findings] == [("column:numero_dossier", 2)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("detectors: []\n", 1, "pdscan_detectors"),
        ("pdscan_detectors: 2\ndetectors: []\n", 1, "pdscan_detectors"),
        (one("paterns: ['x1']"), 4, "unknown key 'paterns'; did you mean patterns?"),
        (one("patterns: ['x1']\nvalidator: luhm"), 5, "did you mean luhn?"),
        (one("patterns: ['x1']\nvalidator: 'stdnum:fr.nirr'"), 5, "no validator"),
        (one("patterns: ['x1']\nvalidator: 'stdnum:util'"), 5, "no validator"),
        (one("patterns: ['x1']\ntype: customer.loyalti"), 5, "customer.loyalty"),
        (one("patterns: ['x1']\nscore: 0.2"), 5, "score"),
        (one("patterns: ['(a']"), 4, "no regular expression"),
        (one("patterns: ['a{99999999999999999999}']"), 4, "no regular expression"),
        (one("patterns: ['a*']"), 4, "matches nothing"),
        (one("patterns: ['x|']"), 4, "matches nothing"),
        (one("title: nothing"), 3, "either patterns or a dictionary"),
        (one("patterns: ['x1']\nnear: ['(']"), 5, "begins with a letter"),
        (one("patterns: ['x1']\nfields: ['12']"), 5, "at least one letter"),
        (one("patterns: ['x1']\nexamples: {match: ['x2']}"), 5, "example 1 of match"),
        (one("patterns: ['x1']\nexamples: {silent: ['', 'x1']}"), 5, "example 2 of silent"),
        (one("patterns: ['x1']\nexamples: {match: ['[[zx1]]']}"), 5, "another part"),
        (one("patterns: ['x1']").replace("own", "iban"), 3, "'iban' is taken already"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(written, text, line, said):
    path = written(text)

    with pytest.raises(ConfigurationError) as refused:
        custom.load([path])

    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{path}:{line}:")


def test_two_files_cant_name_the_same_detector(written):
    with pytest.raises(ConfigurationError, match="taken already by"):
        custom.load([written(LOYALTY), written(LOYALTY, "again.yaml")])


def test_ten_thousand_patterns_are_refused(written):
    patterns = ", ".join(f"'x{number}'" for number in range(10_000))
    many = "".join(
        f"  - {{name: d{number}, patterns: [{', '.join(['x1'] * 150)}]}}\n" for number in range(10)
    )

    with pytest.raises(ConfigurationError, match="200"):
        custom.load([written(one(f"patterns: [{patterns}]"))])
    with pytest.raises(ConfigurationError, match="use a dictionary"):
        custom.load([written("pdscan_detectors: 1\ndetectors:\n" + many)])


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    with pytest.raises(ConfigurationError, match="at most 2 MB"):
        custom.load([path])
    assert LARGEST < 100_000_000


def test_a_wrong_file_stops_the_scan_before_it_starts(written, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    wrong = written(LOYALTY.replace("MIR-204817-2", "MIR-204817-1"))

    done = pdscan("scan", "a.txt", "--detectors", wrong, state=tmp_path)

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"own.yaml:13: loyalty_card fails its example 1 of silent" in done.stderr


def test_made_detectors_cross_to_other_processes(written):
    made = custom.load([written(LOYALTY)])

    again = pickle.loads(pickle.dumps(made))

    assert again.detectors["loyalty_card"].check("MIR-204817-1") is not None
    assert again == made


def test_the_test_command_passes_a_good_detector(written, tmp_path):
    done = pdscan("test", written(LOYALTY), state=tmp_path)

    assert done.returncode == 0, done.stdout
    assert b"5 of 5 examples are right" in done.stdout


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("patterns: ['x1']\nexamples: {match: ['x1', 'x2']}", "fails its example 2 of match"),
        ("patterns: ['x1']", "has no example"),
        ("patterns: ['[a-z]{3}']\nexamples: {match: [abc]}", "is slow"),
    ],
)
def test_the_test_command_refuses_what_fails_or_is_slow(written, tmp_path, body, said):
    done = pdscan("test", written(one(body)), state=tmp_path)

    assert done.returncode == 1
    assert said in done.stdout.decode()


def test_the_test_command_knows_installed_detectors_and_wrong_files(written, tmp_path):
    installed = pdscan("test", "iban", state=tmp_path)
    unknown = pdscan("test", "ibann", state=tmp_path)
    missing = pdscan("test", "none.yaml", state=tmp_path)

    assert (installed.returncode, unknown.returncode, missing.returncode) == (0, 2, 2)
    assert b"source tree" in installed.stdout
    assert b"none.yaml" in missing.stderr


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+b", r"(\\w+) \\1", ".*.*.*.*x", r"(?=(a+))\\1b"]
)
def test_a_catastrophic_pattern_is_refused_or_answers_in_time(written, pattern):
    path = written(one(f'patterns: ["{pattern}"]'))
    begun = time.process_time()

    with contextlib.suppress(ConfigurationError, UnreadableError):
        matched(path, "a" * 5_000 + "!")

    assert time.process_time() - begun < 20


def test_samples_of_a_long_uniform_column_show_what_the_detector_says(written, tmp_path):
    cards = [f"MIR-{number:06}" for number in range(4_000)]
    rows = "".join(f"{card}-{sum_of(card)};1\n" for card in cards)
    (tmp_path / "t.csv").write_text(f"carte;x\n{rows}", "utf-8")

    report = api.scan(
        tmp_path / "t.csv", detectors=[written(LOYALTY)], only=["custom:loyalty_card"], full=True
    )

    (finding,) = report.findings
    assert (finding.hits, finding.examined) == (4_000, 4_000)
    assert all(re.fullmatch("••••[0-9]{2}", sample.masked) for sample in finding.samples)
    assert "check" not in finding.why


def sum_of(card: str) -> str:
    digits = card.removeprefix("MIR-")
    return next(last for last in "0123456789" if luhn(digits + last))
