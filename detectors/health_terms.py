"""Words of health said of a person: illness, treatment, sick leave, handicap (French, English).

Shape: a clinical lexicon with and without accents, names of medicines, ICD-10 codes after `CIM-10`,
`ICD-10`, `diagnostic`; `est enceinte`, `allergique à`, `arrêt maladie`, `diagnosed with`.
Check: legal and commercial prose ("données de santé", "mutuelle santé", "assurance maladie") is
not in the lexicon; a word alone is a suspicion.
Category: special.health; it must be declared by name.
Source: GDPR article 4(15) and recital 35; WHO ICD-10, 2019; ANSM, base de données publique des
médicaments; CNIL, "Qu'est-ce qu'une donnée de santé ?", read 2025-06.
"""

from pdscan.detection.lexicon import lexicon

_ILLNESS = (
    r"dialys(?:e|ée?)s?|chimiothérapie|radiothérapie|hospitalisée?s?|diabète|diabétique|cancers?|"
    r"cancéreu(?:x|se)|leucémie|séropositi(?:f|ve)|(?-i:VIH|IVG|AVC|BPCO|SLA|TDAH)|"
    r"épilep(?:sie|tique)|schizophrén(?:e|ie)|bipolaire|"
    r"dépression (?:nerveuse|sévère|majeure|chronique|post-partum)|"
    r"(?:pour|fait|fait une|pour une) dépression|burn[ -]?out|infarctus|"
    r"sclérose en plaques|alzheimer|parkinson|asthm(?:e|atique)|tumeur|métastases?|transfusion|"
    r"greffe de |cécité|toxicoman(?:e|ie)|alcoolique|anorex(?:ie|ique)|en rééducation|cirrhose|"
    r"hépatite [abc]|tuberculose|insuffisance (?:rénale|cardiaque|respiratoire)|fibromyalgie|"
    r"endométriose|maladie de (?:crohn|lyme|charcot)|trisomi(?:e|que)|autis(?:te|me)|malvoyante?|"
    r"malentendante?|hémiplégi(?:e|que)|paraplégique|tétraplégique|prothèse de hanche|pacemaker"
)
_STATE = (
    r"arrêt[ -]maladie|arrêt de travail|congé maternité|mi-temps thérapeutique|"
    r"inaptitude médicale|RQTH|travailleur handicapé|est handicapée?|en fauteuil roulant|"
    r"ordonnance médicale|maladie professionnelle|grossesse pathologique|est enceinte|"
    r"fausse couche|allergique (?:à |a |aux )|invalidité catégorie|(?:taux|carte) d'invalidité|"
    r"en soins palliatifs|sous tutelle|suivie? par un psychiatre|tentative de suicide"
)
_MEDICINE = (
    r"antidépresseurs?|insuline|metformine|lévothyrox|levothyroxine|sertraline|fluoxétine|prozac|"
    r"xanax|alprazolam|lexomil|valium|seroplex|escitalopram|lithium carbonate|methadone|subutex|"
    r"ritaline|tramadol|morphine|prednisone|methotrexate|warfarine?|eliquis|xarelto|ventoline|"
    r"truvada|humira|metformin|insulin|levothyroxine|antidepressants?|lithium treatment"
)
_ENGLISH = (
    r"diagnosed with|suffers from|hospitali[sz]ed|chemotherapy|radiotherapy|diabetic|diabetes|"
    r"leuk(?:a)?emia|hiv[ -]positive|epilep(?:sy|tic)|schizophreni(?:a|c)|is pregnant|"
    r"miscarriage|on sick leave|allergic to |multiple sclerosis|is disabled|wheelchair user|"
    r"kidney failure|heart failure|suicide attempt|is blind|is deaf|bipolar disorder"
)
_CODE = (
    r"(?:CIM|ICD)[ -]?10[^0-9A-Za-z]{1,4}(?:code )?(?-i:[A-TV-Z])[0-9]{2}(?:\.[0-9]{1,2})?|"
    r"(?:diagnostic|diagnosis|dx)(?: code)? ?[:=] ?(?-i:[A-TV-Z])[0-9]{2}(?:\.[0-9]{1,2})?"
)

plugin = lexicon(
    "Words of health",
    "special.health",
    (_ILLNESS, _STATE, _MEDICINE, _ENGLISH, _CODE),
    near=("souffre", "atteint", "atteinte", "diagnostic", "opere", "medecin", "absente", "doctor",
          "treatment"),
    fields=("sante", "pathologie", "handicap", "allergie", "allergies", "diagnostic",
            "antecedents", "rqth", "arret_maladie", "maladie"),
    reach=64,
)  # fmt: skip
