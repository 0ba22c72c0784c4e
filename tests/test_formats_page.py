"""docs/formats.md says of every format which reader has it, and whether it is isolated."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from pdscan import readers
from pdscan.readers import worker

PLACE = Path(__file__).parent.parent / "docs" / "formats.md"
pytestmark = pytest.mark.skipif(
    not PLACE.exists(), reason="the wheel is tested without the project's tree"
)
PAGE = PLACE.read_text("utf-8") if PLACE.exists() else ""
ROWS = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| (yes|no) \|", PAGE, re.MULTILINE)
JOBS_OF = {"pdf_pages": "pdf", "ole_file": "ole", "sevenzip": "7z", "columnar_file": "parquet",
           "other_archive": "archive", "picture": "picture", "recording": "recording",
           "duckdb_file": "duckdb", "outlook_store": "pst",
           "one_note": "onenote", "access_database": "access"}  # fmt: skip


def test_table_has_every_format_with_its_reader():
    assert {name: reader for name, reader, *_ in ROWS} == readers._READERS


@pytest.mark.parametrize(("reader", "isolated"), sorted({(row[1], row[3]) for row in ROWS}))
def test_readers_called_isolated_use_the_worker(reader, isolated):
    source = Path(str(import_module(f"pdscan.readers.{reader}").__file__)).read_text("utf-8")

    assert ("isolation.run(" in source) == (isolated == "yes")
    assert (reader in JOBS_OF) == (isolated == "yes")
    assert JOBS_OF.get(reader, "pdf") in worker.JOBS


def test_extras_named_are_those_of_the_package():
    made = (Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8")

    for extra in re.findall(r"extra `(\w+)`|extra\n`(\w+)`", PAGE):
        name = extra[0] or extra[1]
        assert re.search(rf"^{name} = \[", made, re.MULTILINE), name
