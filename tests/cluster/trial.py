"""What it must bear under load: new versions without one failed request, and the death of anything."""

import itertools
import os
import time

from tests.cluster import release
from tests.cluster.load import Requester
from tests.cluster.verdict import judge, say

REQUESTERS = 4
PAUSE = 10
HEAL_SECONDS = 240  # a machine that is busy with other things takes its time
SHORT = ("web", "worker-1", "redis", "database")  # RabbitMQ and its programs: see tests.chaos


def run(machine, servers, seconds: int, short: bool, minutes: float = 0) -> int:
    """Load, deploy, kill, judge. `servers`: by name what can be killed and started. Answers the exit code.

    Everything is killed once, and again and again until `minutes` are over.
    """
    edge = prepare(machine)
    people = [
        Requester(f"person{number}", machine, edge)
        for number in range(REQUESTERS // 2 if short else REQUESTERS)
    ]
    for person in people:
        person.start()
    problems = undisturbed(people, seconds, "in calm", lambda: None)
    problems += undisturbed(people, seconds, "with a column added", lambda: expand(machine))
    if not short:
        problems += undisturbed(people, seconds, "with a column dropped", lambda: contract(machine))
    problems += killed(machine, servers, people, SHORT if short else (), minutes)
    problems += concluded(people)
    for problem in problems:
        say(f"BROKEN: {problem}")
    if problems:
        for program in machine.programs.values():
            say(f"-- {program.log}\n{program.log.read_text()[-3000:]}")
    say("every promise was kept" if not problems else f"{len(problems)} promises broken")
    return 1 if problems else 0


def concluded(people) -> list[str]:
    """Let everybody finish, and judge what is stored of what they did."""
    for person in people:
        person.stop()
    return judge(people)


def prepare(machine) -> int:
    """Django for this process, with the same database, people, and a workflow; the id of its transition."""
    os.environ.update(machine.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    import django

    django.setup()
    from tests.factories import edge_id, make_user, publish
    from tts.accounts.models import Role

    roles = {role.name: role for role in Role.objects.all()}
    make_user("boss", roles["Admin"])
    for name in ("Ticket Coordinator", "Agent"):
        for number in range(5):
            make_user(f"{name.split()[-1].lower()}{number}", roles[name])
    steps = (("Look", "Agent", 0.5), ("Do it", "Agent", 0.5))
    return edge_id(publish("Service desk", steps, (("go", "Look", "Do it"),), roles), "go")


def expand(machine):
    """Deploy a version whose migration adds a column: it is applied while the version before serves."""
    machine.switch(release.expanding(machine.folder / "release-2"))
    machine.prepare_release()
    machine.roll()
    machine.restart_background()


def contract(machine):
    """Deploy a version that does without the column, and drop it when no process knows it any more."""
    machine.switch(release.contracting(machine.folder / "release-3"))
    machine.roll()
    for name, program in machine.programs.items():
        if not name.startswith("web"):
            program.stop()  # the keeper starts the new one
    machine.prepare_release()


def undisturbed(people, seconds, when, disturb) -> list[str]:
    """Disturb, go on until everybody got a few more tickets accepted; answers the requests that failed."""
    began = time.monotonic()
    before = sum(len(person.accepted) for person in people)
    disturb()
    time.sleep(seconds)
    problems = go_on(people, when)
    done = sum(len(person.accepted) for person in people) - before
    failed = failures(people, began)
    say(f"{when}: {done} tickets in {time.monotonic() - began:.0f} s, {len(failed)} requests failed")
    return problems + [f"{when}: {what}" for what in failed[:5]]


def killed(machine, servers, people, only, minutes, tell=lambda name: None) -> list[str]:
    """Each process and server (or only a web process and those named after it in `only`) is killed in turn.

    At most one every PAUSE seconds, in rounds, until `minutes` are over. Before each, `tell` is called with
    its name.
    """
    problems, end = [], time.monotonic() + minutes * 60
    victims = {**machine.programs, **servers}
    if only:
        web = next(iter(machine.programs))
        victims = {name: victims[name] for name in (web, *only[1:])}
    for turn, (name, victim) in enumerate(itertools.cycle(victims.items())):
        if turn >= len(victims) and time.monotonic() > end:
            break
        began = time.monotonic()
        tell(name)
        victim.kill()
        if name in servers:
            time.sleep(1)
            victim.start()
        problems += go_on(people, f"killed {name}")
        failed = failures(people, began)
        say(f"killed {name}: healed after {time.monotonic() - began:.1f} s, {len(failed)} requests failed")
        problems += too_many(name, failed)
        machine.wait_until_well()
        if minutes:
            time.sleep(max(0, began + PAUSE - time.monotonic()))
    return problems


def too_many(name, failed) -> list[str]:
    """Only what was in flight on a web process may fail, or what needed the database while it was away."""
    allowed = {"web": REQUESTERS, "database": len(failed)}.get(name.split("-")[0], 0)
    return [f"killed {name}: {what}" for what in failed[:5]] if len(failed) > allowed else []


def go_on(people, when) -> list[str]:
    """Wait until everybody has had two more tickets accepted, the last one begun afterwards."""
    counts = [len(person.accepted) for person in people]
    deadline = time.monotonic() + HEAL_SECONDS
    while time.monotonic() < deadline:
        if all(len(person.accepted) > count + 1 for person, count in zip(people, counts, strict=True)):
            return []
        if not all(person.is_alive() for person in people):
            return [f"{when}: somebody was answered with what nobody expects"]
        time.sleep(0.1)
    return [f"{when}: nobody got on in {HEAL_SECONDS} s"]


def failures(people, since) -> list[str]:
    """What failed since that second."""
    return [what for person in people for at, what in person.failures if at >= since]
