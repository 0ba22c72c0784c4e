"""Payments in words: by which means, how much was paid, and the number of the invoice.

Shape: "mode de paiement :", `payment_method=` and one of the means; "montant payé :", "amount paid"
and an amount of money; "facture n°", "invoice #" and a number.
Check: the means is one of those listed; an amount has a currency or two decimals; the number of an
invoice has a digit. A label without a value is none.
Category: cat.payment, cat.billing, cat.transaction.
Source: words of French and English order forms, receipts and invoices, collected 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading

_IS = r"[\"']?\s?[:=]\s?[\"']?"
_MEANS = (
    r"(?:carte(?: bancaire| bleue| de cr(?:é|e)dit)?|cb|virement(?: sepa| bancaire)?|"
    r"pr(?:é|e)l(?:è|e)vement(?: sepa| automatique)?|ch(?:è|e)ques?|esp(?:è|e)ces|paypal|visa|"
    r"mastercard|"
    r"amex|(?:credit |debit )?card|bank transfer|wire|direct debit|cash|check|apple ?pay|"
    r"google ?pay|"
    r"sepa|mandat|stripe|klarna|alma|lydia)"
)
_METHOD = (
    r"(?:(?:mode|moyen|type) de (?:paiement|r(?:è|e)glement)|(?:mode|moyen|type)_(?:de_)?"
    r"(?:paiement|reglement)|payment[ _]?(?:method|type)|r(?:è|e)glement)"
)
_AMOUNT = (
    r"(?:(?:€|\$|£) ?[0-9][0-9 .,]{0,12}|[0-9]{1,3}(?:[ .,]?[0-9]{3}){0,3}(?:[.,][0-9]{2})?"
    r"(?: |\u00a0|\u202f)?"
    r"(?:€|EUR|euros?|USD|GBP|CHF)|[0-9]{1,6}[.,][0-9]{2})"
).replace("\\u00a0|\\u202f", "\u00a0|\u202f")
_PAID = (
    r"(?:montant (?:pay(?:é|e)|r(?:é|e)gl(?:é|e)|pr(?:é|e)lev(?:é|e)|d(?:é|e)bit(?:é|e))|"
    r"montant_(?:paye|regle|preleve|debite)|amount[ _](?:paid|charged)|paid[ _]amount|"
    r"transaction[ _]amount|montant de la transaction)"
)
_INVOICE = (
    r"(?:facture|invoice|avoir|credit note)s?[ _-]?(?:n(?:°|o|um(?:é|e)ro|r)\.?|number|num|#|"
    r"ref\.?)"
    r"[\"']?\s?[:=#]?\s?[\"']?"
)
_NUMBER = r"[A-Z]{0,6}[-/_.]?[0-9][0-9A-Z/_.-]{2,24}"


def _check(candidate: str) -> Reading | None:
    word = candidate.lower()
    if (number := re.match(rf"(?i){_INVOICE}", candidate)) is not None:
        value = candidate[number.end() :].rstrip("./_-")
        if len(value) < 4:
            return None
        return _reading("billing.invoice", value, 0.7, number.end())
    if (paid := re.match(rf"(?i){_PAID}{_IS}", candidate)) is not None:
        return _reading("payment.transaction", candidate[paid.end() :], 0.7, paid.end())
    label = re.match(rf"(?i){_METHOD}{_IS}", candidate)
    if label is None:
        return None
    return _reading("payment.method", word[label.end() :], 0.75, label.end())


def _reading(kind: str, value: str, score: float, start: int) -> Reading:
    end = start + len(value)
    return Reading(kind, score, 0.85, value, why=("named",), start=start, end=end)


plugin = Pattern(
    title="Means, amounts and invoices of payments",
    types=("payment.method", "payment.transaction", "billing.invoice"),
    regexes=(
        rf"(?i)\b{_METHOD}{_IS}{_MEANS}\b",
        rf"(?i)\b{_PAID}{_IS}(?:€|\$|£)? ?[0-9]",
        rf"(?i)\b{_INVOICE}[A-Z]{{0,6}}[-/_.]?[0-9][0-9A-Z/_.-]{{2}}",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z]){_METHOD}{_IS}{_MEANS}(?![0-9A-Za-z_])",
        rf"(?i)(?<![0-9A-Za-z]){_PAID}{_IS}{_AMOUNT}(?![0-9A-Za-z])",
        rf"(?i)(?<![0-9A-Za-z]){_INVOICE}{_NUMBER}(?![0-9A-Za-z])",
    ),
    check=_check,
    near=("client", "customer", "commande", "order", "titulaire", "m.", "mme", "monsieur",
          "madame"),
    reach=96,
)  # fmt: skip
