"""Runs kept in a catalog: which is the latest of an estate, and what is said of unknown ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pdscan import planning, plugins
from pdscan.catalog import Catalog
from pdscan.cli import outputs
from pdscan.model import UnknownNameError, UsageError
from pdscan.report import Report, Run

ESTATE = "pdscan_estate: 1\nid: garage\ncatalog: {url}\nsources:\n  - {{name: s, target: .}}\n"


def run(number: int, estate: str) -> Report:
    when = f"2026-06-30T12:00:{number:02}Z"
    return Report(
        run=Run(id=f"20260630T1200{number:02}Z-{estate[0]}", estate=estate, finished=when)
    )


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Return an estate file whose catalog has a run of it, then one without an estate."""
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    with Catalog(url) as catalog:
        catalog.save(run(1, "garage"))
        catalog.save(run(2, "adhoc"))
    path = tmp_path / "pdscan.yaml"
    path.write_text(ESTATE.format(url=url))
    return path


def test_the_latest_run_is_that_of_the_estate(estate: Path) -> None:
    planned = planning.plan(planning.Typed(estate=estate, since="latest"))

    assert planned.since is not None
    assert planned.since.run.estate == "garage"
    assert planning.report_of("latest", estate).run.estate == "adhoc"


def test_an_estate_without_a_run_has_no_latest(estate: Path) -> None:
    estate.write_text(estate.read_text().replace("id: garage", "id: other"))

    with pytest.raises(UsageError) as refused:
        planning.plan(planning.Typed(estate=estate, since="latest"))

    assert str(refused.value) == (
        "there is no run 'latest' of the estate other in the catalog; there is none yet"
    )


def test_a_newest_run_that_cannot_be_read_is_passed_over_and_told(
    estate: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Catalog(planning.catalog_url(estate)) as catalog:
        catalog.save(replace(run(3, "garage"), assets=("of another pdscan",)))  # type: ignore[arg-type]
        assert catalog.last("garage") == run(1, "garage")

    planned = planning.plan(planning.Typed(estate=estate, since="latest"))

    assert planned.since == run(1, "garage")
    assert "run 20260630T120003Z-g is passed over" in caplog.text


def test_an_unknown_run_is_told_the_newest_ones(tmp_path: Path) -> None:
    with Catalog(f"sqlite:///{tmp_path / 'catalog.db'}") as catalog:
        for number in range(12):
            catalog.save(run(number, "garage"))
        with pytest.raises(UnknownNameError) as refused:
            catalog.load("x")

    told = str(refused.value)
    assert told.startswith("there is no run 'x' in the catalog; known: 20260630T120011Z-g, ")
    assert told.endswith("20260630T120002Z-g and 2 more")


def test_an_unknown_plugin_is_told_the_command_that_lists_all() -> None:
    with pytest.raises(UnknownNameError, match=r" more \(pdscan list sources shows all\)"):
        plugins.source("zzzz")


def test_the_page_tells_the_estate_whose_catalog_keeps_the_run(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    outputs.write(run(1, "garage"), (), language="en", quiet=False, estate=Path("my estate.yaml"))

    told = " ".join(capfdbinary.readouterr().out.decode().split())
    assert "pdscan report 20260630T120001Z-g --estate 'my estate.yaml' --out html=" in told
