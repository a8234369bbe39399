"""A real day against the whole system on this machine, and what it came to.

    make load                       10 minutes of 1,000 agents' load
    make load MINUTES=2 SOCKETS=200
    make load-kill                  10 minutes in which one process after the other is killed

Starts what `make cluster` starts, loads tickets, measures the desk nearly unloaded, then under 20 requests
of the API and 5 pages a second with sockets open, and prints errors, times and memory. Exit code 1 when a
goal is missed, or something was lost or done twice.
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
from tests.chaos.servers import ROOT
from tests.cluster import trial
from tests.cluster.load import Requester
from tests.cluster.machine import running
from tests.cluster.verdict import say

AGENTS = 200
RAMP = 30  # users a second while the load comes up
INQUIRY = "Inquiry"  # tickets of it are left alone by all but those who are judged
CALM_SPEED = 0.04  # of the load: four users of the API and one of pages


def main(arguments) -> int:
    """Run it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, help="of full load (600)")
    parser.add_argument("--minutes", type=float, default=10, help="the same, in minutes")
    parser.add_argument(
        "--calm", type=int, default=60, help="seconds of the desk nearly unloaded before (60)"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="1 is the load of 1,000 agents")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--tickets", type=int, default=5000, help="that are there before")
    parser.add_argument("--kill", action="store_true", help="meanwhile kill one process after the other")
    options = parser.parse_args(arguments)
    options.seconds = options.seconds or round(options.minutes * 60)
    services.exit_on_sigterm()
    with running() as (machine, servers):
        edge = furnish(machine, options.tickets)
        return (survive if options.kill else measure)(machine, servers, options, edge)


def measure(machine, servers, options, _edge) -> int:
    """Measure the desk calm and loaded, and report."""
    with tempfile.TemporaryDirectory() as name:
        calm, loaded = Path(name) / "calm", Path(name) / "loaded"
        run(machine, options, calm, options.calm, CALM_SPEED, sockets=0)
        samples, since = [], time.time()
        pids = {"database": [servers["database"].pid], **groups(machine)}
        ramp = (options.sockets + 125 * options.speed) / RAMP
        at = [ramp, ramp + options.seconds / 2, ramp + options.seconds - 2]
        run(machine, options, loaded, options.seconds + int(ramp), options.speed, options.sockets,
            meanwhile=lambda: samples.extend(sampled(pids, since, at)))  # fmt: skip
        return conclude(report.read(calm), report.read(loaded), since + ramp, options, samples)


def survive(machine, servers, options, edge) -> int:
    """Under the load, kill one process or server after the other; judge what came of it."""
    people = [Requester(f"person{number}", machine, edge, INQUIRY) for number in range(trial.REQUESTERS)]
    kills, problems = [], []

    def tell(name):
        kills.append((time.time(), name))

    def kill():
        time.sleep((options.sockets + 125 * options.speed) / RAMP)
        for person in people:
            person.start()
        problems.extend(trial.killed(machine, servers, people, (), options.seconds / 60, tell))
        problems.extend(trial.concluded(people))

    with tempfile.TemporaryDirectory() as name:
        run(machine, options, Path(name) / "log", None, options.speed, options.sockets, kill)
        answers = report.read(Path(name) / "log")
    for at, victim, answered, failed in report.after_kills(answers, kills):
        say(f"{at:.0f} s, {victim}: {answered} answers, {len(failed)} failed {failed[:2]}")
    problems += report.unexcused(answers, kills)
    for what in problems:
        say(f"BROKEN: {what}")
    say("every promise was kept" if not problems else f"{len(problems)} promises broken")
    return 1 if problems else 0


def furnish(machine, tickets):
    """People, workflows, and `tickets` tickets called D-0, D-1 and so on, by `load_tickets`.

    Answers the id of the transition that tickets of the category INQUIRY take.
    """
    os.environ.update(machine.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    import django

    django.setup()
    from tests.factories import edge_id, publish
    from tickets_app.status import database_bytes
    from tts.accounts import actions
    from tts.accounts.models import Role
    from tts.core.actor import SYSTEM

    roles = {role.name: role for role in Role.objects.all()}
    people = {f"agent{number}": "Agent" for number in range(AGENTS)} | {
        "coordinator0": "Ticket Coordinator",
        "boss": "Admin",
    }
    for name, role in people.items():
        user = actions.create_user(
            SYSTEM, email=f"{name}@example.com", username=name, full_name=name.title(), external_id=name
        )
        actions.set_membership(SYSTEM, user, roles[role])
    for name, category, role in (("Service desk", "Support", "Agent"), ("Inquiries", INQUIRY, "Admin")):
        steps = (("Look", role, 0.5), ("Do it", role, 0.5))
        ways = (("go", "Look", "Do it"), ("back", "Do it", "Look"))
        version = publish(name, steps, ways, roles, category=category)
    rows = [f"D-{number},My printer {number},IT,Support" for number in range(tickets)]
    file = machine.folder / "tickets.csv"
    file.write_text("\n".join(["ticket_number,subject,department,category", *rows]))
    empty = database_bytes()
    machine.manage("load_tickets", str(file))
    say(f"{(database_bytes() - empty) / tickets / 1000:.1f} kB of database a ticket, indexes included")
    return edge_id(version, "go")


def run(machine, options, log, seconds, speed, sockets, meanwhile=lambda: None):
    """Run Locust for `seconds`, or (None) until `meanwhile` is over."""
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
    command += ["-H", machine.url, "-u", str(users), "-r", str(RAMP), "--exit-code-on-error", "0"]
    command += ["-t", f"{seconds}s"] if seconds else []
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        meanwhile()
        if seconds is None:
            process.terminate()
        if process.wait((seconds or 0) + 120):
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
