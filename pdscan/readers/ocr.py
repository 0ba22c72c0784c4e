"""Say whether text in pictures can be read here: by the extra `ocr`, RapidOCR with its models."""

from __future__ import annotations

from importlib.util import find_spec

WAY_OUT = "text in it was not read: pip install 'pdscan[ocr]'"


def is_there() -> bool:
    """Answer whether the extra is installed; nothing is imported for that."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))
