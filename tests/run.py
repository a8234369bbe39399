"""The whole test run, in the order in which a mistake is cheapest to find.

    python -m tests.run            checks, tests on SQLite, tests on PostgreSQL with races and browser
    python -m tests.run --quick    checks and the quick tests on SQLite

Starts a throwaway PostgreSQL unless DATABASE_URL names one, and installs missing Debian packages
where it may (root, apt). What it must leave out it says; with CI=true it leaves out nothing and fails.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import services

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = "2"

CHECKS = [
    ("ruff", [BIN / "ruff", "check", "."]),
    ("import contract", [BIN / "lint-imports", "--no-cache"]),
    ("templates", [BIN / "djlint", "--lint", "--quiet", "templates"]),
    ("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
]

DEBIAN_PACKAGES = {
    "postgresql": services.postgresql_bin,
    "rabbitmq-server": services.rabbitmq_server,
    "chromium": services.chromium,
    "redis-server": services.redis_server,
    "nginx-light": services.nginx,
}


@dataclass
class Tally:
    """What passed and failed so far; `left_out` are sentences on what could not be run."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    left_out: list[str] = field(default_factory=list)

    def closing_line(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main(arguments):
    """Run everything (or the quick part); return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.run", description="Run the checks and tests.")
    parser.add_argument("--quick", action="store_true", help="checks and quick tests on SQLite only")
    options = parser.parse_args(arguments)
    services.exit_on_sigterm()
    tally = Tally()
    run_checks(tally)
    if options.quick:
        run_pytest("SQLite, quick", tally, on_sqlite(), "not browser and not slow and not broker")
    else:
        run_all(tally)
    return conclude(tally, strict=os.environ.get("CI") == "true")


def run_checks(tally):
    """Run each static check; one failing does not keep the others from running."""
    for title, command in CHECKS:
        heading(title)
        if subprocess.run(command, cwd=ROOT).returncode:
            print(f"FAILED: {title}")
            tally.failed += 1
        else:
            tally.passed += 1


def run_all(tally):
    """The suite on both databases; browser tests once, races where they mean something."""
    install_missing_packages(tally)
    run_pytest("SQLite", tally, on_sqlite(), "not browser")
    browser = "not browser" if services.chromium() is None else ""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        run_pytest("PostgreSQL, as named", tally, dict(os.environ), browser)
    elif services.postgresql_bin():
        with services.postgresql(durable=False) as url:
            run_pytest("PostgreSQL", tally, {**os.environ, "DATABASE_URL": url}, browser)


def install_missing_packages(tally):
    """Install what Debian has, where we may; note in `tally` what stays missing."""
    missing = [name for name, find in DEBIAN_PACKAGES.items() if find() is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        heading("installing " + " ".join(missing))
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=environment)
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *missing], env=environment)
    tally.left_out += [f"tests that need {name}" for name in missing if DEBIAN_PACKAGES[name]() is None]


def run_pytest(title, tally, environment, marks):
    """Run pytest over the suite with a marker expression, and add its counts to `tally`."""
    heading(f"tests on {title}")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, f"--junitxml={report}", "-m", marks]
        exit_code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        count(report, exit_code, tally)


def count(report, exit_code, tally):
    """Add the counts of a JUnit report. A run that fails without a failed test counts as one failure."""
    suites = ElementTree.parse(report).getroot().iter("testsuite") if report.exists() else []
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests"))
        failed += int(suite.get("failures")) + int(suite.get("errors"))
        skipped += int(suite.get("skipped"))
    if exit_code and not failed:
        tests, failed = tests + 1, 1
    tally.passed += tests - failed - skipped
    tally.failed += failed
    tally.skipped += skipped


def conclude(tally, strict):
    """Print what was left out and the closing line; return the exit code. Strict: nothing may be left out."""
    heading("result")
    for what in tally.left_out:
        print(f"LEFT OUT: {what}")
    if strict and (tally.left_out or tally.skipped):
        print("With CI=true nothing may be left out or skipped.")
        tally.failed += 1
    print(tally.closing_line(), flush=True)
    return 1 if tally.failed else 0


def heading(title):
    """Print the title of a part of the run."""
    print(f"\n== {title}", flush=True)


def on_sqlite():
    """The environment without DATABASE_URL, so that the settings take SQLite."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
