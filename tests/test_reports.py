"""Hold the JSON, its schema and the terminal page to the contract."""

from __future__ import annotations

import io
import json
import re
import runpy
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdscan import plugins, report, report_coverage, report_schema
from pdscan.model import Reason, UnknownNameError
from pdscan.wording import Words, french_spaces, inert
from pdscan.wording.overview import Overview

sample = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("sample_report.py"))))

FORBIDDEN = re.compile(r"compliant|conforme au rgpd|gdpr.compliant", re.IGNORECASE)
REPORTS = {
    "full": sample.full(),
    "unjudged": sample.unjudged(),
    "empty": sample.empty(),
    "many": sample.many(500),
}


def written(form: str, result: report.Report, language: str = "fr", **options: object) -> str:
    out = io.BytesIO()
    plugins.report(form)(language, **options).write(result, out)
    return out.getvalue().decode("utf-8")


def terminal(result: report.Report, language: str = "fr", **options: object) -> str:
    text = written("terminal", result, language, **options)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_reports_are_named_by_the_words_of_the_contract() -> None:
    assert {"html", "json", "terminal"} <= set(plugins.names("report"))


@pytest.mark.parametrize("form", ["html", "json", "terminal"])
def test_each_report_has_a_line_for_the_catalogue(form: str) -> None:
    assert plugins.title("report", form).endswith((".", "gaps.", "connection."))


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_read_back_as_the_same_report(name: str) -> None:
    assert report.parse(written("json", REPORTS[name])) == REPORTS[name]


@pytest.mark.parametrize("name", REPORTS)
def test_json_holds_to_the_shipped_schema(name: str) -> None:
    schema = json.loads(report_schema.PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.Draft202012Validator(schema).validate(json.loads(written("json", REPORTS[name])))


def test_shipped_schema_is_that_of_the_values() -> None:
    shipped = report_schema.PATH.read_text(encoding="utf-8")

    assert shipped == report_schema.text(), "run: python -m pdscan.report_schema"


CONTRACT = {
    "Report": "format version status tool run declarations coverage assets findings verdicts "
    "summary",
    "Tool": "name version ruleset models",
    "Run": "id name estate started finished as_of status mode seed",
    "DeclarationUsed": "id sha256 issues resting",
    "Coverage": "complete totals sources gaps detectors_off blind_spots discarded",
    "Totals": "assets bytes rows",
    "SourceCovered": "name target totals",
    "GapSeen": "asset locator reason detail",
    "AssetSeen": "id asset_key locator source kind system activities operator hosted_by country "
    "site env stage exposure subjects sub_purpose origin_activity consent_evidence channel size "
    "rows modified content_key encrypted coverage times retention",
    "AssetCoverage": "status n of reason",
    "Finding": "id asset_key assets locus type category tier form qualifier container capacity "
    "subjects hits examined share distinct bound confidence certainty why samples first_seen "
    "last_seen",
    "Bound": "level upper",
    "Sample": "locator masked digest",
    "Verdict": "id verdict axis severity certainty type locus findings assets system activity "
    "assurance by count examined oldest limit reason explanation state triage",
    "Cited": "item document lines quote",
}


@pytest.mark.parametrize("part", CONTRACT)
def test_schema_has_every_key_of_the_contract(part: str) -> None:
    schema = report_schema.json_schema()
    properties = schema["properties"] if part == "Report" else schema["$defs"][part]["properties"]

    assert set(CONTRACT[part].split()) <= set(properties)


def test_json_escapes_what_utf8_cannot_hold() -> None:
    asset = replace(sample.ASSETS[0], locator="file:///a\udce9")

    text = written("json", replace(sample.full(), assets=(asset,)))

    assert json.loads(text)["assets"][0]["locator"] == "file:///a\udce9"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", ["html", "json", "terminal"])
@pytest.mark.parametrize("name", REPORTS)
def test_same_report_gives_the_same_bytes_without_forbidden_words(
    form: str, name: str, language: str
) -> None:
    text = written(form, REPORTS[name], language)

    assert text == written(form, REPORTS[name], language)
    assert not FORBIDDEN.search(text)


def test_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="language 'de'"):
        written("terminal", sample.full(), "de")


def test_terminal_says_the_status_first_with_its_denominators() -> None:
    head = " ".join(terminal(sample.full()).split("\n\n")[0].split())

    assert head.startswith("La déclaration est contredite par ce qui a été trouvé CONTRADICTED")
    assert "Éléments inventoriés : 12 (lus en entier : 7, lus par échantillon : 1," in head
    assert "illisibles : 1)" in head
    assert "Lignes : 20 160 / 250 160 (8 %) · Volume : 175 Ko / 90,2 Mo (0,2 %)" in head
    assert "Sans activité de rattachement : 2" in head
    assert "Détecteurs éteints : person_name" in head
    assert "Angles morts : noms de personnes en arabe" in head


def test_terminal_says_first_that_a_run_was_restricted() -> None:
    result = sample.full()
    result = replace(result, run=replace(result.run, restricted_to=("share",)))

    assert terminal(result).startswith("Analyse restreinte à une partie du parc : share\n")


def test_terminal_quotes_the_sentence_with_document_and_lines() -> None:
    text = " ".join(terminal(sample.full(), width=200).split())

    assert (
        "→ « les 6 premiers et 4 derniers chiffres de votre carte » politique.txt, lignes 35 à 37"
    ) in text


def test_terminal_puts_the_worst_first() -> None:
    text = terminal(sample.full())

    assert text.index("CRITIQUE") < text.index("ÉLEVÉE") < text.index("MOYENNE")


def test_terminal_stays_short_with_five_hundred_verdicts() -> None:
    text = terminal(sample.many(500))

    assert len(text.splitlines()) < 80
    assert "critique 125" in text
    assert "… et 122 autres emplacements" in text


def test_terminal_names_a_few_of_the_detectors_that_are_off() -> None:
    full = sample.full()
    off = tuple(f"detector_{number:02}" for number in range(50))
    text = terminal(replace(full, coverage=replace(full.coverage, detectors_off=off)), width=200)

    assert "detector_03, detector_04 et 45 autres\n" in text
    assert "detector_05" not in text


def test_terminal_tells_other_groups_that_read_the_same_once() -> None:
    many = sample.many(500)
    cited = [report.Cited(f"d.{number}", "doc", (1,), f"mot {number}") for number in range(40)]
    verdicts = tuple(
        replace(verdict, by=(cited[number % 40],)) for number, verdict in enumerate(many.verdicts)
    )
    text = terminal(replace(many, verdicts=verdicts), width=200)

    lines = [line for line in text.splitlines() if line.strip().startswith("- ")]
    titles = [line.rpartition(" (")[0] for line in lines]
    assert titles
    assert len(set(titles)) == len(titles)


def test_terminal_says_in_how_many_assets_nothing_was_found() -> None:
    result = replace(sample.full(), verdicts=(), status="INCONCLUSIVE")

    assert "Discrepancies: 0; assets read: 9 of 12." in terminal(result, "en")


def test_terminal_lists_findings_by_type_without_a_declaration() -> None:
    text = terminal(sample.unjudged(), "en")

    assert text.startswith("Findings not judged: no declaration was given")
    assert text.index("secret.password") < text.index("gov.nir") < text.index("contact.email")


def test_terminal_lists_gaps_by_reason() -> None:
    text = terminal(sample.full(), "en")

    assert "encrypted (1)" in text
    assert "smb://fichiers/archives" in text


def test_terminal_is_plain_unless_asked_and_honours_no_color(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in terminal(sample.full())
    assert "\x1b[1;37;41m" in terminal(sample.full(), colour=True)

    monkeypatch.setenv("NO_COLOR", "1")
    assert "41m" not in terminal(sample.full(), colour=True)


@pytest.mark.parametrize("width", [40, 72, 160])
def test_terminal_keeps_within_its_width(width: int) -> None:
    lines = terminal(sample.full(), width=width).splitlines()

    assert max(map(len, lines)) <= width


def test_terminal_shows_control_characters_as_numbers() -> None:
    asset = replace(sample.RTL, locator="file:///a\x1b[31m\u202e\u200bb")
    gap = report_coverage.GapSeen(asset.id, asset.locator, Reason.OTHER, "a\x07b")
    coverage = report.Coverage(gaps=(gap,))

    text = terminal(replace(sample.full(), coverage=coverage), "en")

    assert "file:///a⟨001B⟩[31m⟨202E⟩⟨200B⟩b" in text
    assert "a⟨0007⟩b" in text


def test_every_word_of_the_report_is_known_in_both_languages() -> None:
    for language in ("fr", "en"):
        words = Words(language)
        for verdict in sample.VERDICTS:
            assert words.say("kind", verdict.verdict) != verdict.verdict
        for reason in Reason:
            assert words.say("reason", reason) != str(reason) or language == "en"
        for status in report.STATUSES:
            assert words.say("status", status) != status


def test_words_of_wording_hold_no_forbidden_word() -> None:
    page = report_schema.PATH.parent.joinpath("wording", "wording.yaml").read_text(encoding="utf-8")

    assert not FORBIDDEN.search(page)


@pytest.mark.parametrize(
    ("share", "french", "english"),
    [
        (0.0, "0 %", "0%"),
        (0.00004, "< 0,1 %", "< 0.1%"),
        (0.002, "0,2 %", "0.2%"),
        (0.5, "50 %", "50%"),
        (0.99999, "> 99,9 %", "> 99.9%"),
        (1.0, "100 %", "100%"),
    ],
)
def test_shares_never_round_to_none_or_all(share: float, french: str, english: str) -> None:
    assert Words("fr").share(share).replace("\u00a0", " ") == french
    assert Words("en").share(share) == english


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 o"), (999, "999 o"), (1_000, "1,0 Ko"), (123_456, "123 Ko"), (9 * 10**15, "9000 To")],
)
def test_sizes_are_said_with_a_unit(size: int, text: str) -> None:
    assert Words("fr").size(size).replace("\u00a0", " ") == text


def test_durations_are_said_in_words() -> None:
    assert Words("fr").duration("P15M") == "15\u00a0mois"
    assert Words("en").duration("P1YT6H") == "1\u00a0year 6\u00a0hours"
    assert Words("fr").duration("PT30M") == "30\u00a0minutes"
    assert Words("fr").duration("demain") == "demain"


def test_french_text_gets_its_spaces_and_hostile_text_is_shown() -> None:
    assert french_spaces("Vu : « 3 % » ; non ?") == (
        "Vu\u00a0: «\u00a03\u00a0%\u00a0»\u202f; non\u202f?"
    )
    assert inert("a\u202eb\ud800") == "a⟨202E⟩b⟨D800⟩"


def test_map_gives_the_worst_level_and_what_is_unread() -> None:
    rows = {row.name: row for row in Overview(sample.full()).rows()}

    assert rows["sys.paiement"].cells["cat.payment"].level == 4
    assert rows["sys.crm"].cells["cat.contact"].level == 0
    assert rows["sys.crm"].unread == 1
    assert rows["sys.sauvegarde"].unread == rows["sys.sauvegarde"].listed == 1


def test_counts_come_from_the_assets_where_a_report_has_no_totals() -> None:
    result = replace(sample.full(), coverage=report.Coverage())

    assert Overview(result).assets() == {
        "listed": 12,
        "read": 7,
        "sampled": 1,
        "unchanged": 1,
        "excluded": 1,
        "skipped": 1,
        "failed": 1,
    }


def test_groups_name_all_places_once() -> None:
    overview = Overview(sample.many(500))

    assert sum(group.size for group in overview.notable()) == 375
    assert sum(group.size for group in overview.declared()) == 125


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE = st.none() | TEXT
SHARE = st.floats(0, 1)
FINDING = st.builds(
    report.Finding,
    id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    asset_key=TEXT,
    locus=TEXT,
    type=TEXT | st.just("contact.email"),
    category=MAYBE,
    tier=st.sampled_from([None, 0, 1, 2, 3, 4, "S"]),
    qualifier=MAYBE,
    examined=st.none() | st.integers(0, 1 << 60),
    share=st.none() | SHARE,
    bound=st.none() | st.builds(report.Bound, SHARE, SHARE),
    why=st.lists(TEXT, max_size=2).map(tuple),
    samples=st.lists(st.builds(report.Sample, TEXT, TEXT, MAYBE), max_size=4).map(tuple),
)
VERDICT = st.builds(
    report.Verdict,
    id=TEXT,
    verdict=st.sampled_from(["DENIED", "UNDECLARED", "DECLARED", "NOT_OBSERVED"]),
    axis=st.sampled_from(["category", "retention", "location", "declaration"]),
    severity=st.sampled_from(report.SEVERITIES),
    system=MAYBE,
    by=st.lists(st.builds(report.Cited, TEXT, MAYBE, st.just((1, 2)), MAYBE), max_size=2).map(
        tuple
    ),
    explanation=st.just({}) | st.fixed_dictionaries({"fr": TEXT, "en": TEXT}),
    reason=MAYBE,
    limit=MAYBE,
)
ANY = st.builds(
    report.Report,
    status=st.sampled_from(report.STATUSES),
    findings=st.lists(FINDING, max_size=3).map(tuple),
    verdicts=st.lists(VERDICT, max_size=3).map(tuple),
)


@given(ANY)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_report_is_read_back_and_shown_inert(result: report.Report) -> None:
    assert report.parse(result.to_json()) == result

    shown = terminal(result) + written("html", result, "en")

    control = {char for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}
    assert control <= {"\n"}
