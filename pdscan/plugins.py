"""Find detectors, sources and reports by name: the only door to the three plugin folders.

A plugin is a module with a `plugin` attribute. Its name is the module's, less a `_file` or `_page`
that keeps a file from being named like a module of Python (`json_file.py` is `json`). Third parties
add theirs with the entry-point groups `pdscan.detectors`, `pdscan.sources`, `pdscan.reports`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pdscan.contracts import Detector, Report, Source
from pdscan.model import UnknownNameError


@cache
def _places(kind: str) -> dict[str, EntryPoint]:
    """Return where each plugin of a kind lies, by name, sorted; nothing is imported yet."""
    group = f"pdscan.{kind}"
    package = importlib.import_module(group)
    found: dict[str, EntryPoint] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            name = module.name.removesuffix("_file").removesuffix("_page")
            found[name] = EntryPoint(name, f"{group}.{module.name}:plugin", group)
    for point in entry_points(group=group):
        found.setdefault(point.name, point)
    return dict(sorted(found.items()))


@cache
def _load(kind: str, name: str) -> Any:
    places = _places(f"{kind}s")
    if name not in places:
        raise UnknownNameError(kind, name, places)
    return places[name].load()


def names(kind: str) -> tuple[str, ...]:
    """Return the names of all plugins of a kind (`detector`, `source`, `report`), sorted."""
    return tuple(_places(f"{kind}s"))


def detector(name: str) -> Detector:
    """Return the detector of that name, or raise UnknownNameError that lists those that are."""
    found: Detector = _load("detector", name)
    return found


def detectors() -> dict[str, Detector]:
    """Return all detectors by name, sorted."""
    return {name: detector(name) for name in names("detector")}


def source(name: str) -> type[Source]:
    """Return the source class of that name."""
    found: type[Source] = _load("source", name)
    return found


def source_for(scheme: str) -> type[Source] | None:
    """Return the source class that opens a URL scheme, or None."""
    for name in names("source"):
        if scheme in source(name).schemes:
            return source(name)
    return None


def schemes() -> tuple[str, ...]:
    """Return all URL schemes that some source opens, sorted."""
    return tuple(sorted({scheme for name in names("source") for scheme in source(name).schemes}))


def report(name: str) -> type[Report]:
    """Return the report class of that name."""
    found: type[Report] = _load("report", name)
    return found


def title(kind: str, name: str) -> str:
    """Return the first line of the plugin module's docstring, which `pdscan list` prints."""
    return page(kind, name).partition("\n")[0]


def page(kind: str, name: str) -> str:
    """Return the whole docstring of the plugin's module, which `pdscan explain` prints."""
    plugin = _load(kind, name)
    place = plugin.__module__ if inspect.isclass(plugin) else _places(f"{kind}s")[name].module
    return inspect.cleandoc(importlib.import_module(place).__doc__ or "")
