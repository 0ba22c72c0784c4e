"""From the text of each policy to verdicts over an estate of such a company, in real stores."""

from __future__ import annotations

from pathlib import Path

import pytest
from company import Company

POLICIES = Path(__file__).parents[2] / "shared" / "policies"
pytestmark = pytest.mark.skipif(not POLICIES.is_dir(), reason="no ../shared/policies here")

PAN = [["4000001234567899"], ["4000000000000002"], ["4000000000000036"]]
PEOPLE = [
    ["DURANTEL", "z.durantel@ateliers-du-val.example"],
    ["OKAMBA", "l.okamba@ateliers-du-val.example"],
    ["PETITJEAN", "abel.pn@ateliers-du-val.example"],
]
EVENT = {"relation": "exact"}


def company(number: str, folder: Path) -> Company:
    (policy,) = POLICIES.glob(f"{number}_*.txt")
    return Company(policy, folder)


def mail(sender: str, day: str, text: str) -> str:
    return f"From: {sender}\nDate: Mon, {day} 10:00:00 +0100\nSubject: Demande\n\n{text}\n"


def test_services_firm_whose_processors_are_in_france(tmp_path: Path, s3_endpoint: str) -> None:
    firm = company("000", tmp_path)
    dated = [
        [*row, day] for row, day in zip(PEOPLE, ("2025-06-29", None, "2025-07-01"), strict=True)
    ]
    end = [{"event": "contract_end", "column": "date_fin", **EVENT}]
    mailer = {"kind": "processor", "name": "MailPro Fictif", "sectors": ["emailing"]}
    cloud = {"kind": "processor", "name": "Nuage Fictif", "sectors": ["hosting"]}
    firm.table(
        "clients",
        "contrat",
        "nom email mot_de_passe",
        [[*row, f"Soleil{at}!x"] for at, row in enumerate(PEOPLE)],
    )
    firm.table("campagne", "prospection", "nom email date_fin", dated, end, operator=mailer)
    firm.share(
        "sav",
        "contrat",
        {
            "1.eml": mail(
                PEOPLE[0][1],
                "01 Jun 2026",
                "Ma carte 4000 0012 3456 7899 est refusée, exp 11/27 crypto 917",
            )
        },
    )
    firm.bucket(
        "sauvegardes",
        "contrat",
        s3_endpoint,
        {"clients.csv": b"nom;email\nDURANTEL;z.durantel@example.org\n"},
        hosted_by=cloud,
        location={},
    )
    firm.share("appels", "contrat", {"appel_0639981011.wav": ""})

    scanned = firm.scan()

    assert scanned.worst("clients", type_id="contact.email") == "DECLARED info"
    assert scanned.worst("clients", type_id="secret.password") == "CREDENTIAL_EXPOSED critical"
    assert scanned.worst("campagne", "retention") == "RETENTION_EXCEEDED medium"
    assert [one.count for one in scanned.of("campagne", "retention")] == [1]
    assert scanned.worst("campagne", "location") == "LOCATION_OK info"
    assert scanned.worst("sav", type_id="payment.card.cvv") == "CREDENTIAL_EXPOSED critical"
    assert scanned.worst("sav", type_id="payment.card.pan") == "DECLARED_VAGUE high"
    assert scanned.worst("sauvegardes", "location") == "LOCATION_MISMATCH high"
    assert scanned.worst("sauvegardes", "recipient") == "RECIPIENT_OK info"
    assert scanned.worst("appels", type_id="media.call_recording") == "UNDECLARED high"
    assert scanned.report.status == "CONTRADICTED"


def test_editor_that_keeps_six_and_four_digits_only(tmp_path: Path, s3_endpoint: str) -> None:
    firm = company("001", tmp_path)
    paid = [{"event": "payment", "column": "paye_le", **EVENT}]
    rows = [
        ["400000******7899", "2025-03-29"],
        ["400000******0002", "2025-04-01"],
        ["400000******0036", None],
    ]
    firm.table(
        "reglements",
        "paiement",
        "cb_tronquee paye_le",
        rows,
        paid,
        {"sub_purpose": "Paiement à l'achat"},
    )
    firm.table("cartes", "paiement", "numero_carte", PAN)
    firm.table(
        "psp",
        "paiement",
        "numero_carte",
        PAN,
        operator={"kind": "processor", "name": "Paiement Fictif", "sectors": ["payment"]},
    )
    firm.table("eleves", "commandes", "nom email", PEOPLE, asset={"subjects": ["minor"]})
    sender = {"kind": "processor", "name": "Envois Fictifs", "sectors": ["emailing"]}
    firm.table("lettre", "newsletters", "nom email", PEOPLE, operator=sender)
    firm.share(
        "journaux",
        "paiement",
        {"trace-2026-06-01.log": "2026-06-01 10:00:00 paiement carte 4000001234567899 ok\n"},
    )
    points = b"email;latitude;longitude\n" + b"".join(
        f"{name}@example.org;49.89{at}067;2.29{at}753\n".encode()
        for at, name in enumerate(("zoe", "luc", "eva"))
    )
    firm.bucket("exports", "commandes", s3_endpoint, {"visites.csv": points}, exposure="public")
    firm.share(
        "courriels",
        "emails service",
        {
            "1.eml": mail(
                PEOPLE[0][1], "01 Jun 2026", "Mon IBAN : FR76 3000 6000 0112 3456 7890 189"
            )
        },
    )
    firm.share("appels", "contact telephonique", {"appel_0639981011.wav": ""})

    scanned = firm.scan()

    assert scanned.worst("reglements", type_id="payment.card.pan_truncated") == "DECLARED info"
    by_card = [one for one in scanned.of("reglements", "retention") if one.limit == "P15M"]
    assert [(one.verdict, one.count) for one in by_card] == [("RETENTION_EXCEEDED", 1)]
    assert scanned.worst("cartes", type_id="payment.card.pan") == "EXCESS_PRECISION critical"
    assert scanned.worst("journaux", type_id="payment.card.pan") == "EXCESS_PRECISION critical"
    assert scanned.worst("eleves", "subject") == "WRONG_SUBJECT high"
    assert scanned.worst("exports", type_id="location.precise") == "DENIED critical"
    assert scanned.of("exports", type_id="location.precise")[0].by[0].lines == (370,)
    # the card is said to be collected by the payment provider, everything else by no processor
    assert scanned.worst("psp", "recipient") == "RECIPIENT_OK info"
    assert scanned.worst("psp", type_id="payment.card.pan") == "DECLARED info"
    assert scanned.worst("lettre", "recipient") == "RECIPIENT_MISMATCH high"
    assert scanned.worst("courriels", type_id="payment.iban") == "DENIED critical"
    assert {one.item for one in scanned.of("courriels", type_id="payment.iban")[0].by} == {
        "deny.payment", "deny.held_by",
    }  # fmt: skip
    assert scanned.worst("appels", type_id="media.call_recording") == "UNDECLARED high"
    assert scanned.report.status == "CONTRADICTED"


def test_repair_shop_with_recordings_cookies_and_prospects(
    tmp_path: Path, s3_endpoint: str
) -> None:
    shop = company("002", tmp_path)
    mtime = [{"event": "recording", "from": "mtime", "relation": "event_not_after"}]
    named = [{"event": "recording", "from": "name", **EVENT}]
    seen = [{"event": "last_contact", "column": "vu_le", **EVENT}]
    first = [{"event": "first_deposit", "column": "depose_le", **EVENT}]
    called = [{"event": "collection", "column": "demande_le", **EVENT}]
    prospects = [
        [*row, day]
        for row, day in zip(PEOPLE, ("2023-06-29", "2023-07-01", "2026-01-01"), strict=True)
    ]
    brevo = {"kind": "processor", "name": "Brevo", "sectors": ["emailing"]}
    camera = {"kind": "processor", "name": "Vidéo Fictive", "sectors": ["video_cloud"]}
    calls = {
        "appel_0639981011.wav": ("", "2026-04-01T10:00:00"),
        "appel_0199004567.wav": ("", "2026-06-20T10:00:00"),
    }
    shop.share("appels", "appels telephoniques", calls, mtime)
    shop.share(
        "video",
        "securite biens",
        {"cam01_2026-05-29.mp4": "", "cam01_2026-06-20.mp4": ""},
        named,
        operator=camera,
    )
    shop.table("prospects", "prospection", "nom email vu_le", prospects, seen, operator=brevo)
    shop.table(
        "cookies",
        "cookies",
        "ip depose_le",
        [["203.0.113.17", "2025-05-29"], ["198.51.100.23", "2025-06-01"]],
        first,
    )
    asked = [
        ["DURANTEL", "06 39 98 10 11", "2026-06-28T11:59:00"],
        ["OKAMBA", "01 99 00 45 67", "2026-06-29T08:00:00"],
    ]
    shop.table("rappels", "rappel", "nom telephone demande_le", asked, called)
    settled = [{"event": "debt_settled", "column": "solde_le", **EVENT},
               {"event": "debt_incurred", "column": "du_le", **EVENT}]  # fmt: skip
    debts = [
        [*PEOPLE[0], "2026-01-10", "2026-06-27T11:00:00"],
        [*PEOPLE[1], "2026-01-10", None],
        [*PEOPLE[2], "2023-06-01", None],
    ]
    shop.table("impayes", "impayes", "nom email du_le solde_le", debts, settled)
    desk = {"kind": "processor", "name": "Guichet Fictif", "sectors": ["helpdesk"]}
    shop.share(
        "contact",
        "formulaire contact",
        {"1.eml": mail(PEOPLE[0][1], "01 Jun 2026", "Mon dossier médical : diabète de type 2.")},
        operator=desk,
    )
    host = {"kind": "processor", "name": "Nuage Fictif", "sectors": ["hosting"]}
    shop.bucket(
        "sauvegardes",
        "gestion clients",
        s3_endpoint,
        {"clients.csv": b"nom;email\nDURANTEL;z.durantel@example.org\n"},
        hosted_by=host,
    )

    scanned = shop.scan()

    assert scanned.worst("appels", type_id="media.call_recording") == "DECLARED info"
    assert [(one.verdict, one.count) for one in scanned.of("appels", "retention")][:1] == [
        ("RETENTION_EXCEEDED", 1)
    ]
    assert [(one.verdict, one.count) for one in scanned.of("video", "retention")][:1] == [
        ("RETENTION_EXCEEDED", 1)
    ]
    assert scanned.worst("video", "recipient") == "RECIPIENT_MISMATCH high"
    assert [(one.verdict, one.count) for one in scanned.of("prospects", "retention")][:1] == [
        ("RETENTION_EXCEEDED", 1)
    ]
    assert scanned.worst("prospects", "recipient") == "RECIPIENT_OK info"
    assert scanned.worst("prospects", type_id="contact.email") == "DECLARED info"
    assert [(one.verdict, one.count) for one in scanned.of("cookies", "retention")][:1] == [
        ("RETENTION_EXCEEDED", 1)
    ]
    assert [(one.verdict, one.count) for one in scanned.of("rappels", "retention")][:1] == [
        ("RETENTION_EXCEEDED", 1)
    ]
    # settled more than 48 hours ago, or incurred more than three years ago
    assert [(one.verdict, one.count) for one in scanned.of("impayes", "retention")][:1] == [
        ("RETENTION_EXCEEDED", 2)
    ]
    assert scanned.worst("contact", "recipient") == "RECIPIENT_MISMATCH high"
    assert scanned.worst("contact", type_id="special.health").startswith("SENSITIVE_UNDECLARED")
    assert scanned.worst("sauvegardes", "recipient") == "RECIPIENT_OK info"
    assert scanned.worst("sauvegardes", "location") == "LOCATION_OK info"
    assert scanned.report.status == "CONTRADICTED"


def test_group_company_with_its_own_data_centre(tmp_path: Path, s3_endpoint: str) -> None:
    firm = company("003", tmp_path)
    group = {"kind": "group", "name": "Groupe Fictif Inc."}
    centre = {"country": "FR", "site": "own_datacentre"}
    firm.table("clients", "administration", "nom email", PEOPLE, location=centre)
    firm.table(
        "groupe",
        "administration",
        "nom email",
        PEOPLE,
        operator=group,
        location={"country": "US", "site": "group_dc"},
    )
    firm.share(
        "bureau",
        "administration",
        {"clients.csv": "nom;email\nDURANTEL;z.durantel@example.org\n"},
        location={"country": "FR", "site": "laptop"},
    )
    firm.share("appels", "appels telephoniques", {"appel_0639981011.wav": ""}, location=centre)
    ills = ("diabète de type 2", "asthme sévère", "insuffisance rénale")
    patients = [[*row, ill] for row, ill in zip(PEOPLE, ills, strict=True)]
    firm.table("sante", "assistance technique", "nom email pathologie", patients, location=centre)
    office = {"kind": "processor", "name": "Microsoft", "sectors": ["email"]}
    letters = {
        "1.eml": mail(PEOPLE[0][1], "01 Jun 2026", "Bonjour, voici mon passeport 15AV12345.")
    }
    for name, country in (("courriels", "IE"), ("courriels_us", "US")):
        place = {"country": country, "site": "saas"}
        firm.share(
            name, "administration", letters, operator=office, location=place, channel="email"
        )
    firm.bucket(
        "exports",
        "marketing",
        s3_endpoint,
        {"navigation.csv": b"ip;url\n203.0.113.17;https://bureaux.example/offre?id=7\n"},
        location=centre,
    )

    scanned = firm.scan()

    assert scanned.worst("clients", type_id="contact.email") == "DECLARED info"
    assert scanned.worst("clients", "location") == "LOCATION_OK info"
    assert scanned.worst("bureau", "location") == "LOCATION_MISMATCH medium"
    assert scanned.worst("groupe", "location").startswith("LOCATION_MISMATCH")
    # the policy names its group; "only in accordance with the law" is a condition, no denial of it
    assert scanned.worst("groupe", "recipient") == "RECIPIENT_OK info"
    assert scanned.of("groupe", "recipient")[0].assurance == "conditional"
    assert scanned.worst("appels", type_id="media.call_recording").startswith("DECLARED")
    assert scanned.worst("sante", type_id="special.health") == "SENSITIVE_UNDECLARED critical"
    assert scanned.worst("clients", "retention").startswith("RETENTION_UNDETERMINED")
    # e-mail has a place of its own, in Europe
    assert scanned.worst("courriels", "location") == "LOCATION_OK info"
    assert scanned.worst("courriels_us", "location") == "LOCATION_MISMATCH high"
    assert scanned.worst("courriels", "recipient") == "RECIPIENT_OK info"
    assert scanned.worst("courriels", type_id="gov.passport") == "DECLARED_VAGUE high"
    assert scanned.worst("exports", type_id="online.ip").startswith("DECLARED")
    assert scanned.worst("exports", type_id="online.url").startswith("DECLARED")
    assert scanned.report.status == "CONTRADICTED"


def test_editor_for_professionals_that_destroys_copies(tmp_path: Path, s3_endpoint: str) -> None:
    firm = company("004", tmp_path)
    solved = [{"event": "issue_resolved", "value": "2026-06-01", **EVENT}]
    waiting = [{"event": "issue_resolved", "value": None, **EVENT}]
    hosted = {"subjects": ["hosted_client_subject"]}
    private = [[name, f"{name.lower()}.essai.fictif@gmail.com"] for name, _ in PEOPLE]
    partner = {"kind": "partner", "name": "Partenaire Fictif"}
    firm.table("comptes", "creation compte", "nom email", PEOPLE)
    firm.share(
        "tickets",
        "support client",
        {"1.eml": mail(PEOPLE[0][1], "01 Jun 2026", "Mot de passe : Soleil12!x\nCordialement")},
    )
    firm.share("appels", "support client", {"appel_0639981011.wav": ""})
    firm.bucket(
        "sauvegardes",
        "hebergement",
        s3_endpoint,
        {"annuaire.csv": b"nom;email\nDURANTEL;z.durantel@example.org\n"},
        asset=hosted,
    )
    firm.bucket(
        "mesures",
        "amelioration",
        s3_endpoint,
        {"usage.csv": b"email;clics\nz.durantel@ateliers-du-val.example;12\n"},
    )
    firm.table("prives", "creation compte", "nom email", private)
    firm.table("copie", "copie base", "nom email", PEOPLE, solved, hosted)
    firm.table("copie_en_cours", "copie base", "nom email", PEOPLE, waiting, hosted)
    firm.table("annuaire", "prospection", "nom email", PEOPLE, asset=hosted)
    firm.table("partages", "creation compte", "nom email", PEOPLE, operator=partner)
    firm.table(
        "accords",
        "creation compte",
        "nom email",
        PEOPLE,
        asset={"consent_evidence": "dossier 12"},
        operator=partner,
    )

    scanned = firm.scan()

    assert scanned.worst("comptes", type_id="contact.email").startswith("DECLARED")
    assert scanned.worst("tickets", type_id="secret.password") == "CREDENTIAL_EXPOSED critical"
    assert scanned.worst("appels", type_id="media.call_recording") == "UNDECLARED high"
    assert scanned.worst("sauvegardes", type_id="contact.email").startswith("DECLARED")
    assert scanned.worst("mesures", type_id="contact.email") == "DENIED high"
    assert scanned.worst("prives", type_id="contact.email") == "DENIED high"
    assert [(one.verdict, one.count) for one in scanned.of("copie", "retention")] == [
        ("RETENTION_EXCEEDED", 3)
    ]
    assert scanned.worst("copie_en_cours", "retention") == "RETENTION_OK info"
    assert scanned.worst("annuaire", type_id="contact.email") == "DENIED high"
    assert scanned.worst("partages", "recipient") == "RECIPIENT_MISMATCH high"
    assert scanned.worst("accords", "recipient") == "RECIPIENT_MISMATCH medium"
    assert scanned.report.status == "CONTRADICTED"
