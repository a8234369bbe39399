"""The audit log page of administrators, and its export."""

import json

from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets_app.audit_log import selectors
from tickets_app.audit_log.export import FACTS, export
from tickets_app.audit_log.forms import FilterForm
from tickets_app.paging import page_of
from tts.accounts.access import ADMIN
from tts.core.models import LedgerSeal
from tts.core.policy import allow


@allow(ADMIN)
@require_safe
def audit_log(request):
    """Everything that was changed, newest first, narrowed by the address; `format=csv` as a file."""
    form = FilterForm(request.GET)
    found = selectors.events(**form.given) if form.is_valid() else selectors.events().none()
    if request.GET.get("format") == "csv" and form.is_valid():
        return export(found)
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
