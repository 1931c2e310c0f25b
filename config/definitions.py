"""Definitions: data that the product is made of, read from JSON and checked before anything starts."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from config.benchmarks_file import BenchmarksFile
from config.demo_file import DemoFile
from domain.benchmarks.model import Benchmarks
from domain.demo.model import Demo
from domain.documents import named_once

FOLDER = Path(__file__).parent / "definitions"
BENCHMARKS = "benchmarks.json"
DEMO = "demo_campaigns.json"

Shape = TypeVar("Shape", bound=BaseModel)


class InvalidDefinition(Exception):
    """A definition is missing, no JSON, or says something that cannot be.

    Attributes:
        lines: One for each fault: the file, the path in it, what is wrong.
    """

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def load_benchmarks(folder: Path = FOLDER) -> Benchmarks:
    """Read what is usual for channels and industries.

    Raises:
        InvalidDefinition: With every fault of the file.
    """
    return read_definition(folder / BENCHMARKS, BenchmarksFile).to_domain()


def load_demo(folder: Path = FOLDER) -> Demo:
    """Read the demo workspace with its people and campaigns.

    Raises:
        InvalidDefinition: With every fault of the file.
    """
    return read_definition(folder / DEMO, DemoFile).to_domain()


def read_definition(path: Path, shape: type[Shape]) -> Shape:
    """Read a JSON file into its shape.

    Raises:
        InvalidDefinition: With every fault of the file.
    """
    content = read_json(path)
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise InvalidDefinition(
            tuple(f"{path.name}: {path_text(fault['loc'])}: {_wrong(fault['msg'])}" for fault in faults)
        ) from error


def read_json(path: Path) -> object:
    """Read a JSON file in which no object has a name twice.

    Raises:
        InvalidDefinition: It cannot be read, or is no such JSON.
    """
    try:
        content: object = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=named_once)
    except OSError as error:
        raise InvalidDefinition((f"{path.name}: cannot be read: {error.strerror}",)) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InvalidDefinition((f"{path.name}: {place}: {error.msg}",)) from error
    except ValueError as error:
        raise InvalidDefinition((f"{path.name}: {error}",)) from error
    return content


def path_text(location: tuple[str | int, ...]) -> str:
    """Write a location the way people write it: ``campaigns[3].channels[0].cpc``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "(whole file)"


def _wrong(message: str) -> str:
    return message.removeprefix("Value error, ")
