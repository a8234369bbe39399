"""What must be true after all of it."""


def judge(people) -> list[str]:
    """Each broken promise as a sentence: what was accepted is there, once, and everything agrees.

    Tickets of others than `people` are nobody's but the integrity check's.
    """
    from django.db import connection

    from tickets_app.models import Comment, Task, Ticket
    from tts.core.models import AuditEvent

    connection.close()  # of before the database was killed
    accepted = [number for person in people for number in person.accepted]
    theirs = Ticket.objects.filter(requester__external_id__in=[person.asks for person in people])
    stored = list(theirs.values_list("number", flat=True))
    problems = [f"lost {number}" for number in sorted(set(accepted) - set(stored))[:5]]
    problems += [f"never accepted: {number}" for number in sorted(set(stored) - set(accepted))[:5]]
    problems += [f"given up: {number}" for person in people for number in person.lost]
    moved = AuditEvent.objects.filter(
        action="task.transitioned", note__gt=""
    )  # each notes its ticket's number
    moves = moved.values_list("note", flat=True)
    said = Comment.objects.filter(ticket__in=theirs).values_list("ticket__number", flat=True)
    tasks = Task.objects.filter(ticket__in=theirs).values_list("ticket__number", flat=True)
    problems += _each_once("transitions", moves, accepted) + _each_once("comments", said, accepted)
    problems += _each_once("tasks", tasks, accepted)
    say(f"{len(accepted)} tickets accepted, {len(stored)} stored, {len(moves)} moved, {len(said)} commented")
    return problems + _integrity()


def _each_once(what, found, accepted) -> list[str]:
    """`found` names each accepted number exactly once."""
    if sorted(found) == sorted(accepted):
        return []
    lost = sorted(set(accepted) - set(found))[:5]
    return [f"{len(found)} {what} of {len(accepted)} tickets, lacking {lost}"]


def _integrity() -> list[str]:
    from django.core.management import CommandError, call_command

    try:
        call_command("check_integrity", verbosity=0)
    except CommandError as error:
        return [f"check_integrity: {error}"]
    return []


def say(text):
    """Print a line at once."""
    print(text, flush=True)
