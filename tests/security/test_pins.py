"""The review of what the product builds on speaks of exactly what is pinned."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]+])?==(\S+)$")
REVIEWED = re.compile(r"^\| ([A-Za-z0-9_.-]+) \| (\d\S*) \| .+ \|$", re.MULTILINE)


def requirements():
    lines = (line.strip() for line in (ROOT / "requirements.txt").read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def test_every_dependency_is_pinned():
    assert [line for line in requirements() if not PIN.match(line)] == []


def test_every_pin_is_reviewed_and_nothing_else():
    text = (ROOT / "docs/security.md").read_text()
    section = text.partition("## What we build on")[2].partition("\n## ")[0]
    assert dict(REVIEWED.findall(section)) == dict(PIN.match(line).groups() for line in requirements())
