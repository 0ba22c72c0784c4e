"""Exact values from a list, plain or as keyed digests, are found."""

from __future__ import annotations

import pickle
import random
import time
from pathlib import Path

import pytest
from command_line import pdscan

from pdscan import api, custom
from pdscan.custom import dictionary
from pdscan.custom.tokens import tokens
from pdscan.model import ConfigurationError

KEY = b"a key of the estate, for tests"
NAMES = "Zoé Durantel-Queffelec\nC-0048-2091\n\nŁucja  Öztürk\n4820913\n"
DETECTOR = """\
pdscan_detectors: 1
detectors:
  - name: customers
    dictionary: {file}
    near: [client]
    examples: {{match: ["pour [[ZOE durantel queffelec]]"], silent: [Zoé Durantel, "4820914"]}}
"""
WORDS = ("scan", "data", "--estate", "pdscan.yaml", "--out", "json=r.json")


@pytest.fixture(params=["plain", "digests"])
def own(request, tmp_path) -> Path:
    """Return a file of one detector, its list plain or digested."""
    lines = NAMES if request.param == "plain" else "\n".join(api.digests(NAMES.split("\n"), KEY))
    (tmp_path / "list.txt").write_text(lines.rstrip("\n") + "\n", "utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(DETECTOR.format(file="list.txt"), "utf-8")
    return path


def found(own: Path, text: str) -> list[str]:
    (matches,) = api.detect([text], types=["custom:customers"], detectors=[own], key=KEY)
    return [text[match.start : match.end] for match in matches]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("client Zoé Durantel-Queffelec.", ["Zoé Durantel-Queffelec"]),
        ("ZOE DURANTEL QUEFFELEC;x", ["ZOE DURANTEL QUEFFELEC"]),
        ("zoe\u0301 Durantel\u2011Queffelec", ["zoe\u0301 Durantel\u2011Queffelec"]),
        ("le c 0048.2091 et Lucja Ozturk", ["c 0048.2091"]),
        ("écrit par łucja öztürk, n\u00b0\u00a04820913", ["łucja öztürk", "4820913"]),
        ("Zoé Durantel", []),
        ("AZoé Durantel-Queffelec", []),
        ("Zoé Durantel-Queffelecs", []),
        ("C-0048-20911 ou 48209130", []),
        ("Zoé ---------- Durantel-Queffelec", []),
    ],
)
def test_entries_are_found_whatever_their_case_accents_and_separators(own, text, hits):
    assert found(own, text) == hits


def test_an_entry_does_not_run_over_the_end_of_a_cell(own, tmp_path):
    (tmp_path / "t.csv").write_text("a;b\nZoé;Durantel\nZoé;Durantel\n4820913;x\n", "utf-8")

    report = api.scan(
        tmp_path / "t.csv", detectors=[own_plain(tmp_path)], only=["custom:customers"]
    )

    assert [(f.locus, f.hits, f.why[0]) for f in report.findings] == [
        ("column:a", 1, "check:dictionary")
    ]


def own_plain(folder: Path) -> Path:
    (folder / "plain.txt").write_text(NAMES, "utf-8")
    path = folder / "plain.yaml"
    path.write_text(DETECTOR.format(file="plain.txt"), "utf-8")
    return path


def test_entries_are_found_anywhere_in_a_long_text(own):
    chance = random.Random(4)
    filler = [f"mot{chance.randrange(1000)}" for _ in range(120_000)]
    for place in range(0, len(filler), 9_000):
        filler[place] = "Zoé Durantel-Queffelec"

    assert len(found(own, " ".join(filler))) == len(range(0, 120_000, 9_000))


def test_a_list_of_digests_and_what_is_shown_hold_no_value(tmp_path):
    text = "\n".join(api.digests(NAMES.split("\n"), KEY)).encode()
    (tmp_path / "list.txt").write_bytes(text + b"\n")
    made = dictionary.load(tmp_path / "list.txt", KEY)

    for part in ("durantel", "zoé", "4820913", "0048", "queffelec"):
        assert part.encode() not in text.lower()
        assert part.encode() not in pickle.dumps(made).lower()
    assert repr(made) == "DigestedValues(4 entries)"


def test_digests_need_the_key_that_made_them(own, tmp_path):
    if not (tmp_path / "list.txt").read_bytes().startswith(b"pdscan-digests"):
        pytest.skip("a plain list needs no key")

    with pytest.raises(ConfigurationError, match=r"own.yaml:4: .*fingerprint_key"):
        custom.load([own])
    with pytest.raises(ConfigurationError, match="another key"):
        custom.load([own], b"another")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "is empty"),
        (b" \n--\n", "is empty"),
        (b"Zo\xe9 Durantel\n", "UTF-8"),
        (b"abc\nab\n", "list.txt:2: the value has fewer than 3"),
        (b"abc\n" + b"a b c d e f g h i\n", "list.txt:2: the value has more than 8 words"),
        (b"pdscan-digests 1 x\n00\n", "first line is damaged"),
        (b"pdscan-digests 1 00 1:7:0\nzz\n", "another key"),
    ],
)
def test_a_list_that_cant_be_is_refused_with_its_line_and_no_value(tmp_path, text, said):
    (tmp_path / "list.txt").write_bytes(text)

    with pytest.raises(ConfigurationError, match=said) as refused:
        dictionary.load(tmp_path / "list.txt", KEY)

    assert "Durantel" not in str(refused.value)


def test_a_damaged_list_of_digests_is_refused(tmp_path):
    lines = list(api.digests(["4820913", "4820914"], KEY))
    (tmp_path / "list.txt").write_text("\n".join([*lines[:-1], lines[-1][:-2]]) + "\n")

    with pytest.raises(ConfigurationError, match="is damaged"):
        dictionary.load(tmp_path / "list.txt", KEY)


def test_a_shell_makes_digests_and_scans_with_them(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_text("pour Zoé Durantel-Queffelec\n", "utf-8")
    (tmp_path / "own.yaml").write_text(DETECTOR.format(file="list.digests"), "utf-8")
    (tmp_path / "pdscan.yaml").write_text(
        "pdscan_estate: 1\nfingerprint_key: env:TEST_KEY\ndetectors: [own.yaml]\n"
        "sources: [{name: data, target: data}]\n"
    )
    env = {"TEST_KEY": KEY.decode()}

    made = pdscan(
        "digest", "--estate", "pdscan.yaml", "-o", "list.digests",
        state=tmp_path, stdin=NAMES.encode(), env=env,
    )  # fmt: skip
    done = pdscan(
        "scan", "--estate", "pdscan.yaml", "--only", "custom:customers", "--out", "json=-",
        state=tmp_path, env=env,
    )  # fmt: skip
    tested = pdscan("test", "own.yaml", "--estate", "pdscan.yaml", state=tmp_path, env=env)

    assert made.returncode == 0, made.stderr
    assert b"4 digests" in made.stdout
    assert b'"custom:customers"' in done.stdout
    assert b"Durantel" not in done.stdout + done.stderr + (tmp_path / "list.digests").read_bytes()
    assert tested.returncode == 0, tested.stdout


def test_two_hundred_thousand_entries_load_quickly(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("".join(f"C{number:08}\n" for number in range(200_000)))
    begun = time.process_time()

    made = dictionary.load(path, None)

    assert time.process_time() - begun < 5
    assert made(b"x C00000007, C00200000") == [(2, 11)]


@pytest.mark.parametrize("text", [b"", b"\xff", b"\xc3", b"\xe2\x80", b"a\xe2\x80", b"\xcc\x81"])
def test_bytes_cut_anywhere_are_cut_into_tokens(text):
    cut = tokens(text)

    assert all(0 <= start < end <= len(text) for start, end in zip(cut.starts, cut.ends,
                                                                   strict=True))  # fmt: skip
