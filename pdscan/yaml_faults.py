"""Say in a writer's words what a YAML parser refuses: where, and the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

# The two parsers of PyYAML word their problems differently; the first pattern that fits counts, and
# the marked ones point at where the unfinished part began, not at where the parser gave up.
_UNCLOSED = "expected ',' or"
_FAULTS = (
    (r"\ba tab character\b|'\\t'", False, "a tab can't indent YAML: use spaces"),
    (r"unexpected end of stream", True, "a quotation mark opens a text here and none closes it"),
    (
        _UNCLOSED,
        True,
        "what opens here with { or [ isn't closed rightly: a comma or closing bracket is missing,"
        " or a text with a colon or comma lacks quotation marks",
    ),
    (
        r"mapping values are not allowed",
        False,
        "a colon stands inside a text, or the line is indented too far: put the text in quotation"
        " marks, or align the line with its neighbours",
    ),
    (r"could not find expected ':'", True, "a key lacks its colon (key: value)"),
    (r"sequence entries are not allowed", False, "a list's first dash belongs on its own line"),
    (r"undefined alias", False, "a text that begins with * needs quotation marks"),
    (
        r"expected '-' indicator|<block end>|expected key",
        False,
        "the line isn't aligned with those above, or a text goes on behind its closing quotation"
        " mark",
    ),
    (r"another document", False, "a file holds one document: --- begins another"),
    (
        r"cannot start any token|non-alphabetical|alphabetic or numeric|node content",
        False,
        "a text that begins with a sign as @, %, & or ` needs quotation marks",
    ),
    (r"constructor for the tag", False, "a text that begins with ! needs quotation marks"),
)


def told(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    r"""Return the 1-based line of a fault, and a sentence about it that quotes nothing of the file.

    >>> import yaml
    >>> try:
    ...     yaml.safe_load("a: 1\nb: [1, 2\nc: 3")
    ... except yaml.MarkedYAMLError as error:
    ...     told(error, "")[0]
    2
    """
    problem = error.problem or error.context or "isn't YAML"
    where = error.problem_mark or error.context_mark
    line = where.line + 1 if where else 1
    if where and text[where.index : where.index + 1] == "\t":
        problem = "a tab character"
    if error.context == "while parsing a flow node" and where and not text[where.index :].strip():
        return _last_opened(text), next(said for fault, _, said in _FAULTS if fault == _UNCLOSED)
    for pattern, is_begin, sentence in _FAULTS:
        if re.search(pattern, problem):
            begin = error.context_mark if is_begin else None
            return (begin.line + 1 if begin else line), sentence
    return line, problem


def _last_opened(text: str) -> int:
    """Return the 1-based line of the last { or [ that nothing closes."""
    import yaml

    opened = [0]
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            opened.append(token.start_mark.line)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
            opened.pop()
    return opened[-1] + 1
