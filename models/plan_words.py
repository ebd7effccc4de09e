"""The words of calendars: sports, what is no training, and what training plans abbreviate.

Tables by meaning and language, written as in `models.titles`: without accents, `*` for any
ending. A calendar holds the rest of a life too, so sports are known by words of three
strengths: those that nearly always mean training ("jogging"), those that do alone or with a kind
of training or a distance beside them ("run"), and those that do with one of these only ("course").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from models.titles import Language, any_of
from models.verdicts import Kind

__all__ = [
    "ABBREVIATED", "BRICK", "FILLERS", "KIND_ALONE", "NO_TRAINING", "REST", "SPORTS", "TIERS",
    "Sport", "Tier", "Words", "expression", "sport_expression", "symbol_sport",
]  # fmt: skip

Sport = Literal[
    "running", "cycling", "swimming", "strength", "walking", "rowing", "cross_country_skiing",
    "multisport",
]  # fmt: skip
Words = Mapping[Language, str]

_SURE: Mapping[Sport, Words] = {
    "running": {
        "en": "running, jog, jogging, long run, easy run, recovery run, tempo run, trail run, "
        "interval run, base run, steady run, threshold run, progression run, hill run, group run, "
        "fast run, run walk, walk run, run commute, commute run, shakeout run, parkrun, "
        "track session, track workout, fartlek, yasso*, mlr, cross country, turkey trot, fun run, "
        "hill repeats, longrun, run workout, run club, [0-9]+ miler, san silvestre, sao silvestre, "
        "xc race, xc champs, kenyan hills, cooper test",
        "de": "[a-z]*dauerlauf, lauftraining, lauftreff, waldlauf, trailrunning, traillauf, "
        "tempolauf, intervalllauf, langer lauf, langen lauf, nuchternlauf, berglauf, "
        "regenerationslauf, grundlagenlauf, steigerungslauf, lauf abc, lauf-abc, lala, tdl, "
        "bahntraining, volkslauf, silvesterlauf, firmenlauf, frauenlauf, citylauf, crosslauf, "
        "lockerer lauf, ruhiger lauf",
        "fr": "footing, course a pied, sortie trail, fractionne, vma, semi marathon, semi-marathon",
        "es": "rodaje, trote, trotar, tirada larga, salir a correr, carrera continua, "
        "carrera popular, cinta de correr",
        "it": "corsa lenta, corsa lunga, ripetute, lungo lento, fondo lento, corsetta",
        "nl": "hardlopen, [a-z]*duurloop, herstelloop, looptraining, hardlooptraining",
        "pt": "rodagem, longao, treino de corrida, trote",
        "zh": "跑步, 慢跑, 晨跑, 夜跑, 轻松跑, 輕鬆跑, 长跑, 間歇跑, 间歇跑, 节奏跑, 恢复跑, "
        "有氧跑, 越野跑, 长距离跑, 配速跑, 亚索",
    },
    "cycling": {
        "en": "cycling, zwift, rouvy, trainerroad, peloton ride, turbo session, turbo trainer, "
        "spin class, spinning, indoor ride, long ride, gravel ride, mtb, mountain biking, "
        "commute ride, chaingang, bike ride, group ride, road ride, easy ride, recovery ride, "
        "endurance ride, recovery spin, sweet spot, sweetspot, bike workout, cyclocross, ramp test",
        "de": "radfahren, radausfahrt, radtraining, rollentraining, mountainbiken, "
        "grundlagenausfahrt, lange ausfahrt, lockere ausfahrt, einzelzeitfahren, radrennen, "
        "radmarathon",
        "fr": "cyclosportive, home trainer, sortie velo, velo de route, cyclisme, pma, "
        "contre la montre",
        "es": "rodillo, ciclismo, btt, salida en bici, salida larga en bici",
        "it": "rulli, ciclismo, giro in bici, uscita in bici, bdc, gran fondo, granfondo",
        "nl": "wielrennen, fietstraining, tacx, duurrit, mountainbiken",
        "pt": "ciclismo, pedalada, treino de bike",
        "zh": "骑行, 騎行, 骑车, 骑行台, 长骑",
    },
    "swimming": {
        "en": "masters swim, open water swim, open water, pool swim, swim workout, swim session, "
        "swim training, lap swim, long swim, easy swim, technique swim, swim technique, swim set",
        "de": "schwimmtraining, kraulen, kraultraining, freiwasser*, schwimmtechnik",
        "fr": "natation, eau libre",
        "es": "natacion, aguas abiertas, travesia a nado",
        "it": "nuoto, acque libere",
        "nl": "zwemtraining, borstcrawl, open water",
        "pt": "natacao, aguas abertas",
        "zh": "游泳, 自由泳, 泳池训练",
    },
    "strength": {
        "en": "strength training, strength workout, strength session, gym, gym session, "
        "weight training, weightlifting, weights, crossfit, core workout, core session, "
        "bodyweight, yoga, pilates, stretching, mobility, foam roll*, trx, s&c, "
        "strength and conditioning, upper body, lower body, kettlebell*",
        "de": "krafttraining, kraftraum, rumpfstabi*, rumpfkraft, stabi, stabitraining, "
        "athletiktraining, dehnen, blackroll, fitnessstudio, kraftausdauerzirkel, mobilisation",
        "fr": "musculation, muscu, renforcement musculaire, renforcement, renfo, gainage, ppg, "
        "etirements, salle de sport",
        "es": "gimnasio, gym, pesas, entrenamiento de fuerza, fuerza gym, estiramientos",
        "it": "palestra, pesi, potenziamento, allenamento di forza, stretching",
        "nl": "krachttraining, sportschool, core stability, rompstabiliteit, fitness",
        "pt": "musculacao, academia, fortalecimento, treino de forca, alongamento",
        "zh": "力量训练, 力量, 健身, 核心训练, 瑜伽, 拉伸, 普拉提",
    },
    "walking": {
        "en": "nordic walking, power walk, hiking",
        "de": "nordic walking, wanderung",
        "fr": "marche nordique, randonnee, rando",
        "es": "senderismo",
        "it": "escursione",
        "nl": "nordic walking",
        "pt": "trilha",
        "zh": "徒步, 健走",
    },
    "rowing": {
        "en": "rowing, row erg, ergo row", "de": "rudern", "fr": "aviron", "it": "canottaggio",
        "nl": "roeien", "zh": "划船机",
    },
    "cross_country_skiing": {
        "en": "cross country ski*, cross-country ski*, xc ski*, nordic ski*, roller ski*",
        "de": "langlauf, skilanglauf, skiroller", "fr": "ski de fond", "es": "esqui de fondo",
        "it": "sci di fondo", "nl": "langlaufen", "zh": "越野滑雪",
    },
    "multisport": {
        "en": "triathlon, duathlon, ironman, aquathlon, 70\\.3, swimrun, olympic tri, sprint tri",
        "es": "triatlon, duatlon", "pt": "triatlo, duatlo", "zh": "铁人三项, 铁三",
    },
}  # fmt: skip

_WEAK: Mapping[Sport, Words] = {
    "running": {
        "en": "run, runs, treadmill, trail, marathon, half marathon, ultramarathon, 10k, 5k, "
        "half-marathon, lr",
        "de": "dl, laufband, lauf, laufe, laufen, halbmarathon, stadtlauf, tempolaufe, berglaufe",
        "fr": "cap, courir",
        "es": "correr, maraton, media maraton, carrera larga, cuestas",
        "it": "tapis roulant, correre, maratona, mezza maratona",
        "nl": "loopband, lopen, halve marathon",
        "pt": "esteira, correr, maratona, meia maratona",
        "zh": "跑步机, 跑, 马拉松, 馬拉松, 半马, 全马",
    },
    "cycling": {
        "en": "mountain bike, bike trainer, ride, rides, bike, biking, spin, turbo, gravel, "
        "watopia, indoor bike, time trial, tt, crit",
        "de": "rennrad, ergometer, heimtrainer, rad, radeln, rolle, ausfahrt, bike, zeitfahren, "
        "radtour",
        "fr": "vtt, velo, ht, turbo",
        "es": "bici, bicicleta, contrarreloj",
        "it": "bici, cronometro",
        "nl": "racefiets, fiets, fietsen, fietstocht, tijdrit",
        "pt": "pedal, pedalar, bike, rolo, bicicleta, contrarrelogio",
        "zh": "骑, 单车, 公路车, 自行车, 计时赛",
    },
    "swimming": {
        "en": "swim, swims, swimming, css",
        "de": "schwimmen",
        "fr": "nager",
        "es": "nadar",
        "it": "nuotare",
        "nl": "zwemmen",
        "pt": "nadar",
    },
    "strength": {
        "en": "strength, core, lift, lifting, plyo*", "de": "kraft, stabilisation, athletik",
        "es": "fuerza", "it": "forza", "nl": "kracht", "pt": "forca", "zh": "核心",
    },
    "walking": {
        "en": "walk, walking, hike", "de": "spaziergang, wandern, walken", "fr": "marche",
        "es": "caminata, caminar", "it": "camminata, passeggiata, trekking",
        "nl": "wandelen, wandeling", "pt": "caminhada", "zh": "散步",
    },
    "rowing": {"en": "row, erg", "es": "remo", "pt": "remo"},
}  # fmt: skip

_FAINT: Mapping[Sport, Words] = {
    "running": {
        "en": "ultra", "fr": "course, sortie longue, sortie", "es": "carrera, series, tirada",
        "it": "corsa, lungo", "nl": "loop", "pt": "corrida, tiros",
    },
    "cycling": {
        "en": "trainer", "de": "tour, runde", "es": "salida, ruta", "it": "giro, uscita",
        "nl": "rit, tocht",
    },
    "swimming": {
        "en": "pool", "fr": "piscine", "es": "piscina", "it": "piscina", "nl": "zwembad",
        "pt": "piscina",
    },
}  # fmt: skip

Tier = Literal["SURE", "WEAK", "FAINT"]
TIERS: tuple[Tier, ...] = ("SURE", "WEAK", "FAINT")
SPORTS: Mapping[Tier, Mapping[Sport, Words]] = {"SURE": _SURE, "WEAK": _WEAK, "FAINT": _FAINT}

BRICK: Words = {
    "en": "brick, bricks, brick workout, brick session, bike to run, off the bike",
    "de": "koppeltraining, koppeleinheit, koppellauf, koppeln, koppel, wechseltraining",
    "fr": "enchainement*, enchaine",
    "es": "transicion*, transicion bici carrera",
    "it": "combinato, combinata, multiallenamento",
    "nl": "koppeltraining, koppel",
    "pt": "treino de transicao, transicao, treino combinado",
    "zh": "换项, 两项训练, 砖式训练, 砖训",
}

ABBREVIATED: Mapping[Kind, Words] = {
    "race": {
        "en": "turkey trot, fun run, crit, tt, half ironman, hm, utmb, cross country race, "
        "xc race, xc champs, olympic tri, sprint tri",
        "de": "rennen, radmarathon, silvesterlauf, firmenlauf, frauenlauf, citylauf, crosslauf, hm",
        "fr": "cyclosportive, semi",
        "es": "san silvestre, travesia a nado",
        "nl": "prestatieloop",
        "pt": "prova, sao silvestre, meia",
        "zh": "赛跑",
    },
    "interval": {
        "en": "hit, sprints, sprint, repeats, kenyan hills, ramp test, cooper test",
        "de": "wsa, sb, bergsprint*", "fr": "30-30",
        "es": "series, cuestas", "zh": "冲刺, 亚索",
    },
    "tempo": {
        "en": "steady state, lt2, cv, mlss, vt2, z3/z4, over geared, big gear",
        "de": "eb, ka, k3, kraftausdauer, schwelle", "fr": "as10, as21, as42, allure",
        "it": "medio, cm", "nl": "d3", "es": "cri",
    },
    "long": {
        "en": "1[3-9] miler, 2[0-9] miler, lr", "fr": "sl", "it": "lungo",
        "de": "langer, lange, langes", "zh": "长距离",
    },
    "endurance": {
        "en": "lit, ga, lsd easy, foundation, steady, lt1, vt1, spin easy, zone two, zone one, "
        "z1-z2, z1/z2, technique easy, aerobic",
        "de": "grundlagentraining, rekomlauf", "fr": "ef, endurance fondamentale, souple",
        "es": "continuo suave, r1", "it": "cl, agile, sgambata, facile", "nl": "d1, d2, basis",
        "pt": "regenerativ*, tranquil*", "zh": "放松跑",
    },
    "recovery": {"en": "flush, rec", "de": "reko", "fr": "decrassage", "zh": "排酸跑"},
}  # fmt: skip
"""What training plans write shorter, or more carelessly, than athletes name what they did."""

KIND_ALONE: Words = {
    "en": "easy, base, endurance, aerobic, relaxed, race, recovery, tempo, progressive, "
    "progression, championship*, lactate, mp, time trial, marathon, repeats, conversational, "
    "pyramid*, maf, threshold*, interval, anaerobic, coffee ride",
    "de": "locker*, ruhig*, gemutlich*, entspannt*, wettkampf, meisterschaft*, erholung*, "
    "kompensation*, zugig*, steigerungen, regeneration*, grundlage*, schwelle*",
    "fr": "facile, tranquille, recup*, competition, championnat*, progressif, seuil, repetitions, "
    "pepere, ef",
    "es": "suave, tranquil*, facil, recuperacion, competicion, maraton, campeonato, piramide, "
    "progresiv*, repeticiones, umbral, intervalos, aerobic*",
    "it": "lento, recupero, scarico, gara, maratona, campionat*, cronometro, soglia, progressiv*",
    "nl": "rustig*, makkelijk, herstel*, wedstrijd, kampioenschap, drempel*",
    "pt": "leve, recuperacao, soltura, competicao, maratona, limiar, tiros, intervalos, campeonato",
    "zh": "基础, 基礎, 轻松, 輕鬆, 恢复, 恢復, 比赛, 比賽, 冲刺, 耐力, 有氧",
}
"""Kinds of training whose words mean other things as well: alone they make no session."""

NO_TRAINING: Words = {
    "en": "meeting*, meet with, call, calls, zoom, interview*, report*, review*, errand*, "
    "lesson*, kid, kids, child*, son, daughter, school, daycare, nursery, birthday*, bday, party, "
    "dinner, brunch, breakfast, doctor*, dentist*, dr, appointment*, physio*, massage, chiro*, "
    "shop, shopping, store, repair*, service, servicing, pickup, pick up, drop off, delivery, "
    "deliver, buy, order, sell, sale, registration, register*, sign up, signup, deadline, due, "
    "entry fee, entries, booking, book, flight, fly, bus, taxi, uber, car, airport, hotel, "
    "travel, drive, webinar, conference, project*, budget, sales, planning, plan with, retro, "
    "standup, sync, client*, customer*, lecture, exam, movie*, film, netflix, concert, gig, show, "
    "packet, bib, briefing, volunteer*, cheer*, spectat*, watch, tickets, fundraiser, results, "
    "kickoff, kick off, payment*, invoice, run through, run-through, dry run, run by, run down, "
    "rundown, bank, test run, trial run, run errands, run sheet, school run, launch, website, tv, "
    "television, serie, workshop, seminar, training course, training day, potty, dog, puppy, cat, "
    "vet, insurance, rental, hire, clean*, wash, wax, fitting, bike fit, tune up, checkup, x-ray, "
    "scan, gait analysis, presentation, demo, hackathon, code, coding, slides, core hours, "
    "lunch with, coffee with, drinks with, dinner with, running late, steps, pay, salary, loan, "
    "mortgage, subscription*, renew*, piano, guitar, violin, choir, jersey, "
    "cancel*, postponed, agenda, weekly, quarterly, q1, q2, q3, q4, at work, office hours",
    "de": "besprechung*, sitzung*, termin*, geburtstag*, arzt*, zahnarzt*, kind, kinder*, schule, "
    "schul*, kita, kurs, schwimmkurs, einkauf*, kaufen, werkstatt, reparatur*, abholen, abholung, "
    "bringen, anmeldung, anmelden, anmeldeschluss, urlaub, ferien, feier, essen, kosten, "
    "rechnung*, sprechstunde, telefonat, anruf, gesprach, vortrag, prufung, klausur, vorlesung, "
    "konzert, kino, flug, zug, friseur, umzug, tuv, putzen, steuer*, elternabend, abgabe, "
    "projekt*, kunde*, startunterlagen, startnummer*, leistungsdiagnostik, vertrag, laufzeit, "
    "inspektion, lieferung*, abgesagt, entfallt, hund, gassi, klavier*, gitarre*, geige*, chor, "
    "chorprobe",
    "fr": "reunion*, rdv, rendez-vous, anniversaire*, medecin, dentiste, ecole, enfant*, courses, "
    "achat*, cadeaux, diner, dejeuner, vacances, vol, gare, film, kine, kinesitherapeute, "
    "reparation, inscription*, garage, entretien, cours de, cours, magasin, appel, concert, "
    "dossard*, train pour",
    "es": "reunion*, cita, cumpleanos, medico, dentista, colegio, ninos, hijo*, hija*, compra*, "
    "comida, cena, vacaciones, vuelo, llamada, entrevista, inscripcion*, taller, examen, "
    "pelicula, universidad, facultad, clase de, clases, dorsal*, revision, fisio*, factura*, "
    "gestor*",
    "it": "riunione, appuntamento, compleanno, medico, dentista, scuola, bambin*, figlio, figlia, "
    "spesa, cena, pranzo, vacanze, volo, chiamata, colloquio, iscrizion*, officina, esame, "
    "appalto, lezione, corso, concerto, pettoral*, visita, bolletta, corsa contro, di corsa",
    "nl": "vergadering, afspraak, verjaardag, dokter, huisarts, tandarts, kinderen, boodschappen, "
    "eten, vakantie, vlucht, gesprek, sollicitatie, inschrijving, maker, reparatie, les, zwemles, "
    "ophalen, wegbrengen, brengen, overleg, kapper, hond, rijles, fietsenmaker",
    "pt": "reuniao, consulta, aniversario, medico, dentista, escola, crianca*, filho, filha, "
    "compras, jantar, almoco, ferias, voo, ligacao, entrevista, inscricao, oficina, filme, aula, "
    "faculdade, exame, prova de, uber, banco",
    "zh": "会议, 开会, 例会, 生日, 医生, 牙医, 学校, 孩子, 接送, 购物, 聚餐, 吃饭, 面试, 电话, "
    "航班, 快递, 跑腿, 报名, 电影, 讲座, 考试, 出差, 跑路, 游泳课, 维修, 领物, 演讲",
}
"""A title with one of these is of something else, whatever stands beside it."""

REST: Words = {
    "en": "rest day, rest, off day, day off, off, no training, full rest, complete rest, "
    "total rest, rest or cross train, rest/off",
    "de": "ruhetag, trainingsfrei, trainingsfreier tag, frei, pausentag, pause, ruhe",
    "fr": "repos, jour de repos, repos complet, journee de repos",
    "es": "descanso, dia de descanso, dia libre, descanso total",
    "it": "riposo, giorno di riposo, riposo totale, giorno libero",
    "nl": "rustdag, rust",
    "pt": "folga, dia de descanso, descanso, dia de folga",
    "zh": "休息日, 休息, 完全休息",
}

FILLERS: Words = {
    "en": "morning, evening, afternoon, lunch, lunchtime, night, early, late, monday, tuesday, "
    "wednesday, thursday, friday, saturday, sunday, mon, tue, tues, wed, thu, thur, fri, sat, "
    "sun, am, pm, outdoor, outdoors, indoor, indoors, outside, inside, road, track, group, club, "
    "team, session, workout, training, with, in, on, the, a, an, and, of, for, at, to, off, @, "
    "pace, hr, hf, bpm, watt, watts, w, km, k, mi, mile, miles, taper, per, incl, plus, week, "
    "wk, day, no, min, mins, h, hr, hrs, hour, hours, total, technique, drills, warm up, "
    "cool down, wu, cd, hills, hilly, flat, short, medium, mid, steady, social, solo, only, test, "
    "strides, then, or, x, s, m, ftp, rpe, z, zone, set, sets, rep, reps, light, relay, hard, "
    "fast, slow, moderate, quality, double, first, second, optional, free, full, body, work, prep, "
    "pre, post, bis, the long",
    "de": "morgen, morgens, mittag, mittags, abend, abends, nachmittag, fruh, mit, im, in, der, "
    "die, das, am, und, oder, bahn, technik, halle, draussen, gruppe, verein, einheit, montag, "
    "dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, kurz*, mittel*, lang*, intensiv*, "
    "extensiv*, berge, hugel, wald, runde, puls, stunde, stunden, std, minuten, nuchtern, beine, "
    "ganzkorper, rumpf, training, ubungen, inkl, ohne, danach",
    "fr": "matin, midi, soir, apres-midi, avec, dans, le, la, les, de, du, des, en, et, a, au, "
    "sur, piste, groupe, club, seance, entrainement, lundi, mardi, mercredi, jeudi, vendredi, "
    "samedi, dimanche, cotes, route, technique, heures, heure, minutes, pied, endurance, puis, "
    "musculaire",
    "es": "manana, tarde, noche, con, en, el, la, los, de, del, y, por, pista, grupo, club, "
    "sesion, entreno, entrenamiento, lunes, martes, miercoles, jueves, viernes, sabado, domingo, "
    "cuestas, tecnica, horas, hora, minutos, continua, ruta, fondo, piernas, tecnico",
    "it": "mattina, mattutina, pomeriggio, sera, con, in, il, la, di, del, e, al, su, pista, "
    "gruppo, squadra, seduta, allenamento, lunedi, martedi, mercoledi, giovedi, venerdi, sabato, "
    "domenica, salite, salita, tecnica, ore, ora, minuti, variazioni, progressivo, fondo, medio, "
    "piano, veloce",
    "nl": "ochtend, middag, avond, met, in, de, het, een, en, van, op, baan, groep, vereniging, "
    "training, maandag, dinsdag, woensdag, donderdag, vrijdag, zaterdag, zondag, heuvels, "
    "techniek, uur, minuten, lange, korte, bos, los",
    "pt": "manha, tarde, noite, com, no, na, o, a, de, do, da, e, em, pista, grupo, equipe, "
    "sessao, treino, segunda, terca, quarta, quinta, sexta, sabado, domingo, ladeiras, tecnica, "
    "horas, hora, minutos, ritmo, longo, longa, curto, progressivo, matinal",
    "zh": "早上, 晚上, 下午, 中午, 周一, 周二, 周三, 周四, 周五, 周六, 周日, 训练, 训练课, 分钟, "
    "小时, 公里, 米, 配速, 心率, 区, 组, 个, 课, 跑, 的, 和",
}
"""Words that say nothing of what it is; a title of these and of training words is training."""

_SYMBOLS: Mapping[str, Sport] = {
    "\N{RUNNER}": "running", "\N{ATHLETIC SHOE}": "running",
    "\N{BICYCLIST}": "cycling", "\N{MOUNTAIN BICYCLIST}": "cycling", "\N{BICYCLE}": "cycling",
    "\N{SWIMMER}": "swimming", "\N{WEIGHT LIFTER}": "strength",
    "\N{PERSON IN LOTUS POSITION}": "strength", "\N{FLEXED BICEPS}": "strength",
    "\N{ROWBOAT}": "rowing", "\N{HIKING BOOT}": "walking",
}  # fmt: skip


def expression(words: Words) -> re.Pattern[str]:
    """What finds any of the words."""
    return _compiled(tuple(words.items()))


@cache
def _compiled(words: tuple[tuple[Language, str], ...]) -> re.Pattern[str]:
    return re.compile(any_of(dict(words)))


@cache
def sport_expression(tier: Tier) -> re.Pattern[str]:
    """What finds any word of this strength for a sport; the groups are the sports."""
    groups = (f"(?P<{sport}>{any_of(words)})" for sport, words in SPORTS[tier].items())
    return re.compile("|".join(groups))


def symbol_sport(title: str) -> Sport | None:
    """The sport of the first pictogram of one."""
    return next((_SYMBOLS[c] for c in title if c in _SYMBOLS), None)
