"""Names in lines that machines write: listed or announced ones are found."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pdscan import plugins
from pdscan.naming import log_lines, log_places

LONG = "req=4f1c9a0b7d2e5f68 GET /api/v1/orders/1234 status=200 " * 6


def log(*said: str) -> str:
    stamped = (f"2026-05-03T12:00:{at:02d}Z INFO app {one}" for at, one in enumerate(said))
    return "\n".join(stamped) + "\n"


def found_in(text: str) -> list[str]:
    [found] = plugins.detector("person_name").find_in_document([text])
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize("name", ["Marie Lefebvre", "Éloïse Lefèvre", "Jean-Pierre Dupont"])
@pytest.mark.parametrize("before", ["", "été à la fête ", "“”€ "])
def test_a_listed_name_is_found_far_in_a_long_line(name: str, before: str) -> None:
    text = log("started", f"{LONG}{before}for {name} {LONG}", "stopped")

    assert found_in(text) == [name]


def test_a_name_behind_a_key_is_found() -> None:
    assert found_in(log("a", 'b customer="Lefebvre" c', "contact: Mme Durantel")) == ["Durantel"]
    assert found_in(log("started", "nom=Durantel ok")) == ["Durantel"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Commande de MME CECILE DUBREUIL validee", "CECILE DUBREUIL"),
        ('holder="MME CECILE DUBREUIL"', "CECILE DUBREUIL"),
        ("MADEMOISELLE ZELIE DURANTEL: paid", "ZELIE DURANTEL"),
        ("Commande de Mme Durantel validee", "Durantel"),
        ("Commande de MR JEAN MARTIN validee", "JEAN MARTIN"),
        ("holder=DR MARTIN paid", "MARTIN"),
    ],
)
def test_a_civility_announces_a_name_in_capitals_too(said: str, name: str) -> None:
    assert found_in(log("started", said, "stopped")) == [name]


@pytest.mark.parametrize(
    "said",
    [
        "MR FIX LOGIN",
        "MR MERGED INTO MAIN",
        "DR PARIS FAILOVER",
        "STATE DONE BY WORKER",
        "MADAME",
        "GMME OK DONE",
    ],
)
def test_words_in_capitals_of_a_log_are_no_names(said: str) -> None:
    assert found_in(log("started", said, "stopped")) == []


def test_only_lines_with_a_place_are_read_and_only_around_it() -> None:
    text = log(LONG, f"{LONG}user Marie Lefebvre {LONG}", LONG)

    [(place, stretch)] = log_places.stretches(text)

    assert text[slice(*place)] == "Marie Lefebvre"
    assert stretch[1] - stretch[0] < 200
    assert list(log_places.stretches(log(*[LONG] * 20))) == []


def test_lines_of_numbers_that_begin_alike_are_a_log() -> None:
    lines = [f"Compiling serde v1.0.{at}81 ({at}/418), took 50.{at}6s" for at in range(10)]

    assert log_lines.is_log("\n".join(lines))


@pytest.mark.parametrize(
    "line",
    ["{} né le 12/05/1985, tél. 06 39 98 12 34, dossier 451", "{};01 99 00 12 34;75011"],
)
def test_a_list_of_people_with_numbers_is_no_log(line: str) -> None:
    people = ("Zélie Durantel", "Abel Okamba", "Rosalie Fauvet", "Côme Lestrade", "Noémie Quellien")

    assert not log_lines.is_log("\n".join(map(line.format, people * 3)))


def test_the_model_forgets_the_words_that_it_read() -> None:
    code = (
        "from pdscan.naming import model\n"
        "def held():\n"
        "    lines = [one for one in open('/proc/self/status') if one.startswith('VmRSS')]\n"
        "    return int(lines[0].split()[1])\n"
        "model.REMEMBERED = 0\n"
        "def read(turn):\n"
        "    words = [f'Q{chr(97 + turn)}{at:x}z'.replace('0', 'o') for at in range(12_000)]\n"
        "    model.entities([' '.join(words[at : at + 30]) for at in range(0, len(words), 30)])\n"
        "read(0); read(1); before = held()\n"
        "for turn in range(2, 6): read(turn)\n"
        "print(held() - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 12_000  # KiB; 50,000 words more took some 30 MiB
