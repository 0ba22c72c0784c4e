"""Presidio's recognizers in a scan: what is not looked at would not have counted."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest

from pdscan import api, plugins
from pdscan.detection.engine import Engine
from pdscan.detection.foreign_exact import ForeignExact
from pdscan.detection.locus import Locus
from pdscan.detection.regex_shape import ANY_SHAPE, MANY, shape
from pdscan.detection.ruleset import Ruleset
from pdscan.presidio import telephones
from pdscan.presidio.catalogue import catalogue
from pdscan.taxonomy import load

HERE = Path(__file__).parent
SIGNS = {"9": "0123456789", "A": "ABCDEFGHJKLMNPRSTUVWXYZ", "a": "abcdefgh"}
TELEPHONES = [
    "06 39 98 10 11", "+33 6 39 98 10 11", "0033639981011", "33639981011", "(415) 555-0132",
    "415.555.0132", "1-415-555-0132", "011 44 20 7946 0958", "020 7946 0958", "+44 (0)20 7946 0958",
    "030 23125 006", "011 555 0132", "082 555 0132", "0027 82 555 0132", "+27 82 555 0132",
    "203.0.113.17", "198.51.100.231", "2026-05-14", "12/31/2026 4155550132", "1779000000731",
    "415 555 0132/415 555 0133", "404212 - 06 39 98 10 11", "11 96123-4567", "0 14 11 96123 4567",
    "054-555-0132", "98765 43210", "7", "555-0132",
]  # fmt: skip


@cache
def _engine() -> Engine:
    return Engine(plugins.packed(("presidio",)), load())


@cache
def _everywhere() -> Engine:
    """Return an engine that scores as a scan does, but runs all regexes on all text."""
    engine = Engine(_engine().detectors, load())
    engine.rules = Ruleset(engine.detectors, low_scores=True)
    return engine


def _lines(count: int) -> list[str]:
    """Return lines of numbers of many countries among words of Presidio's contexts."""
    dice = random.Random(11)
    words = [
        *(HERE / "presidio_words.txt").read_text(encoding="utf-8").splitlines(),
        *{word for some in catalogue().by_entity.values() for one in some for word in one.context},
    ]
    words.sort()
    shapes = (HERE / "presidio_shapes.txt").read_text(encoding="utf-8").splitlines()

    def piece() -> str:
        if dice.random() < 0.5:
            return dice.choice(words)
        return "".join(dice.choice(SIGNS.get(sign, sign)) for sign in dice.choice(shapes))

    return [" ".join(piece() for _ in range(dice.randint(1, 14))) for _ in range(count)]


def _hits(engine: Engine, text: str, field: str = "") -> list[tuple[str, int, int, float]]:
    hits = engine.hits(text.encode(), Locus(field, remembers=False))
    return sorted((hit.reading.type, hit.start, hit.end, round(hit.score, 3)) for hit in hits)


@pytest.mark.parametrize("between", ["\n", "\x1e", " "])
def test_a_scan_finds_what_running_all_regexes_everywhere_finds(between: str) -> None:
    text = between.join(_lines(100))

    found = _hits(_engine(), text)

    assert len(found) > 100
    assert found == _hits(_everywhere(), text)


@pytest.mark.parametrize("field", ["passport_number", "sin", "num_commande"])
def test_a_fields_name_counts_as_the_word_before(field: str) -> None:
    text = "\x1e".join(_lines(100))

    assert _hits(_engine(), text, field) == _hits(_everywhere(), text, field)


def test_a_column_named_after_a_number_holds_it(tmp_path: Path) -> None:
    rows = "".join(f"{number},{204_811_730 + 7 * number}\n" for number in range(40))
    (tmp_path / "travel.csv").write_text("id,passport\n" + rows)

    report = api.scan(tmp_path, only=["presidio:US_PASSPORT"])

    assert [(one.locus, one.hits) for one in report.findings] == [("column:passport", 40)]


@pytest.mark.parametrize("between", ["\n", "\x1e", " ", "é", "\x1f"])
def test_bytes_of_ascii_give_the_candidates_that_the_text_gives(between: str) -> None:
    buffer = between.join(_lines(16)).encode()
    cells, quick = b"\x1e" in buffer, 0

    for source in sorted({one.exact[0] for one in plugins.packed(("presidio",)).values()}):  # type: ignore[attr-defined]
        plain, by_text = ForeignExact(source), ForeignExact(source)
        vars(by_text)["_plain"] = None
        quick += plain._plain is not None
        ends = range(1, len(buffer) + 1, 3)
        assert list(plain.spans(buffer, ends, 64, cells)) == list(
            by_text.spans(buffer, ends, 64, cells)
        ), source

    assert quick > 100


def test_what_is_surely_a_telephone_is_one_to_the_library() -> None:
    from phonenumbers import (
        PhoneNumberMatcher,
        example_number_for_type,
        national_significant_number,
    )  # fmt: skip

    dice, seen = random.Random(9), 0

    for region in ("US", "GB", "DE", "FR", "IL", "IN", "BR", "ZA", "IT"):
        numbers = [example_number_for_type(region, kind) for kind in range(11)]
        known = [national_significant_number(number) for number in numbers if number]
        for _ in range(150):
            number = "".join(
                sign if dice.random() < 0.7 else dice.choice("0123456789")
                for sign in dice.choice(("", "0", "1")) + dice.choice(known)
            )
            text = re.sub("(?<=.)(?=.)", lambda _: dice.choice(("", "", "", " ", ".")), number)
            theirs = [(m.start, m.end) for m in PhoneNumberMatcher(text, region, leniency=1)]
            if telephones.surely(text, region):
                seen += 1
                assert theirs == [(0, len(text))], (region, text)
            assert not theirs or telephones.may_hold_any(text, (region,)), (region, text)

    assert seen > 100


@pytest.mark.parametrize("entity", ["PHONE_NUMBER", "ZA_MOBILE_NUMBER", "ZA_TELEPHONE_NUMBER"])
def test_telephones_are_those_that_the_recognizer_sees(entity: str) -> None:
    (recognizer,) = catalogue().by_entity[entity]
    seen = 0

    for text in TELEPHONES:
        answers = recognizer.analyze(text, [entity], None)
        theirs = max(answers, key=lambda one: (one.score, one.end - one.start), default=None)
        mine = telephones.best(recognizer, text)
        seen += mine is not None
        assert mine == (theirs and (theirs.start, theirs.end, theirs.score)), text

    assert seen > 0


@pytest.mark.parametrize(
    ("regex", "inside", "outside", "behind", "ahead"),
    [
        (r"\b\d{9}\b", b"07", b"a .", 1, 1),
        (r"(?i)k[x-z]", b"kKxyzXYZ", b"ab0", 1, 1),
        (r"(?<!\d)[^a ]+(?=\d{3}x)", b"b0.", b"a ", 2, 5),
        (r"(?<=a\s*)b", b"b", b"a", None, 1),
        (r"a.*$", b"a b", b"", 1, None),
        (r"(?i)é+", b"sk", b"0", 1, 1),
        (r"\p{L}+", b"a0", b"", None, None),
    ],
)
def test_a_regexs_shape_says_what_its_matches_are_made_of(
    regex: str, inside: bytes, outside: bytes, behind: int | None, ahead: int | None
) -> None:
    found = shape(regex)

    if found != ANY_SHAPE:
        assert not set(outside) & set(found.alphabet)
    assert set(inside) <= set(found.alphabet)
    assert (found.behind, found.ahead) == (behind, ahead)


def test_only_a_regex_that_can_match_in_few_ways_runs_without_a_time_limit() -> None:
    assert shape(r"\b\d{2}[- ]?\d{6,8}\b").ways == 6
    assert shape(r"(ab|cd){3}").ways == 8
    assert shape(r"(a+)+$").ways == MANY
    assert shape(r"(?:\w{0,9}){30}x").ways == MANY


@pytest.mark.parametrize(
    ("regex", "text"),
    [
        (r"(?<!\w)\d{3}(?!\w)", "é123 ñ 123é 123 x123 123"),
        (r"[a-z]{2} ?\d{2}", "ab 12ab12é ab\n12"),
        (r"(?<=no )\d+", "no 12 nö 13 no 14"),
        (r"(?i)straße\s\d+", "STRASSE 1 straße 22 Straße 3"),
    ],
)
def test_a_candidate_is_that_of_a_search_of_the_whole_text(regex: str, text: str) -> None:
    buffer, exact = text.encode(), ForeignExact(regex)
    theirs = [
        (len(text[: one.start()].encode()), len(text[: one.end()].encode()))
        for one in re.finditer(regex, text)
    ]

    mine = [one[:2] for one in exact.spans(buffer, range(1, len(buffer) + 1), 64, cells=False)]

    assert mine == theirs


def test_one_regex_for_all_regions_refuses_no_telephone_that_a_plan_allows() -> None:
    dice = random.Random(5)
    (recognizer,) = catalogue().by_entity["PHONE_NUMBER"]
    regions = tuple(recognizer.supported_regions)
    begins = ("", "0", "00", "1", "011", "90", "0055", "55", "44", "0049")
    seen = {True: 0, False: 0}

    for _ in range(4000):
        text = dice.choice(begins) + "".join(dice.choices("0123456789", k=dice.randint(6, 12)))
        allowed = any(telephones.may_hold(text, region) for region in regions)
        seen[telephones.may_hold_any(text, regions)] += 1
        assert not allowed or telephones.may_hold_any(text, regions), text

    assert min(seen.values()) > 100
