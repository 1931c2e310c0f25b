"""Reading a file of assertions about a scenario."""

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from config import definitions
from domain.acceptance.assertions import Assertion, Metric
from domain.acceptance.rehearsal import Phase, share_series
from domain.marketplace.model import Marketplace
from domain.marketplace.names import find_stream, unknown_stream

Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
MOST = 500


class InvalidFile(Exception):
    """The file cannot be used, with a line for every fault."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


class AssertionShape(BaseModel):
    """One assertion in the file."""

    model_config = ConfigDict(extra="forbid")

    stream: str
    metric: Metric
    during: Phase = Phase.ACTIVE
    min: Finite | None = None
    max: Finite | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        return self


_SHAPE = TypeAdapter(Annotated[list[AssertionShape], Field(min_length=1, max_length=MOST)])


def read_assertions(file: Path, marketplace: Marketplace) -> list[Assertion]:
    """Read the assertions of a file.

    Raises:
        InvalidFile: It cannot be read, is no JSON or says something that cannot be.
    """
    try:
        shapes = _SHAPE.validate_python(read_json(file))
    except ValidationError as error:
        raise InvalidFile(*(_line(file, dict(one)) for one in error.errors(include_url=False))) from error
    lines: list[str] = []
    found: list[Assertion] = []
    for place, shape in enumerate(shapes):
        stream = find_stream(marketplace, shape.stream)
        if stream is None:
            fault = unknown_stream(marketplace, shape.stream)
            lines.append(f"{file}: [{place}].stream: {fault.message} {fault.hint or ''}".rstrip())
        elif shape.metric is Metric.SHARE and share_series(stream) is None:
            with_one = ", ".join(one.name for one in marketplace.streams if share_series(one))
            lines.append(f"{file}: [{place}].metric: {stream.name} has no share; streams that have one: {with_one}.")
        else:
            found.append(Assertion(stream.name, shape.metric, shape.during, shape.min, shape.max))
    if lines:
        raise InvalidFile(*lines)
    return found


def read_json(file: Path) -> object:
    """Return what a file of JSON says.

    Raises:
        InvalidFile: It cannot be read, or is no JSON in which each object has a name once.
    """
    try:
        return definitions.read_json(file)
    except definitions.InvalidDefinition as error:
        raise InvalidFile(*(f"{file}{line.removeprefix(file.name)}." for line in error.lines)) from error


def _line(file: Path, error: dict[str, Any]) -> str:
    path = "".join(_step(part) for part in error["loc"]).lstrip(".")
    message = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{file}: {path}: {message}." if path else f"{file}: {message}."


def _step(part: int | str) -> str:
    return f"[{part}]" if isinstance(part, int) else f".{part}"
