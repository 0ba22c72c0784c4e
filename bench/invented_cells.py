"""Make up the cells of the tables in `invented_tables.txt`: one small grammar for each kind.

A word in capitals in a grammar stands for one of the words of that list, `#` for a digit, `@` for
a capital letter, `%` for a hexadecimal digit. KINDS gives with each grammar what is expected of
such a column: must, should, may, or nothing.
"""

from __future__ import annotations

import random
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

_MADE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_WORDS = {
    name: tuple(word.replace("_", " ") for word in words.split())
    for name, words in _MADE["words"].items()
}
KINDS: dict[str, tuple[str, str]] = {
    kind: (level, grammar) for kind, (level, grammar) in _MADE["kinds"].items()
}
_TOKEN = re.compile(r"[A-Z]{3,}|[#@%]")
_NOW = date(2026, 1, 1)


def cells(kind: str, count: int, seed: str) -> list[str | None]:
    """Return the made-up cells of one column; the same for the same seed."""
    chance = random.Random(seed)
    if kind.startswith("enum:"):
        values = kind.removeprefix("enum:").replace("_", " ").split("|")
        return [chance.choice(values) for _ in range(count)]
    grammar = KINDS[kind][1]
    made = _FUNCTIONS.get(grammar)
    style = chance.randrange(6)
    if made is None:
        found = [_spell(grammar, chance) for _ in range(count)]
    else:
        found = [made(chance, place, style) for place in range(count)]
    if kind in ("last", "first") and style == 0:
        return [cell and cell.upper() for cell in found]
    return found


def _spell(grammar: str, chance: random.Random) -> str:
    return _TOKEN.sub(lambda found: _one(found.group(), chance), grammar)


def _one(token: str, chance: random.Random) -> str:
    if token in _WORDS:
        return chance.choice(_WORDS[token])
    signs = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTVWX", "%": "0123456789abcdef"}
    return chance.choice(signs[token]) if token in signs else token


def _plain(text: str) -> str:
    folded = text.lower().translate(str.maketrans("éèëêàâïîôûüçíóãłı", "eeeeaaiiouuciaali"))
    return re.sub("[^a-z]", "", folded)


def _mail(chance: random.Random, _: int, style: int) -> str:
    first, last = _one("GIVEN", chance), _one("FAMILY", chance)
    local = f"{_plain(first)}.{_plain(last)}" if style % 2 else f"{_plain(first)[:1]}{_plain(last)}"
    return f"{local}@{_one('DOMAIN', chance)}"


def _username(chance: random.Random, _: int, style: int) -> str:
    first, last = _plain(_one("GIVEN", chance)), _plain(_one("FAMILY", chance))
    return (f"{first[:1]}{last}", f"{last}{first[:1]}", f"{first}.{last}", f"{first}{style}7")[
        style % 4
    ]


def _phone(chance: random.Random, _: int, style: int) -> str:
    end = f"{chance.randrange(10_000):04d}"
    shapes = (
        f"06 39 98 {end[:2]} {end[2:]}", f"063998{end}", f"06.39.98.{end[:2]}.{end[2:]}",
        f"+33 6 39 98 {end[:2]} {end[2:]}", f"01 99 00 {end[:2]} {end[2:]}", f"+33199 00{end}",
    )  # fmt: skip
    return shapes[style]


def _street(chance: random.Random, _: int, style: int) -> str:
    number = f"{chance.randrange(1, 199)}" + chance.choice(("", "", " bis"))
    text = f"{number}{',' if style == 1 else ''} {_spell('WAY WAYNAME', chance)}"
    return text.upper() if style == 2 else text


def _complement(chance: random.Random, *_: int) -> str | None:
    return _one("COMPLEMENT", chance) if chance.random() < 0.2 else None


def _cp(chance: random.Random, *_: int) -> str:
    department = chance.choice((1, 13, 29, 31, 44, 59, 67, 75, 80, 92))
    return f"{department:02d}{chance.randrange(1, 99) * 10:03d}"


def _day(chance: random.Random, youngest: int, oldest: int) -> date:
    return _NOW - timedelta(days=chance.randrange(youngest * 365, oldest * 365))


def _styled(day: date, style: int) -> str:
    return f"{day:%d/%m/%Y}" if style in (0, 1) else day.isoformat()


def _nir(chance: random.Random, *_: int) -> str:
    number = _spell(f"{chance.choice('12')}##0{chance.randrange(1, 10)}75###0##", chance)
    return f"{number}{97 - int(number) % 97:02d}"


def _iban(chance: random.Random, _: int, style: int) -> str:
    bban = _spell("9999900000###########", chance) + "97"
    check = 98 - int(f"{bban}152700") % 97
    whole = f"FR{check:02d}{bban}"
    return re.sub("(.{4})", r"\1 ", whole).strip() if style % 2 else whole


def _luhn(digits: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def _text(chance: random.Random, *_: int) -> str:
    kind = "LOREM" if chance.random() < 0.5 else "WORDS, WORDS"
    return f"{_spell(kind, chance)}."


_FUNCTIONS = {
    "mail": _mail,
    "username": _username,
    "phone": _phone,
    "street": _street,
    "complement": _complement,
    "cp": _cp,
    "born": lambda chance, _, style: _styled(_day(chance, 18, 90), style),
    "born8": lambda chance, _, __: f"{_day(chance, 18, 70):%Y%m%d}",
    "date": lambda chance, _, style: _styled(_day(chance, 0, 4), style),
    "datetime": lambda chance, _, __: f"{_day(chance, 0, 4)} {chance.randrange(24):02d}:12:00",
    "day8": lambda chance, _, __: f"{_day(chance, 0, 4):%Y%m%d}",
    "nir": _nir,
    "iban": _iban,
    "siret": lambda chance, _, __: _luhn(_luhn(_spell("########", chance)) + "0001"),
    "card": lambda chance, _, __: _luhn(_spell("4970#1##########"[:15], chance)),
    "expiry": lambda chance, _, __: f"{chance.randrange(1, 13):02d}/{chance.randrange(25, 31)}",
    "hash": lambda chance, _, style: (
        "$2y$10$" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789", k=53))
        if style % 2
        else _spell("%" * 32, chance)
    ),
    "token": lambda chance, _, __: "".join(
        chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=40)
    ),
    "serial": lambda _, place, __: str(place + 1),
    "fk": lambda chance, _, __: str(chance.randrange(1, 50)),
    "bool": lambda chance, _, style: chance.choice(("0", "1") if style else ("true", "false")),
    "int": lambda chance, _, __: str(chance.randrange(0, 20)),
    "rating": lambda chance, _, __: str(chance.randrange(1, 6)),
    "text": _text,
}
