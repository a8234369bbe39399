"""What is logged, as text for a person or as JSON lines for a machine, with what it was about.

Each line bears the ids of the request, the job and the ticket to which it belongs, where there is one.
"""

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

NAMES = ("request_id", "job_id", "ticket_id")
_about: ContextVar[dict | None] = ContextVar("about", default=None)


def bind(**ids) -> None:
    """Have whatever is logged from here on bear these ids, until the end of the present `during` or job.

    Outside of both nothing is bound: it would stay for whatever the process does next.
    """
    about = _about.get()
    if about is not None:
        _about.set({**about, **ids})


@contextmanager
def during(**ids):
    """Within the block, and only there, what is logged bears these ids and those bound in it."""
    token = _about.set(ids)
    try:
        yield
    finally:
        _about.reset(token)


def begin_job(sender, func, task, **kwargs) -> None:
    """Receiver of django_q's `pre_execute`: what is logged belongs to this job."""
    _about.set({"job_id": task["id"]})


class AddIds(logging.Filter):
    """Gives each record `about`: the ids that are bound."""

    def filter(self, record):
        record.about = _about.get() or {}
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, ids, `extra["data"]`, and any traceback."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "about", {}),
            **getattr(record, "data", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def logging_settings(as_json: bool) -> dict:
    """Django's LOGGING."""
    form = {"()": "tts.core.logs.JsonLines"} if as_json else PLAIN
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"ids": {"()": "tts.core.logs.AddIds"}},
        "formatters": {"form": form},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "form", "filters": ["ids"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "tts": {"level": "INFO"},
            "tickets_app": {"level": "INFO"},
            # One line a request: for machines; in development Daphne prints its own.
            "tts.requests": {"level": "INFO" if as_json else "WARNING"},
        },
    }


PLAIN = {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
