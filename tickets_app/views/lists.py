"""Lists of work. Tab, filters, order and page live in the address; htmx gets the list alone."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tickets_app import selectors
from tickets_app.access import requested_by
from tickets_app.models import Ticket
from tickets_app.models.ticket import FINISHED
from tickets_app.paging import Page, capped_count, count_words, page_of
from tickets_app.presenters import rows
from tickets_app.views import asked
from tickets_app.views.verbs import VERBS
from tts.accounts.access import COORDINATES, STAFF, standing
from tts.core.policy import SIGNED_IN, allow

VERSION = ("task__version__calendar",)


@dataclass(frozen=True)
class Tab:
    """A view of the list; `count` in words."""

    name: str
    label: str
    count: str = ""


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and what to do next: `href` is the name of a page, "" for none."""

    title: str
    text: str = ""
    href: str = ""
    action: str = ""


def _list(request, title: str, kind: str, page: Page, shown: list, empty: Empty, **more):
    """The page of a list, or for htmx the list itself. `kind` names the template of its rows."""
    narrowed = bool(asked.words(request.GET)) or any(f.value for f in more.get("filters", ()))
    if narrowed and not shown:
        empty = Empty(_("Nothing fits these filters."), _("Take a filter away to see more."))
    facts = {
        "title": title,
        "q": asked.words(request.GET),
        "rows": shown,
        "rows_template": f"tickets_app/lists/_rows_{kind}.html",
        "page": page,
        "empty": empty,
        "verbs": VERBS,
        **more,
    }
    name = "tickets_app/lists/_list.html" if request.htmx else "tickets_app/lists/list.html"
    return render(request, name, facts)


@allow(STAFF)
@require_safe
def inbox(request):
    """One's own open work, the next breach first."""
    now, params = timezone.now(), request.GET
    filters = [
        asked.select(
            params, "role", _("Role"), _("All roles"), asked.role_options(standing(request.user).role_ids)
        ),
        asked.select(params, "status", _("Status"), _("Any status"), asked.ITEM_STATES),
    ]
    items = selectors.my_work(request.user)
    if filters[0].value:
        items = items.filter(role_id=filters[0].value)
    items = asked.items_of_state(items, filters[1].value, now)
    items = asked.items_searched(items, asked.words(params), request.user)
    page = page_of(items.prefetch_related(*VERSION), params.get("page"))
    shown = [rows.item_row(item, now) for item in page.rows]
    empty = Empty(
        _("Nothing waits for you."), _("New work appears here when it is your turn."), "home", _("Go home")
    )
    return _list(request, _("My work"), "mine", page, shown, empty, filters=filters, to_archive=True)


DESK_EMPTY = {
    "active": lambda: Empty(_("No ticket is open."), "", "new_ticket", _("New ticket")),
    "inactive": lambda: Empty(_("No ticket is finished yet.")),
    "unassigned": lambda: Empty(
        _("Everything is assigned."),
        _("Tickets without a workflow or without anybody to take them appear here."),
    ),
}


@allow(COORDINATES)
@require_safe
def desk(request):
    """All work of the departments that one coordinates."""
    return _work(request, _("All work"), selectors.all_work(request.user), selectors.TABS, acts=True)


@allow(COORDINATES)
@require_safe
def owned(request):
    """The tickets that one owns."""
    return _work(
        request, _("Owned tickets"), selectors.owned_work(request.user), selectors.TABS[:2], acts=False
    )


TAB_LABELS = {
    "active": gettext_lazy("Active"),
    "inactive": gettext_lazy("Finished"),
    "unassigned": gettext_lazy("Unassigned"),
}


def _work(request, title, scope: QuerySet[Ticket], names: tuple[str, ...], *, acts: bool):
    params, labels = request.GET, [(name, TAB_LABELS[name]) for name in names]
    tab = asked.chosen(params, "tab", labels) or "active"
    orders = asked.Filter("sort", _("Order"), asked.ORDERS, asked.chosen(params, "sort", asked.ORDERS))
    filters = _work_filters(params)
    tickets = _narrowed(
        selectors.searched(scope, asked.words(params), request.user), *(entry.value for entry in filters)
    )
    counts = {name: capped_count(selectors.in_tab(tickets, name)) for name in names}
    return _tickets(
        request,
        title,
        asked.in_order(selectors.in_tab(tickets, tab), orders.value),
        DESK_EMPTY[tab](),
        count=counts[tab],
        tab=tab,
        tabs=[Tab(name, label, count_words(counts[name])) for name, label in labels],
        filters=filters,
        orders=orders,
        acts=acts,
        to_archive=not acts,
    )


def _work_filters(params) -> list[asked.Filter]:
    return [
        asked.select(params, "role", _("Role"), _("All roles"), asked.role_options()),
        asked.select(params, "priority", _("Priority"), _("Any priority"), asked.PRIORITIES),
        asked.select(params, "state", _("State"), _("Any state"), asked.TICKET_STATES),
    ]


def _narrowed(tickets: QuerySet[Ticket], role: str, priority: str, state: str) -> QuerySet[Ticket]:
    if role:
        tickets = selectors.for_role(tickets, int(role))
    if priority:
        tickets = tickets.filter(priority=priority)
    return asked.tickets_of_state(tickets, state, timezone.now())


def _tickets(request, title, found, empty, *, count=None, **more):
    now = timezone.now()
    page = page_of(selectors.with_work(found).prefetch_related(*VERSION), request.GET.get("page"), count)
    shown = rows.work_rows(page.rows, now)
    return _list(request, title, "work", page, shown, empty, **more)


@allow(STAFF)
@require_safe
def archive(request):
    """Finished tickets that one may see, with their whole history."""
    status = asked.select(request.GET, "status", _("Status"), _("Any status"), asked.FINISHED_STATES)
    found = selectors.in_tab(selectors.visible_work(request.user), "inactive")
    found = selectors.searched(found, asked.words(request.GET), request.user)
    if status.value:
        found = found.filter(status=status.value)
    empty = Empty(_("Nothing is finished yet."), _("Tickets appear here once they are resolved or ended."))
    return _tickets(request, _("Archive"), found, empty, filters=[status], acts=False)


@allow(SIGNED_IN)
@require_safe
def track(request):
    """One's own requests, and where each stands."""
    now, params = timezone.now(), request.GET
    own = Ticket.objects.filter(requested_by(request.user)).order_by("-pk")
    own = selectors.searched(own, asked.words(params), request.user)
    tabs = {"open": own.exclude(status__in=FINISHED), "finished": own.filter(status__in=FINISHED)}
    labels = {"open": _("Open"), "finished": _("Finished")}
    tab = asked.chosen(params, "tab", labels.items()) or "open"
    counts = {name: capped_count(tickets) for name, tickets in tabs.items()}
    found = selectors.with_work(tabs[tab]).prefetch_related(*VERSION)
    page = page_of(found, params.get("page"), counts[tab])
    shown = [rows.request_row(ticket, now) for ticket in page.rows]
    empty = Empty(
        _("No request of yours is here."), _("What you ask for appears here."), "new_ticket", _("New ticket")
    )
    return _list(
        request,
        _("My requests"),
        "requests",
        page,
        shown,
        empty,
        tab=tab,
        tabs=[Tab(name, labels[name], count_words(counts[name])) for name in labels],
    )
