"""The workload board of coordinators, and handing on the work of somebody who is not here."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tickets_app import selectors
from tickets_app.board import load
from tickets_app.board.handing_on import proposals
from tickets_app.lists import bulk, filters
from tickets_app.paging import capped_count, count_words
from tickets_app.presenters.rows import step_clock_view
from tickets_app.views.bulk import DONE, list_again, tell
from tickets_app.views.lists import Empty
from tts.accounts.access import COORDINATES
from tts.accounts.models import User
from tts.core.ids import id_in
from tts.core.middleware import actor_of
from tts.core.policy import allow

AWAY, SWITCHED_OFF = gettext_lazy("%(name)s is away."), gettext_lazy("%(name)s is switched off.")


@allow(COORDINATES)
@require_safe
def board(request):
    """Who works on what: for each role its people with their load. `role`: one role alone."""
    now = timezone.now()
    lanes = load.lanes(request.user, now)
    role = filters.chosen(request.GET, "role", [(str(lane.role.pk), lane.role.name) for lane in lanes])
    shown = [lane for lane in lanes if not role or str(lane.role.pk) == role]
    unmatched = capped_count(selectors.all_work(request.user).filter(status="New", task__isnull=True))
    facts = {
        "lanes": lanes,
        "role": role,
        "shown": load.with_cards(shown, request.user, now),
        "unmatched": unmatched,
        "unmatched_words": count_words(unmatched),
        "empty": Empty(_("Nobody works on steps yet."), _("Put people into roles."), "people", _("People")),
    }
    name = "tickets_app/board/_board.html" if request.htmx else "tickets_app/board/board.html"
    return render(request, name, facts)


@allow(COORDINATES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on(request, pk: int):
    """The open work of one person with whom each piece could go to. POST: hand it on as chosen."""
    person = get_object_or_404(User, pk=pk)
    return _do(request, person) if request.method == "POST" else _form(request, person)


def _form(request, person):
    now = timezone.now()
    items = load.open_items(request.user).filter(user=person).order_by(*load.next_breach_first())
    count = capped_count(items)
    shown = list(load.for_cards(items).select_related("task__ticket", "role")[: bulk.MOST])
    facts = {
        "person": person,
        "away_now": person.is_away(now),
        "lines": [(each, step_clock_view(each.item, each.item.task, now))
                  for each in proposals(person, shown, now)],
        "count": count_words(count),
        "is_part": count > bulk.MOST,
        "empty": Empty(_("%(name)s has nothing open here.") % {"name": person.full_name}, "", "board",
                       _("Workload")),
    }  # fmt: skip
    return render(request, "tickets_app/board/hand_on.html", facts)


def _do(request, person):
    """Each ticket by an action of its own: what one refuses holds up none of the others."""
    given = {name.removeprefix("to-"): value for name, value in request.POST.items() if name[:3] == "to-"}
    wanted = {number: id_in(value) for number, value in given.items()}
    values = {
        number: {"user_id": user_id, "item_of": person.pk} for number, user_id in wanted.items() if user_id
    }
    notes = _reason(person)
    outcome = bulk.run(actor_of(request), "transfer", list(values), {"notes": notes, **values})
    tell(request, outcome, DONE["transfer"], back_to=reverse("board"))
    return list_again(request, reverse("board"))


def _reason(person) -> str:
    """What whoever gets the work is told."""
    if not person.is_active:
        return SWITCHED_OFF % {"name": person.full_name}
    return AWAY % {"name": person.full_name} if person.is_away(timezone.now()) else ""
