"""Turn what pydantic finds wrong in a file into problems with lines and the nearest valid words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pdscan.folding import fold
from pdscan.known_names import nearest
from pdscan.model import ConfigurationError
from pdscan.yaml_lines import Page, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_SHOWN = 3
_SHAPES = {
    "model_type": "keys with their values belong here, as {name: …}",
    "dict_type": "keys with their values belong here, as {name: …}",
    "list_type": "a list belongs here, as [one, two]",
    "tuple_type": "a list belongs here, as [one, two]",
    "string_type": "a text belongs here",
}
_FORMS = {
    "duration": "an ISO 8601 duration, as P3Y, P15M or PT48H",
    "country": 'an ISO 3166 country code, as "FR"',
}


def refusal(path: Path, problems: Iterable[Problem], check: str = "") -> ConfigurationError:
    """Return the error that shows the first problems; `check` names the way to see them all."""
    errors = list(problems)
    shown = "; ".join(f"{path}:{one.line}: {one.message}" for one in errors[:_SHOWN])
    more = f"; and {len(errors) - _SHOWN} more" if len(errors) > _SHOWN else ""
    return ConfigurationError(f"{shown}{more}{check if more else ''}")


def hint(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence: the nearest known words, or all where they are few."""
    words = sorted(known)
    near = nearest(word, words)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; known: {', '.join(words)}" if len(words) <= 30 else ""


def explain(
    page: Page,
    model: type[BaseModel],
    error: ValidationError,
    extra_keys: Mapping[str, Sequence[str]] | None = None,
    meant: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Problem]:
    """Yield one problem for each place that pydantic refused, in the order of the file.

    `extra_keys` adds keys that a model's file form allows and its fields don't show, by model name;
    `meant` gives the keys for folded words that people write in their stead.
    """
    places: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        places.setdefault(_place(page, detail), []).append(detail)
    found = [
        Problem(
            page.line(place), _message(page, model, place, details, extra_keys or {}, meant or {})
        )
        for place, details in places.items()
    ]
    yield from sorted(found, key=lambda problem: problem.line)


def _place(page: Page, detail: ErrorDetails) -> tuple[str | int, ...]:
    """Return pydantic's place without the steps that name a branch of a union, not a part."""
    place: list[str | int] = []
    for step in detail["loc"]:
        is_last = step == detail["loc"][-1] and detail["type"] == "missing"
        if page.has((*place, step)) or (is_last and isinstance(step, str)):
            place.append(step)
    return tuple(place)


def _message(
    page: Page,
    model: type[BaseModel],
    place: tuple[str | int, ...],
    details: Sequence[ErrorDetails],
    extra_keys: Mapping[str, Sequence[str]],
    meant: Mapping[str, Sequence[str]],
) -> str:
    name = str(place[-1]) if place else "the file"
    where = f"in {_label(place[:-1])}" if len(place) > 1 else ""
    kinds = {detail["type"] for detail in details}
    if "missing" in kinds:
        return f"the key {name!r} is missing {where}".rstrip()
    if "extra_forbidden" in kinds:
        owner = _model_at(model, place[:-1])
        known = [*_keys(owner), *extra_keys.get(owner.__name__, ())]
        key = next((one for one in meant.get(fold(name), ()) if one in known), None)
        return f"unknown key {name!r}" + (f"; write {key}" if key else hint(name, known))
    if place == ("pdscan_declaration",) or place == ("pdscan_estate",):
        return f"{name}: this pdscan reads version 1, a number without quotation marks"
    misread = page.misread(place)
    if misread:
        return f"{_label(place)}: {misread}"
    value = details[0].get("input")
    if "string_pattern_mismatch" in kinds and name in _FORMS:
        return f"{_label(place)}: {value!r} isn't {_FORMS[name]}"
    options = [word for detail in details for word in _options(detail)]
    if options and isinstance(value, str | int | None):
        also = " or a list" if "tuple_type" in kinds else ""
        near = nearest(str(value), options, 1)
        guess = f"; did you mean {near[0]}?" if near else ""
        return f"{_label(place)}: {value!r} isn't one of {', '.join(options)}{also}{guess}"
    shape = next((_SHAPES[kind] for kind in sorted(kinds) if kind in _SHAPES), None)
    if shape:
        return f"{_label(place)}: {shape}"
    told = details[0]["msg"].removeprefix("Value error, ")
    return f"{_label(place)}: {told[:1].lower()}{told[1:]}"


def _label(place: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in place) or "the file"


def _options(detail: ErrorDetails) -> list[str]:
    expected = detail.get("ctx", {}).get("expected")
    if detail["type"] != "literal_error" or not isinstance(expected, str):
        return []
    return [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def _keys(model: type[BaseModel]) -> list[str]:
    names = (field.alias or name for name, field in model.model_fields.items())
    return [name for name in names if not name.endswith("-")]


def _model_at(model: type[BaseModel], place: tuple[str | int, ...]) -> type[BaseModel]:
    """Return the model that describes a place of a file, or the nearest one above it."""
    for step in place:
        fields = model.model_fields
        for name, field in fields.items():
            if (field.alias or name) == step:
                model = next(_models(field.annotation), model)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _models(get_args(annotation)[0])
    else:
        for inner in get_args(annotation):
            yield from _models(inner)
