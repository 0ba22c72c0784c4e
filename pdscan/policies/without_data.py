"""Read what a positive sentence leaves out: "vos données d'usage sans nom ni adresse"."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import lexicon
from pdscan.policies.data_items import resolve
from pdscan.policies.denial import Denial, Reading
from pdscan.policies.restrictions import object_end
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy

_WITHOUT = re.compile(
    r"(?<![\w'])(?:sans|without) "
    r"(?!que\b|jamais|avoir\b|etre\b|\w+(?:er|ir|re|ing)\b|keep|stor)"
)
_UNABLE = re.compile(r"(?<![\w'])(?:ne |n'|cannot|can't|not |unable|impossible)")
_FORMS = {
    "hashed": re.compile(r"hach\w+|hash\w*"),
    "encrypted": re.compile(r"chiffr\w+|encrypt\w+"),
    "tokenised": re.compile(r"pseudonym\w+|tokeni[sz]\w+"),
    "generalised": re.compile(r"agreg\w+|generali[sz]\w+|aggregat\w+"),
}


def without_data(sentence: Sentence, facts: Taxonomy, found: Reading) -> None:
    """Add the denial of what follows "sans" after a verb of use, but for a form ("sauf hachée").

    "Sans votre adresse, nous ne pouvons pas …" and "sans votre accord" deny no data.
    """
    text = sentence.flat
    for words in _WITHOUT.finditer(text):
        before = text[: words.start()]
        if _UNABLE.search(before) or not any(
            lexicon.pattern(*one).search(before)
            for one in (("statements", "use"), ("polarity", "collect"))
        ):
            continue
        if lexicon.pattern("polarity", "consent").match(text, words.start()):
            continue
        stop = lexicon.pattern("polarity", "adversative").search(text, words.end())
        end = object_end(sentence, words.end(), stop.start() if stop else None)
        deeds = lexicon.table("data_words")["deed_types"]
        named = resolve(sentence.text[words.end() : end], facts)
        types = [one for one in named.types if one not in deeds]
        taken = any(first < end and words.start() < last for first, last in found.taken)
        if not types or taken:
            continue
        spared = text[stop.start() :] if stop is not None and stop.start() <= end + 1 else ""
        forms = [form for form, one in _FORMS.items() if one.search(spared)]
        spares: dict[str, Any] = {"forms": forms} if forms else {}
        denial = Denial(sentence, "category", {"types": _whole_names(types)}, words.start(), end)
        denial.spares, denial.scope, denial.word = spares, "activity", "without"
        denial.end = len(text) if forms else end
        denial.confidence = 0.8
        found.taken.append((words.start(), denial.end))
        found.denials.append(denial)


def _whole_names(types: list[str]) -> list[str]:
    """Return types; a name that is left out is left out in whole."""
    return ["person.name", *types] if "person.name.last" in types else types
