"""Everyday English words: right as they are, whether or not the material has them."""

from __future__ import annotations

from bot.core.language.stems import stem

_WORDS = """
able about above accept access accident account across action active actual add address adult advance advice
afford after afternoon again against ago agree ahead aim air airport alive all allow almost alone along
already also although always amount and angry animal another answer any anybody anyone anything anyway apart
app appear apple apply are arm around arrive art article aside ask asleep attend august aunt autumn
available average avoid awake away awful baby back bad bag ball band bank bar base basic bath beach bean
bear beat beautiful become bed been beer before begin behind believe belong below best bet better between
beyond big bike bill bird birth bit black blame blind block blood blue board boat body book born boss both
bottle bottom box boy bread break breakfast bridge bright bring broken brother brown build burn bus busy but
buy cake call calm came camera can cannot cap car card care career careful carry case cash cat catch cause
center central centre ceo certain chair chance change charge cheap check cheese chicken child children
choice choose church cinema city class clean clear clever client climate climb clock close clothes cloud
club coat code coffee cold collect college color colour come common company compare complain complete
computer concert condition confirm confused connect consider contact continue control cook cool copy corner
correct cost could count country couple course court cousin cover crazy create credit cross crowd cry
culture cup current customer cut dad dance danger dark data date daughter day dead deal dear death debt
december decide deep degree deliver depend design desk detail develop did die different difficult dig dinner
direct dirty discuss distance diy doctor does dog dollar done door double doubt down draw dream dress drink
drive driver drop dry due during dust duty each ear early earn earth east easy eat education effect effort
egg eight either electric else email employ empty end english enjoy enough enter entire equal era error
especially even evening event ever every everybody everyone everything exact exam example except excited
exercise expect expensive experience expert explain extra eye face fact fail fair fall false family famous
fan faq far farm farmer fast father favorite fear february fee feed feel feet fell female fever few field
fight figure file fill film final find fine finger finish fire firm first fish fit five fix flat flight
floor flower fly follow food foot football for force foreign forever forget forgot form former forward found
four free freedom fresh friday friend from front fruit full fun funny future fyi game garden gas gave
general gentle get gets getting girl give given glad glass goal goes gold gone good got government gps grade
grand great green grew ground group grow guess guest guide guy gym habit hair half hall hand handle happen
happy hard has hat hate have head health healthy hear heard heart heat heavy height hello help her here hero
hey hide high hill him hire his history hit hobby hold hole holiday home honest hope horse hospital host hot
hotel hour house how however hrs hub hug huge human hundred hungry hurry hurt husband ice idea ill image
imagine important include increase indeed industry inform ink inn inside instead interest internet into
invite ios island issue item its itself jam january jealous job join joke joy july jump june just keep kept
key kick kid kids kill kind king kitchen knew know knowledge known lab lack lady lake land language lap
large last late later laugh law lawyer lay lazy lead leader learn least leave left leg legal lend less
lesson let letter level library license lid lie life lift light like likely limit line lip list listen
little live living loan local lock log lol lonely long look lose lost lot loud love low lower luck lucky
lunch machine mad made magazine mail main major make male man manage many map march mark market marriage
married match material math matter may maybe meal mean meaning meant measure meat medical medicine meet
meeting member memory men mention menu message met metal middle might mile milk min mind mine minute miss
mistake mix mobile model modern mom moment monday money month mood moon more morning most mother mountain
mouth move movie mph msg much mud mum music must myself nah name nap narrow nation natural nature near
nearly necessary neck need neighbor neighbour neither net never new news newspaper next nice night nine
nobody noise none noon nor normal north nose not note nothing notice november now number nurse nut object
obvious october odd off offer office official often oil old once one ones only open opinion option orange
order ordinary other ought our ourselves out outside over own owner pack page paid pain paint pair pan paper
parent park part partner party pass passport past path patient pause pay payment pdf peace pen people pepper
per perfect perhaps period permission permit person personal pet phone photo pick picture pie piece pig pin
pink place plain plan plane plant plate play player please pleasure plenty pls plus pocket poem point police
polite pool poor pop popular position possible post pot potato power practice prefer prepare present
president press pretty price print prison private prize pro probably problem process produce product program
project promise proof proper protect proud provide public pull purchase purple purpose push put qty quality
quarter queen question quick quiet quite race radio rain raise rat rate rather raw ray reach read ready real
realize really reason receive recent record red reduce refund refuse register regular relate relationship
relax remember remind remove rent repair repeat replace reply report request require rest result return
review reward rice rich rid ride right ring rip rise risk river road rob rock role roof room round row rub
rug rule run sad safe safety said salad salary sale salt same sand sat saturday save saw say says scale
school science score screen sea search season seat second secret secure see seem seen self sell send sense
sentence separate september series serious serve service set seven several sew shake shall shape share sharp
she sheet shelf ship shirt shoe shop short should shout show shower shut shy sick side sign silent silver
similar simple sin since sing single sir sister sit site situation six size ski skill skin sky sleep slow
small smart smell smile smoke sms snow social soft software sold solution solve some somebody someone
something sometimes somewhere son song soon sorry sort soul sound soup south space speak special speech
speed spell spend spoke sport spot spring spy square staff stage stamp stand star start state station stay
steal step still stock stomach stone stop store storm story straight strange street stress strong student
study stuff stupid style such sugar suggest suit sum summer sun sunday supper supply support suppose sure
surface surprise sweet swim switch system table tag tail take taken talk tall tap taste tax tea teach
teacher team tel tell temperature ten tennis term terrible test text than thank thanks that the their them
themselves then there therefore these they thick thing think third thirsty this tho those though thought
thousand three through throw thursday thus thx ticket tidy tie tight till time tin tiny tip tired title
today toe together told tomorrow tonight too tool tooth top total touch tour tourist towards tower town toy
toys track trade traffic train travel treat tree trip trouble true trust truth try tub tuesday turn twelve
twenty twice two type ugly uncle under understand university unless until update upon upset upstairs urgent
url usa usb use used useful usual vacation valid value van various vegetable very vet via view village vip
visa visit voice vow vpn wage wait wake walk wall want war warm warn was wash waste watch water wax way wear
weather web website wed wedding wednesday week weekend weight welcome well went were west wet what wheel
when whenever where whether which while white who whole whose why wide wife wild will win wind window wine
winter wish with within without woman women won wonder wood word work worker world worry worse worst worth
would wow write wrong wrote yard yeah year yellow yep yes yesterday yet you young your yours yourself youth
yrs yup zero zone zoo
"""

EVERYDAY = frozenset(_WORDS.split())
_STEMS = frozenset(map(stem, EVERYDAY))


def is_everyday(word: str) -> bool:
    """True for a common English word in any of its forms."""
    if word in EVERYDAY:
        return True
    short = stem(word)
    return short in _STEMS or f"{short}e" in EVERYDAY or (short != word and f"{short[:-1]}y" in EVERYDAY)
