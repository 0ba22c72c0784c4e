"""SQL dumps: rows become tables, the rest stays text."""

import io

import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap

MYSQL = """-- MySQL dump, by zoe@example.org
CREATE TABLE `clients` (
  `id` int NOT NULL,
  `nom` varchar(50) DEFAULT NULL,
  PRIMARY KEY (`id`)
);
INSERT INTO `clients` VALUES (1,'Durantel'),(2,'L\\'Étang; rue\\n7'),
(3,NULL);
"""
POSTGRES = """--
COPY public.clients (id, nom, "né le") FROM stdin;
1\tDurantel\t1980-02-03
2\t\\N\ta\\tb
\\.

CREATE TABLE autre (x int);
"""


def read(text, name="dump.sql"):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(text.encode()), Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def tables(found):
    made = {}
    for where, piece in found:
        if isinstance(piece, Block) and piece.batch is not None:
            made.setdefault(where, []).extend(piece.batch.to_pylist())
    return made


def text_of(found):
    return "".join(p.text for _, p in found if isinstance(p, Block) and p.locus == "text")


def test_rows_of_mysqldump_have_the_columns_of_their_table():
    found = read(MYSQL)

    assert tables(found) == {
        "dump.sql#clients": [
            {"id": "1", "nom": "Durantel"},
            {"id": "2", "nom": "L'Étang; rue\n7"},
            {"id": "3", "nom": None},
        ]
    }
    assert "by zoe@example.org" in text_of(found)


@pytest.mark.parametrize(
    "definition",
    [
        "id int, nom varchar(50), mdp text",
        "`id` int(11),`nom` decimal(8,2) DEFAULT '0,0', `mdp` text, UNIQUE KEY `u` (`nom`)",
        '\n"id" INTEGER, -- clef, unique\n"nom" TEXT, [mdp] TEXT CHECK (length(mdp) > 2)\n',
    ],
)
def test_columns_are_those_of_the_definition_however_it_is_written(definition):
    text = f"CREATE TABLE clients({definition});\nINSERT INTO clients VALUES (1,'b','c');\n"

    assert tables(read(text)) == {"dump.sql#clients": [{"id": "1", "nom": "b", "mdp": "c"}]}


def test_a_quoted_column_may_hold_a_parenthesis_or_a_comma():
    text = (
        "CREATE TABLE `c` (`né(e) le` date, `nom, prénom` text, `x` int);\n"
        "INSERT INTO `c` VALUES ('1979-04-12','a',1);\n"
    )

    (row,) = tables(read(text))["dump.sql#c"]
    assert row == {"né(e) le": "1979-04-12", "nom, prénom": "a", "x": "1"}


def test_rows_of_pg_dump_have_the_columns_of_copy():
    found = read(POSTGRES)

    assert tables(found) == {
        "dump.sql#public.clients": [
            {"id": "1", "nom": "Durantel", "né le": "1980-02-03"},
            {"id": "2", "nom": None, "né le": "a\tb"},
        ]
    }
    assert "CREATE TABLE autre" in text_of(found)


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("INSERT INTO [dbo].[Gens] ([Nom], [Age]) VALUES (N'Zoé', 3)", {"Nom": "Zoé", "Age": "3"}),
        ("INSERT INTO t(a,b) VALUES('x''y',CAST(1 AS int));", {"a": "x'y", "b": "1"}),
        ("insert into \"p\".\"t\" (\"a\") values ('x') ON CONFLICT DO NOTHING;", {"a": "x"}),
        ("INSERT INTO t VALUES (0x5a6fc3a9, X'41');", {"#1": "Zoé", "#2": "A"}),
    ],
)  # fmt: skip
def test_inserts_of_other_writers_are_rows(statement, row):
    (rows,) = tables(read(statement + "\n")).values()

    assert rows == [row]


def test_values_that_are_broken_are_read_as_text():
    found = read("INSERT INTO t VALUES (1, 'Durantel, 2);\nfin\n")

    assert tables(found) == {}
    assert "Durantel" in text_of(found)
    assert not [piece for _, piece in found if isinstance(piece, Gap)]


def test_rows_of_many_inserts_stand_in_one_table():
    lines = "".join(f"INSERT INTO t (a) VALUES ({n});\n" for n in range(30_000))

    (rows,) = tables(read(lines)).values()

    assert [row["a"] for row in rows] == [str(n) for n in range(30_000)]


def test_sentence_about_inserting_is_no_dump():
    assert tables(read("We insert into the table values (1).\nINSERT INTO nothing\n")) == {}


def test_scripts_of_sql_server_have_rows_without_into_and_without_semicolons():
    text = """CREATE TABLE [dbo].[Clients](
\t[Id] [int] IDENTITY(1,1) NOT NULL,
\t[Email] [nvarchar](100) NULL
) ON [PRIMARY]
GO
INSERT [dbo].[Clients] ([Id], [Email]) VALUES (1, N'anne@exemple.fr')
INSERT [dbo].[Clients] ([Id], [Email]) VALUES (2, CAST(N'INSERT
GO' AS nvarchar(100)))
INSERT [dbo].[Clients] VALUES (3, N'zoe@exemple.fr')
GO
"""

    assert tables(read(text)) == {
        "dump.sql#dbo.Clients": [
            {"Id": "1", "Email": "anne@exemple.fr"},
            {"Id": "2", "Email": "INSERT\nGO"},
            {"Id": "3", "Email": "zoe@exemple.fr"},
        ]
    }
