"""The bytes of a trained model: trees as text, figures as JSON, arrays as plain numbers; nothing that can run.

A zip archive with fixed dates, so that the same model has the same bytes. It holds ``manifest.json``,
``trees/NAME.txt`` (LightGBM's own text form) and ``arrays/NAME.npy`` (without pickles).
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from domain.models.training import Column

DATE = (1980, 1, 1, 0, 0, 0)
"""Of every entry; the earliest one that zip knows."""

MOST_BYTES = 512 * 1024 * 1024
"""Of one entry unpacked: nothing that the product writes comes near."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """What a trainer keeps of a model.

    Attributes:
        manifest: Plain JSON values; ``"model"`` and ``"version"`` name the trainer that can read it.
        trees: LightGBM models in their text form, by name.
        arrays: Numbers and texts, by name.
    """

    manifest: Mapping[str, Any]
    trees: Mapping[str, str] = field(default_factory=dict)
    arrays: Mapping[str, Column] = field(default_factory=dict)


def pack(artefact: Artefact) -> bytes:
    """Write an artefact; the same values give the same bytes.

    Raises:
        ValueError: An array holds Python objects, or the manifest something that JSON has no word for.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, "manifest.json", json.dumps(artefact.manifest, sort_keys=True, allow_nan=False).encode())
        for name in sorted(artefact.trees):
            _put(archive, f"trees/{name}.txt", artefact.trees[name].encode())
        for name in sorted(artefact.arrays):
            data = io.BytesIO()
            np.lib.format.write_array(data, np.ascontiguousarray(artefact.arrays[name]), allow_pickle=False)
            _put(archive, f"arrays/{name}.npy", data.getvalue())
    return out.getvalue()


def unpack(content: bytes) -> Artefact:
    """Read an artefact.

    Raises:
        ValueError: These bytes are none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {one.filename: _read(archive, one) for one in archive.infolist()}
        return Artefact(
            json.loads(entries["manifest.json"]),
            {_stem(name): data.decode() for name, data in entries.items() if name.startswith("trees/")},
            {_stem(name): _array(data) for name, data in entries.items() if name.startswith("arrays/")},
        )
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, json.JSONDecodeError, EOFError, OSError) as error:
        raise ValueError("these bytes are no artefact of a model") from error


def trees_of(text: str) -> Any:  # noqa: ANN401 - the library is untyped
    """Return the LightGBM model of a text form."""
    import lightgbm  # noqa: PLC0415 - takes a second

    return lightgbm.Booster(model_str=text)


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # the same bytes on every system
    archive.writestr(entry, data, compresslevel=6)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MOST_BYTES:
        raise ValueError(f"{entry.filename} is too large for a model")
    return archive.read(entry)


def _array(data: bytes) -> Column:
    array: Column = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    return array


def _stem(name: str) -> str:
    return name.split("/", 1)[1].rsplit(".", 1)[0]
