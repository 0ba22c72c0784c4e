"""Words of health said of a person: illness, treatment, sick leave, handicap (French, English).

Shape: a clinical lexicon with and without accents, names of medicines, ICD-10 codes after `CIM-10`,
`ICD-10`, `diagnostic`; `est enceinte`, `allergique au latex`, `fracture du poignet`,
`arrêt maladie`, `diagnosed with`.
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
    r"fausse couche|invalidité catégorie|(?:taux|carte) d'invalidité|"
    r"en soins palliatifs|sous tutelle|suivie? par un psychiatre|tentative de suicide"
)
_ALLERGEN = (
    r"(?:pénicilline|amoxicilline|aspirine|ibuprofène|paracétamol|codéine|iode|sulfamides|"
    r"antibiotiques|anesthésiques|latex|nickel|pollens?|graminées|bouleau|acariens?|poussière|"
    r"(?:poils? de )?(?:chats?|chiens?)|moisissures|guêpes|abeilles|venin|penicillin|amoxicillin|"
    r"aspirin|ibuprofen|sulfa|pollen|dust(?: mites)?|bee stings|cats|dogs)"
)
_FOOD = (
    r"(?:arachides?|cacahu(?:è)tes?|noix|noisettes?|amandes?|gluten|blé|lactose|lait|(?:œ|oe)ufs?|"
    r"soja|sésame|moutarde|céleri|crustacés|fruits (?:de mer|à coque)|poissons?|mollusques|kiwis?|"
    r"fraises?|peanuts?|(?:tree )?nuts|wheat|milk|dairy|eggs?|soy|shellfish|fish)"
)
_WHOEVER = (
    r"(?:êtes|étiez|soyez|vous|personnes?|sujets?|salariée?|toute?|quiconque|are|people|persons?|"
    r"anyone|those|you)"
)
_ALLERGIC = (
    rf"(?:{_WHOEVER} )?(?:(?:allergique|intolérante?) (?:(?:à la|à|au|aux) |à l')|"
    rf"(?:allergic|intolerant) to )(?:{_ALLERGEN}|{_FOOD})|"
    rf"allergies? ?[:=] ?{_ALLERGEN}|allergie ?[:=] ?{_FOOD}"
)
_BODY = (
    r"(?:poignet|bras|coude|cheville|jambe|genou|fémur|tibia|péroné|hanche|clavicule|humérus|radius|"
    r"main|doigt|pouce|pied|orteil|nez|crâne|mâchoire|côtes?|vertèbres?|bassin|épaule|rotule)"
)
_INJURY = (
    r"(?:fracture(?: (?:sociale|numérique|territoriale))?|entorse|luxation|hernie|lombalgies?|"
    r"sciatique|migraines?|tendinite|grippe|pneumonie|bronchite|angine|dépression|hypertension|"
    r"eczéma|psoriasis|arthrose|phlébite|otite|appendicite)"
)
_HURT = (
    rf"(?:fracture|entorse|luxation) (?:(?:du|de la|des|au|à la|aux) |(?:de|à) l'){_BODY}|"
    r"(?:souffre|souffrant|opérée?|soignée?|traitée?|hospitalisée?) "
    rf"(?:d'une? |de |pour une? |pour ){_INJURY}|"
    rf"(?:{_WHOEVER} )?(?:victime d'un|à la suite d'un|suite à (?:un|son)|est en|a eu un|"
    r"absente? pour|arrêtée? pour) accident (?:du|de) travail|"
    r"accident (?:du|de) travail (?:du|le|survenu le) [0-9]{1,2}|"
    r"(?:est|était|part|partie|sera|actuellement) en congé de maternité"
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
    r"miscarriage|on sick leave|multiple sclerosis|is disabled|wheelchair user|"
    r"kidney failure|heart failure|suicide attempt|is blind|is deaf|bipolar disorder"
)
_CODE = (
    r"(?:CIM|ICD)[ -]?10[^0-9A-Za-z]{1,4}(?:code )?(?-i:[A-TV-Z])[0-9]{2}(?:\.[0-9]{1,2})?|"
    r"(?:diagnostic|diagnosis|dx)(?: code)? ?[:=] ?(?-i:[A-TV-Z])[0-9]{2}(?:\.[0-9]{1,2})?"
)

plugin = lexicon(
    "Words of health",
    "special.health",
    (_ILLNESS, _STATE, _ALLERGIC, _HURT, _MEDICINE, _ENGLISH, _CODE),
    near=("souffre", "atteint", "atteinte", "diagnostic", "opere", "medecin", "absente", "doctor",
          "treatment"),
    fields=("sante", "pathologie", "handicap", "allergie", "allergies", "diagnostic",
            "antecedents", "rqth", "arret_maladie", "maladie"),
    reach=80,
    nobody=rf"{_WHOEVER}|sociale|numérique|territoriale",
)  # fmt: skip
