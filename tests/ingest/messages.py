"""Messages as senders make them, good and malformed."""

import bz2
import json
import pickle
import zlib

from tickets_app.ingest import taking
from tickets_app.ingest.codec import Envelope
from tickets_app.ingest.tickets import QUEUE, TASK

JSON = {"content_type": "application/json", "content_encoding": "utf-8"}
MEGABYTE = 1024 * 1024


class Bomb:
    """Unpickling this makes a file: the proof that nobody did."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


def ticket(**facts) -> dict:
    """A ticket as the help desk's program sends it."""
    return {
        "ticket_number": "HD-1", "subject": "Printer on fire", "description": "It burns.",
        "department": "IT", "category": "Support", "sub_category": None, "priority": "High",
        "employee_id": "E-7", "employee_company_id": "MA0001", "employee_email": "Ann@Example.com",
        "employee": {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com",
                     "company_id": "MA0001", "department": "HR"},
        "employee_cookie_id": 7, "requested_budget": "120.50", "scheduled_date": None,
        "attachments": [{"id": 1, "file_name": "a.png", "file_type": "image/png", "file_size": 3,
                         "file_path": "/media/a.png"}],
        **facts,
    }  # fmt: skip


def envelope(
    *args, task=TASK, task_id="id-1", queue=QUEUE, kwargs=None, body=None, headers=None, **properties
):
    """A message of protocol 2; `body`, `headers` and properties replace what would be right."""
    right = json.dumps([list(args), kwargs or {}, {"callbacks": None}]).encode()
    named = {"task": task, "id": task_id, "eta": None, **(headers or {})}
    named = {name: value for name, value in named.items() if value is not Envelope}
    return Envelope(queue, right if body is None else body, named, {**JSON, **properties})


def take_all(envelopes) -> None:
    """Take messages as the consumer does that received them."""
    taking.take_all([taking.read(each) for each in envelopes])


def body(raw, **more):
    """A message whose body is `raw`."""
    return envelope(body=raw if isinstance(raw, bytes) else raw.encode(), **more)


def about(*without, **facts):
    """A message about a ticket with other facts, and without the named ones."""
    return envelope({name: value for name, value in ticket(**facts).items() if name not in without})


def malformed(trap="/nonexistent/trap") -> dict:
    """Thirty and more kinds of message that cannot be used, as functions that make one.

    `trap`: the file that executing one would make.
    """
    good = json.dumps([[ticket()], {}, {}])
    bomb = pickle.dumps([[Bomb(trap)], {}, {}])
    yaml = f"!!python/object/apply:builtins.open ['{trap}', 'w']".encode()
    gzip, bzip2, own = (
        {"compression": name} for name in ("application/x-gzip", "bzip2", "application/x-own")
    )
    return {
        "pickle": lambda: body(bomb, content_type="application/x-python-serialize"),
        "pickle called JSON": lambda: body(bomb),
        "yaml": lambda: body(yaml, content_type="application/x-yaml"),
        "yaml called JSON": lambda: body(yaml),
        "msgpack": lambda: body(b"\x93\x90\x80\x80", content_type="application/x-msgpack"),
        "plain text": lambda: body("hello", content_type="text/plain"),
        "not UTF-8": lambda: body(b'[[{"subject": "Dr\xfccker"}], {}, {}]'),
        "UTF-16": lambda: body(good.encode("utf-16")),
        "empty": lambda: body(b""),
        "broken off": lambda: body(good[:-20]),
        "not JSON": lambda: body("<ticket/>"),
        "NaN": lambda: body(good.replace('"120.50"', "NaN")),
        "infinity": lambda: body(good.replace('"120.50"', "1e999")),
        "huge number": lambda: body(good.replace('"120.50"', "9" * 400)),
        "deep": lambda: body("[" * 100000 + "]" * 100000),
        "deep field": lambda: about(nested=json.loads("[" * 60 + "]" * 60)),
        "NUL": lambda: about(subject="a\x00b"),
        "lone surrogate": lambda: body(good.replace("Printer", "\\ud800")),
        "6 MB": lambda: about(description="x" * 6 * MEGABYTE),
        "20 MB": lambda: about(description="x" * 20 * MEGABYTE),
        "bomb": lambda: body(zlib.compress(b" " * 100 * MEGABYTE), headers=gzip),
        "broken compression": lambda: body(b"no", headers=gzip),
        "compression broken off": lambda: body(bz2.compress(good.encode())[:-9], headers=bzip2),
        "unknown compression": lambda: body(good, headers=own),
        "wrong task": lambda: envelope(ticket(), task="os.system"),
        "task is a number": lambda: envelope(ticket(), task=7),
        "no task": lambda: body(good, headers={"task": Envelope}),
        "no arguments": lambda: envelope(),
        "argument is text": lambda: envelope("HD-1"),
        "argument is a list": lambda: envelope([ticket()]),
        "unknown keyword": lambda: envelope(kwargs={"data": ticket()}),
        "body is an object": lambda: body(json.dumps(ticket())),
        "body too short": lambda: body("[]"),
        "kwargs is a list": lambda: body("[[], [], {}]"),
        "no subject": lambda: about("subject"),
        "blank subject": lambda: about(subject="  "),
        "no department": lambda: about("department"),
        "subject is a number": lambda: about(subject=7),
        "long subject": lambda: about(subject="x" * 256),
        "unknown priority": lambda: about(priority="Whenever"),
        "priority is a list": lambda: about(priority=["High"]),
        "bad number": lambda: about(ticket_number="a b/c"),
        "bad address": lambda: about(employee_email="nobody"),
        "bad attachments": lambda: about(attachments="a.png"),
        "bad eta": lambda: envelope(ticket(), headers={"eta": "soon"}),
    }
