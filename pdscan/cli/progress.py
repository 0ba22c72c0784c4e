"""Show on stderr how far a run is: a bar for a person, nothing for a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm


class Bar:
    """Draw a bar over the assets; the locator of the last one that ended stands beside it."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._bar: tqdm[Any] | None = None

    def start(self, total: int) -> None:
        """Draw the bar for so many assets."""
        if self._shown:
            from tqdm import tqdm

            self._bar = tqdm(total=total, unit=" assets", leave=False, dynamic_ncols=True)

    def advance(self, locator: str) -> None:
        """Move by one asset."""
        if self._bar is not None:
            self._bar.set_postfix_str(locator[-50:], refresh=False)
            self._bar.update(1)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
