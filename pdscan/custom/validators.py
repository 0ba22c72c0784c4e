"""Name the checks that a detector written in YAML can ask for.

`luhn`, `iban`, `mod97` (ISO 7064, remainder 1), `verhoeff`, and `stdnum:MODULE` for any module of
python-stdnum (`stdnum:fr.nir`, `stdnum:iso7064.mod_11_10`).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from importlib.util import find_spec

from pdscan import checksums
from pdscan.known_names import nearest

STDNUM = "stdnum:"
_MODULE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,2}")

Validator = Callable[[str], bool]


def _luhn(text: str) -> bool:
    return checksums.luhn(_digits(text))


def _iban(text: str) -> bool:
    return checksums.iban(_compact(text))


def _mod97(text: str) -> bool:
    compact = _compact(text)
    return compact.isascii() and len(compact) > 2 and checksums.mod97(compact) == 1


def _verhoeff(text: str) -> bool:
    from stdnum import verhoeff

    return bool(verhoeff.is_valid(_digits(text)))


_OWN: dict[str, Validator] = {
    "luhn": _luhn,
    "iban": _iban,
    "mod97": _mod97,
    "verhoeff": _verhoeff,
}


def validator(name: str) -> Validator:
    """Return the check of that name; raise ValueError that lists the nearest where none is."""
    if name in _OWN:
        return _OWN[name]
    module = name.removeprefix(STDNUM)
    if name.startswith(STDNUM) and _MODULE.fullmatch(module) and _is_there(module):
        valid = getattr(importlib.import_module(f"stdnum.{module}"), "is_valid", None)
        if valid is not None:
            return _Guarded(valid)
    near = nearest(name, _OWN)
    guess = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(
        f"there is no validator {name!r}{guess or '; known: ' + ', '.join(sorted(_OWN))}"
        f"{'' if guess else ', stdnum:MODULE as stdnum:fr.nir'}"
    )


def _is_there(module: str) -> bool:
    try:
        return find_spec(f"stdnum.{module}") is not None
    except ModuleNotFoundError:
        return False


class _Guarded:
    """Let a strange text be wrong, where a module of stdnum stumbles over it."""

    def __init__(self, valid: Validator) -> None:
        self._valid = valid

    def __call__(self, text: str) -> bool:
        try:
            return bool(self._valid(text))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return False


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "0123456789")


def _compact(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).upper()
