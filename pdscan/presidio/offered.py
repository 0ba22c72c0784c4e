"""Offer pdscan's detectors to an AnalyzerEngine of Presidio, as one recognizer.

One recognizer finds all types in one pass of the automaton. Names of people are left to the
NLP engine that Presidio works with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult

from pdscan import plugins, taxonomy
from pdscan.contracts import Pattern
from pdscan.detection.engine import Engine
from pdscan.model import Match
from pdscan.plan import chosen_detectors

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer
    from presidio_analyzer.nlp_engine import NlpArtifacts

NAME = "pdscan"
# Types that Presidio has a name for.
_THEIRS = {
    "contact.email": "EMAIL_ADDRESS",
    "contact.phone": "PHONE_NUMBER",
    "online.ip": "IP_ADDRESS",
    "online.mac": "MAC_ADDRESS",
    "online.url": "URL",
    "payment.card.pan": "CREDIT_CARD",
    "payment.iban": "IBAN_CODE",
    "stdnum:de.idnr": "DE_TAX_ID",
    "stdnum:de.stnr": "DE_TAX_NUMBER",
    "stdnum:fi.hetu": "FI_PERSONAL_IDENTITY_CODE",
    "stdnum:gb.nhs": "UK_NHS",
    "stdnum:it.codicefiscale": "IT_FISCAL_CODE",
    "stdnum:th.pin": "TH_TNIN",
    "stdnum:tr.tckimlik": "TR_NATIONAL_ID",
    "stdnum:za.idnr": "ZA_ID_NUMBER",
}
_FRENCH = ("gov.", "business.", "payment.rib")


def offered(language: str, types: Sequence[str] = ()) -> list[EntityRecognizer]:
    """Return the recognizer, in a list that a registry's can be extended by."""
    return [PdscanRecognizer(language, types)]


def entity(type_id: str) -> str:
    """Return the name that Presidio's users know a type by.

    >>> entity("payment.iban"), entity("gov.nir"), entity("stdnum:nl.bsn")
    ('IBAN_CODE', 'FR_NIR', 'NL_BSN')
    """
    if type_id in _THEIRS:
        return _THEIRS[type_id]
    origin, colon, name = type_id.partition(":")
    if origin == "presidio":
        return name
    if colon:
        return name.replace("_.", ".").replace(".", "_").upper()
    own = type_id.partition(".")[2] if type_id.startswith(_FRENCH) else type_id
    return ("FR_" if own != type_id else "") + own.replace(".", "_").upper()


class PdscanRecognizer(LocalRecognizer):
    """Find what pdscan's patterns find; scores are pdscan's, context included."""

    def __init__(self, language: str = "fr", types: Sequence[str] = ()) -> None:
        detectors = chosen_detectors(tuple(types), names=False)
        self._engine = Engine(detectors, taxonomy.load())
        read = (one for one in detectors.values() if isinstance(one, Pattern))
        entities = sorted({entity(one) for one in plugins.merge_types(read)})
        super().__init__(supported_entities=entities, supported_language=language, name=NAME)

    def load(self) -> None:
        """Do nothing: the automaton is compiled when the recognizer is made."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the results of the entities asked for (none: all)."""
        del nlp_artifacts
        return [
            self._result(match)
            for match in self._engine.detect(text)
            if not entities or entity(match.type) in entities
        ]

    def _result(self, match: Match) -> RecognizerResult:
        why = AnalysisExplanation(
            recognizer=NAME,
            original_score=match.score,
            textual_explanation=f"{match.type}: {', '.join(match.why)}",
        )
        return RecognizerResult(
            entity_type=entity(match.type),
            start=match.start,
            end=match.end,
            score=match.score,
            analysis_explanation=why,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: NAME,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            },
        )
