"""Numbering plans: our own check answers as the library does, for numbers of its metadata."""

from __future__ import annotations

import phonenumbers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pdscan import api, numbering

_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "voip", "uan")


def _examples() -> list[tuple[str, str]]:
    """Return (calling code, national number) of each region's examples."""
    found = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
        assert metadata is not None
        for kind in _KINDS:
            example = getattr(metadata, kind)
            if example is not None and example.example_number:
                found.append((str(metadata.country_code), example.example_number))
    return found


_EXAMPLES = _examples()


def _is_valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False


def _read_as(number: str) -> str:
    """Return how the library understands a number, empty where it doesn't."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


@settings(max_examples=300, deadline=None)
@example(("241", "06031234"), 8, "0")
@given(st.sampled_from(_EXAMPLES), st.integers(0, 14), st.sampled_from("0123456789"))
def test_a_changed_digit_is_judged_as_the_library_judges_it(
    one: tuple[str, str], place: int, digit: str
) -> None:
    code, number = one
    changed = number[:place] + digit + number[place + 1 :]

    code, rest = numbering.split(code + changed)

    # The library forgives a national prefix behind the country's code (+241 0 60 31 23 40).
    forgiven = _read_as(f"+{code}{rest}") not in ("", f"+{code}{rest}")
    if not forgiven:
        assert bool(numbering.national_number(code, rest)) == _is_valid(f"+{code}{rest}")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_EXAMPLES), st.sampled_from([0, 1, 3]))
def test_every_international_form_is_found(example: tuple[str, str], form: int) -> None:
    parsed = phonenumbers.parse(f"+{example[0]}{example[1]}", None)
    text = phonenumbers.format_number(parsed, form)

    (matches,) = api.detect([f"({text})"], types=["contact.phone"])

    assert [match.type for match in matches] == ["contact.phone"], text
