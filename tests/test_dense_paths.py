"""Hold what is done with many hits at once to doing it with one after the other."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from pdscan import plugins, taxonomy
from pdscan.contracts import Pattern, Reading
from pdscan.detection import cells
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.containers import container_before, containers
from pdscan.detection.engine import Engine
from pdscan.detection.hits import Hit, Hits
from pdscan.detection.key_before import words_before
from pdscan.detection.known import KindSeen
from pdscan.detection.locus import Locus
from pdscan.detection.locus_count import ScanOptions
from pdscan.detection.overlaps import without_overlaps
from pdscan.detection.ruleset import Ends, Ruleset
from pdscan.detection.words_nearby import word_nearby
from pdscan.folding import fold, name_words
from pdscan.model import Block, Container, Form
from pdscan.tally import Tally, digest
from pdscan.tally_batch import Batch, Taken, add_batch

TABLES = Path(__file__).parent / "detectors"
BEGINNING = sorted(
    name
    for name, detector in plugins.detectors().items()
    if isinstance(detector, Pattern) and detector.begins
)
GLUE = (
    *"\n \x1e\"=:,.-1a_/é0\t([@?&;\u00a0", "", " version ", "://", "%40", "user-agent: ", "GET /",
    " - ",
)  # fmt: skip
SIGNS = "0123456789.:/@-_ \n\x1e\"'abxX*%?&=;[]() +é"


@cache
def _pieces(name: str) -> tuple[str, ...]:
    table = tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))
    rows = [*table.get("hits", ()), *table.get("silent", ())]
    texts = [row if isinstance(row, str) else row.get("text", "") for row in rows]
    return tuple(re.sub(r"\[\[(.+?)\]\](?!\])", r"\1", one, flags=re.DOTALL) for one in texts)


@cache
def _rulesets(name: str) -> tuple[Ruleset, Ruleset]:
    detector = plugins.detector(name)
    return Ruleset({name: detector}), Ruleset({name: replace(detector, begins=())})


def _text(name: str, dice: random.Random) -> str:
    """Return pieces of a detector's texts, cut anywhere and glued with what may touch a value."""
    parts = []
    for _ in range(dice.randrange(60)):
        piece = dice.choice(_pieces(name))
        if dice.random() < 0.4:
            first = dice.randrange(len(piece) + 1)
            piece = piece[first : dice.randrange(first, len(piece) + 1)]
        elif dice.random() < 0.1:
            piece = "".join(dice.choice(SIGNS) for _ in range(dice.randrange(40)))
        parts += [piece, dice.choice(GLUE)]
    return "".join(parts)


@pytest.mark.parametrize("name", BEGINNING)
@seed(7)
@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_candidates_are_those_of_a_search_of_everything(name: str, dice: random.Random) -> None:
    quick, slow = _rulesets(name)
    buffer = _text(name, dice).encode()
    ends = quick.ends(buffer)

    assert _places(quick, buffer, ends) == _places(slow, buffer, ends)


def _places(ruleset: Ruleset, buffer: bytes, ends: Ends) -> set[tuple[int, int]]:
    found = ruleset.candidates(buffer, ends, {})
    return {(start, stop) for _, some in found for start, stop, _ in some}


SHARED = tuple(
    Taken(rule, Reading(kind, 0.7, 0.9, value, strict=value == "1"), score, bool(why), why)
    for rule in ("a", "b")
    for kind, value in (("one", "1"), ("one", "2"), ("two", "1"))
    for score, why in ((0.7, ""), (0.9, "word:x"))
)
HITS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 9), st.sampled_from(SHARED)), max_size=40
).map(lambda some: [Hit(start, start + size, taken) for start, size, taken in some])


@seed(7)
@given(HITS)
def test_the_surest_of_overlapping_hits_stay(hits: list[Hit]) -> None:
    plain: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, one.end)):
        while plain and plain[-1].end > hit.start and _rank(plain[-1]) < _rank(hit):
            plain.pop()
        if not plain or plain[-1].end <= hit.start:
            plain.append(hit)

    assert list(without_overlaps(Hits.of(hits))) == plain


def _rank(hit: Hit) -> tuple[float, int, str]:
    return hit.score, hit.end - hit.start, hit.rule


@seed(7)
@given(st.text(alphabet=" =:\"'?/ab\n;", max_size=60), st.lists(st.integers(0, 59), max_size=9))
def test_in_what_a_value_lies_is_told_at_once_as_one_by_one(text: str, places: list[int]) -> None:
    buffer = text.encode()
    starts = [place for place in places if place < len(buffer)]

    assert containers(buffer, starts) == [container_before(buffer, start) for start in starts]


@seed(7)
@settings(max_examples=500)
@given(st.text(alphabet='kzZé1_-. =:"\n\x1e', max_size=12).map("{} ".format))
def test_the_key_before_a_value_is_that_of_a_search_from_the_front(text: str) -> None:
    token = re.search(r"([^\W\d_][\w.-]*)[^\w\n\x1e]{0,4}\Z", text)

    assert words_before(text.encode(), len(text.encode())) == (
        name_words(token[1]) if token else ()
    )


@seed(7)
@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"abÉéçæœøß’« °\u00a0\u202f\x1e\n-_", "carte", "Reçu", "Œuvre"]),
        max_size=9,
    ),
    st.integers(0, 2),
    st.sampled_from(["carte", "recu", "oeuvre", "aerien", "e"]),
)
def test_a_word_that_is_surely_not_nearby_is_found_by_no_search(
    parts: list[str], cut: int, word: str
) -> None:
    rule = Ruleset({"thing": Pattern("T", ("custom:thing",), ("x",), lambda _: None, near=(word,))})
    text = "".join(parts)
    before = text.encode()[cut:]
    plain = re.search(rf"(?<![a-z]){word}(?![a-z])", fold(str(before, "utf-8", "ignore")))

    seen = word_nearby(rule.rules[0], before + b"x", len(before), len(before) + 1, 60)

    assert "\x1e" in text or bool(seen) == (plain is not None)


def test_of_a_kind_without_words_beside_it_one_in_sixteen_is_still_looked_at() -> None:
    seen = KindSeen()
    looks = [seen.worth_a_look() for _ in range(600)]

    assert all(looks[:513])
    assert [at for at, one in enumerate(looks) if one][512:] == list(range(512, 600, 16))


@seed(7)
@given(HITS, st.randoms(use_true_random=False))
def test_a_block_counts_as_its_hits_one_by_one(hits: list[Hit], dice: random.Random) -> None:
    hits.sort(key=lambda one: one.start)
    lie_in = [dice.choice((Container.URL, Container.FREE_TEXT)) for _ in hits]
    together, plain = Tally(), Tally()
    columns = Hits.of(hits)

    batch = Batch(b"", columns.taken, lie_in, columns.starts, lambda start: ("byte", start))
    add_batch(together, "text", batch, b"key")
    for hit, container in zip(hits, lie_in, strict=True):
        plain.add(
            "text",
            hit.reading,
            score=hit.score,
            context=hit.context,
            container=container,
            rule=hit.rule,
            at=("byte", hit.start),
            key=b"key",
            evidence=hit.evidence,
        )

    assert together.types.keys() == plain.types.keys()
    for key, entry in together.types.items():
        other = plain.types[key]
        assert (entry.hits, entry.strict, entry.context) == (
            other.hits, other.strict, other.context
        )  # fmt: skip
        assert (entry.best, entry.alone, entry.distinct) == (
            other.best, other.alone, other.distinct
        )  # fmt: skip
        assert entry.containers == other.containers
        assert entry.rules == other.rules
        assert entry.reasons() == other.reasons()
        assert entry.samples == other.samples


def test_of_two_regexes_that_end_at_one_place_the_first_written_is_read() -> None:
    def read(text: str) -> Reading:
        return Reading("custom:thing", 0.9, 0.95, text, end=4, form=Form.FULL)

    regexes = ("ab[0-9]{2}z", "ab[0-9]{2}[a-z]")
    engine = Engine({"thing": Pattern("T", ("custom:thing",), regexes, read)}, taxonomy.load())

    for before in ("", "x " * 9, "ab12y "):
        *_, hit = engine.hits(f"{before}ab34z".encode(), Locus())
        assert hit.reading.value == "ab34z"


def test_lines_of_a_log_that_differ_in_their_time_alone_are_values_of_their_own() -> None:
    engine = Engine({"access_log": plugins.detector("access_log")}, taxonomy.load())
    lines = [
        f'{host} - - [{day:02d}/May/2026:10:00:00 +0200] "GET / HTTP/1.1" 200 7'
        for day in (1, 2, 2, 13)
        for host in ("203.0.113.7", "203.0.113.8", "192.168.0.1")
    ]
    scan = AssetScan(engine, ScanOptions(names=False, key=b"key"))
    scan.feed(Block(text="\n".join(lines)))
    tally = scan.finish()

    (entry,) = tally.types.values()
    assert (entry.hits, entry.distinct) == (8, 6)
    seen = {digest(b"key", "online.login_log", f"{line.partition('GET')[0]}") for line in lines}
    assert {sample.digest for sample in entry.samples} < seen
    assert len({sample.digest for sample in entry.samples}) == 3


@cache
def _engine() -> Engine:
    names = ("email_address", "phone", "ip_address", "iban")
    return Engine({name: plugins.detector(name) for name in names}, taxonomy.load())


@pytest.mark.parametrize("one_cell", [False, True])
@pytest.mark.parametrize("number", range(10))
def test_a_long_column_is_read_in_parts_as_in_one(number: int, one_cell: bool) -> None:
    dice = random.Random(number)
    names = ("email_address", "phone", "ip_address")
    texts = [_text(dice.choice(names), dice).replace("\x1e", " ") for _ in range(12)]
    column = [" ".join(texts)] if one_cell else texts
    whole = _scan(column)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "PART", 3000 if one_cell else 100)
        parted = _scan(column)

    assert parted == whole


def _scan(column: list[str]) -> dict[object, object]:
    scan = AssetScan(_engine(), ScanOptions(names=False))
    batch = pa.RecordBatch.from_pydict({"note": pa.array(column, pa.string())})
    scan.feed(Block(batch=batch, locus="column"))
    tally = scan.finish()
    return {
        "checked": +tally.checked,
        "passed": +tally.passed,
        **{key: (entry.hits, entry.distinct) for key, entry in tally.types.items()},
    }
