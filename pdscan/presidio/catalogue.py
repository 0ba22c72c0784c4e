"""List the recognizers that the installed presidio-analyzer brings, and what they need.

All modules of `presidio_analyzer.predefined_recognizers` are read, so recognizers of a newer
Presidio, of any country, are here without a change.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Recognizer = Any  # an EntityRecognizer of Presidio, which types few of its attributes
ORIGIN = "presidio"
_PACKAGE = "presidio_analyzer.predefined_recognizers"
SERVICE = "it calls a service over the network"
MODEL = "it needs a language model of its own; names are found by pdscan's person_name"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Hold the recognizers by entity, and why the others can't be had."""

    by_entity: Mapping[str, tuple[Recognizer, ...]]
    missing: Mapping[str, str] = field(default_factory=dict)


@cache
def catalogue() -> Catalogue:
    """Return the recognizers that run on text alone, each with its default settings."""
    from presidio_analyzer import PatternRecognizer, RemoteRecognizer
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    quiet()
    found: dict[str, list[Recognizer]] = {}
    missing: dict[str, str] = {}
    for kind in _classes():
        make: Recognizer = kind
        if issubclass(kind, PatternRecognizer | PhoneRecognizer):
            try:
                recognizer = make()
            except TypeError:  # a class that only others are made of
                continue
            for entity in recognizer.supported_entities:
                found.setdefault(entity, []).append(_offline(recognizer))
        else:
            remote = issubclass(kind, RemoteRecognizer)
            missing[f"{ORIGIN}:{kind.__name__}"] = SERVICE if remote else MODEL
    by_entity = {entity: tuple(some) for entity, some in sorted(found.items())}
    return Catalogue(by_entity, dict(sorted(missing.items())))


def _classes() -> Iterator[type[Any]]:
    """Yield the recognizer classes of all modules, by name; a module that can't load has none."""
    from presidio_analyzer import EntityRecognizer

    found: dict[str, type[Any]] = {}
    package = importlib.import_module(_PACKAGE)
    for module in pkgutil.walk_packages(package.__path__, f"{_PACKAGE}."):
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:
            continue
        for name, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, EntityRecognizer) and kind.__module__ == module.name:
                found.setdefault(name, kind)
    for name in sorted(found):
        yield found[name]


def _offline(recognizer: Recognizer) -> Recognizer:
    """Let an e-mail address's domain be held against the list that tldextract brings.

    Presidio's own check asks tldextract for the newest list, which opens a connection.
    """
    from presidio_analyzer.predefined_recognizers import EmailRecognizer

    if isinstance(recognizer, EmailRecognizer):
        from tldextract import TLDExtract

        bundled = TLDExtract(suffix_list_urls=(), cache_dir=None)

        def validate_result(text: str) -> bool:
            return bundled(text).fqdn != ""

        vars(recognizer)["validate_result"] = validate_result
    return recognizer


class _Silence(logging.Filter):
    """Drop what Presidio logs while the bridge asks it: some lines quote the value."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass where the bridge isn't asking."""
        del record
        return not self.asking


_silence = _Silence()


def quiet() -> _Silence:
    """Return the filter on Presidio's logger; while its `asking` isn't 0, nothing is logged."""
    logger = logging.getLogger("presidio-analyzer")
    if _silence not in logger.filters:
        logger.addFilter(_silence)
    return _silence
