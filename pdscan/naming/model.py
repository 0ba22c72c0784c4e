"""Ask spaCy's French model which words are persons, and an English one where it is installed.

Only what name recognition needs is loaded, once, at the first text: the tokenizer, the vectors and
the recogniser, which has a network of its own. spaCy's pipeline and presidio-analyzer's engine
around it are left out: they would load every plugin of spaCy, all recognizers of Presidio and half
a million strings, which takes twice as long and three times the memory for the same answers.
Nothing here opens a connection.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pdscan.model import Reason, UnreadableError
from pdscan.naming.entities import Entity

MODEL = "fr_core_news_md"
ENGLISH = ("en_core_web_md", "en_core_web_sm", "en_core_web_lg")
BATCH = 64
REMEMBERED = 50_000  # different words; some 30 MB
_LABELS = {
    "PER": "PERSON", "PERSON": "PERSON", "LOC": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION",
    "ORG": "ORGANIZATION",
}  # fmt: skip
_LETTERS = re.compile(r"\[([-–—‐‑]*)[^\]]{200,}?(['’]*)\]")


def entities(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what the French model sees in each text, in characters.

    Raise UnreadableError(NO_MODEL) where the model isn't installed or can't be loaded.
    """
    return _entities(MODEL, texts)


def english() -> str | None:
    """Return the name of the English model that is installed, if any: none is on the registry."""
    return _english(tuple(sys.path))


def english_entities(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what the English model sees in each text, in characters; nothing without one.

    Raise UnreadableError(NO_MODEL) where it can't be loaded.
    """
    name = english()
    return _entities(name, texts) if name else [[] for _ in texts]


@cache
def _english(_: tuple[str, ...]) -> str | None:
    """Look once for each search path."""
    for name in ENGLISH:
        with suppress(metadata.PackageNotFoundError):
            metadata.version(name)
            return name
    return None


def _entities(name: str, texts: Sequence[str]) -> list[list[Entity]]:
    if not texts:
        return []
    loaded = _loaded(name)
    if isinstance(loaded, UnreadableError):
        raise loaded
    return list(loaded.read(texts))


class Recogniser:
    """Hold the parts of a model; `folder` holds its files, `language` is that of its words."""

    def __init__(self, folder: Path, language: str) -> None:
        from spacy.language import Language
        from spacy.pipeline import EntityRecognizer
        from spacy.util import load_config, registry
        from spacy.vocab import create_vocab
        from thinc.api import use_ops
        from threadpoolctl import ThreadpoolController

        vocab = create_vocab(language, Language.Defaults)
        vocab.from_disk(folder / "vocab", exclude=["strings"])
        config = load_config(folder / "config.cfg", interpolate=True)
        # numpy multiplies two to four times as fast as thinc's own code, if on one core
        with use_ops("numpy", use_blis=False):
            network = registry.resolve({"model": config["components"]["ner"]["model"]})["model"]
            self._names: Any = EntityRecognizer(vocab, network)
            self._names.from_disk(folder / "ner", exclude=["vocab"])
        self._cut: Any = _tokenizer(folder, vocab)
        self._vocab: Any = vocab
        self._cores = ThreadpoolController()

    def read(self, texts: Sequence[str]) -> Iterator[list[Entity]]:
        """Yield what the model sees in each text; only the first words ever read are remembered."""
        few = len(self._vocab) < REMEMBERED
        memory = nullcontext() if few else self._vocab.memory_zone()
        with self._cores.limit(limits=1, user_api="blas"), memory:
            for read in self._names.pipe(map(self._cut, texts), batch_size=BATCH):
                yield [
                    Entity(span.start_char, span.end_char, _LABELS[span.label_])
                    for span in read.ents
                    if span.label_ in _LABELS
                ]


@cache
def _loaded(model: str) -> Recogniser | UnreadableError:
    """Return a model, or why there is none: found out once in a process."""
    from spacy.util import get_package_path, is_package

    package, version = model.replace("_", "-"), metadata.version("spacy")
    if not is_package(model):
        return UnreadableError(Reason.NO_MODEL, _install(model))
    try:
        about = _about(get_package_path(model))
        if not _is_for(version, about):
            detail = f"{package} is not for spaCy {version}: {_install(model, '-U ')}"
            return UnreadableError(Reason.NO_MODEL, detail)
        name = f"{about['lang']}_{about['name']}-{about['version']}"
        return Recogniser(get_package_path(model) / name, about["lang"])
    except Exception:  # noqa: BLE001 - a damaged model fails in any way
        detail = f"{package} can't be loaded: {_install(model, '--force-reinstall ')}"
        return UnreadableError(Reason.NO_MODEL, detail)


def _install(model: str, option: str = "") -> str:
    """Return the command that installs a model: English ones are not on the registry."""
    if model in ENGLISH:
        return f"python -m spacy download {model}"
    return f"pip install {option}{model.replace('_', '-')}"


def _about(folder: Path) -> dict[str, Any]:
    from spacy.util import get_model_meta

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        about: dict[str, Any] = get_model_meta(folder)
    return about


def _is_for(version: str, about: dict[str, Any]) -> bool:
    """Say whether the model was made for such a version of spaCy."""
    from spacy.util import is_compatible_version

    return is_compatible_version(version, about.get("spacy_version") or ">=0") is not False


def _tokenizer(folder: Path, vocab: Any) -> Any:
    """Return the model's tokenizer by the rules in its files.

    Importing spaCy's French would compile 1.4 million signs of regex that spell out every letter.
    """
    import srsly
    from spacy.tokenizer import Tokenizer

    rules: Any = srsly.read_msgpack(folder / "tokenizer")
    rules["token_match"] = _shortened(rules["token_match"] or "") or None
    tokenizer = Tokenizer(vocab)
    tokenizer.from_bytes(srsly.msgpack_dumps(rules))
    return tokenizer


def _shortened(pattern: str) -> str:
    """Write classes that list every letter as what they mean, with the signs beside the letters."""
    return _LETTERS.sub(_letters, pattern)


def _letters(found: re.Match[str]) -> str:
    signs = found[1] + found[2]
    return rf"(?:[^\W\d_]|[{signs}])" if signs else r"[^\W\d_]"
