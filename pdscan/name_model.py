"""Ask spaCy's French model, through presidio-analyzer, which words are persons.

The model is loaded once, at the first text; only the steps that name recognition needs run.
Nothing here opens a connection: presidio would download a missing model, so its presence is
checked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pdscan.model import Reason, UnreadableError

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from spacy.language import Language

MODEL = "fr_core_news_md"
LANGUAGE = "fr"
NEEDED = ("tok2vec", "ner")
BATCH = 64


@dataclass(frozen=True, slots=True)
class Entity:
    """Place what the model saw: `label` is PERSON, LOCATION, ORGANIZATION or another."""

    start: int
    end: int
    label: str


def entities(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what the model sees in each text, in characters.

    Raise UnreadableError(NO_MODEL) where the model isn't installed or can't be loaded.
    """
    if not texts:
        return []
    read = _engine().process_batch(list(texts), LANGUAGE, batch_size=BATCH)
    return [
        [Entity(span.start_char, span.end_char, span.label_) for span in result[1].entities]
        for result in read
    ]


@cache
def _engine() -> SpacyNlpEngine:
    import spacy
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    if not spacy.util.is_package(MODEL):
        detail = f"names were not looked for: pip install {MODEL.replace('_', '-')}"
        raise UnreadableError(Reason.NO_MODEL, detail)
    mapping = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION"}
    engine = SpacyNlpEngine(
        models=[{"lang_code": LANGUAGE, "model_name": MODEL}],
        ner_model_configuration=NerModelConfiguration(
            model_to_presidio_entity_mapping=mapping, labels_to_ignore=["MISC"]
        ),
    )
    try:
        engine.load()
    except (OSError, ValueError):
        detail = f"names were not looked for: {MODEL} can't be loaded; install it again"
        raise UnreadableError(Reason.NO_MODEL, detail) from None
    pipelines: Iterable[Language] = (engine.nlp or {}).values()
    for pipeline in pipelines:
        pipeline.select_pipes(enable=[name for name in NEEDED if name in pipeline.pipe_names])
    return engine
