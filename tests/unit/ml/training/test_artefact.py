"""The bytes of a model: the same for the same model, and nothing that can run."""

import io
import json
import pickle
import zipfile

import numpy as np
import pytest

from ml.training.artefact import Artefact, pack, unpack


def test_an_artefact_comes_back_as_it_was() -> None:
    sample = np.asarray([[1.0, np.nan], [2.5, -0.0]])
    written = Artefact(
        {"model": "some", "version": "1", "rounds": 40},
        {"median": "tree\nversion=v4\n"},
        {"sample": sample, "keys": np.asarray(["a", "bc"])},
    )
    read = unpack(pack(written))
    assert read.manifest == written.manifest
    assert read.trees == written.trees
    np.testing.assert_array_equal(read.arrays["sample"], sample)
    assert read.arrays["keys"].tolist() == ["a", "bc"]


def test_the_same_values_give_the_same_bytes_in_any_order() -> None:
    one = Artefact({"a": 1, "b": 2}, {"x": "1", "y": "2"}, {"p": np.arange(3), "q": np.arange(4)})
    other = Artefact({"b": 2, "a": 1}, {"y": "2", "x": "1"}, {"q": np.arange(4), "p": np.arange(3)})
    assert pack(one) == pack(other)


def test_python_objects_are_neither_written_nor_read() -> None:
    with pytest.raises(ValueError, match="pickle"):
        pack(Artefact({}, {}, {"odd": np.asarray([{"a": 1}], dtype=object)}))
    array, archive = io.BytesIO(), io.BytesIO()
    np.save(array, np.asarray([{"a": 1}], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("manifest.json", "{}")
        out.writestr("arrays/odd.npy", array.getvalue())
    with pytest.raises(ValueError, match="pickle"):
        unpack(archive.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", pickle.dumps({"a": 1}), json.dumps({"a": 1}).encode()])
def test_bytes_that_are_no_artefact_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no artefact"):
        unpack(content)


def test_an_archive_without_a_manifest_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("trees/median.txt", "tree")
    with pytest.raises(ValueError, match="no artefact"):
        unpack(archive.getvalue())
