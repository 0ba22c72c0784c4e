"""Ask detectors that may fail: what one can't answer is noted by its name, the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pdscan.contracts import Detector, Reading
from pdscan.detection.ruleset import Rule
from pdscan.model import Match, PdscanError
from pdscan.tally import Failures, add_failure

if TYPE_CHECKING:
    import pyarrow as pa


def judgements(
    judges: Mapping[str, Detector],
    field_name: str,
    cells: pa.StringArray,
    beside: Sequence[str],
    failures: Failures,
) -> Iterator[tuple[str, Reading]]:
    """Yield what each detector says that a field holds, with its name."""
    for name, detector in judges.items():
        try:
            reading = detector.judge_column(field_name, cells, beside)
        except Exception as error:  # noqa: BLE001 - a detector may fail in any way
            add_failure(failures, name, error)
            continue
        if reading is not None:
            yield name, reading


def names(
    soft: Mapping[str, Detector],
    texts: list[str],
    failures: Failures,
    *,
    one_document: bool = False,
    models: bool = True,
) -> list[list[Match]]:
    """Return what the soft detectors find in each text; UnreadableError: one has no model.

    The texts may be windows of one document, which say more of one another. Where `models` is
    False none is asked.
    """
    found: list[list[Match]] = [[] for _ in texts]
    for name, one in soft.items():
        try:
            detector = one if models else one.without_models()
            find = detector.find_in_document if one_document else detector.find_all
            theirs = find(texts)
        except PdscanError:
            raise
        except Exception as error:  # noqa: BLE001 - a detector may fail in any way
            add_failure(failures, name, error)
            continue
        for mine, matches in zip(found, theirs, strict=True):
            mine.extend(matches)
    return found


def tried(rule: Rule, text: str, failures: Failures) -> bool:
    """Say whether only the check digit could refuse a candidate."""
    try:
        return rule.pattern.tried is None or rule.pattern.tried(text)
    except Exception as error:  # noqa: BLE001 - a detector may fail in any way
        add_failure(failures, rule.name, error)
        return True
