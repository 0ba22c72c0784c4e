"""What stderr says: one line a gap, as text or as JSON, with and without a report."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import pdscan

UNREACHABLE = "postgresql://joe:s3cret@127.0.0.1:1/crm"


def test_unreachable_source_is_said_even_when_quiet(tmp_path: Path) -> None:
    done = pdscan("scan", UNREACHABLE, "-q", state=tmp_path)

    assert done.returncode == 3
    assert b"not read: " in done.stderr
    assert b"unreachable" in done.stderr
    assert b"s3cret" not in done.stderr


def test_json_logs_are_one_object_a_line(tmp_path: Path) -> None:
    done = pdscan("scan", UNREACHABLE, "-q", "--json-logs", state=tmp_path)

    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert (line["level"], "(unreachable)" in line["message"]) == ("warning", True)


def test_error_is_json_too(tmp_path: Path) -> None:
    done = pdscan("scan", ".", "--as-of", "yesterday", "--json-logs", state=tmp_path)

    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.returncode, line["level"]) == (2, "error")
