"""Domain values as stored documents and back."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.forecasting.model import Backtest, FloatArray
from domain.metrics.model import MetricType
from domain.recommendations.model import Recommendation
from domain.risk.model import Risk
from domain.simulations.model import SimulationFailure, SimulationRequest, SimulationResult
from infra.storage.codec.compiled import pair_for
from infra.storage.codec.documents import from_blob, from_document, to_blob, to_document
from tests.fixtures.records import a_result

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    FloatArray: st.sampled_from([(0,), (3,), (2, 7)]).flatmap(
        lambda shape: arrays(np.float64, shape, elements=st.floats())
    ),
}

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def _strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type hint, small ones."""
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    arguments = get_args(hint)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return st.lists(_strategy(arguments[0]), max_size=2).map(tuple)
    if getattr(hint, "__origin__", None) is dict:
        return st.dictionaries(_strategy(arguments[0]), _strategy(arguments[1]), max_size=2)
    if type(None) in arguments:
        return st.none() | _strategy(arguments[0])
    if arguments:
        return st.tuples(*map(_strategy, arguments))
    return st.from_type(hint)


def _dataclass(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: _strategy(hints[each.name]) for each in fields(kind)})


def _same(one: object, other: object) -> bool:
    """Equality that looks into arrays and takes nan as itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and one.tobytes() == other.tobytes()  # type: ignore[attr-defined]
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))  # type: ignore[arg-type]
    if is_dataclass(one):
        return all(_same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same, one, other))  # type: ignore[arg-type]
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)  # type: ignore[call-overload, index]
    return one == other


@pytest.mark.parametrize(
    "kind",
    [SimulationRequest, SimulationResult, SimulationFailure, Risk, Recommendation],
    ids=lambda kind: kind.__name__,
)
def test_every_stored_type_comes_back_exactly_from_json(kind):
    @QUICK
    @given(_strategy(kind))
    def there_and_back(value):
        assert _same(from_document(kind, orjson.loads(orjson.dumps(to_document(value)))), value)

    there_and_back()


@QUICK
@given(_strategy(Backtest))
def test_backtests_come_back_bit_for_bit_from_bytes(backtest):
    assert _same(from_blob(Backtest, to_blob(backtest)), backtest)


@pytest.mark.parametrize("value", [math.inf, -math.inf, -0.0, 5e-324, 0.1, 1.7976931348623157e308])
def test_floats_keep_every_bit(value):
    encode, decode = pair_for(float)
    back = decode(orjson.loads(orjson.dumps(encode(value))))
    assert (back, math.copysign(1, back)) == (value, math.copysign(1, value))


def test_nan_is_not_lost_as_null():
    encode, decode = pair_for(float | None)
    assert math.isnan(decode(orjson.loads(orjson.dumps(encode(math.nan)))))
    assert decode(orjson.loads(orjson.dumps(encode(None)))) is None


def test_a_whole_number_in_a_float_field_comes_back_as_a_float():
    assert type(pair_for(float).decode(orjson.loads("3"))) is float


class Colour(StrEnum):
    RED = "RED"


@dataclass(frozen=True)
class Sample:
    when: datetime
    colour: Colour
    amounts: dict[MetricType, Decimal] = field(default_factory=dict)
    note: str | None = "unset"


def test_a_field_that_a_document_lacks_takes_its_default_and_an_unknown_one_is_ignored():
    old = {"when": "2026-01-01T00:00:00+00:00", "colour": "RED", "shape": "round"}
    assert from_document(Sample, old) == Sample(datetime(2026, 1, 1, tzinfo=UTC), Colour.RED)


def test_a_field_without_a_default_must_be_there():
    with pytest.raises(KeyError, match="colour"):
        from_document(Sample, {"when": "2026-01-01T00:00:00+00:00"})


def test_a_value_that_an_enumeration_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="BLUE"):
        from_document(Sample, {"when": "2026-01-01T00:00:00+00:00", "colour": "BLUE"})


def test_keys_of_dictionaries_keep_their_type():
    value = Sample(datetime(2026, 1, 1, tzinfo=UTC), Colour.RED, {MetricType.SPEND: Decimal("0.10")}, None)
    document = to_document(value)
    assert document["amounts"] == {"SPEND": "0.10"}
    assert from_document(Sample, document) == value


@pytest.mark.parametrize("hint", [int | str, list[int], set[str], Callable[[], None], object])
def test_a_type_that_nobody_thought_of_is_refused_when_it_is_first_met(hint):
    with pytest.raises(TypeError):
        pair_for(hint)


def test_a_decoded_array_may_be_written_to():
    encode, decode = pair_for(FloatArray)
    array = decode(encode(np.zeros((2, 3))))
    array[0, 0] = 1.0
    assert array.shape == (2, 3)


def test_days_are_plain_in_the_document():
    encode, _ = pair_for(date | None)
    assert encode(date(2026, 2, 28)) == "2026-02-28"


def test_a_result_that_was_stored_before_there_were_weeks_is_read_without_them():
    result = a_result()
    document = orjson.loads(orjson.dumps(to_document(result)))
    courses = [*document["trajectories"], *(one for each in document["scenarios"] for one in each["trajectories"])]
    for course in courses:
        assert course.pop("weeks")
    read = from_document(SimulationResult, document)
    assert [(one.points, one.weeks) for one in read.trajectories] == [(one.points, ()) for one in result.trajectories]
