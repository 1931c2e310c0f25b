"""Reading the data sets that models are measured on."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from ml.evaluate.datasets import DataSet


def read_sets(paths: Sequence[Path], most_series: int | None, console: Console) -> list["DataSet"]:
    """Read what can be read; a file of another form in a directory is named and passed over.

    Raises:
        UnusableData: Nothing could be read.
    """
    from ml.evaluate.datasets import UnusableData, csv_files, read_data_set

    found: list[DataSet] = []
    refused: list[str] = []
    for path in paths:
        for file in csv_files(path):
            try:
                found.append(read_data_set(file, most_series))
            except UnusableData as error:
                refused.append(str(error))
    if not found:
        raise UnusableData("; ".join(refused))
    for reason in refused:
        console.print(f"Passed over {reason}", style="yellow", highlight=False)
    return found
