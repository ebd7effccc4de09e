"""What names say, in eight languages; and how often they say nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.titles import meaning

KINDS = {
    "interval": (
        "5x1000 @10k", "6 x 400", "5 \u00d7 4:00", "12x30/30", "30/30", "2x(5x400)", "4x8'",
        '10 x 30"', "3 x 10 min", "6x800m", "4x1km", "3 x 1 mile", "5x1000er", "VO2max",
        "VO₂ Max", "Intervals",
        "Hill repeats", "over-unders", "Anaerobic", "Intervalltraining", "Bergläufe", "Fractionné",
        "Séance VMA", "Series cortas", "Cambios de ritmo", "Ripetute in pista", "Intervaltraining",
        "Treino intervalado", "Tiros de 400", "间歇", "周三跑团间歇跑", "无氧效果",
    ),
    "tempo": (
        "Tempo run", "easy 5k tempo", "Threshold", "Sweet Spot", "Zwift - SST (Short)", "race pace",
        "Marathon pace training", "fartlek", "Progression run", "Schwelle 3x10", "Fahrtspiel",
        "Tempodauerlauf", "Wettkampftempo", "Seuil", "allure marathon", "Umbral", "Soglia",
        "Fondo medio", "Drempeltraining", "Limiar", "乳酸阈值", "节奏跑", "马拉松配速跑",
    ),
    "long": (
        "Long run", "Sunday long ride", "long easy run", "LSD", "Langer Lauf", "Lange Ausfahrt",
        "Sortie longue", "Tirada larga", "Lungo 25 km", "Giro lungo", "Lange duurloop", "Longão",
        "Treino longo", "长距离跑",
    ),
    "race": (
        "City Half Marathon", "parkrun #12", "Zwift - Race: Stage 3", "Ironman 70.3", "Time trial",
        "Halbmarathon", "10 km Volkslauf", "Semi-marathon de Lyon", "Media maratón", "Gran Fondo",
        "Halve marathon", "Meia maratona", "马拉松", "铁人三项",
    ),
    "endurance": (
        "base", "endurance", "Easy run", "Rodillo Z2", "6x20s strides", "no intervals, just easy",
        "Dauerlauf locker", "ruhiger Lauf", "GA1", "Footing", "Rodaje", "Corsa lenta",
        "Rustige duurloop", "Rodagem leve", "基础训练", "基准跑", "轻松跑",
    ),
    "recovery": (
        "Recovery", "pre-race shakeout", "Post marathon recovery jog", "Regeneration", "Rekom",
        "Récup", "Recuperación", "Recupero", "Herstelduurloop", "Recuperação", "恢复", "Warm-up",
        "Cool down", "Einlaufen",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, names in KINDS.items() for n in names])
def test_a_name_says_what_was_meant(kind, name):
    found = meaning(name)
    assert found is not None
    assert found.kind == kind
    assert found.session_class == ("easy" if kind in {"endurance", "recovery"} else "key")
    assert name in found.reason


@pytest.mark.parametrize(
    "name",
    [
        "Morning Run", "Lunch Ride", "Afternoon Swim", "Zwift - Watopia", "Basel", "Berlin", "",
        "Laufen am Morgen", "Nachmittagsradfahrt", "Course à pied le matin", "Sortie vélo",
        "Carrera de mañana", "Vuelta ciclista", "Corsa mattutina", "Bel tempo!", "Corrida matinal",
        "Ochtendloop", "晨跑", "北京 跑步", "Track", "Steady", None, "Long way home",
        "Steve's 50th",
    ],
)  # fmt: skip
def test_most_names_say_nothing(name):
    assert meaning(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Marathon plan week 3", "Halbmarathon Vorbereitung", "Prépa marathon", "race the train",
        "Marathon club", "Race bike shakedown",
    ],
)  # fmt: skip
def test_to_speak_of_a_race_is_not_to_race(name):
    assert meaning(name) is None


@pytest.mark.parametrize(
    "name", ["6x20", "10x100", "8 x 100m", "10x20s", "1x20", "2x commute", "12x24h"]
)
def test_strides_and_other_figures_are_no_intervals(name):
    assert meaning(name) is None


@pytest.mark.parametrize(
    "name", ["Intervals aborted", "Warm-up for intervals", "Einlaufen Wettkampf", "Tempo (DNF)"]
)
def test_what_was_not_done_or_only_led_up_to_it_says_nothing(name):
    assert meaning(name) is None


@pytest.mark.parametrize("name", [name for names in KINDS.values() for name in names])
def test_capitals_and_spaces_change_nothing(name):
    shouted = meaning(f"  {name.upper()} ")
    assert shouted is not None
    assert shouted.kind == meaning(name).kind


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    found = meaning(text)
    assert found is None or found.words
