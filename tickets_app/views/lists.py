"""Lists of work. Tab, filters, order and page live in the address; htmx gets the list alone, and
`format=csv` all of it as a file."""

from dataclasses import dataclass
from functools import wraps

from django.db.models import QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tickets_app import selectors
from tickets_app.access import requested_by
from tickets_app.lists import filters as filtering
from tickets_app.lists import orders
from tickets_app.lists.export import export
from tickets_app.lists.live import kept_fresh
from tickets_app.models import Ticket
from tickets_app.models.ticket import FINISHED
from tickets_app.paging import Page, capped_count, count_words, page_of
from tickets_app.presenters import rows
from tickets_app.search import query
from tickets_app.views import asked, saved_views
from tickets_app.views.verbs import VERBS
from tts.accounts.access import COORDINATES, STAFF, standing
from tts.core.policy import SIGNED_IN, allow

VERSION = ("task__version__calendar",)
WORK_FILTERS = ("status", "priority", "state", "role", "person", "workflow", "department", "age")
# The kinds of rows that can be acted on together.
CHOOSES = ("mine", "work")
FINISHED_FILTERS = ("status", "priority", "workflow", "department", "age")


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
        "chooses": kind in CHOOSES,
        "page": page,
        "empty": empty,
        "verbs": VERBS,
        "is_live": "X-Live" in request.headers,
        **more,
    }
    if not request.htmx:
        facts |= saved_views.beside(request)
    name = "tickets_app/lists/_list.html" if request.htmx else "tickets_app/lists/list.html"
    return render(request, name, facts)


def _opens(view):
    """Decorate a list: it stays fresh, and called without anything asked of it, it opens with the person's
    default view."""

    @kept_fresh
    @wraps(view)
    def opened(request):
        return saved_views.opening(request) or view(request)

    return opened


def _wants_file(request) -> bool:
    return request.GET.get("format") == "csv"


@allow(STAFF)
@require_safe
@_opens
def inbox(request):
    """One's own open work, the next breach first."""
    now, params, user = timezone.now(), request.GET, request.user
    filters = asked.item_filters(params, standing(user).role_ids)
    items = asked.items_narrowed(selectors.my_work(user), filters, now)
    items = asked.items_searched(items, asked.words(params), user)
    if _wants_file(request):
        return export("inbox", selectors.tickets_of(items), for_staff=True)
    page = page_of(items.prefetch_related(*VERSION), params.get("page"))
    shown = [rows.item_row(item, now, user) for item in page.rows]
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
TAB_LABELS = {
    "active": gettext_lazy("Active"),
    "inactive": gettext_lazy("Finished"),
    "unassigned": gettext_lazy("Unassigned"),
}


@allow(COORDINATES)
@require_safe
@_opens
def desk(request):
    """All work of the departments that one coordinates."""
    scope = selectors.all_work(request.user)
    return _work(request, "desk", _("All work"), scope, selectors.TABS)


@allow(COORDINATES)
@require_safe
@_opens
def owned(request):
    """The tickets that one owns."""
    scope = selectors.owned_work(request.user)
    return _work(request, "owned", _("Owned tickets"), scope, selectors.TABS[:2], to_archive=True)


def _work(request, name, title, scope: QuerySet[Ticket], names: tuple[str, ...], *, to_archive=False):
    labels = [(tab, TAB_LABELS[tab]) for tab in names]
    tab = filtering.chosen(request.GET, "tab", labels) or "active"
    tickets, filters = _narrowed(request, scope, WORK_FILTERS)
    if _wants_file(request):
        counts, tabs = {}, []
    else:
        counts = selectors.counts_in_tabs(tickets, names)
        tabs = [Tab(each, label, count_words(counts[each])) for each, label in labels]
    found = selectors.in_tab(tickets, tab)
    more = {"tab": tab, "tabs": tabs, "acts": True, "to_archive": to_archive, "filters": filters}
    return _tickets(request, name, title, found, DESK_EMPTY[tab](), tab=tab, count=counts.get(tab), more=more)


def _narrowed(request, scope: QuerySet[Ticket], names):
    """What the address asks for of `scope`, by words and by the filters called `names`; and these."""
    filters = filtering.asked_for(request.GET, names, request.user)
    tickets = filtering.narrowed(scope, filters, request.user, timezone.now())
    return selectors.searched(tickets, asked.words(request.GET), request.user), filters


def _tickets(request, name, title, found, empty, *, tab, more, count=None):
    words, now = asked.words(request.GET), timezone.now()
    offered = orders.options(bool(words), is_finished=tab == "inactive")
    order = filtering.Filter("sort", _("Order"), offered, filtering.chosen(request.GET, "sort", offered))
    ordered = orders.in_order(found, order.value)
    if _wants_file(request):
        return export(name, ordered, for_staff=True)
    best = words and not order.value
    front = _ready(query.ranked(found, words)) if best else None
    page = page_of(_ready(ordered), request.GET.get("page"), count, front)
    shown = rows.work_rows(page.rows, now, request.user if more["acts"] else None)
    return _list(request, title, "work", page, shown, empty, orders=order, **more)


def _ready(tickets):
    return selectors.with_work(tickets).prefetch_related(*VERSION)


@allow(STAFF)
@require_safe
@_opens
def archive(request):
    """Finished tickets that one may see, with their whole history."""
    scope = selectors.in_tab(selectors.visible_work(request.user), "inactive")
    found, filters = _narrowed(request, scope, FINISHED_FILTERS)
    empty = Empty(_("Nothing is finished yet."), _("Tickets appear here once they are resolved or ended."))
    more = {"filters": filters, "acts": False}
    return _tickets(request, "archive", _("Archive"), found, empty, tab="inactive", more=more)


@allow(SIGNED_IN)
@require_safe
@_opens
def track(request):
    """One's own requests, and where each stands."""
    now, params = timezone.now(), request.GET
    own = Ticket.objects.filter(requested_by(request.user)).order_by("-pk")
    own = selectors.searched(own, asked.words(params), request.user)
    tabs = {"open": own.exclude(status__in=FINISHED), "finished": own.filter(status__in=FINISHED)}
    labels = {"open": _("Open"), "finished": _("Finished")}
    tab = filtering.chosen(params, "tab", labels.items()) or "open"
    if _wants_file(request):
        return export("requests", tabs[tab], for_staff=False)
    counts = {name: capped_count(tickets) for name, tickets in tabs.items()}
    page = page_of(_ready(tabs[tab]), params.get("page"), counts[tab])
    shown = [rows.request_row(ticket, now) for ticket in page.rows]
    empty = Empty(
        _("No request of yours is here."), _("What you ask for appears here."), "new_ticket", _("New ticket")
    )
    more = {"tab": tab, "tabs": [Tab(name, labels[name], count_words(counts[name])) for name in labels]}
    return _list(request, _("My requests"), "requests", page, shown, empty, **more)
