"""Write the JSON Schema that ships beside this file: `python -m pdscan.report_schema`."""

from __future__ import annotations

import json
from pathlib import Path

from pdscan import report

PATH = Path(__file__).with_name("report.schema.json")


def text() -> str:
    """Return the schema of the report's values as they stand now."""
    return json.dumps(report.json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
