"""The ratios of an earlier run on a quiet machine, against which a new one is held.

Ratios and not times: a slower machine slows the yardstick too. bench/baseline.json has them by the name of
the result, as {"receive_one": {"ratio": 0.25, "measured": "2026-11-25"}}.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bench.harness import Result

FILE = Path(__file__).resolve().with_name("baseline.json")
DRIFT = 1.5  # from run to run a ratio moves by a fifth, on a machine that does other things by more


def read() -> dict[str, dict]:
    """The ratios that were kept, by name of the result."""
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def worse(results: Iterable[Result], kept: dict[str, dict]) -> list[str]:
    """A line for each result whose ratio is worse than the kept one by more than DRIFT.

    Results without a ratio, or that nothing was kept of, are not judged.
    """
    return [
        f"{result.name}: {result.ratio:.3g}, was {was:.3g} on {kept[result.name]['measured']}"
        for result in results
        if result.ratio and (was := kept.get(result.name, {}).get("ratio"))
        if (was / result.ratio if result.goal.comparison == ">=" else result.ratio / was) > DRIFT
    ]


def keep(results: Iterable[Result], today: date) -> None:
    """Write the ratios of `results` over those kept under their names; others stay."""
    new = {
        result.name: {"ratio": round(result.ratio, 4), "measured": today.isoformat()}
        for result in results
        if result.ratio
    }
    FILE.write_text(json.dumps(dict(sorted((read() | new).items())), indent=2) + "\n")
