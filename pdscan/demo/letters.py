"""Write the words of the company: goods, tickets, mails, letters, logs."""

from __future__ import annotations

from random import Random

from pdscan.demo import invented
from pdscan.demo.people import Person

GOODS = (
    ("Pantin articulé à peindre", 14.9),
    ("Toupie en hêtre", 6.5),
    ("Marionnette à fils, renard", 39.0),
    ("Marionnette à gaine, loup", 24.0),
    ("Théâtre de table pliant", 89.0),
    ("Automate à manivelle, oiseau", 45.0),
    ("Boîte à musique à monter", 32.5),
    ("Cheval à bascule, kit complet", 129.0),
    ("Puzzle en bois, atelier", 19.9),
    ("Yo-yo en buis", 8.0),
    ("Rideau de scène en lin", 27.0),
    ("Lot de pinceaux fins", 11.0),
    ("Colle à bois sans solvant", 7.4),
    ("Gouges de sculpture, lot de six", 54.0),
    ("Cire d'abeille, pot", 9.9),
)
_SUBJECTS = (
    ("Pièce manquante", "il manque une pièce dans la boîte : {good}. Pouvez-vous l'envoyer ?"),
    ("Délai de livraison", "ma commande n'est pas arrivée : {good}. Savez-vous où elle en est ?"),
    ("Notice de montage", "je cherche la notice de montage de cet article : {good}."),
    ("Échange", "je voudrais échanger cet article contre un autre : {good}."),
    ("Remerciement", "un grand merci, le colis était parfait : {good}."),
)


def ticket(chance: Random) -> tuple[str, str]:
    """Return the subject and the text of an ordinary request."""
    subject, text = _SUBJECTS[chance.randrange(len(_SUBJECTS))]
    good = GOODS[chance.randrange(len(GOODS))][0].lower()
    return subject, f"Bonjour, {text.format(good=good)} Merci d'avance pour votre réponse."


def card_in_a_ticket(chance: Random) -> str:
    """Return a request whose author wrote a whole card number and its CVV."""
    number = invented.card(chance)
    spaced = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    return (
        "Bonjour, le site refuse mon paiement. Merci de débiter ma carte bancaire "
        f"{spaced}, expire 11/28, cryptogramme {chance.randrange(100, 999)}."
    )


def debug_log(chance: Random) -> str:
    """Return the log of a payment page that somebody left in debug mode."""
    lines = []
    for number in range(400):
        clock = f"2026-03-14T{8 + number // 60:02d}:{number % 60:02d}:07"
        lines.append(f"{clock} INFO  caisse: panier validé, {chance.randrange(1, 9)} articles")
        if number % 40 == 7:
            card = invented.card(chance)
            lines.append(f"{clock} DEBUG caisse: demande au prestataire, carte={card}")
        else:
            card = invented.truncated(invented.card(chance))
            lines.append(f"{clock} INFO  caisse: paiement accepté, carte={card}")
    return "\n".join(lines) + "\n"


def complaint(author: Person) -> tuple[str, ...]:
    """Return the paragraphs of a letter to the customer service."""
    return (
        author.name,
        author.street,
        f"{author.postcode} {author.town}",
        f"Téléphone : {author.phone}",
        "",
        "Objet : réclamation",
        "",
        "Madame, Monsieur,",
        "Le théâtre de table que j'ai reçu la semaine dernière a une charnière cassée. "
        "Je vous le renvoie et souhaite en recevoir un autre.",
        "Je vous prie de croire à mes sentiments les meilleurs.",
        author.name,
    )


def invoice(customer: Person) -> tuple[str, ...]:
    """Return the lines of an invoice."""
    return (
        "ATELIERS MIRABELLE",
        "Facture n° F-2026-0042 du 12/03/2026",
        "",
        f"Client : {customer.title} {customer.name}",
        f"Adresse : {customer.address}",
        f"Adresse e-mail : {customer.email}",
        "",
        "1 théâtre de table pliant      89,00 EUR",
        "2 toupies en hêtre             13,00 EUR",
        "Total TTC                     102,00 EUR",
        "",
        "Payée. Merci de votre confiance.",
    )


RECIPE = """\
La confiture du goûter de l'atelier

Pour huit pots de 350 g.

Il faut :
- 2 kg de prunes bien mûres, dénoyautées ;
- 1 400 g de sucre ;
- le jus de 2 citrons ;
- une gousse de vanille fendue.

La veille, mélanger les fruits, le sucre et le jus, et laisser reposer 12 heures au frais.
Le lendemain, porter à ébullition, puis cuire 35 à 40 minutes à 104 °C en remuant souvent.
Verser dans les pots, fermer, retourner. Se garde 18 mois à l'abri de la lumière.
"""
