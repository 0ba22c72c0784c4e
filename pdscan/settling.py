"""Say when a sample has told enough: every column of its table is settled.

What wasn't seen in so many random rows is rare enough (the rule of three holds whenever one stops:
what is not in n rows wasn't in fewer either), and of what was seen, more rows would decide nothing
else. A sample is looked at up to three times before its end, so the intervals by which that is
told, and the bounds of what is found, are those of a smaller chance to be wrong each time. Free
text is never settled, nor are records whose age is counted: there rare ones matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pyarrow as pa

from pdscan.birth_dates import BirthDates
from pdscan.detection.free_texts import FreeTexts
from pdscan.finding_group import Group, Tallied, in_field, is_apart, is_settled
from pdscan.model import Asset, Sampled
from pdscan.reconcile.completeness import unseen_at_most
from pdscan.reconcile.subject_axis import ENOUGH
from pdscan.sampled import AT_A_STAGE, AT_THE_END
from pdscan.tally import Tally

_NEARLY_ALL = 0.9


@dataclass(slots=True)
class Settling:
    """Look at the sample of one table, stage after stage; `rare` is a share of rows."""

    table: Asset
    rare: float
    _texts: FreeTexts = field(default_factory=FreeTexts)
    _looked: bool = False

    def feed(self, batch: pa.RecordBatch) -> None:
        """Take a batch of the table's columns."""
        self._texts.feed(batch)

    def settled(self, drawn: Sampled, tally: Tally, births: BirthDates | None) -> Sampled | None:
        """Return the sample as it ends at this stage, None where it has to go on."""
        unseen = unseen_at_most(drawn.n)
        if unseen is None or unseen > self.rare:
            return None
        self._looked = True
        if not self._are_known(tally) or not self._are_decided(tally, births):
            return None
        return replace(drawn, alpha=AT_A_STAGE, settled=True)

    def ended(self, drawn: Sampled) -> Sampled:
        """Return the whole sample; how often its bounds may be wrong depends on earlier looks."""
        return replace(drawn, alpha=AT_THE_END) if self._looked else drawn

    def _are_known(self, tally: Tally) -> bool:
        """Say whether what looks like free text is nearly all of one kind of data."""
        known = {
            locus
            for (locus, _, _, _), entry in tally.types.items()
            if entry.hits >= _NEARLY_ALL * tally.examined[locus]
        }
        return {f"column:{name}" for name in self._texts.columns} <= known

    def _are_decided(self, tally: Tally, births: BirthDates | None) -> bool:
        counted = births.counts() if births is not None else ()
        if not all(minors == 0 or is_apart(minors, n, ENOUGH, AT_A_STAGE) for minors, n in counted):
            return False
        one = Tallied(self.table, b"")
        for place in dict.fromkeys(key[:3] for key in tally.types if in_field(key[0])):
            group = Group()
            group.add(one, tally, "", place)
            if not is_settled(place[1], group, AT_A_STAGE):
                return False
        return True
