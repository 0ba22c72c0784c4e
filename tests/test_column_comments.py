"""What a column's comment says of it counts as its name does, in real databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pdscan import api
from pdscan.detection.column_comments import spoken_name
from pdscan.report import Finding

BORN = [f"19{60 + n}-0{1 + n % 9}-1{n % 9}" for n in range(30)]


@pytest.fixture(params=["duckdb", "postgres", "mariadb"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[sa.Engine, str]]:
    """Return a writing engine and its schema."""
    if request.param != "duckdb":
        yield request.getfixturevalue(request.param)
        return
    pytest.importorskip("duckdb_engine", reason="the extra duckdb isn't installed")
    engine = sa.create_engine(f"duckdb:///{tmp_path}/x.db", poolclass=sa.NullPool)
    yield engine, "main"
    engine.dispose()


def scanned(
    base: tuple[sa.Engine, str], folder: Path, column: str, comment: str, cells: list[str]
) -> dict[str, Finding]:
    """Scan a table of one column with its comment; return the findings in it by type."""
    engine, schema = base
    place = f"{schema}.t"
    with engine.begin() as connection:
        told = f" COMMENT '{comment}'" if engine.dialect.name == "mysql" else ""
        connection.exec_driver_sql(f"CREATE TABLE {place} ({column} VARCHAR(80){told})")
        if not told:
            connection.exec_driver_sql(f"COMMENT ON COLUMN {place}.{column} IS '{comment}'")
        for cell in cells:
            connection.exec_driver_sql(f"INSERT INTO {place} VALUES ('{cell}')")
    url = engine.url.render_as_string(hide_password=False)
    estate = folder / "pdscan.yaml"
    estate.write_text(
        f"pdscan_estate: 1\nid: e\nsources:\n"
        f"  - {{name: b, target: '{url}', include: ['{schema}.t']}}\n"
    )
    report = api.scan(estate=estate, names=False)
    return {one.type: one for one in report.findings if one.locus == f"column:{column}"}


def test_comment_speaks_for_a_column_whose_name_says_nothing(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    found = scanned(base, tmp_path, "d1", "Date de naissance du client (AAAA-MM-JJ)", BORN)

    assert found["person.birth_date"].hits == 30
    assert "comment of the column" in found["person.birth_date"].why


def test_the_column_s_own_name_outranks_its_comment(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    found = scanned(base, tmp_path, "date_naissance", "Nationalité", BORN)

    assert list(found) == ["person.birth_date"]
    assert "comment of the column" not in found["person.birth_date"].why


def test_cells_that_contradict_the_comment_silence_it(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    cells = [f"REF-{n:05}" for n in range(30)]

    assert scanned(base, tmp_path, "d1", "date de naissance", cells) == {}


@pytest.mark.parametrize(
    ("comment", "name"),
    [
        ("Date de naissance du client", "date_naissance_client"),
        ("N° de téléphone, sans espaces", "n_telephone"),
        ("birth date - ISO", "birth_date"),
        ("", ""),
        ("ce champ ne contient jamais aucune date de naissance ni adresse postale", ""),
    ],
)
def test_short_first_clause_of_a_comment_is_read_as_a_name(comment: str, name: str) -> None:
    assert spoken_name(comment) == name
