"""Many processes at once, each with a connection of its own."""

import multiprocessing
import time
from collections.abc import Callable

from django.db import connections

FORK = multiprocessing.get_context("fork")


def crowd(count: int, work: Callable, *arguments, seconds: float = 120) -> list:
    """[work(index, *arguments) for index in range(count)], all at once, each in a process of its own.

    The processes begin together. Raises AssertionError when one of them fails or takes longer than
    `seconds`; what went wrong is on stderr.
    """
    # What is not open cannot be inherited: two processes on one connection would garble it.
    connections.close_all()
    together = FORK.Barrier(count)
    pipes = [FORK.Pipe(duplex=False) for _ in range(count)]
    workers = [
        FORK.Process(target=_work, args=(together, sender, work, index, *arguments), daemon=True)
        for index, (_receiver, sender) in enumerate(pipes)
    ]
    for worker in workers:
        worker.start()
    for _receiver, sender in pipes:
        sender.close()
    try:
        deadline = time.monotonic() + seconds
        return [_answer(receiver, deadline) for receiver, _sender in pipes]
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


def _work(together, sender, work, index, *arguments):
    # An inherited connection is the parent's, and that of every other child.
    for connection in connections.all(initialized_only=True):
        del connections[connection.alias]
    together.wait()
    answer = work(index, *arguments)
    connections.close_all()
    sender.send(answer)


def _answer(receiver, deadline):
    assert receiver.poll(max(0, deadline - time.monotonic())), "a worker is not done in time"
    try:
        return receiver.recv()
    except EOFError:
        raise AssertionError("a worker failed") from None
