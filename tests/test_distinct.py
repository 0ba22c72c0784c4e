"""Estimates of distinct values: one by one or in bulk, in any order, on few values or many."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pdscan.distinct import Sketch, order, orders, orders_of


def test_one_by_one_and_in_bulk_give_the_same_hashes() -> None:
    values = ["Zélie@Example.org", "06 39 98 10 11", "FR76-9999", "", "a" * 300]

    for some in (values, [*values, "two cells\x1ein one"], []):
        for type_id in ("contact.email", "contact.phone"):
            plain = [order(type_id, value) for value in some]
            assert orders(type_id, pa.array(some, pa.string())).tolist() == plain
            assert orders_of(type_id, some).tolist() == plain


def test_spelling_makes_no_new_value() -> None:
    assert order("contact.phone", "0639981011") == order("contact.phone", "+33 6 39 98 10 11")
    assert order("payment.iban", "fr76 9999") == order("payment.iban", "FR769999")


@pytest.mark.parametrize("count", [0, 1, 999, 1023])
def test_few_values_are_counted_exactly(count: int) -> None:
    sketch = Sketch()
    sketch.add_all(orders("x", pa.array([f"v{n}" for n in range(count)], pa.string())))

    assert sketch.count() == count


@pytest.mark.parametrize("count", [5_000, 200_000])
def test_many_values_are_estimated_within_a_tenth(count: int) -> None:
    sketch = Sketch()
    sketch.add_all(orders("x", pa.array([f"client{n}@example.org" for n in range(count)])))

    assert abs(sketch.count() - count) < count / 10


def test_parts_add_up_to_the_whole_in_any_order() -> None:
    hashes = orders("x", pa.array([f"v{n}" for n in range(30_000)]))
    whole, forth, back = Sketch(), Sketch(), Sketch()
    whole.add_all(hashes)
    parts = [Sketch() for _ in range(3)]
    for number, part in enumerate(parts):
        part.add_all(hashes[number::3])

    for part in parts:
        forth.merge(part)
    for part in reversed(parts):
        back.merge(part)

    assert whole.count() == forth.count() == back.count()
