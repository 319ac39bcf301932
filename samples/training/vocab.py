"""The vocabulary: what the captions and labels use, and a little more so that other queries do not drown in [UNK]."""

import string

import words
from tokenizer import CLS, MASK, PAD, SEP, UNK, basic, is_cjk

COMMON_CHARACTERS = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔照图片拍摄旁漂亮可爱玩耍站坐躺跑吃喝骑红黄蓝绿紫黑灰粉橙棕早晚晨夜阳雨雪雾云风春夏秋冬左右近远满正幅景"
)
COMMON_WORDS = (
    "a an the of in on at by to with and or for from near next behind front under over is are this that it its some many several few one two "
    "three four five picture photo image drawing scene show me small big large little old new beautiful cute dark bright sky sun sunny rain "
    "rainy snow snowy fog foggy cloud cloudy night day evening morning sunset standing sitting playing people man woman child men women "
    "children boy girl outdoor indoor water sea sand grass road building red blue green yellow white black brown pink purple orange gray grey golden "
    "left right look looking where find my cars dogs cats something someone walking riding holding eating drinking sleeping flying empty full"
).split()
SUFFIXES = ["##s", "##es", "##ed", "##ing", "##er", "##ly", "##y", "##n", "##man", "##men"]


def build(texts):
    """Special tokens, symbols, letters and digits, Chinese characters, English words; each part sorted, so that equal texts give equal files."""
    used = {word for text in texts for word in basic(text)} | {word for text in words.all_texts() for word in basic(text)}
    letters = list(string.ascii_lowercase + string.digits)
    symbols = list(string.punctuation) + list("，。、！？；：“”‘’（）《》…—·")
    characters = sorted({char for char in COMMON_CHARACTERS} | {word for word in used if len(word) == 1 and is_cjk(word)})
    english = sorted({word for word in used if word.isascii() and len(word) > 1 and word.isalnum()} | {word for word in COMMON_WORDS if len(word) > 1})
    tokens = [PAD, UNK, CLS, SEP, MASK, *symbols, *letters, *(f"##{letter}" for letter in letters), *characters, *english, *SUFFIXES]
    return list(dict.fromkeys(tokens))
