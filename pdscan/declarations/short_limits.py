"""Read what a short form rules out: `never`, `only` and `where`."""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.declarations import short_words
from pdscan.declarations.short_draft import Draft, Raw, data_items, listed_in, resolved_in


def never(given: object, draft: Draft) -> Iterator[Raw]:
    """Yield a denial for each phrase: of subjects for minors, else of categories and types."""
    for number, one in enumerate(given if isinstance(given, list) else [given] if given else []):
        resolved = resolved_in(str(one), ("never", number), draft)
        if not resolved:
            continue
        denial: Raw = {
            "id": draft.named("deny", str(one), ("never", number)),
            "strength": "absolute",
        }
        if "cat.minors" in resolved.categories or "minor.data" in resolved.types:
            yield {**denial, "kind": "subject", "target": {"subjects": ["minor"]}}
        else:
            target = {"categories": list(resolved.categories), "types": list(resolved.types)}
            yield {**denial, "kind": "category", "target": target}


def only(given: object, draft: Draft) -> Iterator[tuple[Raw, list[Raw]]]:
    """Yield a denial of all but the listed phrases of a category, with these as declared data."""
    if not isinstance(given, dict):
        if given is not None:
            draft.complain(
                ("only",), "only: write a category and its phrases, {cat.payment: [iban]}"
            )
        return
    for head, words in given.items():
        domain = resolved_in(str(head), ("only", head), draft)
        listed = words if isinstance(words, list) else [words]
        items = list(data_items(listed, ("only", head), draft))
        spared = [name for one in items for name in listed_in(one, "types")]
        denial = {
            "id": draft.named("deny", f"only {str(head).removeprefix('cat.')}", ("only", head)),
            "kind": "only",
            "target": {"categories": list(domain.categories), "types": list(domain.types)},
            "except": {"types": spared},
        }
        yield denial, items


def where(given: object, draft: Draft) -> Iterator[Raw]:
    """Yield a location for each kind of operator."""
    if not isinstance(given, dict):
        if given is not None:
            draft.complain(("where",), "where: write who and the places, {processors: [FR]}")
        return
    for who, places in given.items():
        kinds = short_words.operators(str(who))
        if kinds is None:
            known = ", ".join(short_words.OPERATORS)
            draft.complain(("where", who), f"where: {who!r} isn't one of {known}")
            continue
        allowed: dict[str, list[str]] = {}
        for number, one in enumerate(places if isinstance(places, list) else [places]):
            found = short_words.place(one)
            if found is None:
                message = f'where: {one!r} is no country code (quoted, "FR"), region or site'
                draft.complain(("where", who, number), message)
            else:
                allowed.setdefault(found[0], []).append(found[1])
        name = draft.named("loc", str(who), ("where", who))
        yield {"id": name, "applies_to": {"operators": list(kinds)}, "allowed": allowed}
