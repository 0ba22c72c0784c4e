"""Find what a decision is about: a verdict or finding in a report, an item in a declaration.

Where no file is typed, the estate file beside the triage file says where to look: in the newest run
of its catalog, in the YAML files that it declares. Where there is none either, nothing is checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pdscan.report import Finding, Report, Verdict

ESTATE = "pdscan.yaml"
_Named = TypeVar("_Named", "Verdict", "Finding")


def report_for(report: Path | None, triage: Path) -> Report | None:
    """Return the report typed, else the estate's newest run, None where there is none."""
    from pdscan import planning
    from pdscan.catalog import Catalog, CatalogError
    from pdscan.estate import load

    if report is not None:
        return planning.read_report(report)
    estate = triage.parent / ESTATE
    if not estate.is_file():
        return None
    try:
        with Catalog(planning.catalog_url(estate)) as catalog:
            return catalog.last(load(estate).id)
    except CatalogError:
        return None


def known(what: str, name: str, among: Iterable[_Named], run: str) -> _Named:
    """Return what has that id, or raise UnknownNameError that says how to name another report."""
    from pdscan.model import UnknownNameError

    found = {one.id: one for one in among}
    if name not in found:
        where = f" in the report of run {run} (--report names another)"
        raise UnknownNameError(what, name, found, where=where)
    return found[name]


def check_item(item: str, declared: Path | None, triage: Path) -> bool:
    """Say whether an item could be looked for; raise UnknownNameError where no file has it."""
    from pdscan import taxonomy
    from pdscan.estate import load
    from pdscan.model import UnknownNameError
    from pdscan.triage import amending

    estate = triage.parent / ESTATE
    paths = (declared,) if declared else load(estate).declared_paths() if estate.is_file() else ()
    files = [path for path in paths if path.suffix in (".yaml", ".yml")]
    items = [one for path in files for one in amending.items(path, taxonomy.load())]
    if files and item not in items:
        where = f" in {', '.join(map(str, files))}"
        raise UnknownNameError("item", item, items, where=where)
    return bool(files)
