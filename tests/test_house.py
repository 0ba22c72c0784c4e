"""The house: floors, packages and plugins, held against what lies on disk."""

from __future__ import annotations

import ast
import importlib
import tomllib
from pathlib import Path

import pdscan
from pdscan import plugins

INSTALLED = Path(pdscan.__file__).parent
ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
KINDS = ("detectors", "sources", "reports")

# Who may import whom: a room imports from its own floor and from those below.
FLOORS = (
    {"model", "known_names", "mark", "sampled", "read_options", "report", "report_coverage",
     "truncations", "json_text", "closed_lists", "hand_written", "folding", "checksums",
     "short_words", "combinations", "masking", "trail", "locators", "card_ranges", "core_dumps",
     "forking",
     "machine_words", "numbering", "spelt_dates", "distinct", "__init__", "account",
     "placeholders", "system_accounts", "collection"},
    {"contracts", "packs", "estate", "declarations", "taxonomy", "catalog", "tally", "tally_batch",
     "readers", "databases", "stores",
     "named_numbers", "naming", "yaml_lines", "yaml_spans", "yaml_edits", "yaml_faults",
     "file_problems", "s3_answers", "report_schema",
     "countries"},
    {"plugins", "policies", "registers", "detection", "reconcile", "triage", "wording", "sources",
     "reports"},
    {"detectors", "presidio", "custom", "declaring", "review", "targets", "findings",
     "finding_group", "settling", "in_time", "folders", "gaps", "asset_result",
     "read_asset", "read_parts",
     "record_times", "earlier", "grown_findings", "moments", "time_columns", "birth_dates", "who",
     "coverage", "plan", "planning", "workers", "run_report", "scan", "leaving_out",
     "copies"},
    {"cli", "api", "demo"},
    {"__main__"},
)  # fmt: skip


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS, 1) if room in rooms)


def _modules() -> list[tuple[str, Path]]:
    """Return every module of the installed package with the room it is in."""
    found = []
    for path in sorted(INSTALLED.rglob("*.py")):
        parts = path.relative_to(INSTALLED).with_suffix("").parts
        found.append((parts[0], path))
    for kind in KINDS:
        found += [(kind, path) for path in sorted(_folder(kind).glob("*.py"))]
    return found


def _folder(kind: str) -> Path:
    return Path(next(iter(importlib.import_module(f"pdscan.{kind}").__path__)))


def _imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pdscan."):
            rooms.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "pdscan":
            rooms |= {alias.name for alias in node.names} - {"__version__"}
    return rooms


def test_no_import_runs_up() -> None:
    wrong = [
        (str(path), room)
        for own, path in _modules()
        for room in _imported_rooms(path)
        if _floor(room) > _floor(own)
    ]

    assert not wrong


def test_every_folder_of_code_is_in_the_packages() -> None:
    folders = {
        ".".join(("pdscan", *path.parent.relative_to(INSTALLED).parts))
        for path in INSTALLED.rglob("__init__.py")
    }

    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert folders | {"pdscan.detectors", "pdscan.sources", "pdscan.reports"} == listed


def test_every_plugin_on_disk_is_in_the_registry() -> None:
    for kind in KINDS:
        on_disk = {path.stem for path in _folder(kind).glob("[!_]*.py")}
        plain = {name.removesuffix("_file").removesuffix("_page") for name in on_disk}
        assert plain <= set(plugins.names(kind.removesuffix("s")))


def test_nothing_names_a_plugin_package() -> None:
    for _, path in _modules():
        assert not _imported_rooms(path) & {"detectors", "sources", "reports"}, path


def test_every_detector_has_its_table_of_texts() -> None:
    tables = {path.stem for path in (ROOT / "tests" / "detectors").glob("*.toml")}

    assert set(plugins.names("detector")) - {"field_names"} <= tables


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for _, path in _modules()}

    assert not {path: length for path, length in lengths.items() if length > 300}
