"""Everyday English words: right as they are, whether or not the material has them."""

from __future__ import annotations

from bot.core.language.stems import stem

_WORDS = """
able about above accept access accident account across action active actual address adult advance advice
afford after afternoon again against agree ahead airport alive allow almost alone along already also
although always amount angry animal another answer anybody anyone anything anyway apart appear apple apply
around arrive article aside asleep attend august aunt autumn available average avoid awake away awful baby
back ball band bank base basic bath beach bean bear beat beautiful become been beer before begin behind
believe belong below best better between beyond bike bill bird birth black blame blind block blood blue
board boat body book born boss both bottle bottom bread break breakfast bridge bright bring broken brother
brown build burn busy cake call calm came camera cannot card care career careful carry case cash catch cause
center central centre certain chair chance change charge cheap check cheese chicken child children choice
choose church cinema city class clean clear clever client climate climb clock close clothes cloud club coat
code coffee cold collect college color colour come common company compare complain complete computer concert
condition confirm confused connect consider contact continue control cook cool copy corner correct cost
could count country couple course court cousin cover crazy create credit cross crowd culture current
customer dance danger dark data date daughter dead deal dear death debt december decide deep degree deliver
depend design desk detail develop different difficult dinner direct dirty discuss distance doctor does
dollar done door double doubt down draw dream dress drink drive driver drop during dust duty each early earn
earth east easy education effect effort eight either electric else email employ empty english enjoy enough
enter entire equal error especially even evening event ever every everybody everyone everything exact exam
example except excited exercise expect expensive experience expert explain extra face fact fail fair fall
false family famous far farm farmer fast father favorite fear february feed feel feet fell female fever
field fight figure file fill film final find fine finger finish fire firm first fish five flat flight floor
flower fly follow food foot football force foreign forever forget forgot form former forward found four free
freedom fresh friday friend from front fruit full funny future game garden gave general gentle gets getting
girl give given glad glass goal goes gold gone good government grade grand great green grew ground group
grow guess guest guide habit hair half hall hand handle happen happy hard hate have head health healthy hear
heard heart heat heavy height hello help here hero hide high hill hire history hobby hold hole holiday home
honest hope horse hospital host hotel hour house however huge human hundred hungry hurry hurt husband idea
image imagine important include increase indeed industry inform inside instead interest internet into invite
island issue item itself january jealous job join joke july jump june just keep kept kick kids kill kind
king kitchen knew know knowledge known lack lady lake land language large last late later laugh lawyer lazy
lead leader learn least leave left legal lend less lesson letter level library license life lift light like
likely limit line list listen little live living loan local lock lonely long look lose lost loud love lower
luck lucky lunch machine made magazine mail main major make male manage many march mark market marriage
married match material math matter maybe meal mean meaning meant measure meat medical medicine meet meeting
member memory mention menu message metal middle might mile milk mind mine minute miss mistake mobile model
modern moment monday money month mood moon more morning most mother mountain mouth move movie much music
must myself name narrow nation natural nature near nearly necessary neck need neighbor neighbour neither
never news newspaper next nice night nine nobody noise none noon normal north nose note nothing notice
november number nurse object obvious october offer office official often once ones only open opinion option
orange order ordinary other ought ourselves outside over owner pack page paid pain paint pair paper parent
park part partner party pass passport past path patient pause payment peace people pepper perfect perhaps
period permission permit person personal phone photo pick picture piece pink place plain plan plane plant
plate play player please pleasure plenty plus pocket poem point police polite pool poor popular position
possible post potato power practice prefer prepare present president press pretty price print prison private
prize probably problem process produce product program project promise proof proper protect proud provide
public pull purchase purple purpose push quality quarter queen question quick quiet quite race radio rain
raise rate rather reach read ready real realize really reason receive recent record reduce refund refuse
register regular relate relationship relax remember remind remove rent repair repeat replace reply report
request require rest result return review reward rice rich ride right ring rise risk river road rock role
roof room round rule safe safety said salad salary sale salt same sand saturday save says scale school
science score screen search season seat second secret secure seem seen self sell send sense sentence
separate september series serious serve service seven several shake shall shape share sharp sheet shelf ship
shirt shoe shop short should shout show shower shut sick side sign silent silver similar simple since sing
single sister site situation size skill skin sleep slow small smart smell smile smoke snow social soft
software sold solution solve some somebody someone something sometimes somewhere song soon sorry sort soul
sound soup south space speak special speech speed spell spend spoke sport spot spring square staff stage
stamp stand star start state station stay steal step still stock stomach stone stop store storm story
straight strange street stress strong student study stuff stupid style such sugar suggest suit summer sunday
supper supply support suppose sure surface surprise sweet swim switch system table tail take taken talk tall
taste teach teacher team tell temperature tennis term terrible test text than thank thanks that their them
themselves then there therefore these they thick thing think third thirsty this those though thought
thousand three through throw thursday thus ticket tidy tight till time tiny tired title today together told
tomorrow tonight tool tooth total touch tour tourist towards tower town toys track trade traffic train
travel treat tree trip trouble true trust truth tuesday turn twelve twenty twice type ugly uncle under
understand university unless until update upon upset upstairs urgent used useful usual vacation valid value
various vegetable very view village visa visit voice wage wait wake walk wall want warm warn wash waste
watch water wear weather website wedding wednesday week weekend weight welcome well went were west what
wheel when whenever where whether which while white whole whose wide wife wild will wind window wine winter
wish with within without woman women wonder wood word work worker world worry worse worst worth would write
wrong wrote yard yeah year yellow yesterday young your yours yourself youth zero zone
"""

EVERYDAY = frozenset(_WORDS.split())
_STEMS = frozenset(map(stem, EVERYDAY))


def is_everyday(word: str) -> bool:
    """True for a common English word in any of its forms."""
    if word in EVERYDAY:
        return True
    short = stem(word)
    return short in _STEMS or f"{short}e" in EVERYDAY or (short != word and f"{short[:-1]}y" in EVERYDAY)
