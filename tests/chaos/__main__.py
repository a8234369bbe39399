"""Kill everything at random, and prove that nothing is lost, doubled or out of order.

    python -m tests.chaos --tickets 10000 --kills 20 --seed 1     (or `make chaos`)

Starts a PostgreSQL and a RabbitMQ of its own. A help desk (real Celery) sends tickets and people work on
every fifth, while first consumer and publisher are killed once at each named place of the program, and then
consumer, publisher, worker, PostgreSQL and RabbitMQ (-9), each KILLS times, at moments and in an order that
the seed decides. Prints what happened; exit code 1 for any broken promise.
"""

import argparse
import io
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests import services
from tests.chaos.servers import Program, world

FRESH = 25  # tickets for each named place
SETTLE_SECONDS = 40  # without any progress; a restarted process tries again after 30 at most


def main(arguments):
    """Run the chaos; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.split("\n")[0])
    parser.add_argument("--tickets", type=int, default=10000)
    parser.add_argument("--kills", type=int, default=20, help="of each process and server")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    services.exit_on_sigterm()
    with world() as (database, broker, folder):
        prepare(database, broker)
        return run(options, database, broker, folder)


def prepare(database, broker):
    """The product's tables, people and a workflow in the new database."""
    os.environ["DATABASE_URL"] = database.url
    os.environ["DJANGO_CELERY_BROKER_URL"] = broker.url
    os.environ["EMAIL_URL"] = "dummymail://"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("ensure_schedules", stdout=io.StringIO())
    make_queues(broker)
    seed()


def make_queues(broker):
    """The queues, for good: RabbitMQ forgets one, with its messages, that it made just before its death."""
    from kombu import Connection

    from tickets_app.actions.outgoing import STATUS_QUEUE
    from tickets_app.ingest.consumer import declare
    from tickets_app.ingest.handlers import HANDLERS

    with Connection(broker.url) as link:
        for queue in (*HANDLERS, STATUS_QUEUE):
            declare(link, queue)
    broker.ctl("eval", "mnesia:dump_log().")


def seed():
    """Five agents, five coordinators, and a workflow of one step."""
    from tests.factories import make_role, make_user, publish

    roles = {
        "Ticket Coordinator": make_role("Ticket Coordinator", "coordinator"),
        "Agent": make_role("Agent"),
    }
    for name, role in roles.items():
        for number in range(5):
            make_user(f"{name.split()[-1].lower()}{number}", role)
    publish("Chaos", (("Do it", "Agent", 1.0),), (), roles)


def run(options, database, broker, folder):
    """Send, work, kill, wait and judge."""
    from tests.chaos import verdict
    from tests.chaos.others import Receiver, Sender, Workers

    programs = {
        name: Program(("manage.py", command), {}, folder / f"{name}.log")
        for name, command in (
            ("consumer", "consume_queues"), ("publisher", "publish_outbox"), ("worker", "qcluster"),
        )
    }  # fmt: skip
    sender, receiver, workers = Sender(broker.url), Receiver(broker.url), Workers()
    for started in (*programs.values(), sender, receiver, workers):
        started.start()
    began, found = time.monotonic(), ["it did not come to an end"]
    try:
        numbers = at_failpoints(programs, sender)
        numbers += at_random(options, {**programs, "database": database, "broker": broker}, sender)
        wait_for(sender.is_done, "everything is sent")
        say(f"{len(numbers)} tickets sent after {time.monotonic() - began:.0f} s")
        verdict.settled(numbers, receiver, SETTLE_SECONDS)
        workers.finish()
        verdict.settled(numbers, receiver, SETTLE_SECONDS)
        time.sleep(1)  # for what should not come
        found = verdict.problems(numbers, receiver)
        return judge(found, receiver, began)
    finally:
        codes = [stop(name, program) for name, program in programs.items()]
        for thread in (sender, receiver, workers):
            thread.stop()
        for program in programs.values() if any(codes) or found else ():
            say(f"-- {program.log}\n{program.log.read_text()[-6000:]}")


def stop(name, program):
    """Stop a program; answers its exit code, and says it."""
    code = program.stop()
    say(f"{name} stopped with exit code {code}")
    return code


def at_random(options, victims, sender):
    """Kill each victim `kills` times while tickets are sent. Answers their numbers."""
    chance = random.Random(options.seed)
    order = [name for name in victims for _ in range(options.kills)]
    chance.shuffle(order)
    numbers = [f"C-{number}" for number in range(options.tickets)]
    share = -(-len(numbers) // len(order))
    for place, name in enumerate(order):
        sender.send(numbers[place * share : (place + 1) * share])
        time.sleep(chance.uniform(0.1, 2.0))
        victims[name].kill()
        if name == "worker":
            time.sleep(chance.uniform(0, 0.5))
        victims[name].start()
        say(f"killed {name} ({place + 1} of {len(order)}), {len(sender.confirmed)} sent")
    return numbers


def at_failpoints(programs, sender):
    """Have consumer and publisher killed at each named place. Answers the tickets' numbers."""
    from tickets_app.ingest.failpoints import NAMES

    of_publisher = [name for name in NAMES if name.startswith("publish")]
    of_consumer = [name for name in NAMES if name not in of_publisher]
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(consumer_at, of_consumer, programs["consumer"], sender)
        pool.submit(killed_at, of_publisher, programs["publisher"]).result()
        return sent.result()


def consumer_at(names, consumer, sender):
    """Have the consumer killed at each place. Answers the numbers of the tickets that it gets meanwhile."""
    numbers = []

    def feed(name):
        # What waits is taken together, and what was delivered before one by one.
        fresh = [f"F-{name}-{number}" for number in range(FRESH)]
        sender.send(fresh)
        wait_for(sender.is_done, f"tickets for {name} are sent")
        numbers.extend(fresh)

    killed_at(names, consumer, feed)
    return numbers


def killed_at(names, program, prepare=lambda name: None):
    """Have a program killed at each place, after `prepare`, and start it again in the end."""
    program.stop()
    for name in names:
        prepare(name)
        program.start(FAILPOINTS=name)
        code = program.wait(60)
        assert code == -9, f"{name}: exit code {code}"
        say(f"killed at {name}")
    program.start()


def wait_for(question, what, seconds=120):
    """Wait until `question()` is true."""
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.1)


def judge(problems, receiver, began):
    """Print the verdict; return the exit code."""
    heard = sum(map(len, receiver.heard.values()))
    say(f"{heard} statuses heard, {receiver.repeats} repeated, after {time.monotonic() - began:.0f} s")
    for problem in problems[:20]:
        say(f"BROKEN: {problem}")
    say("every promise was kept" if not problems else f"{len(problems)} promises broken")
    return 1 if problems else 0


def say(text):
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
