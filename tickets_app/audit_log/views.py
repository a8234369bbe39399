"""The audit log page of administrators, and its export."""

import json

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tickets_app.audit_log import selectors
from tickets_app.audit_log.forms import FilterForm
from tickets_app.paging import page_of
from tts.accounts.access import ADMIN
from tts.core.csv_files import MOST_ROWS, csv_response
from tts.core.models import LedgerSeal
from tts.core.policy import allow

FACTS = ("before", "after", "rule")
CHUNK = 500


@allow(ADMIN)
@require_safe
def audit_log(request):
    """Everything that was changed, newest first, narrowed by the address; `format=csv` as a file."""
    form = FilterForm(request.GET)
    found = selectors.events(**form.given) if form.is_valid() else selectors.events().none()
    if request.GET.get("format") == "csv" and form.is_valid():
        return _file(found)
    page = page_of(found, request.GET.get("page"))
    facts = {
        "form": form,
        "narrowed": any(form.cleaned_data.values()),
        "page": page,
        "rows": [(row, _as_text(row.event)) for row in selectors.told(page.rows)],
        "seal": LedgerSeal.objects.order_by("-number").first(),
    }
    return render(request, "audit_log/audit_log.html", facts, status=400 if form.errors else 200)


def _as_text(event) -> dict[str, str]:
    """The recorded facts of `event` that there are, as JSON for people."""
    facts = {name: getattr(event, name) for name in FACTS}
    return {name: json.dumps(value, indent=2, ensure_ascii=False) for name, value in facts.items() if value}


def _file(found):
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
