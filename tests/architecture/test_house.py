"""The house stands as it is drawn: rooms, walls, sizes, and what is loaded when."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pulsecast", "graph", "domain", "simulator", "ml", "infra", "config")
OTHER_FOLDERS = {"bench", "deploy", "docs", "requirements", "scripts", "tests", "web"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def tracked() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode or not listed.stdout:
        pytest.skip("not a git checkout, so what belongs to the repository cannot be told")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and "versions" not in path.parts]


def test_every_top_level_folder_has_a_place_in_the_design() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    folders = {name for name in folders if not name.startswith(".")}
    assert set(PACKAGES) <= folders
    assert folders <= set(PACKAGES) | OTHER_FOLDERS


def test_the_import_rules_know_every_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert tuple(settings["importlinter"]["root_packages"]) == PACKAGES
    assert tuple(settings["mypy"]["packages"]) == PACKAGES
    assert tuple(settings["hatch"]["build"]["targets"]["wheel"]["packages"]) == PACKAGES
    layers = settings["importlinter"]["contracts"][0]["layers"]
    assert {name.strip() for layer in layers for name in layer.split("|")} == set(PACKAGES)


def test_no_package_is_empty() -> None:
    for package in PACKAGES:
        inhabitants = [path for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py"]
        assert inhabitants, f"{package} has no inhabitant"


def test_files_and_functions_stay_small() -> None:
    faults = []
    for path in sources():
        text = path.read_text()
        if text.count("\n") > LONGEST_FILE:
            faults.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno
                if lines > LONGEST_FUNCTION:
                    faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {lines} lines")
    assert not faults


def test_no_file_is_named_after_nothing() -> None:
    assert not [path for path in sources() if path.stem.strip("_") in NAMELESS]


def test_tests_replace_parts_by_adapters_not_by_patches() -> None:
    patched = [
        path.relative_to(ROOT)
        for path in sources()
        if path.is_relative_to(ROOT / "tests")
        and path != Path(__file__)
        and any(word in path.read_text() for word in ("unittest.mock", "MagicMock", "monkeypatch.setattr"))
    ]
    assert not patched


def test_no_file_carries_an_address_of_a_registry_or_a_path_of_a_machine() -> None:
    registries = ("pypi.org", "pythonhosted.org", "registry.npmjs" + ".org")
    faults = []
    for path in tracked():
        if path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        faults += [f"{path.relative_to(ROOT)}: {word}" for word in registries if word in text]
    assert not faults


def test_every_dependency_is_locked_with_hashes() -> None:
    for name in ("main.lock", "dev.lock"):
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        pinned = [number for number, line in enumerate(lines) if line and line[0].isalnum()]
        assert pinned
        for number in pinned:
            assert "==" in lines[number], lines[number]
            assert "--hash=sha256:" in lines[number + 1], lines[number]


@pytest.mark.parametrize(
    "module", ["graph.schema", "graph.app", "domain.simulations.service", "infra.storage.unit_of_work"]
)
def test_importing_a_light_part_loads_nothing_heavy(module: str) -> None:
    heavy = {"lightgbm", "pandas", "openai", "torch", "statsforecast", "scipy", "dbos", "anthropic"}
    code = f"import sys, {module}; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert heavy.isdisjoint(loaded.stdout.split())


def loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_a_spawned_process_loads_no_command() -> None:
    # It imports the script of the process that spawned it, which imports this, and nothing of it is used there.
    assert {name for name in loaded_by("pulsecast.cli") if name.startswith("pulsecast")} == {
        "pulsecast",
        "pulsecast.cli",
    }


def test_a_command_that_needs_no_server_loads_none() -> None:
    product = {"graph", "strawberry", "uvicorn", "starlette", "dbos", "pulsecast.composition", "pulsecast.serving"}
    assert product.isdisjoint(loaded_by("pulsecast.cli.app"))


def test_one_adapter_reads_the_clock_the_dice_and_the_environment() -> None:
    allowed = {ROOT / "infra/clock.py", ROOT / "pulsecast/cli/session.py"}
    forbidden = ("datetime.now(", "datetime.utcnow(", "date.today(", "os.environ", "os.getenv(")
    faults = []
    for path in sources():
        inside = path.relative_to(ROOT).parts[0] in PACKAGES
        if inside and path not in allowed:
            text = path.read_text()
            faults += [f"{path.relative_to(ROOT)}: {word}" for word in forbidden if word in text]
    assert not faults
