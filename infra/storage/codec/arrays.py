"""Arrays as JSON, bit for bit."""

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray


def encode_array(array: NDArray[Any]) -> dict[str, object]:
    """Write the shape and the little-endian 64-bit floats in base 64."""
    data = np.ascontiguousarray(array, dtype="<f8").tobytes()
    return {"shape": list(array.shape), "data": b64encode(data).decode("ascii")}


def decode_array(document: Any) -> NDArray[np.float64]:  # noqa: ANN401 - parsed JSON
    """Read what ``encode_array`` wrote; the array is writable and owns its memory."""
    flat = np.frombuffer(b64decode(document["data"]), dtype="<f8").astype(np.float64)
    return flat.reshape(document["shape"])
