"""Find detectors, sources and reports by name: the only door to the three plugin folders.

A plugin is a module with a `plugin` attribute. Its name is the module's, less a `_file` or `_page`
that keeps a file from being named like a module of Python (`json_file.py` is `json`). Third parties
add theirs with the entry-point groups `pdscan.detectors`, `pdscan.sources`, `pdscan.reports`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pdscan.contracts import Detector, Report, Source
from pdscan.model import UnknownNameError
from pdscan.packs import Pack


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
        raise UnknownNameError(kind, name, places, all_by=f"pdscan list {kind}s")
    return places[name].load()


def names(kind: str) -> tuple[str, ...]:
    """Return the names of all plugins of a kind (`detector`, `source`, `report`), sorted."""
    return tuple(_places(f"{kind}s"))


def detector(name: str) -> Detector:
    """Return the detector of that name, or raise UnknownNameError that lists those that are."""
    found = packed((name,)).get(name) if ":" in name else _load("detector", name)
    if not isinstance(found, Detector):
        known = (*detectors(), *packed_titles((name,)))
        raise UnknownNameError("detector", name, known, all_by="pdscan list detectors")
    return found


def detectors() -> dict[str, Detector]:
    """Return all detectors that stand for themselves by name, sorted; those of packs not."""
    every = {name: _load("detector", name) for name in names("detector")}
    return {name: found for name, found in every.items() if isinstance(found, Detector)}


@cache
def packs() -> dict[str, Pack]:
    """Return all packs by the origin that their types are named after, sorted."""
    every = (_load("detector", name) for name in names("detector"))
    found = {pack.origin: pack for pack in every if isinstance(pack, Pack)}
    return dict(sorted(found.items()))


def packed_titles(only: Iterable[str] = ()) -> dict[str, str]:
    """Return the types of the packs that `only` may speak of, with titles; by default of all."""
    origins = {one.partition(":")[0] for one in only}
    return {
        type_id: title
        for origin, pack in packs().items()
        if not origins or origin in origins
        for type_id, title in pack.titles().items()
    }


def packed(only: Sequence[str]) -> dict[str, Detector]:
    """Return the packs' detectors of the types asked for; of none, those that are on by default.

    `only` are types or prefixes of types: `stdnum`, `stdnum:us`, `stdnum:us.ssn`.
    """
    found: dict[str, Detector] = {}
    for origin, pack in packs().items():
        mine = [one for one in only if one.partition(":")[0] == origin]
        if mine:
            found.update(pack.detectors([one for one in pack.titles() if under(one, mine)]))
        elif not only:
            found.update(pack.detectors(pack.on_by_default()))
    return found


def tier(type_id: str) -> int | None:
    """Return the tier of a pack's type; None where no pack has its origin."""
    pack = packs().get(type_id.partition(":")[0]) if ":" in type_id else None
    return pack.tier(type_id) if pack else None


def missing() -> dict[str, str]:
    """Return what the packs' origins have and can't be had here, each with the reason."""
    return {name: why for pack in packs().values() for name, why in pack.missing().items()}


def under(type_id: str, prefixes: Iterable[str]) -> bool:
    """Say whether a type is one of these, or lies under one: `a` holds `a.b` and `a:b`."""
    return any(type_id == one or type_id.startswith((f"{one}.", f"{one}:")) for one in prefixes)


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


def merge_types(detectors: Iterable[Detector]) -> tuple[str, ...]:
    """Return all types that the detectors can find, sorted."""
    return tuple(sorted({name for detector in detectors for name in detector.types}))
