"""Every page, as who uses it: axe finds nothing, no browser complaint, nothing scrolls sideways.

Each page once, in one of six forms in turn; `EVERY_PAGE=full` looks at each in all: three widths, light and
dark (`make axe`, ten minutes). What is no page is named as such: a new page is looked at or refused.
"""

import os
from itertools import cycle, islice, product

import pytest
from django.core.cache import cache

from tests.browser import assert_accessible
from tests.factories import by, edge_id, make_ticket
from tests.ingest.messages import about, take_all
from tests.test_policies import ROUTES, THIRD_PARTY
from tickets_app import guests, unsubscribing
from tickets_app.actions import hold, move
from tickets_app.actions.canned import save_reply
from tickets_app.comments import actions as comments
from tickets_app.models import DeadLetter, Notification
from tts.core.actor import SYSTEM
from workflows_app.actions.calendars import create_calendar

WIDTHS = {360: 740, 768: 1024, 1440: 900}
FORMS = list(product(WIDTHS, (False, True)))
PARTS = 6  # tests that share the pages, so that workers do too
FULL = os.environ.get("EVERY_PAGE") == "full"

# Parts of pages, doors for programs, and what only answers a form.
NO_PAGES = {
    "health", "ready", "metrics", "jsi18n", "own_absence", "own_picture", "sessions_end", "session_end",
    "ahead",
    "set_theme", "token_revoke", "person_picture", "person_role", "person_away", "person_active",
    "person_erase", "person_invite", "person_uninvite", "role_new", "role_retire", "role_restore",
    "workflow_publish", "workflow_deploy", "workflow_pause", "workflow_resume", "workflow_archive",
    "workflow_unarchive", "workflow_delete", "workflow_draft", "workflow_presence", "workflow_restore",
    "workflow_sharing", "workflow_clone", "workflow_export", "workflow_import", "workflow_copy",
    "workflow_markdown", "condition_words", "condition_fields", "condition_try", "saved_views",
    "saved_view_drop", "bulk", "bulk_undo", "track_file", "track_act", "track_say", "new_similar",
    "conversation", "conversation_earlier", "conversation_changes", "comment_say", "comment_draft",
    "comment_preview", "comment_people", "file_upload", "comment_edit", "comment_delete", "comment_thumb",
    "file", "file_text", "file_remove", "new_files", "new_file", "new_file_remove",
    "canned_choices", "canned_reply", "calendar_preview",
    "calendar_progress", "notifications_read_all", "notification_open", "notification_read",
    "attainability_weights", "attainability_targets", "attainability_what_if", "dead_letter_body",
    "dead_letter_discard", "dead_letters_replay", "outbox_retry_all", "outbox_retry", "mail_retry",
    "report_list_csv", "report_dismiss", "report_train", "report_csv", "saved_report_keep",
    "saved_report_drop", "report_mail", "report_mail_end", "workflow_drawing", "ticket_way",
}  # fmt: skip
ELSEWHERE = {"saved_report", "report_stop"}  # pages that the tests of reports open


def test_every_route_is_a_page_that_is_looked_at_or_none():
    ours = {r.name for r in ROUTES if not r.is_rest and not r.address.startswith("/admin/")}
    looked_at = {name for name, *_rest in PAGES}
    assert ours - set(THIRD_PARTY) - NO_PAGES - ELSEWHERE == looked_at - set(THIRD_PARTY) - {"not_found"}


STAFF = "/ticket/{number}/"
REPORTS = ("tickets", "workflows", "items", "agents", "forecast", "insights", "integration")
# Name of the route, who looks ("" a stranger), address.
PAGES = [
    ("account_login", "", "/accounts/login/"),
    ("account_signup", "", "/accounts/signup/"),
    ("account_reset_password", "", "/accounts/password/reset/"),
    ("account_reset_password_done", "", "/accounts/password/reset/done/"),
    ("account_change_password", "agent", "/accounts/password/change/"),
    ("account_logout", "agent", "/accounts/logout/"),
    ("mfa_index", "agent", "/accounts/2fa/"),
    ("styleguide", "agent", "/styleguide/"),
    ("profile", "agent", "/profile/"),
    ("own_sessions", "agent", "/profile/sessions/"),
    ("own_tokens", "agent", "/profile/tokens/"),
    ("notification_choices", "agent", "/profile/notifications/"),
    ("people", "admin", "/people/"),
    ("person_new", "admin", "/people/new/"),
    ("person", "admin", "/people/{agent}/"),
    ("all_tokens", "admin", "/people/tokens/"),
    ("roles", "admin", "/people/roles/"),
    ("role", "admin", "/people/roles/{role}/"),
    ("workflow_list", "admin", "/designer/"),
    ("workflow_new", "admin", "/designer/new/"),
    ("workflow", "admin", "/designer/{workflow}/"),
    ("workflow_version", "admin", "/designer/{workflow}/v/1/"),
    ("workflow_compare", "admin", "/designer/{workflow}/compare/"),
    ("workflow_edit", "admin", "/designer/{workflow}/edit/"),
    ("home", "agent", "/"),
    ("home", "requester", "/"),
    ("home", "coordinator", "/"),
    ("inbox", "technician", "/inbox/"),
    ("inbox", "agent", "/inbox/"),
    ("desk", "coordinator", "/desk/"),
    ("desk", "coordinator", "/desk/?tab=unassigned"),
    ("owned", "coordinator", "/owned/"),
    ("archive", "coordinator", "/archive/"),
    ("track", "requester", "/track/"),
    ("board", "coordinator", "/board/"),
    ("hand_on", "coordinator", "/board/{agent}/"),
    ("search", "coordinator", "/search/?q=printer"),
    ("new_ticket", "requester", "/new/"),
    ("canned_replies", "agent", "/replies/"),
    ("ticket", "technician", STAFF),
    ("ticket", "requester", STAFF),
    ("ticket", "coordinator", "/ticket/{held}/"),
    ("ticket_print", "technician", STAFF + "print/"),
    ("ticket_act", "coordinator", STAFF + "transfer/"),
    ("ticket_act", "technician", STAFF + "hold/"),
    ("track_ticket", "", "{link}"),
    ("unsubscribe", "", "{unsubscribe}"),
    ("calendars", "admin", "/calendars/"),
    ("calendar_new", "admin", "/calendars/new/"),
    ("calendar", "admin", "/calendars/{calendar}/"),
    ("notifications", "technician", "/notifications/"),
    ("attainability", "analyst", "/reports/attainability/"),
    ("attainability_workflow", "analyst", "/reports/attainability/{workflow}/"),
    ("integrations", "admin", "/integrations/"),
    ("dead_letter", "admin", "/integrations/dead-letters/{letter}/"),
    ("status", "admin", "/status/"),
    ("audit_log", "admin", "/audit-log/"),
    ("reports", "analyst", "/reports/"),
    *[("report", "analyst", f"/reports/{tab}/") for tab in REPORTS],
    ("saved_reports", "analyst", "/reports/saved/"),
    ("report_list", "analyst", "/reports/list/?measure=open"),
    ("api_docs", "agent", "/docs/"),
    ("not_found", "agent", "/nothing-here/"),
]


@pytest.fixture
def known(version, roles, agent, technician, coordinator, requester):
    """Something on every page; what stands for the places in addresses."""
    cache.clear()
    ticket = make_ticket(requester=requester, priority="Urgent", location="Second floor")
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"), notes="Smells of ozone")
    asked = comments.create(by(technician), ticket.pk, "Which **floor**?", internal=False)
    comments.create(by(requester), ticket.pk, "The second.", internal=False, parent_id=asked.pk)
    comments.create(by(technician), ticket.pk, "Ask @agent", internal=True)
    held = make_ticket(subject="Printer without end " * 10, requester=requester)
    hold.hold(by(coordinator), held.task.pk, "waiting for a part")
    make_ticket(category="Gardening", subject="A tree for the yard")
    guest = make_ticket(employee={"name": "Ann Lee", "email": "ann@example.com"})
    comments.create(by(agent), guest.pk, "Is it the blue one?", internal=False)
    save_reply(by(agent), name="Restart", text="Please restart it.")
    take_all([about(priority="Whenever")])
    Notification.objects.filter(channel="email").update(state="failed", error="Connection refused")
    office = {"weekly": {"0": [["09:00", "17:00"]]}}
    return {
        "number": ticket.number,
        "held": held.number,
        "agent": agent.pk,
        "role": roles["Agent"].pk,
        "workflow": version.workflow_id,
        "calendar": create_calendar(SYSTEM, "Office", office).pk,
        "letter": DeadLetter.objects.get().pk,
        "link": _path(guests.link(guest, "ann@example.com")),
        "unsubscribe": _path(unsubscribing.link(None, "ann@example.com")),
    }


def _path(address):
    return "/" + address.split("/", 3)[3]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_accessible_fit_and_do_not_complain(chromium, open_page, known, request, part):
    people = {who: request.getfixturevalue(who) if who else None for _name, who, _path in PAGES}
    troubles, pages = [], {}
    for (_name, who, path), form in islice(_looks(), part, None, PARTS):
        if (who, form) not in pages:
            pages[who, form] = open_page(people[who], dark=form[1])
        page, address = pages[who, form], path.format(**known)
        page.set_viewport_size({"width": form[0], "height": WIDTHS[form[0]]})
        troubles += [f"{who or 'stranger'} {form} {address}: {text}" for text in _troubles(page, address)]
    assert not troubles, "\n".join(troubles)


def _looks():
    """What is looked at, and in which form."""
    if FULL:
        return product(PAGES, FORMS)
    return zip(PAGES, islice(cycle(FORMS), len(PAGES)), strict=True)


def _troubles(page, address):
    answer = page.goto(address)
    if answer.status != (404 if address == "/nothing-here/" else 200):
        yield f"answered {answer.status}"
    try:
        assert_accessible(page)
    except AssertionError as found:
        yield str(found)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "is wider than its window"
