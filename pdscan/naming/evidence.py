"""Name the evidence for a name, and how sure each kind makes it before all is weighed (0 to 1)."""

from __future__ import annotations

FULL, FIRST, LAST = "person.name", "person.name.first", "person.name.last"
SURE, LIKELY, USUAL, DOUBTFUL, WEAK, FAINT, WORDY, LONE = 0.9, 0.85, 0.65, 0.6, 0.45, 0.3, 0.2, 0.05
LONE_WORD = "lone word"
USUAL_GIVEN = "usual given name"
LISTED_GIVEN = "listed given name"
LISTED_SURNAME = "listed surname"
WORDY_GIVEN = "given name that is a word"
CAPITALS, CAPITAL_SURNAME = "capitalised words", "one of two words in capitals"
LONE_KINDS = (LONE_WORD, USUAL_GIVEN, LISTED_GIVEN, WORDY_GIVEN, LISTED_SURNAME)
UNLISTED = (CAPITALS, CAPITAL_SURNAME)
