"""Forecasts survive a checkpoint."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ensemble.codec import (
    decode_forecasts,
    decode_member,
    decode_outputs,
    encode_forecasts,
    encode_member,
    encode_outputs,
)
from domain.ensemble.outputs import Rejection, ValidatedOutputs
from domain.forecasting.model import QUANTILES, MemberForecast, QuantileForecast

WIDTH = len(QUANTILES)


def through_json(value):
    return json.loads(json.dumps(value, allow_nan=False))


@given(st.lists(st.lists(st.floats(0, 1e12), min_size=WIDTH, max_size=WIDTH).map(sorted), min_size=1, max_size=5))
def test_numbers_keep_six_digits_and_their_order(rows):
    values = np.array(rows)
    back = decode_forecasts(through_json(encode_forecasts({"GOOGLE/CTR": values})))["GOOGLE/CTR"]
    assert back.shape == values.shape
    assert np.allclose(back, values, rtol=1e-5, atol=1e-17)
    assert (np.diff(back, axis=1) >= 0).all()


def test_numbers_are_written_short():
    values = np.array([[0.1, 1 / 3, 2 / 3, 1.0, 1234567.0, 9.87654321e9, 0.000123456789]]).repeat(2, axis=0)
    (row, _) = encode_forecasts({"k": np.sort(values)})["k"]
    assert json.dumps(row) == "[0.000123457, 0.1, 0.333333, 0.666667, 1.0, 1234570.0, 9876540000.0]"


def test_what_is_not_finite_becomes_missing():
    values = np.array([[0, 1, 2, np.nan, np.inf, 5, 6.0]])
    back = decode_forecasts(through_json(encode_forecasts({"k": values})))["k"]
    assert np.isnan(back[0]).tolist() == [False, False, False, True, True, False, False]


def test_a_member_comes_back_whole():
    forecast = QuantileForecast(np.arange(2.0 * WIDTH).reshape(2, WIDTH))
    member = MemberForecast("ets", "1.2", {"k": forecast}, {"other": "too short"}, 0.125)
    back = decode_member(through_json(encode_member(member)))
    assert (back.member, back.version, back.failures, back.seconds) == ("ets", "1.2", {"other": "too short"}, 0.125)
    assert np.array_equal(back.forecasts["k"].values, forecast.values)


def test_whole_seconds_may_come_back_as_an_integer():
    encoded = through_json(encode_member(MemberForecast("ets", "1", {})))
    encoded["seconds"] = 2
    assert decode_member(encoded).seconds == 2.0


def test_checked_outputs_come_back_whole():
    values = np.ones((3, WIDTH))
    outputs = ValidatedOutputs(
        {"k": {"ets": values}, "empty": {}}, (Rejection("ets", "x", "why"),), {"bad": "Left out."}
    )
    back = decode_outputs(through_json(encode_outputs(outputs)))
    assert (back.rejections, back.excluded, back.unforecast) == (outputs.rejections, outputs.excluded, ("empty",))
    assert np.array_equal(back.accepted["k"]["ets"], values)


@pytest.mark.parametrize("broken", [None, [], "text", {"k": None}, {"k": [[1, 2]]}, {"k": [["a"] * WIDTH]}])
def test_anything_else_is_refused(broken):
    with pytest.raises((TypeError, ValueError)):
        decode_forecasts(broken)
