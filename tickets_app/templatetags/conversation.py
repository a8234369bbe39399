"""The conversation of a ticket, for the page of that ticket."""

from django import template

from tickets_app.comments.page import talk_page
from tickets_app.live import events
from tickets_app.presenters.ticket import STAFF

register = template.Library()


@register.inclusion_tag("tickets_app/comments/_place.html", takes_context=True)
def conversation(context, ticket):
    """All of it on a page and beside a list; in a part that htmx swaps in, only its place, which the page's
    own one takes."""
    request = context["request"]
    as_staff = context["page"].audience == STAFF
    is_whole = context.get("is_beside_a_list") or not request.htmx
    page = talk_page(request.user, ticket, as_staff=as_staff) if is_whole else None
    last = page.last_event if page else events.latest(ticket.pk)
    return {
        "request": request,
        "ticket": ticket,
        "page": page,
        "last_event": last,
        "csrf_token": context.get("csrf_token"),
    }
