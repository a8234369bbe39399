"""What the targets of the Makefile that measure and kill are told by variables."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def would_run(*arguments):
    """The last command that make would run, were it not for a make that runs this test."""
    own = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    command = ["make", "-n", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["load"], "-m bench.load --minutes 10 --speed 1 --sockets 1000"),
        (
            ["load", "MINUTES=3", "SPEED=0.5", "SOCKETS=9"],
            "-m bench.load --minutes 3 --speed 0.5 --sockets 9",
        ),
        (["load-kill", "MINUTES=2"], "-m bench.load --minutes 2 --speed 1 --sockets 1000 --kill"),
        (["cluster-test"], "-m tests.cluster --test --minutes 0"),
        (["cluster-test", "MINUTES=10"], "-m tests.cluster --test --minutes 10"),
        (["chaos", "TICKETS=50", "KILLS=2", "SEED=7"], "-m tests.chaos --tickets 50 --kills 2 --seed 7"),
        (["bench", "AREAS=receive lists"], "-m bench.run --check receive lists"),
    ],
)
def test_a_target_takes_its_variables(arguments, command):
    assert would_run(*arguments).endswith(command)


def test_help_names_every_target():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY"))
    for target in phony.split()[1:]:
        assert target == "help" or f"make {target} " in said, target
