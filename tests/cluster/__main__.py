"""TTS as in production, on this machine alone.

    python -m tests.cluster            (or `make cluster`)       runs until Ctrl+C
    python -m tests.cluster --test     (or `make cluster-test`)  kills and deploys under load, and judges
    python -m tests.cluster --test --short                       the same within a minute
    python -m tests.cluster --test --minutes 10                  and goes on killing for ten minutes

Starts a PostgreSQL, a RabbitMQ and a Redis of its own, then what deploy/ and docs/operations.md describe:
nginx with a self-signed certificate, two web processes, two workers, consumer and publisher, all with
production's settings.
"""

import argparse
import contextlib
import secrets
import signal
import sys

from tests import services
from tests.cluster import trial
from tests.cluster.machine import running
from tests.cluster.verdict import say

ADMIN = "admin@example.com"


def main(arguments) -> int:
    """Run it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__.split("\n")[0])
    parser.add_argument("--test", action="store_true", help="kill and deploy under load, and judge")
    parser.add_argument("--short", action="store_true", help="each kind of process once, one deployment")
    parser.add_argument("--seconds", type=int, default=10, help="of load around each disturbance")
    parser.add_argument("--minutes", type=float, default=0, help="go on killing one thing every ten seconds")
    options = parser.parse_args(arguments)
    services.exit_on_sigterm()
    with running(serves_pages=not options.short) as (machine, servers):
        if not options.test:
            return serve(machine)
        seconds = 0 if options.short else options.seconds
        return trial.run(machine, servers, seconds, options.short, options.minutes)


def serve(machine) -> int:
    """Say where to go, and wait for Ctrl+C."""
    password = secrets.token_urlsafe(12)
    machine.manage("create_admin", "--email", ADMIN, DJANGO_SUPERUSER_PASSWORD=password)
    say(f"TTS runs at {machine.url} (a certificate of its own): {ADMIN}, {password}. Ctrl+C stops it.")
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
