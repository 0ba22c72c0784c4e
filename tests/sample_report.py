"""Build the reports that the formats' tests write: every kind, gaps, samples, hostile names."""

from __future__ import annotations

from dataclasses import replace

from pdscan import locators
from pdscan.model import AssetStatus, Container, Form, Reason
from pdscan.report import (
    AssetSeen,
    Bound,
    Cited,
    DeclarationUsed,
    Finding,
    Report,
    Run,
    Sample,
    Tool,
    Verdict,
)
from pdscan.report_coverage import AssetCoverage, Coverage, GapSeen, SourceCovered, Totals

ESTATE = "demo"
SCRIPT_NAME = "file:///srv/partage/<script>document.title='joué'<%2Fscript>\"'&.csv"
RTL_NAME = "file:///srv/partage/facture_\u202efdp.exe"

POLICY = "politique.txt"
CARD = Cited(
    "deny.full_card", POLICY, (35, 37), "les 6 premiers et 4 derniers chiffres de votre carte"
)
NO_LOCATION = Cited("deny.location", POLICY, (52,), "nous ne procédons à aucune géolocalisation")
CONTACT = Cited("d.contact", POLICY, (18, 19), "vos nom, prénom, adresse électronique")
KEPT = Cited("ret.card_proof", POLICY, (41, 42), "conservées 15 mois à compter du paiement")
FRANCE = Cited("loc.fr", POLICY, (60,), "Tous nos prestataires sont situés en France")


def _asset(locator: str, kind: str, system: str | None, **facts: object) -> AssetSeen:
    one = AssetSeen(
        id=locators.asset_id(ESTATE, locator),
        locator=locator,
        asset_key=locators.asset_key(locator),
        source=locator.split(":")[0],
        kind=kind,
        system=system,
        activities=("act.payment",) if system else (),
        mapped=system is not None,
    )
    return replace(one, **facts)  # type: ignore[arg-type]


def _sampled(n: int, of: int) -> AssetCoverage:
    return AssetCoverage(AssetStatus.SAMPLED, n, of)


PAID = _asset("pg://demo/public.reglements", "table", "sys.paiement", rows=118)
CLIENTS = _asset(
    "pg://demo/public.clients", "table", "sys.crm", rows=250_000, coverage=_sampled(20_000, 250_000)
)
LOG = _asset("file:///var/log/demo/trace-2026-01-31.log", "file", "sys.paiement", size=84_211)
LOG_OLD = _asset("file:///var/log/demo/trace-2026-01-30.log", "file", "sys.paiement", size=81_002)
PAY = _asset("file:///srv/rh/paie 2026.xlsx#Été", "sheet", "sys.rh", rows=42)
EXPORT = _asset("s3://demo-exports/crm.csv", "object", None, exposure="public", size=9_912)
HOSTILE = _asset(SCRIPT_NAME, "file", "sys.crm", size=12)
RTL = _asset(RTL_NAME, "file", "sys.crm", size=12)
BACKUP = _asset(
    "s3://demo-sauvegarde/2026-06-01.sql.gz.enc",
    "object",
    "sys.sauvegarde",
    country="IE",
    coverage=AssetCoverage(AssetStatus.FAILED, 0, 90_000_000, "encrypted"),
)
SCAN = _asset(
    "file:///srv/rh/cni.png", "file", "sys.rh", coverage=AssetCoverage(AssetStatus.SKIPPED)
)
OWN = _asset(
    "file:///srv/partage/pdscan.json", "file", None, coverage=AssetCoverage(AssetStatus.EXCLUDED)
)
OLD = _asset(
    "file:///srv/rh/ancien.csv", "file", "sys.rh", coverage=AssetCoverage(AssetStatus.UNCHANGED)
)
ASSETS = (PAID, CLIENTS, LOG, LOG_OLD, PAY, EXPORT, HOSTILE, RTL, BACKUP, SCAN, OWN, OLD)


def _finding(asset: AssetSeen, locus: str, type_id: str, masked: str, **facts: object) -> Finding:
    form = facts.get("form", Form.FULL)
    one = Finding(
        id=locators.finding_id(ESTATE, asset.asset_key, locus, type_id, str(form)),
        asset_key=asset.asset_key,
        locus=locus,
        type=type_id,
        assets=(asset.id,),
        tier=1,
        hits=118,
        examined=118,
        share=1.0,
        distinct=117,
        confidence=0.99,
        why=("pattern:demo", "field:demo"),
        samples=(Sample(asset.locator, masked),),
    )
    return replace(one, **facts)  # type: ignore[arg-type]


FINDINGS = {
    "pan": _finding(
        LOG,
        "text",
        "payment.card.pan",
        "400000******0002",
        assets=(LOG.id, LOG_OLD.id),
        tier=3,
        category="cat.payment",
        container=Container.FREE_TEXT,
        hits=12,
        examined=165_213,
        share=None,
        distinct=9,
    ),
    "pan6": _finding(
        PAID, "column:cb", "payment.card.pan_truncated", "400000******0002", category="cat.payment"
    ),
    "geo": _finding(
        CLIENTS,
        "column:gps",
        "location.precise",
        "4*.**, 2.**",
        tier=2,
        category="cat.location",
        bound=Bound(0.95, 0.00015),
        hits=7,
        examined=19_998,
        share=0.00035,
        distinct=7,
        certainty="suspected",
    ),
    "mail": _finding(CLIENTS, "column:courriel", "contact.email", "z…@example.org",
                     category="cat.contact", hits=19_500, examined=20_000, distinct=19_400),
    "title": _finding(CLIENTS, "column:civilite", "person.title", "M…",
                      category="cat.identification"),
    "nir": _finding(PAY, "column:NIR", "gov.nir", "*************81", tier=3, category="cat.nir",
                    hits=42, examined=42, distinct=42),
    "health": _finding(PAY, "column:arrêt", "special.health", "******", tier=4,
                       category="cat.special", certainty="likely", hits=3, examined=42, distinct=3),
    "secret": _finding(EXPORT, "column:mot_de_passe", "secret.password", "********", tier="S",
                       category="cat.credentials"),
    "orphan": _finding(EXPORT, "column:email", "contact.email", "a…@example.org",
                       category="cat.contact"),
    "script": _finding(HOSTILE, "column:<img src=x onerror=alert(1)>", "online.ip", "203.0.113.*",
                       category="cat.connection"),
    "rtl": _finding(RTL, "name", "person.name", "D. Z.", category="cat.identification",
                    hits=1, examined=30, distinct=1),
    "custom": _finding(RTL, "key:$.a[*].b", "custom:BADGE", "**7", category=None, tier=0),
}  # fmt: skip


def _say(french: str, english: str) -> dict[str, str]:
    return {"fr": french, "en": english}


def _verdict(kind: str, severity: str, name: str, *by: Cited, **facts: object) -> Verdict:
    finding = FINDINGS[name]
    asset = next(one for one in ASSETS if one.id == finding.assets[0])
    one = Verdict(
        id=locators.verdict_id(finding.id, "category", kind),
        verdict=kind,
        axis="category",
        severity=severity,
        certainty=finding.certainty,
        type=finding.type,
        locus=finding.locus,
        findings=(finding.id,),
        assets=finding.assets,
        system=asset.system,
        activity="act.payment" if asset.system else None,
        by=by,
        count=finding.hits,
        examined=finding.examined,
        explanation=_say(
            "Trouvé : la déclaration dit autre chose.", "Found; the declaration says otherwise."
        ),
    )
    return replace(one, **facts)  # type: ignore[arg-type]


def _group(kind: str, axis: str, severity: str, asset: AssetSeen, **facts: object) -> Verdict:
    judged = locators.group_id(ESTATE, asset.asset_key, axis, kind)
    one = Verdict(
        id=locators.verdict_id(judged, axis, kind),
        verdict=kind,
        axis=axis,
        severity=severity,
        assets=(asset.id,),
        system=asset.system,
        explanation=_say(
            f"Axe {axis} : voir la déclaration.", f"Axis {axis}: see the declaration."
        ),
    )
    return replace(one, **facts)  # type: ignore[arg-type]


VERDICTS = (
    _verdict("EXCESS_PRECISION", "critical", "pan", CARD, explanation=_say(
        "La déclaration n’admet que les 6 premiers et 4 derniers chiffres ; le numéro entier est "
        "conservé.", "The declaration allows the first 6 and last 4 digits only; the full number "
        "is kept.")),
    _verdict("DECLARED", "info", "pan6", CARD, assurance="explicit"),
    _verdict("DENIED", "medium", "geo", NO_LOCATION),
    _verdict("DECLARED", "info", "mail", CONTACT, assurance="explicit"),
    _verdict("DECLARED_VAGUE", "low", "title", CONTACT, assurance="open_ended"),
    _verdict("OUT_OF_SCOPE", "high", "nir"),
    _verdict("SENSITIVE_UNDECLARED", "critical", "health", state="accepted"),
    _verdict("CREDENTIAL_EXPOSED", "critical", "secret"),
    _verdict("UNMAPPED", "low", "orphan", CONTACT),
    _verdict("UNDECLARED", "medium", "script", explanation=_say(
        "</script><script>document.title='joué'</script>", "</style><b onclick=alert(1)>x</b>")),
    _verdict("DECLARED_ELSEWHERE", "low", "rtl", CONTACT),
    _verdict("NOT_PERSONAL", "info", "custom"),
    _group("RETENTION_EXCEEDED", "retention", "medium", PAID, by=(KEPT,), count=31, examined=118,
           oldest="2024-01-09", limit="P15M"),
    _group("RETENTION_OK", "retention", "info", CLIENTS, by=(KEPT,)),
    _group("RETENTION_UNDETERMINED", "retention", "low", LOG, by=(KEPT,)),
    _group("LOCATION_MISMATCH", "location", "medium", BACKUP, by=(FRANCE,)),
    _group("LOCATION_OK", "location", "info", PAID, by=(FRANCE,)),
    _group("LOCATION_UNDETERMINED", "location", "low", EXPORT, by=(FRANCE,)),
    _group("RECIPIENT_OK", "recipient", "info", PAID),
    _group("RECIPIENT_MISMATCH", "recipient", "medium", CLIENTS),
    _group("SUBJECT_OK", "subject", "info", CLIENTS),
    _group("WRONG_SUBJECT", "subject", "high", PAY, locus="column:enfants"),
    _group("NOT_ASSESSED", "coverage", "info", BACKUP, reason="encrypted"),
    _group("NOT_ASSESSED", "location", "info", EXPORT, reason="location"),
    *(
        Verdict(f"v_decl_{n}", kind, "declaration", "info", type=type_id, activity="act.payment",
                by=(CONTACT,), reason=reason)
        for n, (kind, type_id, reason) in enumerate((
            ("OBSERVED", "contact.email", None),
            ("NOT_OBSERVED", "contact.phone", None),
            ("NOT_ASSESSED", "media.call_recording", "no_detector"),
        ))
    ),
)  # fmt: skip

GAPS = (
    GapSeen(BACKUP.id, BACKUP.locator, Reason.ENCRYPTED, "archive protégée par mot de passe"),
    GapSeen(SCAN.id, SCAN.locator, Reason.NO_OCR),
    GapSeen("", "smb://fichiers/archives", Reason.UNREACHABLE, "fichiers:445 ne répond pas"),
    GapSeen("", "file:///srv/</script><script>alert(2)</script>", Reason.PERMISSION),
)

TOTALS = Totals(
    assets={"listed": 12, "read": 7, "sampled": 1, "unchanged": 1, "excluded": 1, "skipped": 1,
            "failed": 1},
    bytes={"listed": 90_175_137, "read": 175_137, "sampled": 0, "unchanged": 0, "excluded": 0,
           "skipped": 0, "failed": 90_000_000},
    rows={"listed": 250_160, "read": 160, "sampled": 20_000, "unchanged": 0, "excluded": 0,
          "skipped": 230_000, "failed": 0},
)  # fmt: skip


def full() -> Report:
    """Return a judged report with every kind of verdict."""
    return Report(
        status="CONTRADICTED",
        tool=Tool(version="0.1.0", ruleset="ab" * 32, models=({"name": "m", "version": "3.8"},)),
        run=Run("r-1", "nightly", ESTATE, "2026-06-30T10:00:00Z", "2026-06-30T10:04:11Z",
                "2026-06-30T10:00:00Z", "incomplete"),
        declarations=(
            DeclarationUsed("fr.demo", "cd" * 32,
                            ({"code": "open_list", "text": "Quatre listes en « etc. »"},),
                            {"category": 0.25, "vague": 0.125, "criteria": 1.0}),
        ),
        coverage=Coverage(
            complete=False,
            totals=TOTALS,
            sources=(SourceCovered("demo", "postgresql://localhost/demo", TOTALS),),
            gaps=GAPS,
            detectors_off=("person_name",),
            blind_spots=("noms de personnes en arabe",),
            discarded=17,
        ),
        assets=ASSETS,
        findings=tuple(FINDINGS.values()),
        verdicts=VERDICTS,
        summary={"people": 19_500},
    )  # fmt: skip


def unjudged() -> Report:
    """Return the same findings without a declaration."""
    return replace(full(), status="NOT_JUDGED", declarations=(), verdicts=())


def many(count: int) -> Report:
    """Return a report with `count` verdicts in as many tables."""
    assets, findings, verdicts = [], [], []
    kinds = (("DENIED", "high", "geo"), ("UNDECLARED", "medium", "script"),
             ("EXCESS_PRECISION", "critical", "pan"), ("DECLARED", "info", "mail"))  # fmt: skip
    for number in range(count):
        kind, severity, name = kinds[number % len(kinds)]
        asset = _asset(f"pg://demo/public.table_{number:05}", "table", f"sys.{number % 12:02}")
        finding = replace(FINDINGS[name], id=f"f_{number:05}", assets=(asset.id,))
        verdict = replace(_verdict(kind, severity, name, CARD), id=f"v_{number:05}",
                          findings=(finding.id,), assets=finding.assets,
                          system=asset.system)  # fmt: skip
        assets.append(asset)
        findings.append(replace(finding, asset_key=asset.asset_key))
        verdicts.append(verdict)
    totals = Totals(assets={"listed": count, "read": count})
    return replace(full(), assets=tuple(assets), findings=tuple(findings),
                   verdicts=tuple(verdicts), coverage=Coverage(totals=totals))  # fmt: skip


def empty() -> Report:
    """Return a judged report with nothing in it."""
    return Report(status="NO_CONTRADICTION_OBSERVED")
