"""Ask phonenumbers about what looks like a telephone number only where a numbering plan allows it.

Its matcher takes a millisecond to look for the numbers of eight regions. Which parts of a candidate
it tries is known, and a regex for each calling code tells beforehand whether one may be a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from re import _parser  # type: ignore[attr-defined]  # its getwidth() has no public twin
from typing import TYPE_CHECKING

from pdscan.numbering import is_number_of, national_kinds
from pdscan.presidio.catalogue import Recognizer

if TYPE_CHECKING:
    from phonenumbers import NumberFormat

Answer = tuple[int, int, float]  # start, end, score

_SHORTEST = 4  # digits of a number
_VALID = 1  # the leniency of phonenumbers that asks for numbers of a plan, however grouped
_SIMPLE = re.compile(r"[+(]?\(?[0-9](?:[ .()/-]{0,4}+[0-9]){6,19}+")
# What phonenumbers takes a candidate apart at, one after the other, if the whole is no number.
_INNER = tuple(
    (sign, re.compile(way))
    for sign, way in (
        ("/", r"/+(.*)"),
        ("(", r"(\([^(]*)"),
        ("-", r"(?: -|- ) *(.+)"),
        (".", r"\.+ *([^.]+)"),
        (" ", r" +([^ ]+)"),
    )
)
# What its matcher takes as a whole or not at all: no brackets, slashes or pairs of signs.
_PLAIN = re.compile(r"[0-9]+(?:[ .-][0-9]+)*")
_SIGNS = b" .()/-"


def asks_itself(recognizer: Recognizer) -> bool:
    """Say whether a recognizer looks for telephone numbers in its regions, in Presidio's way."""
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    return isinstance(recognizer, PhoneRecognizer)


def best(recognizer: Recognizer, text: str) -> Answer | None:
    """Return the longest number that the recognizer sees in a candidate, or None."""
    if "+" not in text and not may_hold_any(text, recognizer.supported_regions):
        return None
    found = max(
        _answers(recognizer, text), key=lambda one: (one[2], one[1] - one[0], -one[0]), default=None
    )
    return found if found is not None and found[2] else None


def _answers(recognizer: Recognizer, text: str) -> Iterator[Answer]:
    from phonenumbers import PhoneNumberMatcher
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    if type(recognizer).analyze is not PhoneRecognizer.analyze:
        yield from _south_african(recognizer, text)
        return
    for region in recognizer.supported_regions:
        if recognizer.leniency == _VALID and surely(text, region):
            yield 0, len(text), recognizer.SCORE
            return
        if "+" not in text and not may_hold(text, region):
            continue
        for match in PhoneNumberMatcher(text, region, leniency=recognizer.leniency):
            yield match.start, match.end, recognizer.SCORE
            if (match.start, match.end) == (0, len(text)):
                return


def _south_african(recognizer: Recognizer, text: str) -> Iterator[Answer]:
    """Answer for a recognizer that takes telephones of one kind alone, as it tells them."""
    from phonenumbers import PhoneNumber

    number = surely(text, recognizer.REGION) if recognizer.leniency == _VALID else ""
    if number:
        told = recognizer._classify(PhoneNumber(27, int(number)))
        if told == recognizer.target_classification:
            yield 0, len(text), recognizer.SCORE
        return
    for one in recognizer.analyze(text, recognizer.supported_entities, None):
        yield one.start, one.end, one.score


def surely(text: str, region: str) -> str:
    """Return the national number that phonenumbers sees in all of a text; "" where that's unsure.

    Numbers with their calling code, and those of a region that shares another's, are left to it.

    >>> surely("06 39 98 10 11", "FR"), surely("06 39 98 10", "FR")
    ('639981011', '')
    """
    plan = _plan(region)
    if plan is None or not _PLAIN.fullmatch(text):
        return ""
    digits = _digits(text)
    if digits.startswith(plan.code) or plan.abroad.match(digits):
        return ""
    found, number = plan.prefix.match(digits), digits
    if found is not None:
        if plan.prefix.groups:
            return ""
        number = digits[found.end() :]
    elif plan.wants_prefix(digits):
        return ""
    return number if number[:1] != "0" and is_number_of(region, number) else ""


@cache
def allows(regions: tuple[str, ...]) -> Callable[[bytes], bool]:
    """Return what says of a candidate, most of which come again, whether it may hold a number."""

    @lru_cache(maxsize=16_384)
    def allowed(candidate: bytes) -> bool:
        return b"+" in candidate or may_hold_any(str(candidate, "utf-8", "replace"), regions)

    return allowed


def may_hold_any(text: str, regions: Sequence[str]) -> bool:
    """Say whether a candidate may hold a number of some region: one quick regex for all of them."""
    likely = _likely(tuple(regions)).fullmatch
    return any(not digits or likely(digits) for digits in _tried(text))


@cache
def _likely(regions: tuple[str, ...]) -> re.Pattern[str]:
    plans = [_plan(region) for region in regions]
    ways = ("[0-9]*" if plan is None else plan.likely.pattern for plan in plans)
    return re.compile("|".join(dict.fromkeys(ways)))


def may_hold(text: str, region: str) -> bool:
    """Say whether a candidate may be or hold a number as dialled in a region; never wrongly no.

    >>> may_hold("06 39 98 10 11", "FR"), may_hold("06 39 98 10 11", "US")
    (True, False)
    """
    plan = _plan(region)
    if plan is None:
        return True
    likely, may_be = plan.likely.fullmatch, plan.may_be
    return any(not digits or (likely(digits) and may_be(digits)) for digits in _tried(text))


@lru_cache(maxsize=8192)
def _tried(text: str) -> tuple[str, ...]:
    """Return the digits of all parts of a candidate that phonenumbers tries as numbers.

    "" where that isn't known: such a part may be anything.
    """
    if not _SIMPLE.fullmatch(text):
        return ("",)
    if text.isdigit():
        return (text,)
    parts = {text}
    for sign, separator in _INNER:
        if sign not in text:
            continue
        place = 0
        while found := separator.search(text, place):
            parts |= {text[: found.start()], found[1]}
            place = found.start() + 1
    digits = map(_digits, parts)
    return tuple({one for one in digits if len(one) >= _SHORTEST})


def _digits(part: str) -> str:
    return str(part.encode().translate(None, _SIGNS), "ascii")


@dataclass(frozen=True, slots=True)
class _Format:
    """Hold how some numbers are written: what they begin with, and whether a prefix goes first."""

    leading: re.Pattern[str]
    whole: re.Pattern[str]
    wants_prefix: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """Hold how numbers are dialled in a region: its code, what they may begin with, and they."""

    code: str
    abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    national: re.Pattern[str]
    formats: tuple[_Format, ...]
    likely: re.Pattern[str]  # matches at least all digits that `may_be` is true of

    def may_be(self, digits: str) -> bool:
        """Say whether the digits, or their rest behind a prefix, may be a number."""
        if not digits or self.abroad.match(digits) or self._is_national(digits):
            return True
        rest = digits[len(self.code) :]
        return digits.startswith(self.code) and bool(
            self.national.fullmatch(rest) or self._is_national(rest)
        )

    def _is_national(self, digits: str) -> bool:
        whole = self.national.fullmatch
        found = self.prefix.match(digits)
        if found is None:
            return bool(whole(digits)) and not self.wants_prefix(digits)
        if whole(digits):
            return True
        rests = (digits[found.end() :], *(one for one in found.groups() if one))
        return any(whole(one) for one in rests)

    def wants_prefix(self, digits: str) -> bool:
        """Say whether a number is only written with the prefix before it, and so taken."""
        formats = (one for one in self.formats if one.leading.match(digits))
        return next((one.wants_prefix for one in formats if one.whole.fullmatch(digits)), False)


@cache
def _plan(region: str) -> _Plan | None:
    """Return the plan of a region; None where its rules put other digits into what is dialled."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None or not metadata.international_prefix:
        return None
    code = metadata.country_code or 0
    main = PhoneMetadata.metadata_for_region(COUNTRY_CODE_TO_REGION_CODE[code][0])
    if _rewrites(metadata.national_prefix_transform_rule) or main is None:
        return None
    if main is not metadata and _rewrites(main.national_prefix_transform_rule):
        return None
    prefix = re.compile(metadata.national_prefix_for_parsing or "(?!)")
    national = "|".join(national_kinds(str(code)))
    formats = tuple(map(_format, main.number_format))
    return _Plan(
        str(code),
        re.compile(metadata.international_prefix),
        prefix,
        re.compile(national),
        formats,
        _likely_of(str(code), metadata.international_prefix, prefix, f"(?:{national})", formats),
    )


def _likely_of(
    code: str,
    abroad: str,
    prefix: re.Pattern[str],
    national: str,
    formats: tuple[_Format, ...],
) -> re.Pattern[str]:
    """Return a regex of whole digits that may be a number: dialled from abroad, or within."""
    least, most = _parser.parse(national).getwidth()
    longest = most + len(code) + _parser.parse(prefix.pattern).getwidth()[1]
    # lengths are told more quickly than the patterns of many regions
    any_length, long_enough = (
        f"(?=[0-9]{{{least},{longest}}}\\Z)",
        f"(?=[0-9]{{{least},{most}}}\\Z)",
    )
    before = f"(?:{code})?(?:{prefix.pattern})|{code}|(?={prefix.pattern})"
    unwritten = f"{long_enough}{_without_prefix(formats)}"
    within = f"(?:(?:{before}){long_enough}|{unwritten}){national}"
    ways = [f"(?:{abroad})[0-9]*", f"{any_length}{within}"]
    if prefix.groups:  # a part of the prefix may be the number
        ways.append(f"(?:{code})?(?={prefix.pattern})[0-9]*{national}[0-9]*")
    return re.compile("|".join(ways))


def _without_prefix(formats: tuple[_Format, ...]) -> str:
    """Return a look-ahead at digits that may stand without a prefix: how they are written."""
    wants: list[str] = []
    free: list[str] = []
    for one in formats:
        way = f"(?={one.leading.pattern})(?:{one.whole.pattern})\\Z"
        if one.wants_prefix:
            unless = f"(?!{'|'.join(free)})" if free else ""
            wants.append(unless + way)
        else:
            free.append(way)
    return f"(?!{'|'.join(wants)})" if wants else ""


def _format(rule: NumberFormat) -> _Format:
    leading = rule.leading_digits_pattern[-1] if rule.leading_digits_pattern else ""
    written = (rule.national_prefix_formatting_rule or "").replace("(", "").replace(")", "")
    wants = bool(written) and not rule.national_prefix_optional_when_formatting
    return _Format(re.compile(leading), re.compile(rule.pattern or ""), wants and written != r"\1")


def _rewrites(rule: str | None) -> bool:
    """Say whether a rule puts digits of its own before those that were dialled."""
    return any(map(str.isdigit, re.sub(r"\\\d", "", rule or "")))
