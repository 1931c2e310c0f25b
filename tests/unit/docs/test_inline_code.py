"""Commands, targets and variables that sentences name exist."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from config.settings import Settings
from pulsecast.cli.app import app
from tests.fixtures.documents import blocks_of
from tests.fixtures.reader import ROOT

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))
COMMAND = re.compile(r"^ *(?:\$ |curl |pulsecast |make |query |mutation )", re.MULTILINE)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def prose_of(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def fault_in(command: str) -> str | None:
    """Return what the command line would not know of a command."""
    found: Any = typer.main.get_command(app)
    words = shlex.split(command)[1:]
    while words and not words[0].startswith("-") and hasattr(found, "commands"):
        name = words.pop(0)
        if name.isupper():
            return None
        if name not in found.commands:
            return f"no command {name}"
        found = found.commands[name]
    known = {option for parameter in found.params for option in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word not in known]
    return f"no option {unknown[0]}" if unknown else None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_in_sentences_exist(page: Path) -> None:
    commands = [code for code in INLINE.findall(prose_of(page)) if code.startswith("pulsecast ")]
    assert [(command, fault) for command in commands if (fault := fault_in(command))] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_targets_in_sentences_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = [code.split()[1] for code in INLINE.findall(prose_of(page)) if re.match(r"make \w", code)]
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_variables_exist(page: Path) -> None:
    known = {f"PULSECAST_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"PULSECAST_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_in_sentences_exist(page: Path) -> None:
    named = {
        code
        for code in INLINE.findall(prose_of(page))
        if re.fullmatch(r"(?:domain|graph|infra|ml|config|simulator|tests|scripts|docs|pulsecast)/[\w./-]+", code)
    }
    assert [path for path in sorted(named) if "NAME" not in path and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "cli.md"], ids=name_of)
def test_no_command_hides_where_nobody_runs_it(page: Path) -> None:
    told = [block.text for block in blocks_of(page, ROOT) if block.kind == "text"]
    assert not [text for text in (*told, prose_of(page)) if COMMAND.search(text)]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("pulsecast serve", None),
        ("pulsecast keys create NAME --role OWNER", None),
        ("pulsecast COMMAND --help", None),
        ("pulsecast fly", "no command fly"),
        ("pulsecast serve --port 80", "no option --port"),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(command: str, fault: str | None) -> None:
    assert fault_in(command) == fault
