"""Build the estate of a company in real stores, and say what a scan of it must answer."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from scenario import write_file

from pdscan import api
from pdscan.folding import fold
from pdscan.reconcile.ages import instant
from pdscan.report import Report, Verdict

AS_OF = "2026-06-30T12:00:00"
OWN = {"operator": {"kind": "controller"}, "location": {"country": "FR", "site": "own_servers"}}


@dataclass
class Company:
    """Gather sources and their systems; `scan` reads them under the company's own policy."""

    policy: Path
    folder: Path
    systems: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    assets: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the policy's text."""
        self.declared = api.declare(self.policy)

    def activity(self, words: str) -> str:
        """Return the id of the activity in whose name all these words stand."""
        return next(
            one.id
            for one in self.declared.activities
            if all(word in fold(one.name) for word in words.split())
        )

    def system(self, name: str, activity: str, **facts: Any) -> str:
        """Add a system that serves the activity of these words."""
        served = [self.activity(activity)] if activity else []
        self.systems.append({"id": f"sys.{name}", "activities": served, **OWN, **facts})
        return f"sys.{name}"

    def table(
        self, name: str, activity: str, columns: str, rows: Sequence[Sequence[object]],
        time: Sequence[dict[str, Any]] = (), asset: dict[str, Any] | None = None, **facts: Any,
    ) -> None:  # fmt: skip
        """Write a table of a SQLite database of its own."""
        listed = columns.split()
        with sqlite3.connect(self.folder / f"{name}.db") as connection:
            connection.execute(f"create table {name} ({', '.join(listed)})")
            marks = ", ".join("?" for _ in listed)
            connection.executemany(f"insert into {name} values ({marks})", rows)
        self._add(name, f"sqlite:///{name}.db", f"sqlite://{name}/**", activity, time, asset, facts)

    def share(
        self, name: str, activity: str, files: dict[str, str | tuple[str, str]],
        time: Sequence[dict[str, Any]] = (), asset: dict[str, Any] | None = None, **facts: Any,
    ) -> None:  # fmt: skip
        """Write a folder; a file is its text, or its text and the time it was modified."""
        place = self.folder / name
        place.mkdir()
        for file, told in files.items():
            text, modified = told if isinstance(told, tuple) else (told, AS_OF)
            write_file(place / file, text, {"coverage": {}})
            moment = instant(modified)
            assert moment is not None
            os.utime(place / file, (moment.timestamp(), moment.timestamp()))
        self._add(name, str(place), f"file://{place}/**", activity, time, asset, facts)

    def bucket(
        self, name: str, activity: str, endpoint: str, objects: dict[str, bytes],
        asset: dict[str, Any] | None = None, **facts: Any,
    ) -> None:  # fmt: skip
        """Put objects into a bucket that is reached over HTTP."""
        import boto3

        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket=name)
        for key, body in objects.items():
            client.put_object(Bucket=name, Key=key, Body=body)
        self._add(name, f"s3://{name}", f"s3://{name}/**", activity, (), asset, facts)
        self.sources[-1]["params"] = {"endpoint_url": endpoint}

    def _add(
        self, name: str, target: str, match: str, activity: str, time: Sequence[dict[str, Any]],
        asset: dict[str, Any] | None, facts: dict[str, Any],
    ) -> None:  # fmt: skip
        system = self.system(name, activity, **facts)
        self.sources.append({"name": name, "target": target, "system": system})
        self.places[name] = match.removesuffix("**")
        if time or asset:
            self.assets.append({"match": match, "time": list(time), **(asset or {})})

    def scan(self) -> Scanned:
        """Write the estate file and scan all of it, under the policy's text."""
        estate = {
            "pdscan_estate": 1,
            "declared": [str(self.policy)],
            "systems": self.systems,
            "sources": self.sources,
            "assets": self.assets,
        }
        path = self.folder / "pdscan.yaml"
        path.write_text(yaml.safe_dump(estate, allow_unicode=True), encoding="utf-8")
        return Scanned(api.scan(estate=path, as_of=AS_OF, full=True), self.places)


@dataclass
class Scanned:
    """Answer what was judged where."""

    report: Report
    places: dict[str, str]

    def of(self, name: str, axis: str = "category", type_id: str | None = None) -> list[Verdict]:
        """Return the verdicts on a source's assets, worst first."""
        inside = self.places[name]
        ids = {one.id for one in self.report.assets if one.locator.startswith(inside)}
        return [
            one
            for one in self.report.verdicts
            if one.axis == axis and ids & set(one.assets) and type_id in (None, one.type)
        ]

    def worst(self, name: str, axis: str = "category", type_id: str | None = None) -> str:
        """Return the kind and severity of the worst of them."""
        found = self.of(name, axis, type_id)
        return f"{found[0].verdict} {found[0].severity}" if found else "nothing"
