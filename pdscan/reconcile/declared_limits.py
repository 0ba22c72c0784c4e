"""Answer what declarations limit: how long, where, by whom and about whom, with the citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from pdscan.declarations import Declaration, Location, Recipient, Transfer
from pdscan.reconcile.citing import cite
from pdscan.reconcile.retention_sets import DeclaredSet
from pdscan.report import Cited

Activities = frozenset[str] | None


class Limits:
    """Hold the limits of several declarations; answers are kept, since many assets ask alike."""

    def __init__(self, declarations: Sequence[Declaration]) -> None:
        self._declarations = tuple(declarations)
        self._recipients: dict[Activities, tuple[tuple[Recipient, Cited], ...]] = {}
        self._subjects: dict[Activities, tuple[frozenset[str], tuple[Cited, ...]]] = {}

    @cached_property
    def retention(self) -> tuple[DeclaredSet, ...]:
        """Return all retention sets, in the order of the files."""
        return tuple(
            DeclaredSet(
                one,
                cite(declaration, one.id, one.source),
                frozenset(a.id for a in declaration.activities if one.id in a.retention),
            )
            for declaration in self._declarations
            for one in declaration.retention
        )

    @cached_property
    def locations(self) -> tuple[tuple[Location, Cited], ...]:
        """Return all declared places, in the order of the files."""
        return tuple(
            (one, cite(declaration, one.id, one.source))
            for declaration in self._declarations
            for one in declaration.locations
        )

    @cached_property
    def transfers(self) -> tuple[tuple[Transfer, Cited], ...]:
        """Return all declared transfers, in the order of the files."""
        return tuple(
            (one, cite(declaration, one.id, one.source))
            for declaration in self._declarations
            for one in declaration.transfers
        )

    @cached_property
    def recipient_kinds(self) -> Mapping[str, str]:
        """Return the kind of each declared recipient by its id."""
        return {one.id: one.kind for each in self._declarations for one in each.recipients}

    def recipients(self, activities: frozenset[str] | None) -> tuple[tuple[Recipient, Cited], ...]:
        """Return the recipients of the activities (None: of all), and those declared for all."""
        if activities not in self._recipients:
            self._recipients[activities] = tuple(self._received(activities))
        return self._recipients[activities]

    def _received(self, activities: frozenset[str] | None) -> Iterator[tuple[Recipient, Cited]]:
        for declaration in self._declarations:
            named = {one for activity in declaration.activities for one in activity.recipients}
            own = {
                one
                for activity in declaration.activities
                if activities is None or activity.id in activities
                for one in activity.recipients
            }
            for one in declaration.recipients:
                if one.applies_to == "all" or one.id in own or one.id not in named:
                    yield one, cite(declaration, one.id, one.source, one.label)

    def subjects(
        self, activities: frozenset[str] | None
    ) -> tuple[frozenset[str], tuple[Cited, ...]]:
        """Return the people whom the activities (None: all) speak of, and where that is said.

        Nobody where one of the activities does not say.
        """
        if activities not in self._subjects:
            self._subjects[activities] = self._spoken_of(activities)
        return self._subjects[activities]

    def _spoken_of(
        self, activities: frozenset[str] | None
    ) -> tuple[frozenset[str], tuple[Cited, ...]]:
        found = [
            (declaration, activity)
            for declaration in self._declarations
            for activity in declaration.activities
            if activities is None or activity.id in activities
        ]
        if not found or not all(activity.subjects for _, activity in found):
            return frozenset(), ()
        listed = frozenset(name for _, activity in found for name in activity.subjects)
        cited = (cite(one, activity.id, activity.source, activity.name) for one, activity in found)
        return listed, tuple(dict.fromkeys(cited))
