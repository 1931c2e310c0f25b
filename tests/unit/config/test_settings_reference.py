"""The reference page lists every setting, with what the code says about it."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from config.settings import PREFIX, Settings, load_settings, variable_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def rows() -> dict[str, list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{PREFIX}")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {cell[0].strip("`"): cell[1:] for cell in cells}


def shown(name: str) -> str:
    value = getattr(load_settings({}), name)
    if isinstance(value, bool):
        return f"`{int(value)}`"
    if name == "max_upload":
        return "`25MB`"
    return "unset" if value in (None, ()) else f"`{value}`"


def test_the_page_lists_exactly_the_settings_there_are():
    assert list(rows()) == [variable_of(name) for name in Settings.model_fields]


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_a_row_tells_default_meaning_and_what_is_allowed(name):
    default, meaning, allowed = rows()[variable_of(name)]
    field = Settings.model_fields[name]
    assert default == shown(name)
    assert meaning.startswith(field.description)
    assert isinstance(field.json_schema_extra, dict)
    assert allowed == field.json_schema_extra["allowed"]
    assert ("Secret." in meaning) == (field.annotation == SecretStr | None)
