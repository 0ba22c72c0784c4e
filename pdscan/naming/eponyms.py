"""Know names that business and medical texts use for things: Apgar, Gantt, Holter, Stroop.

By itself such a word is the score, the chart or the device. Somebody of that name has a given name,
a civility or a label before. Surnames that are usual in France (Bernard, Martin) are left out.
"""

from __future__ import annotations

from pdscan.folding import fold
from pdscan.naming.names import word_set

_MEDICAL = word_set(
    "achille alport alzheimer angelman apgar apert asperger babinski balthazar barrett barthel "
    "bartholin basedow blumberg bowman braden breslow bricker broca brudzinski burkitt charcot "
    "chiari chvostek cormack creutzfeldt crohn crouzon cushing danlos darier digeorge doppler "
    "dravet dubowitz duchenne dupuytren ehlers epley epstein epworth ewing fabry fallope fallot "
    "fanconi finkelstein foley fuhrman gastaut gaucher giemsa glasgow gleason golgi goodpasture "
    "guillain hallpike hashimoto heberden heimlich hirschsprung hodgkin holter "
    "huntington kaposi kawasaki karnofsky katz kernig klinefelter koebner koplik korsakoff "
    "kupffer lachman langerhans lasegue lawton lennox lisfranc lyell mallampati malpighi mantoux "
    "marfan mcburney mcmurray meckel menkes merkel munchausen najjar niemann nikolsky noonan "
    "osgood osler paget papanicolaou parkinson patau penrose perthes phalen plummer prader "
    "purkinje ranvier raynaud redon rett rinne rockall romberg rorschach rovsing sachs salter "
    "scheuermann schirmer schlatter schober schwann sezary sjogren steinert stroop takayasu "
    "tinel tinetti tourette trendelenburg trousseau valsalva virchow waldenstrom wechsler wegener "
    "wernicke whipple wilms willebrand zarit zenker ziehl zollinger"
)
_OTHER = word_set(
    "bayes bernoulli celsius fahrenheit fibonacci gantt gauss gini hertz ishikawa joule "
    "kelvin kolmogorov likert mandelbrot markov maslow mercator mohs pareto "
    "richter turing tesla volta watt"
)


def is_eponym(word: str) -> bool:
    """Say whether a word by itself is rather what is named after somebody."""
    return fold(word) in _MEDICAL or fold(word) in _OTHER
