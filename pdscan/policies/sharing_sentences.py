"""Tell which sentences say who receives data."""

from __future__ import annotations

import re

from pdscan.policies import lexicon, sections
from pdscan.policies.parties import mentions_in, vendors_in
from pdscan.policies.remarks import says_processor
from pdscan.policies.sentences import Sentence

_SHORT = 120
# "Nos sous-traitants sont situés en France" says where they are, not what they receive.
_IS_PLACED = re.compile(
    r"\b(?:sont|est|are|is) (?:tous |all )?(?:situe|localise|etabli|bas|located|based|established)"
)
_OURS = re.compile(
    r"\b(?:notre|nos|our) (?:prestataire|sous-traitant|hebergeur|partenaire|fournisseur|provider"
    r"|processor|host|partner|(?:\w+ )?(?:service )?provider)s?\b"
)
_GIVES = re.compile(
    r"transm|partag|communiqu|transf|acces|recev|recoi|heberge|confi|shar|disclos|receiv|stock|host"
)


def speaks_of_recipients(sentence: Sentence) -> bool:
    """Say whether a sentence tells who receives data."""
    if sentence.slot == "recipients":
        return True
    if sentence.slot or sections.has_role(sentence, "definitions", "rights", "minors", "changes"):
        return False
    text = lexicon.pattern("sharing", "no_recipient").sub(" ", sentence.flat)
    if says_processor([sentence]) or re.search(r"^vous |\bsites? tiers\b", text):
        return False
    if _OURS.search(text) and any(vendors_in(sentence.text)):
        return True
    if _IS_PLACED.search(text) and not _GIVES.search(text):
        return False
    if sections.has_role(sentence, "recipients") and (
        sentence.block.kind in ("bullet", "row")
        or (len(sentence.text) < _SHORT and not re.search(r"\b(?:nous|vous|we|you)\b", text))
    ):
        return True
    intro = sentence.block.intro
    if (
        intro is not None
        and lexicon.pattern("sharing", "share").search(intro.flat)
        and mentions_in(intro.flat + " tiers")
    ):
        return bool(
            re.search(
                r"destinataire|tiers|recipient|third|acces|partag|share|communi|transm", intro.flat
            )
        )
    return bool(lexicon.pattern("sharing", "share").search(text))
