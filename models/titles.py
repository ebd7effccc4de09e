"""What the name of a session says of it: easy, key, or nothing.

In: a title that the athlete gave, or the name of the workout on the watch, in English,
German, French, Spanish, Italian, Dutch, Portuguese or Chinese. Out: a `Meaning`, or None.

Most names say nothing ("Morning Run", "Lunch Ride", a place, a world of Zwift), and a word
that means two things says nothing either: Spanish "carrera" is a race and any run, Italian
"tempo" is also the weather. Where key and easy words meet, key wins ("easy 5k tempo"): what
is easy in such a session is the rest of it.

The words stand in a table by meaning and language, as they are written without accents;
`*` stands for any ending. One regular expression is built from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from models.verdicts import Kind

__all__ = ["REPEATS", "Language", "Meaning", "any_of", "meaning", "plain"]

Language = Literal["en", "de", "fr", "es", "it", "nl", "pt", "zh"]

_WORDS: Mapping[Kind, Mapping[Language, str]] = {
    "interval": {
        "en": "interval*, anaerobic, vo2*, vo2 max, hiit, tabata, hill repeat*, hill reps, "
        "repeats, hill sprints, speedwork, speed work, speed session, track session, "
        "track workout, over unders, over under, pyramid*, micro burst*, microburst*, z5, z6, "
        "zone 5, zone 6",
        "de": "intervall*, bergintervall*, bergsprints, berglaufe, hugelsprints, tempolaufe, "
        "wiederholungslauf*, bahntraining, pyramide*, anaerob*, minutenlaufe, tausender",
        "fr": "fractionne*, intervalle*, vma, pma, anaerobie, seance de cotes, seance cotes, "
        "repetitions, seance piste",
        "es": "intervalos, series de, series en, series cortas, series largas, repeticiones, "
        "cambios de ritmo, anaerobic*, piramide, zona 5",
        "it": "ripetut*, variazioni di ritmo, salite brevi, anaerobic*, piramidale, zona 5",
        "nl": "interval*, heuvelsprints, heuveltraining, herhalingen, anaeroob, baantraining",
        "pt": "intervalad*, intervalos, tiros de, tiros, fracionad*, anaerobic*, zona 5",
        "zh": "间歇, 間歇, 无氧, 無氧, 冲刺, 最大摄氧, 金字塔",
    },
    "tempo": {
        "en": "tempo, tempo run, tempo ride, threshold*, lactate, sweet spot, sweetspot, sst, "
        "ftp, race pace, marathon pace, half marathon pace, hm pace, mp, hmp, 10k pace, 5k pace, "
        "progression, progressive, fast finish, fartlek, z4, zone 4, cp test",
        "de": "tempolauf, tempodauerlauf, tdl, tempotraining, tempowechsel*, schwelle*, "
        "laktatschwelle, wettkampftempo, renntempo, marathontempo, fahrtspiel, crescendolauf, "
        "endbeschleunigung, steigerungsdauerlauf, zugig*, flotter lauf, flotter dauerlauf",
        "fr": "seuil, allure marathon, allure semi, allure course, allure specifique, allure 10*, "
        "progressif, sortie rapide, fartlek",
        "es": "umbral, ritmo de carrera, ritmo carrera, ritmo de competicion, ritmo maraton, "
        "progresiv*, zona 4",
        "it": "soglia, ritmo gara, ritmo maratona, progressiv*, fondo medio, corto veloce, "
        "fondo veloce",
        "nl": "drempel*, tempoduurloop, tempoloop, tempotraining, tempoblok*, wedstrijdtempo, "
        "marathontempo, vaartspel",
        "pt": "limiar, ritmo de prova, ritmo de maratona",
        "zh": "乳酸, 阈值, 閾值, 节奏跑, 節奏跑, 法特莱克, 法特雷克, 变速跑, 變速跑, "
        "渐速, 渐加速, 马拉松配速, 比赛配速, 甜区",
    },
    "long": {
        "en": "longrun, longride, lsd, long run, long ride, long slow distance, long jog, "
        "long slow run, long easy run, long easy ride, long steady run, long trail run, "
        "long endurance ride, long runs, long rides, long swim",
        "de": "langer lauf, langen lauf, lange laufe, langer dauerlauf, langer dl, lange ausfahrt, "
        "lange radausfahrt, lange tour, langer trail, langer ruhiger dauerlauf, "
        "langer ruhiger lauf, langer lockerer lauf, lange runde, lala",
        "fr": "sortie longue, footing long, longue sortie, velo long, rando longue",
        "es": "tirada larga, rodaje largo, fondo largo, salida larga, larga distancia, "
        "carrera larga, bici larga, ruta larga",
        "it": "lunghissimo, lungo lento, corsa lunga, giro lungo, uscita lunga, "
        "allenamento lungo, fondo lungo, lungo [0-9]+",
        "nl": "lange duurloop, lange rit, lange loop, lange training, lange tocht, lange run",
        "pt": "longao, treino longo, corrida longa, pedal longo, rodagem longa, longo [0-9]+",
        "zh": "长距离, 長距離, 长距, 长跑, 长骑",
    },
    "race": {
        "en": "race, parkrun, time trial, marathon, half marathon, ultramarathon, "
        "triathlon, duathlon, ironman, 70\\.3, championship*, criterium",
        "de": "wettkampf, halbmarathon, zeitfahren, volkslauf, stadtlauf, meisterschaft*, "
        "einzelzeitfahren, radrennen",
        "fr": "competition, semi marathon, semi-marathon, contre la montre, championnat*",
        "es": "competicion, maraton, media maraton, contrarreloj, carrera popular, triatlon, "
        "duatlon, campeonato",
        "it": "gara, maratona, mezza maratona, cronometro, granfondo, gran fondo, campionat*",
        "nl": "wedstrijd, halve marathon, tijdrit, kampioenschap",
        "pt": "competicao, maratona, meia maratona, contrarrelogio, triatlo, duatlo, campeonato",
        "zh": "比赛, 比賽, 马拉松, 馬拉松, 半马, 全马, 铁人三项, 计时赛",
    },
    "endurance": {
        "en": "easy, base, endurance, aerobic, z2, zone 2, z1, zone 1, maf, conversational, "
        "coffee ride, cafe ride, strides, relaxed",
        "de": "locker*, ruhig*, gemutlich*, grundlage*, ga1, ga 1, g1, entspannt*, kaffeefahrt, "
        "steigerungen, steigerungslaufe",
        "fr": "footing, tranquille, facile, pepere, aerobie, sortie cafe",
        "es": "rodaje, suave, tranquil*, zona 2, zona 1, aerobic*, facil",
        "it": "fondo lento, corsa lenta, lento",
        "nl": "rustig*, duurtraining, basistraining, makkelijk",
        "pt": "leve, rodagem, trote",
        "zh": "基础, 基礎, 基准跑, 有氧, 轻松, 輕鬆, 慢跑, 耐力",
    },
    "recovery": {
        "en": "recovery, shakeout, shake out, shake-out, regeneration",
        "de": "regeneration*, regenerativ*, rekom, erholung*, ausradeln, kompensation*",
        "fr": "recup*, decrassage, deblocage",
        "es": "recuperacion, recuperador*, soltar piernas",
        "it": "recupero, rigenerant*, scarico, defaticante",
        "nl": "herstel*, losfietsen, loslopen, los fietsen",
        "pt": "recuperacao, soltura",
        "zh": "恢复, 恢復, 排酸",
    },
}

_BESIDES: Mapping[Language, str] = {
    "en": "warm up, warmup, warm-up, cool down, cooldown, cool-down, wu, cd",
    "de": "einlaufen, auslaufen, einfahren, ausfahren, aufwarmen, warmlaufen",
    "fr": "echauffement, retour au calme",
    "es": "calentamiento, vuelta a la calma",
    "it": "riscaldamento, defaticamento",
    "nl": "inlopen, uitlopen, infietsen, uitfietsen",
    "pt": "aquecimento, desaquecimento",
    "zh": "热身, 熱身, 放松, 冷身",
}
"""What is done around the work, and may be recorded for itself."""

_NO_RACE: Mapping[Language, str] = {
    "en": "pace, prep, preparation, training, plan, week, weeks, warm*, cool*, simulation, tempo, "
    "workout, pre, post, before, after, build, block, taper*, recon, preview, eve, "
    "rehearsal, course, spectat*, volunteer*, strategy",
    "de": "vorbereitung, woche, training, nach, vor, vorbelastung, rad, strecke",
    "fr": "prepa*, semaine, entrainement, avant, apres, veille, allure, parcours",
    "es": "preparacion, semana, entreno, entrenamiento, antes, despues, ritmo, previa",
    "it": "preparazione, settimana, allenamento, prima, dopo, ritmo, pre",
    "nl": "voorbereiding, training, voor, na, parcours",
    "pt": "preparacao, semana, treino, antes, depois, ritmo, pos",
    "zh": "训练, 訓練, 备战, 周, 赛前, 赛后, 配速, 计划",
}
"""A name that speaks of a race with one of these is no race."""

_DENIED = (
    "no|not|non|kein[a-z]*|ohne|statt|pas d[e']|sans|sin|senza|geen|zonder|sem|skipped|without"
)

_SAY_NOTHING = (
    rf"(?:{_DENIED}) (?:(?:the|so|too|really) )?[a-z]+",
    "(?:bel|bello|brutto|mal|poco|che|quanto|primo|bom|mau|pouco|a|al|in|di) tempo",
    "tempo (?:libero|di)",
    "(?:recovery|rest|easy|recup|erholungs) (?:week|day|drink|shake)",
    "(?:base|race) camp|(?:air|naval|military) base|easy (?:street|rider)|cool runnings?",
    "race (?:the|against|to) [a-z]+",
    "(?:triathlon|marathon|race|ironman)[- ](?:club|team|verein|group|store|expo|crew|bike|kit)",
    "(?:allure|ritmo) (?:facile|facil|tranquill?[eo]|suave|lento|leve|libre)",
)
"""What would be read wrongly: a word denied, weather, free time, places, clubs."""

_FAILED = re.compile(
    r"\b(?:abort\w*|abandon\w*|failed|cut short|cancel\w*|dnf|dns|abgebrochen|abbruch|annule\w*|"
    r"interrotto|annullat\w*|afgebroken|interrompid\w*)\b|\u53d6\u6d88|\u4e2d\u65ad"
)
"""What was meant and not done."""

REPEATS = re.compile(
    r"(?<![\w.])(?P<count>\d{1,2}) ?(?:[x*\u00d7]|mal|by|\u4e2a|\u7ec4) ?(?:\(|\d{1,2} ?x ?)?"
    r"(?P<work>\d{1,4}(?:[.,]\d+)?)(?P<clock>:\d\d)?(?P<rest> ?[/-] ?\d+)? ?"
    r"(?:(?P<minutes>mi?n\w*|'(?!')|\u5206)|(?P<seconds>se[ck]\w*|s\b|\"|''|\u79d2)|"
    r"(?P<far>k(?:m|ilomet\w*)?\b|mi(?:les?)?\b|\u516c\u91cc)|"
    r"(?P<metres>m(?:et\w+)?\b|er\b|y(?:ar)?ds?\b|\u7c73)|(?P<hours>h\b))?"
)
_ON_OFF = re.compile(r"(?<![\d/-])(15/15|20/40|30/15|30/30|40/20|45/15|60/60|30-30)(?![\d/-])")

MAX_WORK_MIN = 90
"""Nobody does more of intervals: 6x20 without a unit are seconds, and strides."""

STRIDES_S, STRIDES_M = 25, 150
"""So short a repeat is a stride, and says nothing of the rest of the session."""


class Meaning(NamedTuple):
    """What a `name` says; `words` is the part of it that says so, in plain letters."""

    session_class: Literal["easy", "key"]
    kind: Kind
    words: str
    name: str

    @property
    def reason(self) -> str:
        """What to tell the athlete."""
        return f'its name, "{self.name}", is that of {_TOLD[self.kind]}'


_TOLD: Mapping[Kind, str] = {
    "interval": "interval work",
    "tempo": "work near threshold",
    "long": "a long session",
    "race": "a race",
    "endurance": "easy training",
    "recovery": "recovery",
}


@lru_cache(maxsize=1024)  # most sessions bear one of a few names
def meaning(text: str | None) -> Meaning | None:
    """Read a name; None where it says nothing, or nothing clear.

    Args:
        text: the name as the athlete, the watch or a training plan wrote it.
    """
    if not text:
        return None
    said = plain(text)
    if _FAILED.search(said):
        return None
    said = _SILENT.sub(lambda found: " " * len(found[0]), said)
    found = sorted(_found(said), key=lambda one: one[0])
    kinds = {kind for _, kind, _ in found}
    easy = kinds & {"endurance", "recovery"}
    denied = easy or _NO_RACE_WORDS.search(said)
    keys = [
        (kind, words)
        for _, kind, words in found
        if kind in {"interval", "tempo", "long"} or (kind == "race" and not denied)
    ]
    beside = _BESIDE_WORDS.search(said)
    if beside and not _repeats(said):
        return None if keys or "race" in kinds else Meaning("easy", "recovery", beside[0], text)
    if keys:
        kind, words = next((one for one in keys if one[0] == "race"), keys[0])
        return Meaning("key", kind, words, text)
    mild = ((kind, words) for _, kind, words in found if kind in easy)
    return next((Meaning("easy", kind, words, text) for kind, words in mild), None)


def _found(said: str) -> Iterator[tuple[int, Kind, str]]:
    """Where which kind is spoken of, and in which words."""
    for match in _ANY_WORD.finditer(said):
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        yield match.start(), kind, match[0]
    if repeats := _repeats(said):
        yield repeats.start(), "interval", repeats[0].strip()


def _repeats(said: str) -> re.Match[str] | None:
    """Repeated work written in figures, such as "5 x 1000 m" or "30/30"; strides are none."""
    return next(filter(_is_work, REPEATS.finditer(said)), None) or _ON_OFF.search(said)


def _is_work(match: re.Match[str]) -> bool:
    count, work = int(match["count"]), float(match["work"].replace(",", "."))
    if count < 2 or match["hours"]:
        return False
    if match["minutes"] or match["clock"] or match["far"]:
        return True
    if match["seconds"]:
        return work > STRIDES_S
    if count * work <= MAX_WORK_MIN:  # "m" may be minutes too
        return True
    return work > (STRIDES_S if match["rest"] and not match["metres"] else STRIDES_M)


def plain(text: str) -> str:
    """Lower case, accents taken off, spaces made one; Chinese stays."""
    parts = unicodedata.normalize("NFKD", text.replace("\u2019", "'").casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def any_of(words: Mapping[Language, str]) -> str:
    """An expression for all words of all languages; of words that begin alike the longest."""
    each = {word.strip() for some in words.values() for word in some.split(",")}
    return "|".join(_written(word) for word in sorted(each, key=lambda word: (-len(word), word)))


def _written(word: str) -> str:
    """Words end where letters end; Chinese sets no spaces between them."""
    if not word.isascii():
        return word
    stem = word.removesuffix("*").replace(" ", "[ -]")
    return rf"(?<![a-z0-9]){stem}" + ("[a-z]*" if word.endswith("*") else "(?![a-z0-9])")


# Of kinds that begin at the same letter the earlier in the table counts: "race pace" is no race.
_ANY_WORD = re.compile("|".join(f"(?P<{kind}>{any_of(_WORDS[kind])})" for kind in _WORDS))
_BESIDE_WORDS, _NO_RACE_WORDS = re.compile(any_of(_BESIDES)), re.compile(any_of(_NO_RACE))
_SILENT = re.compile("|".join(rf"(?<![a-z])(?:{phrase})(?![a-z])" for phrase in _SAY_NOTHING))
