"""Audit events as a file, for page and REST."""

import json

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.audit_log import selectors
from tts.core.csv_files import MOST_ROWS, csv_response
from tts.core.models import AuditEvent

FACTS = ("before", "after", "rule")
CHUNK = 500


def export(found: QuerySet[AuditEvent]) -> HttpResponse:
    """The events as CSV, in their order. Raises Invalid where there are more than fit into a file."""
    header = [
        _("Id"), _("When"), _("Recorded"), _("Who"), _("On behalf of"), _("What"), _("On what"), _("Its id"),
        _("Called"), _("Note"), _("Before"), _("After"), _("Rule"), _("Request"),
    ]  # fmt: skip
    return csv_response(f"audit-{timezone.now():%Y-%m-%d}", header, _lines(found))


def _lines(found):
    rows = []
    for event in found[: MOST_ROWS + 1].iterator(chunk_size=CHUNK):
        rows.append(event)
        if len(rows) == CHUNK:
            yield from map(_line, selectors.told(rows))
            rows = []
    yield from map(_line, selectors.told(rows))


def _line(told):
    event = told.event
    people = [person.email if person else "" for person in (told.actor, told.on_behalf_of)]
    facts = [json.dumps(getattr(event, name), ensure_ascii=False) for name in FACTS]
    return [
        event.pk, event.at, event.recorded_at, *people, event.action, event.target_type, event.target_id,
        told.target, event.note, *facts, event.request_id,
    ]  # fmt: skip
