"""The hash of training data stands for the data and nothing else."""

from datetime import date

import numpy as np
import pytest

from domain.models.training import Column, TrainingSet

DAY = date(2026, 3, 1)


def of(**columns: Column) -> TrainingSet:
    return TrainingSet(columns, observations=3, series=1, until=DAY)


def test_the_same_data_have_the_same_hash_whatever_their_width_order_of_columns_and_layout() -> None:
    values = np.asarray([[1.0, 2.0], [3.0, np.nan]])
    one = of(values=values, keys=np.asarray(["a", "bc"]), days=np.asarray([1, 2], dtype=np.int64))
    other = of(
        days=np.asarray([1, 2], dtype=np.int32),
        keys=np.asarray(["a", "bc"], dtype="<U40"),
        values=np.asfortranarray(values.astype(">f8")),
    )
    assert one.data_hash == other.data_hash


def test_missing_and_zero_are_one_thing_each() -> None:
    strange = np.frombuffer(np.asarray([0x7FF8000000000001], dtype="<u8").tobytes(), dtype="<f8")
    assert of(values=np.asarray([np.nan, 0.0])).data_hash == of(values=np.append(strange, -0.0)).data_hash


@pytest.mark.parametrize(
    "changed",
    [
        of(values=np.asarray([1.0, 2.0, 3.5])),
        of(values=np.asarray([2.0, 1.0, 3.0])),
        of(values=np.asarray([[1.0, 2.0, 3.0]])),
        of(values=np.asarray([1, 2, 3])),
        of(other=np.asarray([1.0, 2.0, 3.0])),
        of(values=np.asarray([1.0, 2.0, 3.0]), more=np.asarray([True])),
        TrainingSet({"values": np.asarray([1.0, 2.0, 3.0])}, observations=3, series=1, until=date(2026, 3, 2)),
        TrainingSet({"values": np.asarray([1.0, 2.0, 3.0])}, observations=2, series=1, until=DAY),
    ],
)
def test_any_change_of_the_data_changes_the_hash(changed: TrainingSet) -> None:
    assert changed.data_hash != of(values=np.asarray([1.0, 2.0, 3.0])).data_hash


def test_texts_that_only_join_to_the_same_are_different() -> None:
    assert of(keys=np.asarray(["ab", "c"])).data_hash != of(keys=np.asarray(["a", "bc"])).data_hash


def test_python_objects_are_refused() -> None:
    with pytest.raises(ValueError, match="keys"):
        of(keys=np.asarray([{"a": 1}], dtype=object))
