"""The learned model: what it looks at, what it says, and what is learned from whom."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.activity import Session
from ingest.stream import Stream
from models.athlete import Estimate, Thresholds
from models.classify import examine
from models.history import History
from models.learning import model as learned
from models.learning.examples import examples, hidden, only_workouts
from models.learning.features import FEATURES, TIERS, Sight, features, row
from models.learning.model import (
    MIN_CORRECTIONS,
    MODELS,
    ClassModel,
    Correction,
    ParametersError,
    own_bias,
    probability,
)
from models.profile import Profile
from models.simulation.squad import draw_squad

START = datetime(2026, 7, 1, 6, tzinfo=UTC)
SPEED, HEART = 3.5, 170.0
EASY = History(
    minutes=np.full(30, 50.0),
    best_10=np.linspace(0.78, 0.86, 30) * SPEED,
    best_heart_10_bpm=np.linspace(0.82, 0.90, 30) * HEART,
)


def thresholds():
    def known(value, share):
        return Estimate(value, share * value, "estimated")

    return Thresholds(
        on=date(2026, 7, 1),
        history_days=150,
        critical_power_w=known(250, 0.03),
        w_prime_j=known(18_000, 0.2),
        run_speed_mps=known(SPEED, 0.03),
        critical_speed_mps=known(SPEED, 0.03),
        d_prime_m=known(180, 0.2),
        run_threshold_heart_rate_bpm=known(HEART, 0.015),
        ride_threshold_heart_rate_bpm=known(HEART, 0.015),
        run_max_heart_rate_bpm=known(190, 0.01),
        ride_max_heart_rate_bpm=known(187, 0.01),
        resting_heart_rate_bpm=known(50, 0.05),
        swim_speed_mps=known(1.2, 0.05),
    )


def sight(*parts, heart=True, speed=True, history=EASY):
    """A run of (minutes, share of threshold speed) as the model sees it."""
    levels = np.concatenate([np.full(round(60 * m), float(level)) for m, level in parts])
    columns = {}
    if speed:
        columns |= {"speed_mps": levels * SPEED, "distance_m": np.cumsum(levels * SPEED)}
    if heart:
        weights = np.exp(-np.arange(300) / 40)
        lagging = np.convolve(np.append(np.full(300, 0.6), levels), weights / weights.sum())
        columns["heart_rate_bpm"] = (0.35 + 0.62 * lagging[300 : 300 + len(levels)]) * HEART
    seconds = np.arange(len(levels), dtype=float)
    session = Session(
        sport="running",
        sub_sport=None,
        start=START,
        elapsed_s=len(levels),
        timer_s=len(levels),
        rows=slice(0, len(levels)),
    )
    stream = Stream(seconds, np.zeros(len(levels), dtype=np.int32), columns)
    profile = Profile.of(stream, session)
    found = examine(profile, session, thresholds=thresholds(), history=history)
    return Sight(found.case, history, found.margin_sd)


EASY_RUN = ((50, 0.80),)
INTERVALS = ((15, 0.78), *((4, 1.06), (3, 0.65)) * 5, (10, 0.76))
TEMPO = ((15, 0.78), (30, 0.98), (10, 0.76))

SENSORS = {"T1": {}, "T2": {"heart": False}, "T3": {"speed": False}}


@pytest.fixture(scope="module")
def model():
    return ClassModel.shipped()


@pytest.fixture(scope="module")
def squad():
    return list(draw_squad(11, 3, days=40))


class TestFeatures:
    def test_each_has_a_name_of_its_own_and_tells_its_unit_and_what_unknown_means(self):
        assert len({one.name for one in FEATURES}) == len(FEATURES)
        assert all(one.unit and one.unknown for one in FEATURES)

    def test_a_tier_looks_only_at_channels_that_it_has(self):
        for tier, channels in TIERS.items():
            assert all(one.needs <= channels for one in features(tier))
        assert [one.name for one in features("T1")] == [one.name for one in FEATURES]

    @pytest.mark.parametrize("tier", TIERS)
    @pytest.mark.parametrize("parts", [EASY_RUN, INTERVALS, TEMPO], ids=["easy", "reps", "tempo"])
    def test_ten_easy_minutes_more_change_nothing_but_a_hair(self, tier, parts):
        plain = row(tier, sight(*parts, **SENSORS[tier]))
        for longer in (((10, 0.76), *parts), (*parts, (10, 0.76))):
            changed = row(tier, sight(*longer, **SENSORS[tier]))
            np.testing.assert_allclose(changed, plain, atol=0.09)

    def test_with_nothing_earlier_the_athlete_trains_as_others_do(self):
        values = row("T1", sight(*EASY_RUN, history=History()))
        known = dict(zip([one.name for one in features("T1")], values, strict=True))
        assert known["best_10_rank"] == known["heart_rank"] == 0.5
        assert known["usually_long"] == 0.0
        assert np.isfinite(values).all()

    def test_a_session_that_stands_still_has_features_too(self):
        values = row("T1", sight((12, 0.0)))
        assert not np.isinf(values).any()


class TestWhatItSays:
    @pytest.mark.parametrize("tier", TIERS)
    def test_it_tells_plain_sessions_apart(self, model, tier):
        easy = model.ask(sight(*EASY_RUN, **SENSORS[tier]))
        hard = [model.ask(sight(*parts, **SENSORS[tier])) for parts in (INTERVALS, TEMPO)]
        assert (easy.session_class, easy.uncertain) == ("easy", False)
        assert [one.session_class for one in hard] == ["key", "key"]

    def test_the_probability_is_that_of_the_log_odds(self, model):
        seen = sight(*TEMPO)
        log_odds = model.ask(seen).log_odds
        assert model.ask(seen).probability == probability(log_odds)
        assert model.ask(seen, 1.0).probability == probability(log_odds + 1.0)
        assert model.ask(seen, 1.0).log_odds == log_odds

    def test_it_is_silent_where_nothing_was_recorded(self, model):
        seen = sight(*TEMPO, heart=False, speed=False)
        assert model.ask(seen) is None

    @settings(max_examples=30, deadline=None)
    @given(
        st.sampled_from(MODELS),
        st.integers(0, 40),
        st.floats(0, 5),
        st.lists(st.floats(-3, 3), min_size=40, max_size=40),
    )
    def test_more_of_any_feature_never_speaks_for_easy(self, which, place, more, values):
        one = ClassModel.shipped().models[which]
        start = one.means + one.scales * np.array(values)[: len(one.means)]
        raised = start.copy()
        raised[place % len(start)] += more * one.scales[place % len(start)]
        assert one.log_odds(raised) >= one.log_odds(start) - 1e-9

    def test_contributions_add_up_to_what_lifts_it_above_the_average(self, model):
        for one in model.models.values():
            raised = one.means + one.scales
            assert (one.reading(raised).contributions >= 0).all()
            np.testing.assert_allclose(one.reading(one.means).contributions, 0.0, atol=1e-12)

    def test_what_is_not_known_counts_as_the_average(self, model):
        for one in model.models.values():
            unknown = np.full(len(one.means), np.nan)
            assert one.log_odds(unknown) == one.log_odds(one.means)
            assert one.reading(unknown).log_odds == pytest.approx(one.log_odds(unknown))

    def test_reasons_compare_with_the_athletes_own_sessions(self, model):
        said = " ".join(model.ask(sight(*TEMPO)).reasons)
        assert "30 of your earlier runs" in said or "regular efforts" in said

    def test_rules_that_surely_say_otherwise_leave_nothing_certain(self, model):
        for parts in (INTERVALS, TEMPO, EASY_RUN, ((20, 0.9),), ((60, 0.97),)):
            seen = sight(*parts, history=History())
            for bias in (-6.0, 0.0, 6.0):
                said = model.ask(seen, bias)
                side = 1 if said.session_class == "key" else -1
                assert seen.margin_sd * side > -1 or said.uncertain


class TestTheAthletesOwnLayer:
    def test_few_labels_change_nothing(self):
        assert own_bias([Correction(0.0, True)] * (MIN_CORRECTIONS - 1)) == 0.0

    def test_it_leans_the_way_of_the_labels_and_mirrors(self):
        up = own_bias([Correction(-0.5, True)] * 10)
        assert up > 0.3
        assert own_bias([Correction(0.5, False)] * 10) == pytest.approx(-up)

    @given(st.lists(st.tuples(st.floats(-8, 8), st.booleans()), min_size=8, max_size=60))
    def test_it_is_the_most_probable_value(self, labelled):
        corrections = [Correction(*one) for one in labelled]

        def against(bias):
            lost = sum(
                np.logaddexp(0, -(1 if c.is_key else -1) * (c.log_odds + bias)) for c in corrections
            )
            return lost + bias**2 / (2 * learned.BIAS_SD**2)

        found = own_bias(corrections)
        assert against(found) <= min(against(found - 1e-3), against(found + 1e-3)) + 1e-9


class TestParameters:
    def content(self):
        return json.loads(learned.shipped_text())

    def test_those_shipped_name_their_version_and_what_they_were_taught_by(self, model):
        assert model.version
        assert model.training["athletes"] >= 40
        assert set(model.decides) == set(TIERS)
        for tier in TIERS:
            assert model.scores[tier]["model"]["calibration_error"] <= 0.06

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda c: c.pop("version"),
            lambda c: c["decides"].update(T1="coin"),
            lambda c: c["cuts"].update(T1=[0.5, 0.3, 0.7]),
            lambda c: c["models"]["run"].pop("T1"),
            lambda c: c["models"]["run"]["T1"]["features"].reverse(),
            lambda c: c["models"]["run"]["T1"]["means"].pop(),
            lambda c: c["models"]["run"]["T1"]["coefficients"][1].__setitem__(0, float("nan")),
            lambda c: c["models"]["run"]["T1"]["scales"].__setitem__(0, 0.0),
            lambda c: c["models"]["run"]["T1"].update(slope=-1),
            lambda c: c.update(models=3),
        ],
    )
    def test_others_are_refused(self, spoil):
        content = self.content()
        spoil(content)
        with pytest.raises(ParametersError):
            ClassModel.loads(json.dumps(content))

    @pytest.mark.parametrize("text", ["", "[]", "{}", "null", "3"])
    def test_so_is_what_is_no_model_at_all(self, text):
        with pytest.raises(ParametersError):
            ClassModel.loads(text)


class TestExamples:
    def test_they_are_seen_with_nothing_later(self, squad):
        for athlete in squad:
            seen = {
                one.session.start: one
                for one in examples(athlete)
                if one.profile is one.session.profile
            }
            half = athlete.sessions[: len(athlete.sessions) // 2]
            cut = [
                one for one in half if one.start.date() != athlete.sessions[len(half)].start.date()
            ]
            again = examples(
                type(athlete)(
                    athlete.id, athlete.athlete, athlete.told, athlete.sensors, tuple(cut)
                )
            )
            for one in again:
                if one.profile is one.session.profile and one.tier in TIERS:
                    before = seen[one.session.start]
                    np.testing.assert_array_equal(
                        row(one.tier, one.sight), row(before.tier, before.sight)
                    )

    def test_what_is_hidden_is_gone_from_profile_and_digest(self, squad):
        for one in squad[0].sessions:
            profile, efforts = hidden(one.profile, one.efforts, "T2")
            assert not profile.has_heart
            assert efforts.heart_rate_10s_bpm is None
            profile, efforts = hidden(one.profile, one.efforts, "T3")
            assert not profile.has_effort
            assert not any(efforts.best_power_w or ())
            assert not any(efforts.best_times_s or ())

    def test_who_records_only_workouts_keeps_every_key_session(self, squad):
        for athlete in squad:
            kept = only_workouts(athlete, np.random.default_rng(0)).sessions
            keys = [one for one in athlete.sessions if one.session_class == "key"]
            assert [one for one in kept if one.session_class == "key"] == keys
            assert len(kept) < len(athlete.sessions)
