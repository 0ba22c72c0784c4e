"""Find the activities of a register in prose: fields one after another, no title above them.

"Finalité : gestion des commandes. / Base légale : contrat. / Durée : 5 ans."
"""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.policies.activity import LONGEST_NAME, Activity, kind_of_title
from pdscan.policies.sentences import Sentence

_LEAST = 3


def records(sentences: list[Sentence]) -> list[Activity]:
    """Return an activity for each run of fields with a purpose and two fields more."""
    found: list[Activity] = []
    for run in _runs(sentences):
        slots = {one.slot for one in run}
        purpose = next((one for one in run if one.slot == "purposes"), None)
        if purpose is None or len(slots) < _LEAST:
            continue
        title = purpose.text.partition(":")[2].strip(" .;")
        name = title[:1].upper() + title[1:LONGEST_NAME]
        activity = Activity(
            name, kind_of_title(title), purpose, 0, len(purpose.text), "labels", sentences=run
        )
        for one in run:
            one.activity = activity
        found.append(activity)
    return found


def _runs(sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the sentences of each run; a field that comes again begins the next run."""
    run: list[Sentence] = []
    for one in sentences:
        goes_on = bool(run) and one.block is run[-1].block
        is_field = bool(one.slot and one.label and not one.column and one.activity is None)
        if goes_on and not is_field:
            one.slot = one.slot or run[-1].slot
            run.append(one)
            continue
        if not is_field or any(one.slot == other.slot and other.label for other in run):
            if run:
                yield run
            run = []
        if is_field:
            run.append(one)
    if run:
        yield run
