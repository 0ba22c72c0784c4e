"""Write the JSON Schema that ships beside this file: `python -m pdscan.declarations.schema`.

It is made of the models, and knows the words of the taxonomy; editors complete and check with it.
It holds a file to the short form where it says `form: short` or an activity lists bare strings.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pdscan import taxonomy
from pdscan.countries import CODES
from pdscan.declarations import Declaration, short_form
from pdscan.declarations.checks import OWN_TYPES, WHOLE

PATH = Path(__file__).with_name("declaration.schema.json")

_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string"}
_TEXT_OR_NULL: _Schema = {"type": ["string", "null"]}
_WORDS: _Schema = {"anyOf": [_TEXT_OR_NULL, {"type": "array", "items": _TEXT}]}
_PHRASE: _Schema = {
    "anyOf": [
        _TEXT,
        {"type": "object", "patternProperties": {"^(x\\.|custom:)": _TEXT}, "maxProperties": 1,
         "additionalProperties": False},
        {"$ref": "#/$defs/DataItem"},
    ]
}  # fmt: skip
_PHRASES: _Schema = {"anyOf": [_TEXT, {"type": "array", "items": _PHRASE}]}
_PARTY: _Schema = {
    "anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXT, "maxProperties": 1}]
}
_SHORT: _Schema = {
    "Declaration": {
        "form": {"const": "short"},
        "controller": {"anyOf": [_TEXT_OR_NULL, {"$ref": "#/$defs/ShortController"}]},
        "data": _PHRASES,
        "activities": {"type": "array", "items": {"$ref": "#/$defs/ShortActivity"}},
        "never": _WORDS,
        "only": {"type": "object", "additionalProperties": _PHRASES},
        "where": {"type": "object", "additionalProperties": _WORDS},
    },
    "Controller": {
        "siren": {"$ref": "#/$defs/Identifiers/properties/siren"},
        "siret": {"$ref": "#/$defs/Identifiers/properties/siret"},
        "rcs": _TEXT,
        "ape": _TEXT,
        "vat": _TEXT,
        "dpo": {"anyOf": [_TEXT_OR_NULL, {"const": False}, {"$ref": "#/$defs/Dpo"}]},
    },
    "Activity": {
        "basis": {"anyOf": [_TEXT_OR_NULL, {"type": "array", "items": _TEXT_OR_NULL}]},
        "data": {"anyOf": [*_PHRASES["anyOf"], {"$ref": "#/$defs/ActivityData"}]},
        "keep": _TEXT_OR_NULL,
        "recipients": {"anyOf": [_TEXT, {"type": "array", "items": _PARTY}]},
    },
}
_IS_SHORT: _Schema = {
    "anyOf": [
        *({"required": [key]} for key in short_form.KEYS["Declaration"]),
        {"required": ["activities"], "properties": {"activities": {"type": "array", "contains": {
            "type": "object", "anyOf": [
                {"required": ["data"], "properties": {"data": {"type": ["array", "string"]}}},
                *({"required": [key]} for key in short_form.KEYS["Activity"]),
            ]}}}},
    ]
}  # fmt: skip


def json_schema() -> _Schema:
    """Return the JSON Schema of both forms."""
    long = Declaration.model_json_schema(by_alias=True)
    parts: dict[str, _Schema] = {**long.pop("$defs"), "Declaration": long}
    words = _words()
    for part in parts.values():
        if part.get("properties", {}).pop("x-", None) is not None:
            part["patternProperties"] = {"^x-": {}}
        for key, known in words.items():
            if key in part["properties"]:
                part["properties"][key] = _known(part["properties"][key], known)
    for name, keys in _SHORT.items():
        short = copy.deepcopy(parts[name])
        short["properties"].update(keys)
        short["required"] = [one for one in short.get("required", ()) if one != "id"]
        parts[f"Short{name}"] = short
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pdscan_declaration 1",
        "if": _IS_SHORT,
        "then": {"$ref": "#/$defs/ShortDeclaration"},
        "else": {"$ref": "#/$defs/Declaration"},
        "$defs": parts,
    }


def text() -> str:
    """Return the schema as it ships."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _words() -> dict[str, _Schema]:
    """Return what the texts under some keys may be."""
    facts = taxonomy.load()
    own = {
        "type": "string",
        "pattern": f"^({'|'.join(one.replace('.', chr(92) + '.') for one in OWN_TYPES)})",
    }
    types = {"anyOf": [_one_of([*facts.types, *WHOLE]), own]}
    categories = _one_of(facts.categories)
    country = _one_of(CODES)
    return {
        "types": types,
        "categories": categories,
        "bare": categories,
        "sectors": _one_of([*facts.sectors, "any"]),
        "country": country,
        "countries": country,
        "siren": {"type": "string", "pattern": "^[0-9]{9}$"},
        "siret": {"type": "string", "pattern": "^[0-9]{14}$"},
    }


def _one_of(words: Iterable[str]) -> _Schema:
    return {"type": "string", "enum": sorted(set(words))}


def _known(part: Any, known: _Schema) -> Any:
    """Return a property with its free texts held to what they may be."""
    if isinstance(part, list):
        return [_known(one, known) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "string":
        return part if "const" in part else {**part, **known}
    return {
        key: _known(value, known) if key in ("items", "anyOf") else value
        for key, value in part.items()
    }


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
