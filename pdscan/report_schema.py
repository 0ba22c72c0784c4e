"""Give the JSON Schema of a report; `python -m pdscan.report_schema` writes the one that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pdscan import closed_lists
from pdscan.report import Report

PATH = Path(__file__).with_name("report.schema.json")
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of every report; one written by hand may leave keys out."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(Report).json_schema(mode="serialization")
    closed_lists.require_keys(schema)
    return {**schema, "$schema": DRAFT, "title": "pdscan-report 1"}


def text() -> str:
    """Return the schema of the report's values as they stand now."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
