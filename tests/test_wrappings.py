"""What is wrapped reads as what is plain: same types and forms, at its place in the text."""

from __future__ import annotations

import base64
import html
import json
import quopri
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from pdscan import api, plugins, taxonomy
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.model import Match

Wrap = Callable[[str], str]

VALUES = {
    "e-mail": "Mail : zoe.durantel@example.org",
    "tagged e-mail": "écrire à zoe+achats@example.org",
    "telephone": "tél. 06 39 98 10 11",
    "international": "tél. +33 6 39 98 10 11",
    "card": "carte 4000 0012 3456 7899",
    "last digits": "carte se terminant par 4242",
    "iban": "IBAN FR76 3000 6000 0112 3456 7890 189",
    "nir": "NIR 1 84 12 76 451 089 46",
    "birth": "née le 12/04/1979",
    "address": "12 rue des Lilas, 75011 Paris",
    "password": "password=Tr0ub4dor&3x",
    "ip": "ip=203.0.113.7",
}


def every(before: str, after: str = "", code: str = "{:x}") -> Wrap:
    return lambda text: "".join(before + code.format(ord(sign)) + after for sign in text)


def in_bytes(before: str) -> Wrap:
    return lambda text: "".join(f"{before}{byte:02X}" for byte in text.encode())


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def digits(zero: str) -> Wrap:
    return lambda text: re.sub("[0-9]", lambda one: chr(ord(zero) + int(one[0])), text)


WRAPS: dict[str, Wrap] = {
    "URL, %20": quote,
    "URL, +": quote_plus,
    "URL, every byte": in_bytes("%"),
    "URL, twice": lambda text: quote(quote(text)),
    "URL, %u": every("%u", code="{:04x}"),
    "HTML, some": lambda text: (
        html.escape(text).replace("@", "&commat;").replace(" ", "&nbsp;").replace(".", "&#46;")
    ),
    "HTML, decimal": every("&#", ";", "{}"),
    "HTML, hexadecimal": every("&#x", ";"),
    "JSON": lambda text: json.dumps(text).replace("@", r"\u0040").replace("/", r"\/"),
    "JSON, every sign": every(r"\u", code="{:04x}"),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"a": text}).replace("@", r"\u0040")),
    "backslash x": in_bytes(r"\x"),
    "quoted-printable": lambda text: quopri.encodestring(text.encode(), quotetabs=True).decode(),
    "quoted-printable, every byte": in_bytes("="),
    "soft line breaks": lambda text: "=\r\n".join(text.replace("=", "=3D")),
    "base64": b64,
    "base64 of JSON": lambda text: b64(json.dumps({"a": text}).replace("@", r"\u0040")),
    "base64 twice": lambda text: b64(b64(text)),
    "base64 for URLs": lambda text: b64(text).replace("+", "-").replace("/", "_").rstrip("="),
    "base64 in a path": lambda text: "/files/" + b64(text) + "/raw",
    "base64 in a URL": lambda text: "data:text/plain;base64," + quote(b64(text), safe=""),
    "URL in HTML": lambda text: html.escape(quote(text)).replace("%", "&#37;"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow no-break spaces": lambda text: text.replace(" ", "\u202f"),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
    "zero-width spaces": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: re.sub("(?<=[0-9a-z])(?=[0-9a-z])", "\u00ad", text),
    "bidirectional marks": lambda text: f"\u202a{text}\u202c".replace("0", "0\u200e"),
    "full width": wide,
    "Arabic digits": digits("\u0660"),
    "Devanagari digits": digits("\u0966"),
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    found = plugins.detectors()
    return Engine({name: one for name, one in found.items() if one is not None}, taxonomy.load())


def kinds(engine: Engine, text: str) -> list[tuple[str, str, str]]:
    hits = engine.hits(text.encode(), Locus())
    return [(hit.reading.type, hit.reading.form, hit.reading.value) for hit in hits]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("wrap", WRAPS)
def test_a_wrapped_value_reads_as_the_plain_one(engine: Engine, wrap: str, value: str) -> None:
    plain = kinds(engine, f"Bonjour, {VALUES[value]} merci")

    wrapped = kinds(engine, f"Bonjour, {WRAPS[wrap](VALUES[value])} merci")

    assert plain
    assert wrapped == plain


TWO_DEEP = (
    ("HTML, decimal", "URL, %20"),
    ("URL, %u", "URL, %20"),
    ("URL, %20", "HTML, hexadecimal"),
    ("JSON", "base64"),
    ("JSON, every sign", "URL, +"),
    ("base64", "URL, every byte"),
    ("base64", "JSON"),
    ("base64", "soft line breaks"),
    ("quoted-printable", "base64"),
    ("Arabic digits", "URL, %20"),
    ("no-break spaces", "HTML, decimal"),
    ("full width", "JSON, every sign"),
)


@pytest.mark.parametrize("value", ["e-mail", "telephone", "iban", "nir", "card"])
@pytest.mark.parametrize(("inner", "outer"), TWO_DEEP)
def test_two_wrappings_in_one_another_are_undone(
    engine: Engine, inner: str, outer: str, value: str
) -> None:
    wrapped = WRAPS[outer](WRAPS[inner](VALUES[value]))

    found = kinds(engine, f"Bonjour, {wrapped} merci")

    assert found == kinds(engine, f"Bonjour, {VALUES[value]} merci")


def spans(text: str) -> list[tuple[str, str]]:
    found = next(api.detect([text], types=["contact", "payment"]))
    return [(match.type, text[match.start : match.end]) for match in found]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("à zoe%2Bb%40example.org, merci", "zoe%2Bb%40example.org"),
        ("é&eacute; zoe&#64;example.org !", "zoe&#64;example.org"),
        (r'{"é": "\u0022zoe\u0040example.org\u0022"}', r"zoe\u0040example.org"),
        ("é zoe@exa=\r\nmple.org", "zoe@exa=\r\nmple.org"),
        ("é zo\u200be＠example.org é", "zo\u200be＠example.org"),
        ("é " + b64("((zoe@example.org))") + " é", b64("((zoe@example.org))")[2:23]),
    ],
)
def test_a_match_spans_the_wrapped_value_in_the_text(text: str, span: str) -> None:
    assert spans(text) == [("contact.email", span)]


def test_a_match_says_through_which_wrapping_it_was_seen() -> None:
    text = b64(json.dumps({"mail": "zoe@example.org"}).replace("@", r"\u0040"))

    (match,) = next(api.detect([text], types=["contact"]))

    assert {"through:JSON", "through:base64"} <= set(match.why)


def test_a_plain_match_is_not_counted_twice_beside_a_wrapped_one() -> None:
    text = "abel@example.com, zoe%40example.org, zoe&#64;example.net"

    assert [kind for kind, _ in spans(text)] == ["contact.email"] * 3


def test_basic_authorisation_holds_a_password() -> None:
    text = "Authorization: Basic " + b64("zoe@example.org:s3cr3t-pass")

    found: list[Match] = next(api.detect([text]))

    assert {"contact.email", "secret.password"} <= {match.type for match in found}


@pytest.mark.parametrize("cut", range(0, 5000, 613))
def test_a_wrapped_value_is_found_once_wherever_a_window_ends(engine: Engine, cut: int) -> None:
    from pdscan.detection.asset_scan import AssetScan
    from pdscan.detection.locus_count import ScanOptions
    from pdscan.model import Block

    wrapped = b64("bonjour " * 300 + "zoe@example.org" + " merci" * 300)
    text = "mots " * 100 + wrapped + " suite" * 100
    scan = AssetScan(engine, ScanOptions(names=False))

    scan.feed(Block(text=text[:cut], locus="text"))
    scan.feed(Block(text=text[cut:], locus="text"))

    assert sum(entry.hits for entry in scan.finish().types.values()) == 1
