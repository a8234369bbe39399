"""What it must bear under load: a rolling restart without one failed request, and the death of anything."""

import os
import time

from tests.cluster.load import Requester

REQUESTERS = 4


def run(machine, database, broker, seconds: int) -> int:
    """Load, restart, kill, judge. Answers the exit code."""
    prepare(machine)
    people = [Requester(f"person{number}", machine) for number in range(REQUESTERS)]
    for person in people:
        person.start()
    problems = calm(machine, people, seconds)
    problems += rolled(machine, people, seconds)
    problems += killed(machine, database, broker, people, seconds)
    for person in people:
        person.stop()
    problems += judge(machine, people)
    for problem in problems:
        say(f"BROKEN: {problem}")
    if problems:
        for program in machine.programs.values():
            say(f"-- {program.log}\n{program.log.read_text()[-3000:]}")
    say("every promise was kept" if not problems else f"{len(problems)} promises broken")
    return 1 if problems else 0


def prepare(machine):
    """Django for this process, with the same database, and a workflow for what is submitted."""
    os.environ.update(machine.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    import django

    django.setup()
    from tests.factories import make_user, publish
    from tts.accounts.models import Role

    roles = {role.name: role for role in Role.objects.all()}
    for name in ("Ticket Coordinator", "Agent"):
        for number in range(5):
            make_user(f"{name.split()[-1].lower()}{number}", roles[name])
    publish("Service desk", (("Do it", "Agent", 1.0),), (), roles)


def calm(machine, people, seconds) -> list[str]:
    """Nothing happens, and no request fails."""
    return undisturbed(people, seconds, "in calm", lambda: None)


def rolled(machine, people, seconds) -> list[str]:
    """The web processes are restarted one after the other, and no request fails."""
    return undisturbed(people, seconds, "in the rolling restart", machine.roll)


def undisturbed(people, seconds, when, disturb) -> list[str]:
    """Disturb, go on for a while; answers the requests that failed since."""
    began = time.monotonic()
    before = sum(len(person.accepted) for person in people)
    disturb()
    time.sleep(seconds)
    done = sum(len(person.accepted) for person in people) - before
    say(f"{when}: {done} tickets in {time.monotonic() - began:.0f} s")
    failed = [what for person in people for at, what in person.failures if at >= began]
    return [f"{when}: {what}" for what in failed[:5]] + ([] if done else [f"{when}: nothing was accepted"])


def killed(machine, database, broker, people, seconds) -> list[str]:
    """Each process and server is killed in turn; afterwards requests succeed again by themselves."""
    problems = []
    servers = {"broker": broker, "database": database}
    for name, victim in {**machine.programs, **servers}.items():
        began = time.monotonic()
        victim.kill()
        if name in servers:
            time.sleep(1)
            victim.start()
        say(f"killed {name}")
        problems += healed(people, name, began, seconds)
        machine.wait_until_well()
    return problems


def healed(people, name, began, seconds) -> list[str]:
    """Everybody has a ticket accepted again within `seconds` and some more."""
    counts = [len(person.accepted) for person in people]
    deadline = began + seconds + 40
    while time.monotonic() < deadline:
        if all(len(person.accepted) > count + 2 for person, count in zip(people, counts, strict=True)):
            failed = sum(at >= began for person in people for at, _ in person.failures)
            say(f"  healed {time.monotonic() - began:.1f} s after, {failed} requests failed meanwhile")
            return []
        time.sleep(0.1)
    return [f"killed {name}: not healed in {deadline - began:.0f} s"]


def judge(machine, people) -> list[str]:
    """What was accepted is there, once, and everything agrees."""
    from django.core.management import call_command
    from django.db import connection

    from tickets_app.models import Comment, Task, Ticket

    connection.close()  # of before the database was killed

    accepted = [number for person in people for number in person.accepted]
    stored = list(Ticket.objects.values_list("number", flat=True))
    problems = [f"lost {number}" for number in sorted(set(accepted) - set(stored))[:5]]
    problems += [f"never accepted: {number}" for number in sorted(set(stored) - set(accepted))[:5]]
    problems += [f"given up: {number}" for person in people for number in person.lost]
    counts = {"tasks": Task.objects.count(), "comments": Comment.objects.count()}
    say(f"{len(accepted)} tickets accepted, {len(stored)} stored, {counts}")
    problems += [
        f"{count} {what} of {len(accepted)}" for what, count in counts.items() if count != len(accepted)
    ]
    try:
        call_command("check_integrity", verbosity=0)
    except SystemExit:
        problems.append("check_integrity finds fault")
    return problems


def say(text):
    """Print a line at once."""
    print(text, flush=True)
