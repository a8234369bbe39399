"""Superusers look at the tables of the database at /admin/; nobody changes anything there."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from tests.browser import assert_accessible
from tests.factories import by, make_ticket
from tests.test_policies import ROUTES, named
from tests.tickets.pages import page_as, words
from tickets_app.comments import actions as comments
from tts.accounts import actions, api_tokens
from tts.accounts.models import ApiToken, User
from tts.core.actor import SYSTEM
from tts.core.append_only import LEDGERS
from tts.core.models import AuditEvent
from tts.core.tables import SUPERUSER
from tts.tables import site

pytestmark = [pytest.mark.django_db, pytest.mark.security(55)]
TABLES = [route for route in ROUTES if route.address.startswith("/admin/")]
LOOKED_AT = [pytest.param(*entry, id=entry[0]._meta.label) for entry in site._registry.items()]
# What changes by itself or by actions only, and must be seen to be whole.
KEPT = {
    *LEDGERS, "core_outboxmessage", "core_ledgerhorizon", "core_retiredevent", "core_heartbeat",
    "tickets_app_inboxmessage", "tickets_app_heldmessage", "tickets_app_deadletter",
    "tickets_app_thresholdcrossing", "tickets_app_notification",
}  # fmt: skip
SECRET_TABLES = {"core_ledgersalt", "core_idempotencykey", "tickets_app_draft"}
OTHERS = {"django_q", "sessions", "mfa", "usersessions", "axes", "account"}


@pytest.fixture
def superuser(admin):
    actions.set_superuser(SYSTEM, admin, True)
    return User.objects.get(pk=admin.pk)


@pytest.mark.security(36)
@pytest.mark.parametrize(("model", "table"), LOOKED_AT)
def test_every_table_declares_its_policy_and_allows_no_change(model, table, rf, superuser, coordinator):
    asked = rf.get("/admin/")
    for user, may_look in ((superuser, True), (coordinator, False)):
        asked.user = user
        assert (table.has_view_permission(asked), table.has_module_permission(asked)) == (may_look, may_look)
        assert not table.has_add_permission(asked)
        assert not table.has_change_permission(asked)
        assert not table.has_delete_permission(asked)
    assert table.policy is SUPERUSER
    assert table.actions is None
    assert not table.list_editable
    assert not table.inlines
    assert set(table.get_fields(asked)) == set(table.get_readonly_fields(asked))


def test_ledgers_are_among_them_and_jobs_and_secrets_are_not():
    shown = {model._meta.db_table for model in site._registry}
    assert shown >= KEPT
    assert not shown & SECRET_TABLES
    assert not {model._meta.app_label for model in site._registry} & OTHERS
    assert {model._meta.db_table for model in apps.get_models()} >= KEPT | SECRET_TABLES


@pytest.mark.security(36)
@named(TABLES)
def test_whoever_is_no_superuser_is_refused_by_each_page(route, admin):
    assert route.policy is SUPERUSER
    client = page_as(admin)
    assert client.get(route.address).status_code == 403
    assert client.post(route.address).status_code == 403


def test_strangers_sign_in_where_everybody_does():
    answer = Client().get("/admin/core/auditevent/")
    assert answer["Location"] == "/accounts/login/?next=/admin/core/auditevent/"


@pytest.mark.parametrize(
    "place", ["login/", "logout/", "password_change/", "autocomplete/", "r/1/1/",
              "core/auditevent/add/", "core/auditevent/1/delete/", "core/auditevent/1/history/",
              "django_q/schedule/", "django_q/task/", "sessions/session/", "core/ledgersalt/"],
)  # fmt: skip
def test_nothing_else_of_it_is_served(place, superuser):
    assert page_as(superuser).get(f"/admin/{place}").status_code == 404


def test_a_second_factor_that_is_demanded_is_demanded_here(superuser, settings):
    settings.REQUIRE_SECOND_FACTOR = "admins"
    assert page_as(superuser).get("/admin/")["Location"] == "/accounts/2fa/totp/activate/"
    TOTP.activate(superuser, "JBSWY3DPEHPK3PXP")
    assert page_as(superuser).get("/admin/").status_code == 200


@pytest.fixture
def rows(version, superuser, agent):
    """A ticket with what belongs to it, and a token."""
    ticket = make_ticket(agent)
    comments.create(by(agent), ticket.pk, "It smokes.", internal=True)
    return api_tokens.create(by(agent), agent, name="Nightly", days=30)


@pytest.mark.security(39)
def test_a_superuser_sees_lists_and_rows_without_secrets(rows, superuser, agent):
    _token, secret = rows
    client, seen = page_as(superuser), 0
    assert "nothing can be changed here" in words(client.get("/admin/"))
    for model in site._registry:
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        first = model.objects.first()
        pages = [place, f"{place}?q=a", *([f"{place}{first.pk}/change/"] if first else [])]
        for answer in map(client.get, pages):
            assert answer.status_code == 200, (place, answer.status_code)
            text = answer.content.decode()
            hidden = (secret, ApiToken.objects.get().digest, agent.password, superuser.password)
            assert not [word for word in hidden if word in text], place
            assert 'name="_save"' not in text
        seen += first is not None
    assert seen > 15


@pytest.mark.parametrize("verb", ["change/", "add/", "delete/"])
def test_a_superuser_changes_nothing(verb, rows, superuser, agent):
    place = f"/admin/accounts/user/{agent.pk}/{verb}" if verb != "add/" else "/admin/accounts/user/add/"
    before, events = User.objects.values().get(pk=agent.pk), AuditEvent.objects.count()
    answer = page_as(superuser).post(place, {"username": "mallory", "is_superuser": "on", "post": "yes"})
    assert answer.status_code in (403, 404)
    answer = page_as(superuser).post(
        "/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [agent.pk], "post": "yes"}
    )
    assert answer.status_code in (200, 302, 403)
    assert User.objects.values().get(pk=agent.pk) == before
    assert AuditEvent.objects.count() == events


@pytest.mark.security(37)
@pytest.mark.parametrize("lookup", ["password__startswith=m", "memberships__role__name=x", "is_active=1"])
def test_no_list_is_narrowed_by_address(lookup, superuser):
    assert page_as(superuser).get(f"/admin/accounts/user/?{lookup}").status_code == 400


@pytest.mark.parametrize("odd", ["9" * 40, "x", "-1", "%00", "_ZZ"])
def test_rows_that_cannot_be_are_none(odd, superuser):
    for table in ("accounts/user", "tickets_app/resolution", "core/heartbeat"):
        assert page_as(superuser).get(f"/admin/{table}/{odd}/change/").status_code in (302, 404)
    for asked in ("\x00", "a" * 5000):
        assert page_as(superuser).get("/admin/accounts/user/", {"q": asked}).status_code == 200


def test_who_is_a_superuser_is_for_a_command_to_say_and_recorded(agent, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough sentence")
    for given in (True, None, False):
        call_command("create_admin", email=agent.email, superuser=given)
        assert User.objects.get(pk=agent.pk).is_superuser is (given is not False)
    changes = AuditEvent.objects.filter(action="user.superuser").order_by("pk")
    assert [event.after for event in changes] == [{"is_superuser": True}, {"is_superuser": False}]
    assert all("create_admin" in event.rule.values() for event in changes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_the_tables_keep_to_the_csp(open_page, superuser, version):
    make_ticket()
    page = open_page(superuser)
    page.goto("/admin/")
    page.get_by_role("link", name="Audit events").first.click()
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    page.get_by_text("Request id").wait_for()
    # Without: axe would fetch style sheets anew, and look for what they import in the wrong place.
    assert_accessible(page, preload=False)
