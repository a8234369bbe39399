"""A real day against the whole system on this machine, and what it came to.

    make load                                       10 minutes of 1,000 agents' load
    python -m bench.load --seconds 120 --sockets 200

Starts what `make cluster` starts, loads tickets, measures the desk nearly unloaded, then under 20 requests
of the API and 5 pages a second with sockets open, and prints errors, times and memory. Exit code 1 when a
goal is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import report
from bench.load.processes import memory, processor
from tests import services
from tests.chaos.servers import ROOT, world
from tests.cluster.machine import Machine
from tests.cluster.verdict import say

AGENTS = 200
RAMP = 30  # users a second while the load comes up
CALM_SPEED = 0.04  # of the load: four users of the API and one of pages


def main(arguments) -> int:
    """Run it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=600, help="of full load (600)")
    parser.add_argument(
        "--calm", type=int, default=60, help="seconds of the desk nearly unloaded before (60)"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="1 is the load of 1,000 agents")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--tickets", type=int, default=5000, help="that are there before")
    options = parser.parse_args(arguments)
    services.exit_on_sigterm()
    with world() as (database, broker, folder), services.redis_kept() as redis:
        os.chmod(folder, 0o755)
        machine = Machine(folder, database.url, broker.url, redis.url)
        try:
            machine.start()
            return measure(machine, database, options)
        finally:
            say(f"exit codes: {machine.stop()}")


def measure(machine, database, options) -> int:
    """Fill the desk, measure it calm and loaded, and report."""
    furnish(machine, options.tickets)
    with tempfile.TemporaryDirectory() as name:
        calm, loaded = Path(name) / "calm", Path(name) / "loaded"
        run(machine, options, calm, options.calm, CALM_SPEED, sockets=0)
        samples, since = [], time.time()
        pids = {"database": [database.pid], **groups(machine)}
        ramp = (options.sockets + 125 * options.speed) / RAMP
        at = [ramp, ramp + options.seconds / 2, ramp + options.seconds - 2]
        run(machine, options, loaded, options.seconds + int(ramp), options.speed, options.sockets,
            meanwhile=lambda: samples.extend(sampled(pids, since, at)))  # fmt: skip
        return conclude(report.read(calm), report.read(loaded), since + ramp, options, samples)


def furnish(machine, tickets):
    """People, a workflow, and `tickets` tickets called D-0, D-1 and so on, by `load_tickets`."""
    os.environ.update(machine.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    import django

    django.setup()
    from tests.factories import publish
    from tickets_app.status import database_bytes
    from tts.accounts import actions
    from tts.accounts.models import Role
    from tts.core.actor import SYSTEM

    roles = {role.name: role for role in Role.objects.all()}
    people = {f"agent{number}": "Agent" for number in range(AGENTS)} | {"coordinator0": "Ticket Coordinator"}
    for name, role in people.items():
        user = actions.create_user(
            SYSTEM, email=f"{name}@example.com", username=name, full_name=name.title(), external_id=name
        )
        actions.set_membership(SYSTEM, user, roles[role])
    steps = (("Look", "Agent", 0.5), ("Do it", "Agent", 0.5))
    publish("Service desk", steps, (("go", "Look", "Do it"), ("back", "Do it", "Look")), roles)
    rows = [f"D-{number},My printer {number},IT,Support" for number in range(tickets)]
    file = machine.folder / "tickets.csv"
    file.write_text("\n".join(["ticket_number,subject,department,category", *rows]))
    empty = database_bytes()
    machine.manage("load_tickets", str(file))
    say(f"{(database_bytes() - empty) / tickets / 1000:.1f} kB of database a ticket, indexes included")


def run(machine, options, log, seconds, speed, sockets, meanwhile=lambda: None):
    """Run Locust for `seconds`."""
    environment = {
        "LOAD_KEY": machine.environment["DJANGO_JWT_SIGNING_KEY"],
        "LOAD_AGENTS": str(AGENTS),
        "LOAD_TICKETS": str(options.tickets),
        "LOAD_CA": str(machine.folder / "fullchain.pem"),
        "LOAD_LOG": str(log),
        "LOAD_SOCKETS": str(sockets),
        "LOAD_SPEED": str(speed),
    }
    users = int(100 * speed) + int(25 * speed) + sockets
    command = [sys.executable, "-m", "locust", "-f", "bench/load/day.py", "--headless", "--only-summary"]
    command += ["-H", machine.url, "-u", str(users), "-r", str(RAMP), "-t", f"{seconds}s"]
    command += ["--exit-code-on-error", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        meanwhile()
        if process.wait(seconds + 120):
            raise services.ServiceUnavailable(f"Locust ended with exit code {process.returncode}")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def groups(machine):
    """The processes of each kind, by name; each web process is one of its own."""
    pids = {name: program.pid for name, program in machine.programs.items()}
    webs = {name: [pid] for name, pid in pids.items() if name.startswith("web")}
    return {**webs, "background": [pid for name, pid in pids.items() if name not in webs]}


def sampled(pids, since, at):
    """At each of the seconds `at`: (by name) seconds of processor, (by web process) bytes of memory."""
    for seconds in at:
        time.sleep(max(0, since + seconds - time.time()))
        used = {name: sum(map(processor, group)) for name, group in pids.items()}
        yield used, {name: memory(pid) for name, (pid, *_more) in pids.items() if name.startswith("web")}


def conclude(calm, loaded, since, options, samples) -> int:
    """Print everything; return the exit code."""
    steady = [answer for answer in loaded if answer.at >= since and answer.kind != "socket"]
    found = [report.figures(kind, calm, steady, options.seconds) for kind in ("api", "page")]
    errors = [f"{answer.name}: {answer.failure}" for answer in [*calm, *loaded] if answer.failure]
    say(f"{options.seconds} s, {options.sockets} sockets open: {len(steady):,} answers, {len(errors)} errors")
    for one in found:
        say(f"{one.kind}: {one.a_second:.1f} a second, median {one.median:.0f} ms, p95 {one.p95:.0f} ms; "
            f"unloaded median {one.unloaded:.0f} ms; p95 is {one.ratio:.1f} times that")  # fmt: skip
    (began, _memory), (_used, half), (ended, end) = samples
    for name, seconds in began.items():
        used = ended[name] - seconds
        share = used / (options.seconds - 2)
        say(f"{name}: {used * 1000 / len(steady):.1f} ms of processor an answer, busy {share:.0%} of one")
    grown = report.growth(half, end)
    for name, share in grown.items():
        say(f"{name}: {half[name] / 1e6:.1f} MB at half, {end[name] / 1e6:.1f} MB at the end ({share:+.1%})")
    missed = report.verdict(found, errors, grown)
    for what in missed:
        say(f"MISSED: {what}")
    say("every goal was met" if not missed else f"{len(missed)} goals missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
