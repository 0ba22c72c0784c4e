"""Write a declaration back into its own file, where only what differs changes.

Comments, order and quotes that a person wrote stay; so does the short form's text wherever the long
form says the same under the same key.
"""

from __future__ import annotations

from pathlib import Path

from pdscan import yaml_edits, yaml_lines
from pdscan.declarations import Declaration, loading, short_form, writing
from pdscan.model import ConfigurationError

_BOM = "\ufeff"


def rewritten(path: Path, wanted: Declaration, doubts: dict[str, str]) -> bytes:
    """Return the bytes of a declaration file once it says what is wanted, in the long form.

    `doubts` gives by id why a reader should look again at what is new. Raises ConfigurationError
    where the file is wrong, or can't be changed in place.
    """
    held = loading.load(path)
    text = path.read_bytes().decode()
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    data = yaml_lines.parse(text, path).data
    after = writing.raw_of(wanted)
    is_short = isinstance(data, dict) and short_form.is_short(data)
    before = data if is_short else writing.raw_of(held)
    made = ""
    try:
        made = yaml_edits.edited(text, before, after, writing.flow, writing.lines_of(doubts))
        found = loading.parse(made, path)
    except ConfigurationError:
        found = None
    if found != wanted:
        raise ConfigurationError(
            f"{path} can't be changed in place without losing what a person wrote in it:"
            " name another file"
        )
    return (mark + made).encode()
