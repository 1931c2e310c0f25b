"""Files of tests that take long begin first, so that no process is idle at the end."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.order import long_files_first

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Item:
    """What the order asks of a test."""

    path: Path
    name: str
    slow: bool = False

    def get_closest_marker(self, name: str) -> str | None:
        return name if self.slow and name == "slow" else None


def test_files_with_servers_or_slow_tests_come_first_and_stay_whole() -> None:
    unit, slow, server = Path("tests/unit/test_a.py"), Path("tests/unit/test_b.py"), Path("tests/e2e/test_c.py")
    items = [Item(unit, "1"), Item(unit, "2"), Item(slow, "1"), Item(slow, "2", slow=True), Item(server, "1")]
    long_files_first(items)
    assert [(item.path, item.name) for item in items] == [
        (slow, "1"),
        (slow, "2"),
        (server, "1"),
        (unit, "1"),
        (unit, "2"),
    ]


def test_nothing_else_orders_the_files() -> None:
    command = ["make", "--no-print-directory", "--dry-run", "test"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "--dist loadfile --no-loadscope-reorder" in shown
