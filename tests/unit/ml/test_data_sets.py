"""Public CSVs read as daily series."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.forecasting.model import SeriesKind
from ml.evaluate.datasets import UnusableData, csv_files, read_data_set


def write(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def days(count, first=date(2024, 1, 1)):
    return [first + timedelta(days=i) for i in range(count)]


def test_a_long_file_gives_a_series_for_each_identifier(tmp_path):
    rows = [(name, day, value) for name in "ab" for value, day in enumerate(days(10), start=1)]
    data = read_data_set(write(tmp_path / "sales.csv", "unique_id,ds,y", rows))
    assert data.name == "sales"
    assert [series.key for series in data.panel.series] == ["a/y", "b/y"]
    assert data.panel.series[0].values.tolist() == list(range(1, 11))
    assert data.panel.series[0].kind is SeriesKind.COUNT
    assert data.notes == ()


def test_a_file_without_identifiers_is_one_series_named_like_the_file(tmp_path):
    data = read_data_set(write(tmp_path / "views.csv", "ds,y", [(day, 3) for day in days(9)]))
    assert [series.key for series in data.panel.series] == ["views/y"]


def test_an_empty_value_and_a_missing_day_are_unobserved(tmp_path):
    kept = [day for day in days(10) if day.day != 4]
    rows = [("a", day, "" if day.day == 6 else 2.5) for day in kept]
    values = read_data_set(write(tmp_path / "gaps.csv", "unique_id,ds,y", rows)).panel.series[0].values
    assert np.flatnonzero(np.isnan(values)).tolist() == [3, 5]


def test_without_a_y_each_numeric_column_is_a_series_and_rows_of_a_day_are_summed(tmp_path):
    rows = [("a", day, slot, "site", 10 * slot, 0.5) for day in days(8) for slot in (1, 2)]
    data = read_data_set(write(tmp_path / "slots.csv", "unique_id,ds,slot,app_or_site,impressions,cost", rows))
    by_group = {series.group: series for series in data.panel.series}
    assert set(by_group) == {"impressions", "cost"} == set(data.groups)
    assert by_group["impressions"].values.tolist() == [30.0] * 8
    assert by_group["cost"].values.tolist() == [1.0] * 8


def test_hours_are_summed_by_day_without_incomplete_ends(tmp_path):
    hours = [f"2024-01-0{day} {hour:02}:00:00" for day in range(1, 6) for hour in range(24)]
    rows = [("a", hour, 1.0) for hour in hours[5:-3]]
    data = read_data_set(write(tmp_path / "hourly.csv", "unique_id,ds,y", rows))
    assert data.panel.series[0].values.tolist() == [24.0, 24.0, 24.0]
    assert data.panel.series[0].start == date(2024, 1, 2)
    assert "hourly rows summed by day" in data.notes


def test_stray_days_around_a_flight_are_left_out_and_counted(tmp_path):
    values = [1, 0, *[500] * 10, 2, 1, 1]
    rows = [("a", day, value) for day, value in zip(days(len(values)), values, strict=True)]
    data = read_data_set(write(tmp_path / "flight.csv", "unique_id,ds,clicks", rows))
    assert data.panel.series[0].values.tolist() == [500.0] * 10
    assert any("5 days of clicks" in note for note in data.notes)


def test_series_that_end_on_different_days_keep_their_weekdays(tmp_path):
    rows = [("a", day, day.weekday() + 1) for day in days(40)]
    rows += [("b", day, day.weekday() + 1) for day in days(33)]
    rows += [("c", day, day.weekday() + 1) for day in days(35)]
    data = read_data_set(write(tmp_path / "ends.csv", "unique_id,ds,y", rows))
    for series in data.panel.series:
        assert series.end == data.panel.end
        assert series.values[0] == series.start.weekday() + 1
    assert any("2 last days left out" in note for note in data.notes)


def test_negative_series_and_those_of_zeros_are_left_out_and_counted(tmp_path):
    rows = [(name, day, sign * 5) for name, sign in (("a", 1), ("b", -1), ("c", 0)) for day in days(9)]
    data = read_data_set(write(tmp_path / "signs.csv", "unique_id,ds,y", rows))
    assert [series.key for series in data.panel.series] == ["a/y"]
    assert any("2 series of y left out" in note for note in data.notes)


def test_most_series_bounds_identifiers_spread_over_the_file(tmp_path):
    rows = [(f"s{i}", day, 1 + i) for i in range(9) for day in days(8)]
    data = read_data_set(write(tmp_path / "many.csv", "unique_id,ds,y", rows), most_series=3)
    assert [series.key for series in data.panel.series] == ["s0/y", "s4/y", "s8/y"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No columns"),
        ("unique_id,t,y\na,1,2\n", "no column ds"),
        ("unique_id,ds\na,2024-01-01\n", "no numeric value column"),
        ("unique_id,ds,y\na,2024-01-01,-1\n", "above zero"),
        ("unique_id,ds,y\na,yesterday,1\n", "yesterday"),
        ("unique_id,ds,y\na,2024-01-01,0\n", "above zero"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_reason(tmp_path, text, words):
    path = tmp_path / "odd.csv"
    path.write_text(text)
    with pytest.raises(UnusableData, match=words):
        read_data_set(path)


def test_a_directory_stands_for_its_files_by_name(tmp_path):
    for name in ("b.csv", "a.csv", "notes.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in csv_files(tmp_path)] == ["a.csv", "b.csv"]
    with pytest.raises(UnusableData, match="no CSV file"):
        csv_files(tmp_path / "nowhere.csv")
