"""Hold pdscan's search for names against labelled texts, beside the models that it asks.

    python bench/names.py [FOLDER] [--wrong N] [--only SYSTEM]

For each system (pdscan; spaCy's fr_core_news_md alone; Presidio's SpacyRecognizer; the ONNX model
of `pdscan[names]` alone, where it is installed): precision, recall and F1 by overlap on made-up
documents whose templates nothing was learnt from, and on the labelled texts of FOLDER (not
distributed: what is absent is named as skipped), false persons in a MB of prose and of places where
nobody is named, and characters a second of processor time. Of what is long the models alone read
every so manieth text or window, and how much is printed. Then what names cost, as
`python bench/name_cost.py` prints. `--wrong N` shows N places of each corpus where pdscan is wrong.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import name_cost
import name_documents

from pdscan import plugins
from pdscan.naming import model, second_model
from pdscan.naming.entities import Entity
from pdscan.naming.windows import windows

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpEngine

FOLDER = Path(__file__).parents[2] / "shared" / "corpora"
LABELLED = (
    ("fr_names_inline_a", "recall 0.97; not every name is labelled"),
    ("en_presidio_generated_small", "F1 0.90"),
    ("es_meddocan_dev", "recall, reported"),
)
MADE_UP = {
    "business": "business documents, made up (asked: 0.97)",
    "hospital": "hospital forms, made up (asked: 0.90)",
    "english": "English letters, made up",
}
ROUNDS, TURNS = 20, 3
SAMPLE = 30  # windows of some 4,000 characters
MOST = 120_000  # characters of a labelled corpus, or kind of document, that the models alone read
NEGATIVE = ("prose_fr", "places")

Span = tuple[int, int]
Find = Callable[[list[str]], list[list[Span]]]


@dataclass(slots=True)
class Score:
    """Count labelled spans that were found, and found ones that are right."""

    spans: int = 0
    found: int = 0
    said: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / max(1, self.spans)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.said)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def ours(texts: list[str]) -> list[list[Span]]:
    found = plugins.detector("person_name").find_all(texts)
    return [[(one.start, one.end) for one in some] for some in found]


def ours_in_document(parts: list[str]) -> list[list[Span]]:
    found = plugins.detector("person_name").find_in_document(parts)
    return [[(one.start, one.end) for one in some] for some in found]


def persons(ask: Callable[[Sequence[str]], list[list[Entity]]]) -> Find:
    def find(texts: list[str]) -> list[list[Span]]:
        return [
            [(one.start, one.end) for one in some if one.label == "PERSON"] for some in ask(texts)
        ]

    return find


def presidio() -> Find:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    registry = RecognizerRegistry(supported_languages=["fr"])
    registry.add_recognizer(SpacyRecognizer(supported_language="fr"))
    analyzer = AnalyzerEngine(
        registry=registry, nlp_engine=_presidios_engine(), supported_languages=["fr"]
    )

    def find(texts: list[str]) -> list[list[Span]]:
        asked = (analyzer.analyze(text, "fr", entities=["PERSON"]) for text in texts)
        return [[(one.start, one.end) for one in some] for some in asked]

    return find


def _presidios_engine() -> NlpEngine:
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    mapping = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION"}
    names = NerModelConfiguration(model_to_presidio_entity_mapping=mapping)
    models = [{"lang_code": "fr", "model_name": model.MODEL}]
    return SpacyNlpEngine(models=models, ner_model_configuration=names)


def systems(only: str | None) -> dict[str, Find]:
    made = {"pdscan": lambda: ours, "spaCy alone": lambda: persons(model.entities),
            "Presidio": presidio}  # fmt: skip
    if second_model.installed():
        made["ONNX alone"] = lambda: persons(second_model.entities)
    else:
        print("ONNX alone: skipped, pdscan[names] is not installed")
    return {name: make() for name, make in made.items() if only in (None, name)}


def touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def labelled(folder: Path, name: str) -> tuple[list[str], list[list[Span]]]:
    path = folder / "text" / f"{name}.jsonl"
    if not path.is_file():
        print(f"{name}: skipped, not in {folder}")
        return [], []
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    spans = [
        [(one["start"], one["end"]) for one in record["spans"] if one["label"] == "PERSON"]
        for record in records
    ]
    return [record["text"] for record in records], spans


def score(truth: list[list[Span]], answers: list[list[Span]]) -> Score:
    total = Score()
    for spans, said in zip(truth, answers, strict=True):
        total.spans += len(spans)
        total.said += len(said)
        total.found += sum(touches(span, said) for span in spans)
        total.right += sum(touches(span, spans) for span in said)
    return total


def show_wrong(
    texts: list[str], truth: list[list[Span]], answers: list[list[Span]], count: int
) -> None:
    shown = 0
    for text, spans, said in zip(texts, truth, answers, strict=True):
        cases = [("MISSED", span) for span in spans if not touches(span, said)]
        cases += [("FALSE", span) for span in said if not touches(span, spans)]
        for kind, (start, end) in cases:
            shown += 1
            if shown > count:
                return
            around = f"{text[max(0, start - 40) : start]}⟦{text[start:end]}⟧{text[end : end + 30]}"
            print(f"    {kind:6} {around!r}")


def on_documents(found: dict[str, Find], wrong: int) -> None:
    """Print the scores on made-up documents, each read as a whole."""
    made = list(name_documents.documents(ROUNDS, 7, held=True))
    for kind, title in MADE_UP.items():
        texts = [text for one, text, _ in made if one == kind]
        truth = [spans for one, _, spans in made if one == kind]
        print(f"\n{title}: {sum(map(len, truth))} spans")
        step = -(-sum(map(len, texts)) // MOST)
        for system, find in found.items():
            whole = system == "pdscan"
            few = slice(None, None, 1 if whole else step)
            read = [ours_in_document([text])[0] for text in texts] if whole else find(texts[few])
            one = score(truth[few], read)
            print(
                f"  {system:12} P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}"
                f"  {len(read)} texts"
            )
            if whole and wrong:
                show_wrong(texts, truth, read, wrong)


def on_labelled(folder: Path, found: dict[str, Find], wrong: int) -> None:
    for name, wanted in LABELLED:
        texts, truth = labelled(folder, name)
        if not texts:
            continue
        print(f"\n{name}: {sum(map(len, truth))} spans (asked: {wanted})")
        step = -(-sum(map(len, texts)) // MOST)
        for system, find in found.items():
            few = slice(None, None, 1 if system == "pdscan" else step)
            start = time.process_time()
            answers = find(texts[few])
            pace = sum(map(len, texts[few])) / (time.process_time() - start)
            one = score(truth[few], answers)
            print(
                f"  {system:12} P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}"
                f"  {pace / 1000:6.0f} thousand characters/s, {len(answers)} texts"
            )
            if system == "pdscan" and wrong:
                show_wrong(texts, truth, answers, wrong)


def on_negative(folder: Path, found: dict[str, Find], wrong: int) -> None:
    for name in NEGATIVE:
        files = sorted((folder / "negative" / name).glob("*"))
        if not files:
            print(f"negative/{name}: skipped, not in {folder}")
            continue
        whole = [
            [part for _, part in windows(path.read_text("utf-8", "replace"))] for path in files
        ]
        size = sum(len(part.encode()) for parts in whole for part in parts) / 1e6
        print(f"\nnegative/{name}: {size:.2f} MB without a person (asked: under 3 per MB)")
        for system, find in found.items():
            start = time.process_time()
            own = system == "pdscan"
            read, ask = (whole, ours_in_document) if own else (_sampled(whole), find)
            answers = [found for parts in read for found in ask(parts)]
            texts = [part for parts in read for part in parts]
            size = sum(len(text.encode()) for text in texts) / 1e6
            pace = sum(map(len, texts)) / (time.process_time() - start)
            count = sum(map(len, answers))
            print(
                f"  {system:12} {count / size:8.1f} false persons per MB"
                f"  {pace / 1000:6.0f} thousand characters/s, in {size:.2f} MB"
            )
            if own and wrong:
                show_wrong(texts, [[] for _ in texts], answers, wrong)


def _sampled(whole: list[list[str]]) -> list[list[str]]:
    """Return every so manieth window, SAMPLE in all: the models alone read slowly."""
    texts = [part for parts in whole for part in parts]
    return [texts[:: max(1, len(texts) // SAMPLE)]]


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--wrong", type=int, default=0, help="wrong cases of each corpus to show")
    parser.add_argument("--only", help="one system, by the name that is printed")
    parser.add_argument("--no-cost", action="store_true", help="leave out the timed scans")
    asked = parser.parse_args()
    found = systems(asked.only)
    on_documents(found, asked.wrong)
    on_labelled(asked.folder, found, asked.wrong)
    on_negative(asked.folder, found, asked.wrong)
    if not asked.no_cost:
        name_cost.show(TURNS, None)
        name_cost.load()


if __name__ == "__main__":
    main()
