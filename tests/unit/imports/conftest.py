import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from config.import_columns import load_import_vocabulary
from domain.campaigns.model import Channel
from domain.errors import Fault, Refused
from domain.imports.model import ImportFormat, ImportOptions, ImportReport, ImportVocabulary
from domain.imports.reader import read_metrics
from domain.metrics.model import MetricType

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Outcome:
    """What a file yielded: the report, and every value by channel, metric and day."""

    report: ImportReport
    values: dict[tuple[Channel, MetricType, date], float]

    def metric(self, metric: MetricType) -> list[float]:
        return [value for (_, kind, _), value in self.values.items() if kind is metric]


Read = Callable[..., Outcome]
Refuse = Callable[..., tuple[Fault, ...]]


@pytest.fixture(scope="session")
def vocabulary() -> ImportVocabulary:
    return load_import_vocabulary()


@pytest.fixture(scope="session")
def read(vocabulary: ImportVocabulary) -> Read:
    """Read a file as a campaign in EUR of 20 November 2026 would."""

    def run(source: str | bytes, *, form: ImportFormat = ImportFormat.CSV, **options: Any) -> Outcome:
        settings = {"today": TODAY, "campaign_currency": "EUR", **options}
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        reading = read_metrics(stream, form, ImportOptions(vocabulary, **settings))
        values = {(channel, metric, day): value for batch in reading.batches() for channel, metric, day, value in batch}
        assert len(values) == reading.report.points
        report = reading.report
        assert report.rows_read == report.rows_accepted + report.rows_rejected + report.rows_filtered
        return Outcome(report, values)

    return run


@pytest.fixture(scope="session")
def refusal(read: Read) -> Refuse:
    """Return the faults that a file is refused with."""

    def run(source: str | bytes, **options: Any) -> tuple[Fault, ...]:
        with pytest.raises(Refused) as refused:
            read(source, **options)
        return refused.value.faults

    return run
