"""Ask spaCy's French model, through presidio-analyzer, which words are persons.

The model is loaded once, at the first text, without the steps that name recognition can do
without. Nothing here opens a connection: presidio's own loading would download a missing model.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from pdscan.model import Reason, UnreadableError
from pdscan.naming.entities import Entity

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from spacy.language import Language

MODEL = "fr_core_news_md"
LANGUAGE = "fr"
# The recogniser of these models has its own word vectors: the shared step would only cost time.
NOT_NEEDED = ("tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
BATCH = 64
PLAIN = "fr_names"
_LETTERS = re.compile(r"\[([-–—‐‑]*)[^\]]{200,}?(['’]*)\]")


def entities(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what the model sees in each text, in characters.

    Raise UnreadableError(NO_MODEL) where the model isn't installed or can't be loaded.
    """
    if not texts:
        return []
    engine = _engine()
    if isinstance(engine, UnreadableError):
        raise engine
    read = engine.process_batch(list(texts), LANGUAGE, batch_size=BATCH)
    return [
        [Entity(span.start_char, span.end_char, span.label_) for span in result[1].entities]
        for result in read
    ]


@cache
def _engine() -> SpacyNlpEngine | UnreadableError:
    """Return the engine, or why there is none: found out once in a process."""
    import spacy
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    package, version = MODEL.replace("_", "-"), metadata.version("spacy")
    if not spacy.util.is_package(MODEL):
        return UnreadableError(Reason.NO_MODEL, f"pip install {package}")
    mapping = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION"}
    engine = SpacyNlpEngine(
        models=[{"lang_code": LANGUAGE, "model_name": MODEL}],
        ner_model_configuration=NerModelConfiguration(
            model_to_presidio_entity_mapping=mapping, labels_to_ignore=["MISC"]
        ),
    )
    try:
        if not _is_for(version):
            detail = f"{package} is not for spaCy {version}: pip install -U {package}"
            return UnreadableError(Reason.NO_MODEL, detail)
        loaded: Any = {LANGUAGE: _model()}
    except Exception:  # noqa: BLE001 - a damaged model fails in any way
        detail = f"{package} can't be loaded: pip install --force-reinstall {package}"
        return UnreadableError(Reason.NO_MODEL, detail)
    engine.nlp = loaded
    return engine


def _is_for(version: str) -> bool:
    """Say whether the installed model was made for such a version of spaCy."""
    from spacy.util import get_model_meta, get_package_path, is_compatible_version

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        meta = get_model_meta(get_package_path(MODEL))
    return is_compatible_version(version, meta.get("spacy_version") or ">=0") is not False


def _model() -> Language:
    """Load the model under a language without rules of its own, which are in its files too.

    Importing spaCy's French compiles 1.4 million signs of regex that spell out every letter.
    """
    import srsly
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.util import load_model, registry

    if PLAIN not in registry.languages:
        plain = type("PlainFrench", (Language,), {"lang": PLAIN})
        registry.languages.register(PLAIN, func=plain)
    exclude = (*NOT_NEEDED, "tokenizer")
    model = load_model(MODEL, exclude=exclude, config={"nlp": {"lang": PLAIN}})
    rules: Any = srsly.read_msgpack(f"{model.path}/tokenizer")
    rules["token_match"] = _shortened(rules["token_match"])
    tokenizer = Tokenizer(model.vocab)
    tokenizer.from_bytes(srsly.msgpack_dumps(rules))
    model.tokenizer = tokenizer
    return model


def _shortened(pattern: str) -> str:
    """Write classes that list every letter as what they mean, with the signs beside the letters."""
    return _LETTERS.sub(_letters, pattern)


def _letters(found: re.Match[str]) -> str:
    signs = found[1] + found[2]
    return rf"(?:[^\W\d_]|[{signs}])" if signs else r"[^\W\d_]"
