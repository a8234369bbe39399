"""Run every bench/bench_*.py, print a table and write bench/results.json.

    python -m tests.services --exec python -m bench.run [--check] [--keep] [AREA ...]     (or `make bench`)

Uses the PostgreSQL of DATABASE_URL, which must be empty: the benchmarks fill it. AREA limits the run
to the named modules: `receive` is bench/bench_receive.py. --check ends with an error if a ratio is worse than
the one in bench/baseline.json; --keep writes the ratios there.
"""

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import baseline

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"
ROW = "{name:<40} {value:>12} {yardstick:>12} {unit:<16} {ratio:>8}  {goal:<18} {met}"


def main(areas, *, check=False, keep=False):
    """Run the benchmarks of `areas` (all when empty); print and write every result.

    With `check`, ends the process with what became worse; with `keep`, later runs are held against this one.
    """
    # A missed goal is a result, not an error: figures drift by a fifth from run to run.
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("DATABASE_URL must name an empty PostgreSQL database; `make bench` starts one.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    os.environ["DEBUG"] = "off"  # with it, Django keeps every query
    os.environ["RATE_LIMITS"] = "off"
    django.setup()
    prepare_database()
    results = measure(areas)
    RESULTS.write_text(json.dumps([result.as_data() for result in results], indent=2) + "\n")
    met = sum(result.met for result in results)
    print(f"\n{met} of {len(results)} goals met; written to {RESULTS.relative_to(FOLDER.parent)}")
    became_worse = baseline.worse(results, baseline.read())
    if keep:
        baseline.keep(results, timezone.localdate())
    if check and became_worse:
        sys.exit("Worse than before:\n" + "\n".join(became_worse))


def prepare_database():
    """Create the product's tables in an empty database; refuse one that holds anything."""
    if connection.introspection.table_names():
        sys.exit("DATABASE_URL names a database that is not empty; benchmarks do not touch it.")
    call_command("migrate", verbosity=0)


def measure(areas):
    """The results of every benchmark, printed as they come."""
    header = ("name", "value", "yardstick", "unit", "ratio", "goal", "met")
    print(ROW.format(**{name: name for name in header}))
    results = []
    for name in areas or all_areas():
        for result in importlib.import_module(f"bench.bench_{name}").benchmarks():
            print(ROW.format(**printable(result)), flush=True)
            results.append(result)
    return results


def all_areas():
    """The names of the benchmark modules, without their prefix."""
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def printable(result):
    """The fields of a result as text for the table."""
    data = {**result.as_data(), "met": "yes" if result.met else "NO"}
    numbers = {name: figure(data[name]) for name in ("value", "yardstick", "ratio")}
    return {**data, **numbers}


def figure(number):
    """A number with three significant digits; a dash for none."""
    if number is None:
        return "-"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("areas", nargs="*", metavar="AREA")
    parser.add_argument("--check", action="store_true", help="fail if a ratio is worse than it was")
    parser.add_argument("--keep", action="store_true", help="hold later runs against this one")
    main(**vars(parser.parse_args()))
