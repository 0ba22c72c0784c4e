"""Presidio both ways: its recognizers in pdscan's pass, pdscan's detectors in its engine."""

from __future__ import annotations

import json
import logging
import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from command_line import pdscan

from pdscan import api, plugins
from pdscan.detection.engine import Engine
from pdscan.presidio import recognizers
from pdscan.presidio.catalogue import catalogue, quiet
from pdscan.presidio.context import before, boosted
from pdscan.taxonomy import load

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
VECTORS = ROOT.parent / "shared" / "corpora" / "vectors" / "presidio_recognizers.jsonl"
TABLE = tomllib.loads((HERE / "detectors/presidio_recognizers.toml").read_text(encoding="utf-8"))

# Where pdscan's spans differ from Presidio's, and why:
# - PHONE_NUMBER, ZA_MOBILE_NUMBER, ZA_TELEPHONE_NUMBER aren't regexes: phonenumbers is asked about
#   what looks like one number, so of several numbers with only spaces between it reads the first.
# - Digits of other scripts and full-width ones are read as digits (pdscan unwraps encodings).
# - \x1e separates cells in pdscan: no candidate reaches over it.
ASKED_ALONE = {"PHONE_NUMBER", "ZA_MOBILE_NUMBER", "ZA_TELEPHONE_NUMBER"}
ENTITIES = [one for one in catalogue().by_entity if one not in ASKED_ALONE]


@cache
def _engine() -> Engine:
    return Engine(plugins.packed(("presidio",)), load(), low_scores=True)


def _theirs(entity: str, text: str) -> dict[tuple[int, int], float]:
    """Return the spans and scores of Presidio's own recognizers, without context."""
    from presidio_analyzer import EntityRecognizer

    found = [
        result
        for one in catalogue().by_entity[entity]
        for result in one.analyze(text, [entity], None)
    ]
    return {(one.start, one.end): one.score for one in EntityRecognizer.remove_duplicates(found)}


def _differences(text: str) -> list[tuple[str, str]]:
    """Return the entities whose spans differ, or whose scores aren't Presidio's with or without."""
    mine: dict[str, dict[tuple[int, int], float]] = {}
    for match in _engine().detect(text):
        entity = match.type.removeprefix("presidio:")
        mine.setdefault(entity, {})[match.start, match.end] = match.score
    wrong = []
    for entity in ENTITIES:
        theirs, own = _theirs(entity, text), mine.get(entity, {})
        if theirs.keys() != own.keys() or any(
            own[span] not in (round(score, 3), round(boosted(score), 3))
            for span, score in theirs.items()
        ):
            wrong.append((entity, text))
    return wrong


def _generated(count: int) -> list[str]:
    """Return texts with what looks like numbers of many countries, the same at each run."""
    dice = random.Random(7)
    words = (HERE / "presidio_words.txt").read_text(encoding="utf-8").splitlines()
    shapes = (HERE / "presidio_shapes.txt").read_text(encoding="utf-8").splitlines()
    signs = {"9": "0123456789", "A": "ABCDEFGHJKLMNPRSTUVWXYZ", "a": "abcdefgh"}

    def value(shape: str) -> str:
        return "".join(dice.choice(signs.get(sign, sign)) for sign in shape)

    return [
        " ".join(
            dice.choice(words) if dice.random() < 0.5 else value(dice.choice(shapes))
            for _ in range(dice.randint(1, 9))
        )
        for _ in range(count)
    ]


def test_generated_texts_get_the_spans_and_scores_of_presidio_itself() -> None:
    texts = _generated(120)

    assert [wrong for text in texts for wrong in _differences(text)] == []
    assert sum(bool(_engine().detect(text)) for text in texts) > 80


@pytest.mark.skipif(not VECTORS.exists(), reason="the development corpora aren't here")
def test_the_texts_of_presidios_own_tests_get_the_spans_of_presidio_itself() -> None:
    with VECTORS.open(encoding="utf-8") as lines:
        texts = dict.fromkeys(json.loads(line)["text"] for line in lines)

    assert [wrong for text in list(texts)[::6] for wrong in _differences(text)] == []


@pytest.mark.parametrize("row", TABLE["hits"], ids=lambda row: row["type"])
def test_recognizers_find_with_presidios_score_and_context(row: dict[str, Any]) -> None:
    mark = re.search(r"\[\[(.+?)\]\]", row["text"])
    text = row["text"].replace("[[", "").replace("]]", "")
    span = mark[1] if mark else row["span"]

    found = {
        (match.type, text[match.start : match.end]): match.score for match in _engine().detect(text)
    }

    assert found.get((row["type"], span)) == row["score"], found


@pytest.mark.parametrize("row", TABLE["silent"], ids=lambda row: row["type"])
def test_recognizers_refuse_what_presidio_refuses(row: dict[str, str]) -> None:
    assert row["type"] not in {match.type for match in _engine().detect(row["text"])}


def test_every_predefined_recognizer_is_a_type_or_is_missing_for_a_reason() -> None:
    import presidio_analyzer.predefined_recognizers as theirs
    from presidio_analyzer import EntityRecognizer

    kinds = [getattr(theirs, name) for name in theirs.__all__]
    here = {type(one).__name__ for some in catalogue().by_entity.values() for one in some}
    gone = {name.removeprefix("presidio:") for name in catalogue().missing}

    assert len(ENTITIES) >= 80
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, EntityRecognizer):
            assert kind.__name__ in here | gone, kind
    assert not here & gone


def test_context_words_count_within_five_words_before() -> None:
    context = before(["passport", "travel document"])

    assert context("my passport number is ") == "passport"
    assert context("passports: ") == "passport"
    assert context("passport one1 two22 three four4 five5 six66 ") == ""
    assert context("") == ""


def test_a_scan_reports_on_demand_what_has_its_word_nearby(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("my passport is 123456789\n")
    (tmp_path / "rooms.txt").write_text("room 987654321\n")

    on_demand = api.scan(tmp_path, only=["presidio:US_PASSPORT"])
    default = api.scan(tmp_path, names=False)

    assert [(one.type, one.hits, one.tier) for one in on_demand.findings] == [
        ("presidio:US_PASSPORT", 1, 1)
    ]
    assert not [one for one in default.findings if one.type.startswith("presidio:")]
    assert all("123456789" not in sample.masked for sample in on_demand.findings[0].samples)


def test_presidio_logs_no_value_while_it_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("presidio-analyzer")
    (iban,) = catalogue().by_entity["IBAN_CODE"]
    caplog.set_level(logging.DEBUG, logger="presidio-analyzer")
    check = next(iter(plugins.packed(("presidio:IBAN_CODE",)).values())).check  # type: ignore[attr-defined]

    check("FRÀÀ 3704 0044 0532 0130 00")
    _engine().detect("DE89 3704 0044 0532 0130 00, my passport is 123456789")
    logger.warning("heard outside")

    assert quiet().asking == 0
    assert [record.getMessage() for record in caplog.records] == ["heard outside"]
    assert iban.name


def test_no_connection_is_opened_for_the_list_of_domains(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    (found,) = api.detect(["zoe@example.co.uk"], types=["presidio:EMAIL_ADDRESS"])

    assert [match.score for match in found] == [1.0]


def test_an_unknown_recognizer_is_refused_with_its_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")

    answer = pdscan("scan", tmp_path, "--only", "presidio:UK_NSH", state=tmp_path)

    assert answer.returncode == 2
    assert b"presidio:UK_NHS" in answer.stderr


def test_an_analyzer_engine_gains_the_french_pack_with_one_import() -> None:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def load(self) -> None:
            import spacy

            self.nlp = {"fr": spacy.blank("fr")}

    engine = Blank(
        models=[{"lang_code": "fr", "model_name": "blank"}],
        ner_model_configuration=NerModelConfiguration(),
    )
    engine.load()
    registry = RecognizerRegistry(supported_languages=["fr"])
    registry.recognizers.extend(recognizers("fr"))
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["fr"])
    text = "NIR 1 85 05 99 999 001 81, écrire à zoe@example.org, BSN 111222333"

    found = analyzer.analyze(text, language="fr")

    spans = {(one.entity_type, text[one.start : one.end]) for one in found}
    assert ("EMAIL_ADDRESS", "zoe@example.org") in spans
    assert ("NL_BSN", "111222333") in spans
    assert ("FR_NIR", "1 85 05 99 999 001 81") in spans
    assert analyzer.analyze(text, language="fr", entities=["NL_BSN"])[0].entity_type == "NL_BSN"
