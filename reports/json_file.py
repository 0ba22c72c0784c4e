"""The whole result as one JSON object, for other programs and for `pdscan reconcile`."""

from __future__ import annotations

from typing import BinaryIO

from pdscan import contracts, report


class JsonFile(contracts.Report):
    """Write the report's JSON in UTF-8; a lone surrogate becomes its JSON escape."""

    suffix = ".json"

    def write(self, result: report.Report, out: BinaryIO) -> None:
        """Write the JSON with sorted keys and a newline at the end."""
        out.write(result.to_json().encode("utf-8", "backslashreplace"))


plugin = JsonFile
