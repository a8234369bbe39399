"""What probes ask, and what people see when something is refused or broken."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import Http404
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import timezone

from tts.core.errors import Conflict, Forbidden, Invalid, NotFound
from tts.core.models import Heartbeat
from tts.core.policy import SIGNED_IN, allow

ERRORS = {
    "forbidden": Forbidden("Only the holder may do this."),
    "conflict": Conflict("Ann was faster."),
    "invalid": Invalid({"subject": ["Say something."]}),
    "hidden": NotFound(),
    "missing": Http404("secret reason"),
    "broken": RuntimeError("secret reason"),
}


@allow(SIGNED_IN)
def fail(request, name):
    raise ERRORS[name]


urlpatterns = [path("fail/<slug:name>/", fail), path("", include(settings.ROOT_URLCONF))]
own_routes = pytest.mark.urls(__name__)


def text(response):
    return response.content.decode()


def test_health_asks_nobody(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert client.post("/health").status_code == 405


def beat(name, seconds_ago):
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


@pytest.mark.parametrize(("seconds", "state"), [(5, "ok"), (170, "ok"), (190, "degraded")])
def test_ready_says_how_the_worker_is(client, db, seconds, state):
    beat("worker", seconds)
    answer = client.get("/ready")
    assert answer.status_code == 200
    clocks = {"sla": "ok", "sla_lag_seconds": 0}
    assert answer.json() == {"status": state, "database": "ok", "worker": state, **clocks}


def test_ready_misses_a_worker_that_never_ran(client, db):
    assert client.get("/ready").json()["worker"] == "degraded"


def test_ready_asks_for_queue_processes_where_there_is_a_broker(client, db, settings):
    settings.DJANGO_CELERY_BROKER_URL = "memory://"
    beat("worker", 1)
    beat("consumer", 1)
    parts = client.get("/ready").json()
    assert (parts["consumer"], parts["publisher"], parts["status"]) == ("ok", "degraded", "degraded")


def test_ready_is_503_without_a_database(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused to 10.0.0.1")

    monkeypatch.setattr("tts.core.views.background", refuse)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "10.0.0.1" not in text(answer)


@own_routes
@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("forbidden", 403, "Only the holder may do this."),
        ("conflict", 409, "Ann was faster."),
        ("invalid", 400, "Say something."),
        ("hidden", 404, "There is nothing here, or you may not see it."),
    ],
)
def test_a_refusal_is_a_page_and_for_htmx_a_notice(client, agent, name, status, words):
    client.force_login(agent)
    page = client.get(f"/fail/{name}/")
    assert page.status_code == status
    assert words in text(page)
    assert "<html" in text(page)
    notice = client.get(f"/fail/{name}/", headers={"HX-Request": "true"})
    assert notice.status_code == status
    assert "data-refusal" in text(notice)
    assert "<html" not in text(notice)


@pytest.mark.security(10)
@own_routes
def test_hidden_and_missing_look_the_same(client, agent):
    client.force_login(agent)
    hidden, missing = (client.get(f"/fail/{name}/") for name in ("hidden", "missing"))
    assert _without_token(hidden, "hidden") == _without_token(missing, "missing")
    assert "secret reason" not in text(missing)


def _without_token(response, name):
    token = response.context["csrf_token"]
    return " ".join(text(response).replace(str(token), "").replace(f"/fail/{name}/", "").split())


@own_routes
def test_a_broken_page_says_what_to_do_and_nothing_else(client, agent):
    client.raise_request_exception = False
    client.force_login(agent)
    answer = client.get("/fail/broken/")
    assert answer.status_code == 500
    assert "Try again in a minute" in text(answer)
    assert "secret reason" not in text(answer)


def test_a_missing_page_is_404_for_people_and_sign_in_for_strangers(client, agent):
    assert client.get("/nothing-here/").status_code == 404
    client.force_login(agent)
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert "Check the address" in text(answer)


@pytest.mark.security(7)
def test_a_form_without_its_token_is_refused_with_what_to_do(agent):
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    answer = client.post("/profile/", {})
    assert answer.status_code == 403
    assert "Reload it and send again" in text(answer)


def test_a_forged_host_is_refused(client, db):
    answer = client.get("/accounts/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "cannot be answered" in text(answer)


def test_all_components_are_on_one_page_but_not_in_production(client, agent, settings):
    client.force_login(agent)
    assert client.get("/styleguide/").status_code == 200
    settings.IS_PRODUCTION = True
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("requester", set()),
        ("agent", {"My work"}),
        ("analyst", {"My work"}),
        ("coordinator", {"My work", "All work", "Owned", "Workflows", "People"}),
        ("admin", {"My work", "All work", "Owned", "Workflows", "People"}),
    ],
)
def test_navigation_offers_what_a_person_may_use(client, request, name, sees):
    client.force_login(request.getfixturevalue(name))
    page = text(client.get("/profile/"))
    for_some = ("My work", "All work", "Owned", "Workflows", "People")
    assert {entry for entry in for_some if f'title="{entry}"' in page} == sees
    assert all(f'title="{entry}"' in page for entry in ("Home", "New ticket", "My requests"))


def test_navigation_marks_where_one_is(client, admin):
    client.force_login(admin)
    page = text(client.get("/people/roles/"))
    assert page.count('aria-current="page"') == 3  # navigation twice (wide, phone), tabs once


@pytest.mark.security(51, 52)
def test_pages_forbid_inline_script_and_being_kept(client, agent):
    client.force_login(agent)
    answer = client.get("/profile/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    for attribute in (" style=", " onclick=", "<style", "<script>"):
        assert attribute not in text(answer)


def rendered(source, **context):
    return Template("{% load tts %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("person", "letters"), [("Ann Lee", "AL"), ("ann@example.com", "A"), ("Ann van der Lee", "AL"), ("", "")]
)
def test_initials(person, letters):
    assert rendered("{{ person|initials }}", person=person) == letters


def test_an_icon_with_a_label_is_announced_and_one_without_is_not():
    assert 'aria-hidden="true"' in rendered('{% icon "bell" %}')
    assert 'aria-label="&lt;b&gt;"' in rendered("{% icon 'bell' label %}", label="<b>")


def test_the_theme_of_a_page_without_a_request_is_the_devices():
    assert rendered("{% theme %}") == "auto"
    request = RequestFactory().get("/")
    request.user, request.COOKIES["theme"] = None, "dark"
    assert rendered("{% theme %}", request=request) == "dark"
