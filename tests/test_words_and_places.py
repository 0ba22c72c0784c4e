"""Countries, times, names that aren't there: what is said, and what is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from command_line import pdscan

from pdscan import countries, estate, planning
from pdscan.declarations import loading
from pdscan.model import ConfigurationError, UnknownNameError
from pdscan.report import AssetSeen, Report
from pdscan.run_report import placed_again
from pdscan.targets import without_credentials

BUCKET = AssetSeen("a_1", "s3://b/x.csv", source="b", country="FR", region="eu-west-3")


def estate_of(tmp_path: Path, location: str) -> estate.Estate:
    path = tmp_path / "pdscan.yaml"
    path.write_text(
        f"pdscan_estate: 1\nsystems:\n  - {{id: sys.b{location}}}\n"
        "sources:\n  - {name: b, target: x, system: sys.b}\n"
    )
    return estate.load(path)


@pytest.mark.parametrize(
    ("location", "region", "country"),
    [
        ("", "eu-west-3", "FR"),
        ("", None, None),
        (", location: {country: IE}", "eu-west-3", "IE"),
        ("", "eu-west-1", "IE"),
    ],
)
def test_country_is_the_estate_s_or_that_of_the_source_s_region(
    tmp_path: Path, location: str, region: str | None, country: str | None
) -> None:
    before = Report(assets=(replace(BUCKET, region=region),))

    (seen,) = placed_again(before, estate_of(tmp_path, location)).assets

    assert (seen.country, seen.region) == (country, region)


def test_every_region_lies_in_a_country() -> None:
    regions = ("eu-central-1", "eu-west-2", "us-gov-west-1", "ca-central-1")

    assert [countries.of_region(one) for one in regions] == ["DE", "GB", "US", "CA"]
    assert len(countries.CODES) == 249


def test_country_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="'XX' isn't an ISO 3166"):
        estate_of(tmp_path, ", location: {country: XX}")


def test_naive_time_is_that_of_paris() -> None:
    assert planning._instant("2026-07-01T12:00:00") == "2026-07-01T10:00:00Z"
    assert planning._instant("2026-01-01") == "2025-12-31T23:00:00Z"
    assert planning._instant("2026-01-01T00:00:00+00:00") == "2026-01-01T00:00:00Z"


def test_unknown_name_lists_ten_at_most() -> None:
    names = [f"name{n}" for n in range(90)]
    said = str(UnknownNameError("type", "zzz", names, all_by="pdscan list types"))

    assert said.count(", name") == 9
    assert "pdscan list types" in said


def test_explain_lists_the_types_under_a_prefix(tmp_path: Path) -> None:
    done = pdscan("explain", "payment", state=tmp_path)

    assert done.returncode == 0
    assert b"payment.card.pan" in done.stdout


def test_target_keeps_its_slashes() -> None:
    assert without_credentials("sqlite:///shop.db") == "sqlite:///shop.db"


def test_later_version_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("pdscan_declaration: 2\nid: fr.x\n")

    said = [problem.message for problem in loading.problems(path)]

    assert (
        "pdscan_declaration: this pdscan reads version 1, a number without quotation marks" in said
    )
