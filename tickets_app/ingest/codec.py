"""Celery's wire format, read from and written to bytes. Pure: nothing here executes or imports what it reads.

Protocol 2 names the task in the header `task` and has `[args, kwargs, embed]` as body; protocol 1 has
everything in the body. Only JSON is opened; pickle and YAML can run code while they are read.
"""

import bz2
import hashlib
import json
import lzma
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tts.core import strict_json

LARGEST = 5 * 1024 * 1024  # bytes, after decompression: as much as the REST API takes
LONGEST_ID = 128
JSON_TYPES = ("application/json", "")
RUNS_CODE = {
    "application/x-python-serialize": "pickle",
    "application/x-yaml": "YAML",
    "application/yaml": "YAML",
    "text/yaml": "YAML",
}
TEXT_TYPES = ("datetime", "date", "time", "decimal", "bytes")
UNREADABLE = "application/x-unreadable-properties"  # as `wire` marks it
OUR_IDS = uuid.UUID("6f1d0b0e-5a3c-4c5e-9d3f-2f6f4f7a4c11")


class Unusable(Exception):
    """A message that cannot be used; the text is the reason, for people."""


@dataclass(frozen=True)
class Envelope:
    """A message as it came: AMQP headers and properties, and the body byte for byte."""

    queue: str
    body: bytes
    headers: Mapping = field(default_factory=dict)
    properties: Mapping = field(default_factory=dict)
    redelivered: bool = False


@dataclass(frozen=True)
class Call:
    """What a message asks for. `eta`: not before this instant."""

    task: str
    args: list
    kwargs: dict
    eta: datetime | None = None


def message_id(envelope: Envelope) -> str | None:
    """The id by which a repeat of the message is told: Celery's task id; None where it has none."""
    candidates = (
        envelope.headers.get("id"),
        envelope.properties.get("correlation_id"),
        envelope.properties.get("message_id"),
    )
    for value in candidates:
        if isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable():
            return value
    return None


def digest(envelope: Envelope) -> str:
    """A name for a message without id, the same for the same body."""
    return "sha256:" + hashlib.sha256(envelope.queue.encode() + b"\0" + bytes(envelope.body)).hexdigest()


def decode(envelope: Envelope) -> Call:
    """What the message asks for. Raises Unusable with a reason that a person understands."""
    _refuse_other_than_json(str(envelope.properties.get("content_type") or ""))
    text = _text(_decompressed(envelope))
    data = _json(text)
    if "task" in envelope.headers:
        return _protocol_2(envelope.headers, data)
    return _protocol_1(data)


def _refuse_other_than_json(content_type):
    kind = content_type.partition(";")[0].strip().lower()
    if kind in JSON_TYPES:
        return
    if kind == UNREADABLE:
        raise Unusable(_("Its headers or properties cannot be read."))
    if kind in RUNS_CODE:
        raise Unusable(
            _("It is written as %(kind)s, which can run code while it is read. It was not opened. Use JSON.")
            % {"kind": RUNS_CODE[kind]}
        )
    raise Unusable(_("Its content type is %(kind)s; only JSON is read.") % {"kind": shown(kind)})


def _decompressed(envelope) -> bytes:
    body = bytes(envelope.body)
    if len(body) > LARGEST:
        raise _too_large()
    name = envelope.headers.get("compression")
    if not name:
        return body
    opener = _opener(str(name).lower())
    try:
        opened = opener.decompress(body, LARGEST + 1)
    except (zlib.error, OSError, ValueError, EOFError, lzma.LZMAError) as error:
        raise Unusable(_("It could not be decompressed: %(why)s.") % {"why": error}) from error
    if len(opened) > LARGEST:
        raise _too_large()
    if not opener.eof:
        raise Unusable(_("It could not be decompressed: it breaks off."))
    return opened


def _opener(name):
    if name in ("application/x-gzip", "gzip", "zlib"):
        return zlib.decompressobj(wbits=47)  # zlib's or gzip's header
    if name in ("application/x-bz2", "bzip2", "bzip"):
        return bz2.BZ2Decompressor()
    if name in ("application/x-lzma", "lzma", "xz"):
        return lzma.LZMADecompressor(memlimit=64 * 1024 * 1024)
    raise Unusable(_("It is compressed as %(kind)s, which is not known here.") % {"kind": shown(name)})


def _too_large():
    return Unusable(_("It is larger than %(most)s MB.") % {"most": LARGEST // 2**20})


def _text(body) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(_("It is not UTF-8 text (byte %(place)s).") % {"place": error.start}) from error


def _json(text):
    try:
        data = json.loads(text, object_hook=_plain_value)
    except RecursionError as error:
        raise Unusable(_("It is nested too deeply.")) from error
    except ValueError as error:
        raise Unusable(_("It is not JSON: %(why)s.") % {"why": error}) from error
    found = None if strict_json.is_plain(text) else strict_json.problem(data)
    if found:
        raise Unusable(_("%(place)s: %(why)s") % {"place": found[0], "why": found[1]})
    return data


def _plain_value(data: dict):
    """Celery's `{"__type__": "datetime", "__value__": "..."}` as the text inside; anything else as it is."""
    if data.keys() != {"__type__", "__value__"}:
        return data
    kind, value = data["__type__"], data["__value__"]
    if kind in TEXT_TYPES and isinstance(value, str):
        return value
    if kind == "uuid" and isinstance(value, dict) and isinstance(value.get("hex"), str):
        return value["hex"]
    return data


def _protocol_2(headers, data) -> Call:
    if not isinstance(data, list) or len(data) not in (2, 3):
        raise Unusable(_("The body must be a list: arguments, keyword arguments, options."))
    return _call(headers["task"], data[0], data[1], headers.get("eta"))


def _protocol_1(data) -> Call:
    if not isinstance(data, dict) or "task" not in data:
        raise Unusable(_("It does not say which task it is for."))
    return _call(data["task"], data.get("args") or [], data.get("kwargs") or {}, data.get("eta"))


def _call(task, args, kwargs, eta) -> Call:
    if not isinstance(task, str) or not task:
        raise Unusable(_("The name of its task is not text."))
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise Unusable(_("Its arguments must be a list, its keyword arguments an object."))
    return Call(task, args, kwargs, _instant(eta))


def _instant(eta) -> datetime | None:
    if eta in (None, ""):
        return None
    try:
        moment = parse_datetime(eta)
        if moment is not None:
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        pass  # no time, or one beyond the calendar
    raise Unusable(_("The time before which it must not be taken is not a time."))


def require_task(call: Call, task: str) -> None:
    """Raise Unusable unless the call is for `task`."""
    if call.task != task:
        raise Unusable(
            _("It is for the task %(task)s, which this queue does not take.") % {"task": shown(call.task)}
        )


def only_object(call: Call, names: tuple[str, ...]) -> dict:
    """The one object that the call carries: its first positional argument, or a keyword of `names`."""
    if call.args:
        found = call.args[0]
    else:
        found = next((call.kwargs[name] for name in names if name in call.kwargs), None)
    if not isinstance(found, dict):
        raise Unusable(
            _("It carries no object: the first argument, or %(names)s, must be one.")
            % {"names": _(" or ").join(names)}
        )
    return found


def first_object(call: Call) -> dict | None:
    """The first object among the call's arguments, for a person to set right what cannot be used as it is."""
    values = [*call.args, *call.kwargs.values()]
    return next((value for value in values if isinstance(value, dict)), None)


def shown(text: str) -> str:
    """`text` from outside as a reason may show it: short, printable."""
    return ascii(str(text)[:80])[1:-1]


def encode(row_id: int, task: str, args: list) -> Envelope:
    """A message of protocol 2, without queue. The same row always gives the same id, which tells a repeat."""
    task_id = str(uuid.uuid5(OUR_IDS, str(row_id)))
    headers = {
        "lang": "py", "task": task, "id": task_id, "root_id": task_id, "parent_id": None, "group": None,
        "shadow": None, "eta": None, "expires": None, "retries": 0, "timelimit": [None, None],
        "argsrepr": repr(args)[:1024], "kwargsrepr": "{}", "origin": "tts", "ignore_result": True,
    }  # fmt: skip
    embed = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    properties = {
        "content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 2, "priority": 0,
        "correlation_id": task_id, "message_id": task_id,
    }  # fmt: skip
    return Envelope("", json.dumps([args, {}, embed]).encode(), headers, properties)


def storable(value, depth: int = 0):
    """Headers or properties as JSON that every database stores; what JSON cannot hold becomes text."""
    if isinstance(value, Mapping) and depth < 10:
        return {shown(key): storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple) and depth < 10:
        return [storable(item, depth + 1) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**63:
        return value
    text = value if isinstance(value, str) else repr(value)
    return text if text.isprintable() else ascii(text)[1:-1]
