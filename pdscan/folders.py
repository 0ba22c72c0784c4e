"""Tell the folders on the way to an asset, each once: their names may be those of people.

A folder's name is read as metadata of the first asset that lies in it, so a folder of a million
files is read once. Hosts, buckets and databases are no folders.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from urllib.parse import unquote

from pdscan.contracts import Piece
from pdscan.locators import MEMBER, SHEET
from pdscan.model import Asset, Block

LOCUS = "metadata:folder"


class Folders:
    """Remember the folders that were told."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def new(self, locator: str) -> tuple[str, ...]:
        """Return the names of the folders on the way to a locator that were not told before.

        >>> folders = Folders()
        >>> folders.new("smb://files/rh/Dupont Marie/contrat.pdf")
        ('rh', 'Dupont Marie')
        >>> folders.new("smb://files/rh/Dupont Marie/avenant.pdf")
        ()
        """
        found = []
        for place, name in _folders(locator):
            if name and place not in self._told:
                self._told.add(place)
                found.append(unquote(name, errors="replace"))
        return tuple(found)


def orphaned(assets: Iterable[Asset], gone: Iterable[str]) -> set[str]:
    """Return the assets that now tell a folder which one of those that are gone may have told."""
    left = {place for locator in gone for place, _ in _folders(locator)}
    return {one.locator for one in assets if not left.isdisjoint(_places_told(one))}


def _places_told(asset: Asset) -> list[str]:
    """Return the places of the folders that an asset tells: the innermost on its way."""
    places = [place for place, name in _folders(asset.locator) if name]
    return places[len(places) - len(asset.folders) :]


def told_first(
    asset: Asset, pieces: Iterator[tuple[Asset, Piece]]
) -> Generator[tuple[Asset, Piece], None, None]:
    """Yield the pieces of an asset, its folders' names and those inside its members before them.

    An asset that is read in parts tells its folders in the first.
    """
    inside = Folders()
    inside.new(asset.locator)
    for name in asset.folders if asset.after is None else ():
        yield asset, _block(name)
    for member, piece in pieces:
        for name in inside.new(member.locator):
            yield member, _block(name)
        yield member, piece


def _block(name: str) -> Block:
    """Return a folder's name as a text that is told from others by the stroke at its end."""
    return Block(text=f"{name}/", locus=LOCUS)


def _folders(locator: str) -> Iterator[tuple[str, str]]:
    """Yield each folder's place and name, outermost first; of a member those in its container."""
    holder, inside, path = locator.rpartition(MEMBER)
    if not inside:
        scheme, _, rest = path.partition("://")
        host, _, path = rest.partition("/")
        holder = f"{scheme}://{host}"
    names = path.partition(SHEET)[0].split("/")[:-1]
    place = holder
    for name in names:
        place = f"{place}/{name}"
        yield place, name
