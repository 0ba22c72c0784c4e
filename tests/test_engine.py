"""Hold the engine to what any regex of anybody's must get: its matches, or a named refusal."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow as pa
import pytest
import regex

from pdscan import plugins, taxonomy
from pdscan.contracts import Pattern, Reading
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Block, ConfigurationError, Reason, UnreadableError


def read(text: str) -> Reading:
    return Reading("custom:thing", 0.9, 0.95, text)


def foreign(*regexes: str) -> Pattern:
    return Pattern("Things", ("custom:thing",), regexes, read, trusted=False)


def engine_of(**patterns: Pattern) -> Engine:
    return Engine(patterns, taxonomy.load())


def found(pattern: Pattern, text: str) -> list[str]:
    return [text[m.start : m.end] for m in engine_of(thing=pattern).detect(text)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\bKD-\w{4}\b", "KD-abcé, KD-12345, xKD-1234 et KD-été1"),
        (r"(?i)\bélève (?P<n>\d+)\b", "ÉLÈVE 12, l'élève 7, préélève 9"),
        (r"(?<![\w-])\d{3}(?![\w-])", "123 a456 789é 012-3 345"),
        (r"(?P<a>[a-z])-(?P=a)-\d", "x-x-1 x-y-2 é-é-3"),
        (r"([A-Z])\1{3}\d++", "AAAA12 ABAB12 ZZZZ7"),
        (r"^\d{5}$", "80000"),
        (r"(?m)^ref .{2,4}$", "ref été\nref trop long\nref œuf"),
        (r"(?s)<<.{1,6}>>", "<<a\né>> <<trop long, ça>>"),
        (r"(?x) \d{2} [ ] \d{2}  # two pairs", "12 34, 5 67"),
        (r"\d{3}\s\d{3}", "123\u00a0456, 123\u202f456, 123 456"),
        (r"[éèê]{2}[^a-z]", "éè1 éa1 ê2"),
        (r"(?>a+)b|\u00e9\xe8\N{BULLET}", "aaab éè•"),
        (r"(?<=\b(?:ref|dossier)\s*:\s{0,3})[A-Z]{2}\d{3}", "dossier : AB123 AB124 ref:CD125"),
        (r"(?i:mat)-[0-9]{,3}x?Z", "mat-12Z MAT-Z Mat-123xZ mat-1234Z"),
        (r"\S{3}#\W\D", "abé#-é ab#-é"),
    ],
)
def test_a_regex_from_elsewhere_gives_what_its_own_library_finds(source: str, text: str) -> None:
    assert found(foreign(source), text) == [m.group() for m in regex.finditer(source, text)]


def test_anchors_of_a_regex_from_elsewhere_hold_at_the_ends_of_a_cell() -> None:
    cells = b"12345\x1e123456\x1e54321\x1e54321 x"
    hits = engine_of(zip=foreign(r"^\d{5}$")).hits(cells, Locus())

    assert [cells[hit.start : hit.end] for hit in hits] == [b"12345", b"54321"]


@pytest.mark.parametrize(
    "source",
    [r"(abc", r"a*", r"(?=x)", r"x?|y", r"\p{Nonsense}x", r"[z-a]", r"(?P<a>x)(?P<a>", r"\b"],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_a_regex_that_cant_be_used_is_refused_by_name_and_place(source: str, trusted: bool) -> None:
    pattern = Pattern("Things", ("custom:thing",), ("good[0-9]", source), read, trusted=trusted)

    with pytest.raises(ConfigurationError, match=r"detector member_card: regex 2 can't be used"):
        engine_of(member_card=pattern)


def test_look_around_in_a_regex_of_the_house_is_confirmed() -> None:
    pattern = Pattern("Things", ("custom:thing",), (r"(?<![0-9])[0-9]{4}(?![0-9])",), read)

    assert found(pattern, "1234 12345 9876") == ["1234", "9876"]


def test_a_regex_too_large_for_the_automaton_is_used_all_the_same() -> None:
    source = r"[a-z]{1,300}@(?:[a-z]{1,200}\.){1,100}[a-z]{2,60}"

    assert found(foreign(source), "abc@mail.example.org") == ["abc@mail.example.org"]


HOSTILE = [
    (r"(a+)+$", "a" * 5_000 + "!"),
    (r"^(a+)+b$", "a" * 5_000),
    (r"(a|aa)*b", "a" * 5_000),
    (r"(x+x+)+y", "x" * 5_000 + "y" + "x" * 5_000),
    (r"(?:\w+\s?)+#", "mot " * 2_000 + "#"),
    (r"(?i)^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5_000),
]


@pytest.mark.parametrize(("source", "text"), HOSTILE)
def test_no_regex_hangs_the_engine_on_hostile_text(source: str, text: str) -> None:
    engine = engine_of(slow=foreign(source), plain=foreign(r"plain[0-9]+"))
    start = time.process_time()
    scan = AssetScan(engine, ScanOptions())
    for _ in range(3):
        scan.feed(Block(text=f"plain1 {text} plain2\n"))
    tally = scan.finish()

    assert time.process_time() - start < 10
    assert tally.passed["text", "plain"] == 6
    assert set(tally.failures) <= {"slow"}


def test_a_regex_that_took_too_long_makes_the_asset_incomplete() -> None:
    engine = engine_of(slow=foreign(r"(a|a|b?a)+(?<=c)c"))
    scan = AssetScan(engine, ScanOptions())
    scan.feed(Block(text="a" * 400 + "c " + "b" * 200))

    assert scan.finish().failures["slow"][0] is Reason.TIMEOUT
    with pytest.raises(UnreadableError, match="detector slow: a regex took too long"):
        engine.detect("a" * 400 + "c")


def test_a_check_that_raises_is_a_failure_of_that_detector_and_nothing_found_is_lost() -> None:
    def fail(text: str) -> Reading | None:
        raise ZeroDivisionError(text)

    broken = Pattern("Broken", ("custom:b",), ("B[0-9]",), fail, fields=("b",), cell_check=fail)
    scan = AssetScan(engine_of(broken=broken, thing=foreign("T[0-9]")), ScanOptions())
    scan.feed(Block(text="T1 B1 T2 B2"))
    tally = scan.finish()

    assert tally.failures == {
        "broken": (Reason.CRASHED, "detector broken failed: ZeroDivisionError")
    }
    assert tally.passed["text", "thing"] == 2


def test_a_broken_or_foreign_file_in_the_cache_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    pattern = foreign(r"cache-me-[0-9]{4}")
    for spoilt in (b"", b"nonsense" * 100, None):
        assert found(pattern, "cache-me-1234") == ["cache-me-1234"]
        for kept in (tmp_path / "pdscan").glob("automaton-*.bin"):
            kept.write_bytes(kept.read_bytes()[:-64] if spoilt is None else spoilt)
    assert found(pattern, "cache-me-1234") == ["cache-me-1234"]


def test_one_line_without_end_and_a_cell_of_many_matches_end_soon() -> None:
    scan = AssetScan(engine_of(thing=foreign(r"\bT[0-9]{5}\b")), ScanOptions())
    start = time.process_time()
    for _ in range(32):
        scan.feed(Block(text="x" * (1 << 20)))
    cell = " ".join(f"T{number:05d}" for number in range(50_000))
    batch = pa.RecordBatch.from_pydict({"note": [cell]})
    scan.feed(Block(batch=batch, locus="column"))
    tally = scan.finish()

    assert time.process_time() - start < 30
    assert tally.passed["column:note", "thing"] == 50_000
    assert [entry.hits for entry in tally.types.values()] == [1]
    assert tally.examined["text"] == 32 << 20


def test_what_begins_before_a_part_covers_what_begins_in_it() -> None:
    text = b"vu de 2001:db8::203.0.113.1 puis 203.0.113.9"
    engine = Engine({"ip_address": plugins.detector("ip_address")}, taxonomy.load())
    whole = [(hit.start, hit.end) for hit in engine.hits(text, Locus())]

    for border in range(1, len(text)):
        parts = [*engine.hits(text, Locus(), 0, border), *engine.hits(text, Locus(), border, None)]
        assert [(hit.start, hit.end) for hit in parts] == whole, border
