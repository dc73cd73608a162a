"""The demonstration as a newcomer starts it: set up once, kept afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def demo(folder: Path) -> str:
    """Run `fairpanel demo --no-serve` as a process of its own, without any setting but its folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAIRPANEL_")}
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", "demo", "--no-serve"],
        env={**clean, "FAIRPANEL_VAR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_a_demonstration_composes_its_requests_once_and_keeps_its_data(tmp_path: Path) -> None:
    first = demo(tmp_path / "var")
    assert "An invented trust is loaded" in first
    assert "requests have a panel" in first
    assert "Load over twelve months" in first
    assert "are redacted and wait for HR." in first
    assert "are marked blind, by the manager and the panelist." in first
    second = demo(tmp_path / "var")
    assert "An invented trust is loaded" not in second
    assert second.strip() == first[first.index("\n\n") :].strip()


def test_the_demonstration_refuses_another_database(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", "demo", "--no-serve"],
        env={**os.environ, "FAIRPANEL_VAR": str(tmp_path), "FAIRPANEL_DATABASE_URL": "postgresql://localhost/real"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "unset FAIRPANEL_DATABASE_URL" in done.stderr
