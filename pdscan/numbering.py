"""Say whether a number is one of its country's numbering plan, without the library's own parser.

The facts are the metadata of `phonenumbers`; each country's patterns are compiled once, when a
number with its calling code is first seen. A check then costs a look-up and a regex, where the
library's parse and its judgement cost some hundred times that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata

_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip
_SPELT = re.compile(r"[0-9(][0-9()/. -]{3,22}")


@dataclass(frozen=True, slots=True)
class _Plan:
    """Hold one region's numbers: its first digits where regions share a code, and its kinds."""

    leading: re.Pattern[str] | None
    whole: re.Pattern[str]
    kinds: re.Pattern[str]
    prefix: re.Pattern[str] | None
    lengths: frozenset[int]
    first: bool  # of all regions of its calling code the one that numbers are tried for first

    def holds(self, number: str) -> bool:
        """Say whether a national number (without prefix) is one of this region."""
        return bool(self.whole.fullmatch(number) and self.kinds.fullmatch(number))


@cache
def calling_codes() -> frozenset[str]:
    """Return the calling codes of the world, as digits."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))


def split(digits: str) -> tuple[str, str]:
    """Return the calling code that the digits begin with, and the rest; two "" where none does.

    >>> split("33199001234"), split("999")
    (('33', '199001234'), ('', ''))
    """
    for size in (1, 2, 3):
        if digits[:size] in calling_codes():
            return digits[:size], digits[size:]
    return "", ""


@lru_cache(maxsize=50_000)
def national_number(code: str, rest: str) -> str:
    """Return the number behind a calling code, its national prefix dropped, or "" if none is valid.

    >>> national_number("44", "02071234567"), national_number("44", "12")
    ('2071234567', '')
    """
    plans = _plans(code)
    if _is_valid(plans, rest):
        return rest
    for plan in plans[:1]:
        found = plan.prefix.match(rest) if plan.prefix else None
        if found and found.end() and _is_valid(plans, rest[found.end() :]):
            return rest[found.end() :]
    return ""


def is_possible(code: str, rest: str) -> bool:
    """Say whether numbers behind the calling code may be of that length."""
    return any(len(rest) in plan.lengths for plan in _plans(code))


def is_national(region: str, digits: str) -> bool:
    """Say whether digits, as dialled within a region, are a number of it (`US`, `DE`, …)."""
    plan = _region(region)
    if plan is None:
        return False
    found = plan.prefix.match(digits) if plan.prefix else None
    bare = digits[found.end() :] if found else digits
    return plan.holds(bare) or plan.holds(digits)


def is_number_of(region: str, number: str) -> bool:
    """Say whether a national number (without prefix) is one of a region, the first of its code."""
    plan = _region(region)
    return plan is not None and plan.first and len(number) in plan.lengths and plan.holds(number)


@lru_cache(maxsize=4096)
def is_spelt_nationally(text: str) -> bool:
    """Say whether a text is a number in groups, exactly as its own country writes it.

    >>> is_spelt_nationally("020 7946 0958"), is_spelt_nationally("02079 460958")
    (True, False)
    """
    from phonenumbers import (
        SUPPORTED_REGIONS,
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number_for_region,
        parse,
    )

    if not _SPELT.fullmatch(text) or text.isdigit():
        return False
    digits = "".join(filter(str.isdigit, text))
    for region in sorted(SUPPORTED_REGIONS):
        if not is_national(region, digits):
            continue
        try:
            number = parse(text, region)
        except NumberParseException:
            continue
        written = format_number(number, PhoneNumberFormat.NATIONAL)
        if written == text and is_valid_number_for_region(number, region):
            return True
    return False


def national_kinds(code: str) -> tuple[str, ...]:
    """Return regexes, one a region: each national number behind a calling code is whole of one."""
    return tuple(f"(?:{plan.kinds.pattern})" for plan in _plans(code))


def _is_valid(plans: tuple[_Plan, ...], number: str) -> bool:
    for plan in plans:
        if plan.leading is not None and plan.leading.match(number):
            return plan.holds(number)
        if plan.leading is None and plan.holds(number):
            return True
    return False


@cache
def _plans(code: str) -> tuple[_Plan, ...]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    plans = []
    for region in COUNTRY_CODE_TO_REGION_CODE[int(code)]:
        if region == "001":
            metadata = PhoneMetadata.metadata_for_nongeo_region(int(code))
            plans += [_compiled(metadata)] if metadata is not None else []
        elif (plan := _region(region)) is not None:
            plans.append(plan)
    return tuple(plans)


@cache
def _region(region: str) -> _Plan | None:
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(region)
    return None if metadata is None else _compiled(metadata)


def _compiled(metadata: PhoneMetadata) -> _Plan:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    descriptions = [getattr(metadata, kind) for kind in _KINDS]
    kinds = [one.national_number_pattern for one in descriptions if one is not None]
    whole, prefix = metadata.general_desc, metadata.national_prefix_for_parsing
    assert whole is not None  # noqa: S101  (every region has one)
    return _Plan(
        re.compile(metadata.leading_digits) if metadata.leading_digits else None,
        re.compile(whole.national_number_pattern or "(?!)"),
        re.compile("|".join(f"(?:{kind})" for kind in kinds if kind) or "(?!)"),
        re.compile(prefix) if prefix else None,
        frozenset(whole.possible_length),
        COUNTRY_CODE_TO_REGION_CODE[metadata.country_code or 0][0] == metadata.id,
    )
