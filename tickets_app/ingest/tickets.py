"""Tickets that arrive by queue."""

from tickets_app.ingest.codec import Call, only_object, require_task
from tickets_app.intake import GivenTicket, read_ticket

QUEUE = "TICKET_TASKS_PRODUCTION"
TASK = "tickets.tasks.receive_ticket"
KEYWORDS = ("payload", "ticket_data")
SENDER = "hdts"


def payload(call: Call) -> dict:
    """The ticket that the call carries, unwrapped from `{"ticket": {...}}` where it is nested.

    What stood beside a nested ticket is kept under `envelope`. Raises Unusable.
    """
    require_task(call, TASK)
    data = only_object(call, KEYWORDS)
    inner = data.get("ticket")
    if not isinstance(inner, dict):
        return data
    beside = {name: value for name, value in data.items() if name != "ticket"}
    return {**inner, "envelope": beside} if beside else inner


def read(data: dict) -> GivenTicket:
    """The payload as a ticket of its sender, the help desk unless it names another. Raises Invalid."""
    subject = data.get("subject")
    if isinstance(subject, str):  # other systems fold long ones; nobody is there to be asked for another
        data = {**data, "subject": " ".join(subject.splitlines())}
    given = read_ticket(data, takes_number=True)
    given.fields["source_service"] = given.fields["source_service"] or SENDER
    return given
