"""What a scan gathers beside types: capacity, of whom data speak, ages of people, mails' dates."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from pdscan import api, moments, who
from pdscan.birth_dates import BirthDates
from pdscan.model import Block
from pdscan.report import Finding, Report, Verdict

AS_OF = "2026-06-30T12:00:00"
POLICY = """
pdscan_declaration: 1
form: short
controller: {name: "Atelier Fictif"}
activities:
  - name: Clients
    data: [nom, prénom, adresse email, date de naissance]
    keep: "1 an à compter du dernier contact"
"""
DENIALS = {
    "professional": {"id": "deny.personal", "kind": "only", "target": {"capacity": ["personal"]}},
    "minors": {
        "id": "deny.minors",
        "kind": "subject",
        "target": {"subjects": ["minor"]},
        "strength": "qualified",
    },
}
PRO = ["z.durantel@ateliers-du-val.example", "l.okamba@ateliers-du-val.example"]
FREE = ["zelie.essai.fictif@gmail.com"]


def declared(folder: Path, denial: str | None = None, subjects: tuple[str, ...] = ()) -> Path:
    """Write the short declaration in long form, with a denial where one is asked."""
    short = folder / "short.yaml"
    short.write_text(POLICY, encoding="utf-8")
    long = api.declare(short).model_dump(mode="json", by_alias=True, exclude_unset=True)
    long["denials"] = [DENIALS[denial]] if denial else []
    if subjects:
        long["scope"] = {"subjects": list(subjects)}
    path = folder / "declared.yaml"
    path.write_text(yaml.safe_dump(long), encoding="utf-8")
    return path


def scan(
    folder: Path, table: str, columns: dict[str, list[object]], declaration: Path, **facts: object
) -> Report:
    rows = list(zip(*columns.values(), strict=True))
    with sqlite3.connect(folder / "crm.db") as connection:
        connection.execute(f"create table {table} ({', '.join(columns)})")
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"insert into {table} values ({marks})", rows)
    estate = {
        "pdscan_estate": 1,
        "declared": [str(declaration)],
        "systems": [{"id": "sys.crm", "activities": ["act.clients"], **facts}],
        "sources": [{"name": "crm", "target": "sqlite:///crm.db", "system": "sys.crm"}],
    }
    (folder / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")
    return api.scan(estate=folder / "pdscan.yaml", as_of=AS_OF, full=True)


def the(report: Report, type_id: str) -> tuple[Finding, Verdict]:
    (finding,) = [one for one in report.findings if one.type == type_id]
    (verdict,) = [
        one for one in report.verdicts if one.axis == "category" and finding.id in one.findings
    ]
    return finding, verdict


# ---- capacity


@pytest.mark.parametrize(
    ("addresses", "capacity", "kind"),
    [
        (PRO * 20, "professional", "DECLARED"),
        (PRO * 12 + FREE, "professional", "DECLARED"),
        (PRO + FREE, "personal", "DENIED"),
        (FREE * 3, "personal", "DENIED"),
    ],
)
def test_one_private_address_in_twenty_makes_a_column_personal(
    tmp_path: Path, addresses: list[object], capacity: str, kind: str
) -> None:
    report = scan(tmp_path, "clients", {"email": addresses}, declared(tmp_path, "professional"))

    finding, verdict = the(report, "contact.email")

    assert (finding.capacity, verdict.verdict) == (capacity, kind)


def test_the_map_says_in_what_capacity_people_are_known(tmp_path: Path) -> None:
    declaration = declared(tmp_path, "professional")
    report = scan(tmp_path, "clients", {"email": FREE * 3}, declaration, capacity="professional")

    assert the(report, "contact.email")[1].verdict == "DECLARED"


@pytest.mark.parametrize(
    ("type_id", "read", "beside", "capacity"),
    [
        ("person.name.last", {"unknown": 9}, {"business.siren"}, "professional"),
        ("person.name.last", {"unknown": 9}, {"contact.email"}, "unknown"),
        ("business.siren", {"unknown": 9}, {"business.siren"}, "unknown"),
        ("minor.data", {"unknown": 9}, {"business.siren"}, "personal"),
        ("person.family", {"professional": 9}, set(), "personal"),
        ("contact.email", {"organisation": 8, "professional": 2}, set(), "organisation"),
        ("contact.email", {"unknown": 90, "professional": 9, "personal": 1}, set(), "personal"),
    ],
)
def test_capacity_comes_from_values_then_type_then_neighbours(
    type_id: str, read: dict[str, int], beside: set[str], capacity: str
) -> None:
    assert who.capacity(type_id, Counter(read), beside) == capacity


# ---- of whom


@pytest.mark.parametrize(
    ("locator", "locus", "people"),
    [
        ("pg://rh/public.t_salaries", "column:nom", {"employee"}),
        ("file:///srv/rh/liste_eleves_2026.csv", "column:nom", {"minor"}),
        ("pg://crm/public.clients", "column:prenom_enfant", {"minor"}),
        ("file:///srv/candidatures.xlsx#Feuil1", "text", {"job_applicant"}),
        ("pg://crm/public.clients", "column:nom", set()),
        ("file:///srv/employes/commandes.csv", "column:nom", set()),
        ("pg://crm/public.paiements", "column:nom", set()),
    ],
)
def test_words_of_tables_and_fields_say_of_whom_they_are(
    locator: str, locus: str, people: set[str]
) -> None:
    assert who.inferred([locator], locus) == people


def test_people_inferred_from_a_name_are_out_of_scope_at_most_suspected(tmp_path: Path) -> None:
    declaration = declared(tmp_path, subjects=("customer",))
    report = scan(tmp_path, "salaries", {"email": PRO}, declaration)

    finding, verdict = the(report, "contact.email")

    assert finding.subjects == ("employee",)
    assert (verdict.verdict, verdict.certainty) == ("OUT_OF_SCOPE", "suspected")


def test_the_map_comes_before_the_words_of_names(tmp_path: Path) -> None:
    declaration = declared(tmp_path, subjects=("customer",))
    report = scan(tmp_path, "salaries", {"email": PRO}, declaration, subjects=["customer"])

    finding, verdict = the(report, "contact.email")

    assert (finding.subjects, verdict.verdict) == (("customer",), "DECLARED")


# ---- ages of people


@pytest.mark.parametrize(
    ("minors", "adults", "kinds"), [(1, 29, []), (2, 28, ["WRONG_SUBJECT"]), (0, 30, [])]
)
def test_one_birth_date_in_twenty_of_a_minor_breaks_a_qualified_denial(
    tmp_path: Path, minors: int, adults: int, kinds: list[str]
) -> None:
    born: list[object] = ["2008-07-01"] * minors + [f"19{60 + n}-04-12" for n in range(adults)]
    report = scan(tmp_path, "clients", {"date_naissance": born}, declared(tmp_path, "minors"))

    found = [one for one in report.verdicts if one.axis == "subject"]

    assert [one.verdict for one in found] == kinds
    assert all(
        (one.locus, one.certainty) == ("column:date_naissance", "suspected") for one in found
    )
    assert the(report, "person.birth_date")[0].minors == round(minors / 30, 6)


def test_only_dates_that_can_be_of_living_people_count() -> None:
    births = BirthDates(date(2026, 6, 30))
    cells = ["2008-06-30", "2008-07-01", "01/07/2010", "2027-01-01", "1850-01-01", "x", None, ""]
    batch = pa.RecordBatch.from_arrays(
        [pa.array(cells, pa.string()), pa.array(cells, pa.string())], names=["ddn", "cree_le"]
    )

    births.feed(Block(batch=batch, locus="column"))
    births.feed(Block(text="né le 2010-01-01"))

    assert births.shares() == {"column:ddn": 2 / 3}


@pytest.mark.parametrize(
    ("today", "born", "share"),
    [
        ("2028-02-29", "2010-02-28", 0),
        ("2028-02-29", "2010-03-01", 1),
        ("2026-02-28", "2008-02-29", 1),
        ("2026-03-01", "2008-02-29", 0),
        ("2026-02-28", "1905-03-01", 0),
        ("2026-02-28", "1905-02-28", None),
    ],
)
def test_birthdays_in_leap_years_come_on_their_day(
    today: str, born: str, share: float | None
) -> None:
    births = BirthDates(date.fromisoformat(today))
    batch = pa.RecordBatch.from_arrays([pa.array([born])], names=["ddn"])

    births.feed(Block(batch=batch, locus="column"))

    assert births.shares().get("column:ddn") == share


# ---- times that a document tells of itself


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tue, 04 Mar 2025 10:00:00 +0100", "2025-03-04T09:00:00Z"),
        ("2025:03:04 10:00:00", "2025-03-04T09:00:00Z"),
        ("D:20250304100000+01'00'", "2025-03-04T09:00:00Z"),
        ("2025-03-04T09:00:00Z", "2025-03-04T09:00:00Z"),
        ("Tue, 99 Mar 2025", None),
        ("yesterday", None),
    ],
)
def test_times_of_mails_pictures_and_documents_are_read(text: str, day: str | None) -> None:
    assert moments.written(moments.of_metadata(text)[0]) == day


def test_a_mail_with_a_sender_is_a_correspondence_whatever_its_file_is_called(
    tmp_path: Path,
) -> None:
    head = "From: z@example.org\nTo: a@example.org\nMessage-ID: <1@example.org>\n\nBonjour\n"
    (tmp_path / "courrier.txt").write_text("Le devis de Durantel : voir 12.eml joint", "utf-8")
    (tmp_path / "boite.mbox").write_text(
        f"From z@a.org Mon\n{head}\nFrom z@a.org Tue\n{head}", "utf-8"
    )

    report = api.scan(tmp_path)

    found = [one for one in report.findings if one.type == "content.message"]
    places = {asset.id: asset.locator for asset in report.assets}
    named = sorted(
        places[one.assets[0]].rpartition("/")[2] for one in found if one.locus == "media"
    )
    assert named == ["boite.mbox!1.eml", "boite.mbox!2.eml"]
    assert {one.certainty for one in found if one.locus == "media"} == {"confirmed"}


def test_mails_are_counted_by_their_own_dates(tmp_path: Path) -> None:
    for number, day in enumerate(("03 Mar 2025", "04 Mar 2026", "99 Mar 2026")):
        head = f"From: z.durantel@example.org\nDate: Tue, {day} 10:00:00 +0100\nSubject: x\n"
        (tmp_path / f"{number}.eml").write_text(f"{head}\nBonjour", encoding="utf-8")
    estate = {
        "pdscan_estate": 1,
        "declared": [str(declared(tmp_path))],
        "systems": [{"id": "sys.mail", "activities": ["act.clients"]}],
        "sources": [
            {"name": "mail", "target": ".", "system": "sys.mail", "include": ["*.eml"]},
        ],
        "assets": [{"match": "**", "time": [{"event": "last_contact", "column": "date"}]}],
    }
    (tmp_path / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")

    report = api.scan(estate=tmp_path / "pdscan.yaml", as_of=AS_OF)

    found = [one for one in report.verdicts if one.axis == "retention"]
    assert sorted((one.verdict, one.count, one.reason) for one in found) == [
        ("RETENTION_EXCEEDED", 1, None),
        ("RETENTION_OK", None, None),
        ("RETENTION_UNDETERMINED", None, "no_date"),
    ]


def test_a_mail_is_told_once_by_what_it_is_and_not_by_its_name_too(tmp_path: Path) -> None:
    mail = "From: zoe@example.org\nTo: bob@example.org\nSubject: Bonjour\n\nA demain.\n"
    (tmp_path / "1.eml").write_text(mail)
    (tmp_path / "2.eml").write_text("rien\n")

    report = api.scan(tmp_path, only=["content.message"])

    places = [(one.asset_key.rpartition("/")[2], one.locus) for one in report.findings]
    assert places == [("1.eml", "media"), ("2.eml", "name")]
