"""What every REST route keeps to: JSON refusals, strict paths, CORS, and a description of itself."""

import re

import pytest
from django.db import OperationalError
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.api import Api, refused
from tickets_app.api.views.tickets import OneTicket
from tts.core.api_paths import PREFIXES
from tts.core.api_views import ApiView

ORIGIN = "https://help.example"


def rest_views(resolver=None):
    """(path, view class) of every REST route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from rest_views(entry)
        elif hasattr(entry.callback, "cls"):
            yield str(entry.pattern), entry.callback.cls


@pytest.mark.parametrize(("path", "view"), [pytest.param(*found, id=found[0]) for found in rest_views()])
def test_every_route_keeps_to_the_conventions(path, view):
    assert view.policy
    assert issubclass(view, ApiView) or path == "schema/"
    assert path.partition("/")[0] in PREFIXES or path == "docs/"


@pytest.mark.django_db
def test_strangers_are_refused_everywhere():
    for path, view in rest_views():
        url = "/" + re.sub(r"<int:\w+>", "1", path)
        for method in set(view.http_method_names) & {"get", "post", "put", "delete"}:
            if hasattr(view, method) and path != "docs/":
                assert refused(getattr(Api().client, method)(url)) == (401, []), (method, url)


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize(
        "path", ["/tickets", "/tasks/nothing/", "/tickets/abc/", "/send", "/workflows/x/y/"]
    )
    def test_an_unknown_path_is_404(self, admin, path):
        assert refused(Api(admin).get(path)) == (404, [])
        assert refused(Api(admin).post(path)) == (404, [])

    def test_a_page_that_does_not_exist_stays_a_page(self, admin):
        answer = Api(admin).get("/nothing-here/")
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (404, "text/html")

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_another_method_is_405(self, admin, method):
        assert refused(getattr(Api(admin).client, method)("/tickets/")) == (405, [])

    @pytest.mark.parametrize("kind", ["text/html", "application/xml", "image/png"])
    def test_another_kind_of_answer_is_406(self, admin, kind):
        answer = Api(admin, headers={"Accept": kind}).get("/tickets/")
        assert refused(answer) == (406, [])

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 40])
    def test_a_page_beyond_the_last_is_404(self, admin, page):
        assert refused(Api(admin).get("/tickets/", page=page)) == (404, [])

    def test_a_forged_host_is_400(self, admin):
        answer = Api(admin, headers={"Host": "evil.example"}).get("/tickets/")
        assert refused(answer) == (400, [])

    def test_a_busy_database_says_when_to_come_back(self, admin, monkeypatch):
        def busy(*_args, **_kwargs):
            raise OperationalError("canceling statement due to lock timeout")

        monkeypatch.setattr(OneTicket, "get", busy)
        answer = Api(admin).get("/tickets/1/")
        assert (refused(answer), answer["Retry-After"]) == ((503, []), "1")

    def test_a_failure_is_told_in_json_without_its_cause(self, admin, monkeypatch):
        def fail(*_args, **_kwargs):
            raise RuntimeError("a secret of the inside")

        monkeypatch.setattr(OneTicket, "get", fail)
        api = Api(admin, raise_request_exception=False)
        answer = api.get("/tickets/1/")
        assert refused(answer) == (500, [])
        assert b"secret" not in answer.content

    def test_request_ids_are_echoed(self, admin):
        assert Api(admin, headers={"X-Request-ID": "abc-1"}).get("/tickets/")["X-Request-ID"] == "abc-1"

    @pytest.mark.security(52)
    def test_answers_are_not_kept_by_browsers(self, admin):
        assert Api(admin).get("/tickets/")["Cache-Control"] == "no-store"


@pytest.mark.django_db
class TestCors:
    @pytest.fixture(autouse=True)
    def _listed(self, settings):
        settings.CORS_ALLOWED_ORIGINS = [ORIGIN]

    def preflight(self, origin, path="/tickets/"):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        return Api(headers=asked).client.options(path)

    def test_a_listed_origin_may_read_answers(self, agent):
        answer = Api(agent, headers={"Origin": ORIGIN}).get("/tickets/")
        assert answer["Access-Control-Allow-Origin"] == ORIGIN
        assert answer["Access-Control-Allow-Credentials"] == "true"
        assert "Origin" in answer["Vary"]

    def test_a_listed_origin_may_read_refusals(self):
        answer = Api(headers={"Origin": ORIGIN}).get("/tickets/")
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, ORIGIN)

    def test_its_preflight_needs_no_sign_in(self):
        answer = self.preflight(ORIGIN)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, ORIGIN)
        assert "POST" in answer["Access-Control-Allow-Methods"]
        assert "Idempotency-Key" in answer["Access-Control-Allow-Headers"]

    @pytest.mark.parametrize("origin", ["https://evil.example", "https://help.example.evil", "null", ""])
    def test_another_origin_is_told_nothing(self, agent, origin):
        answer = Api(agent, headers={"Origin": origin}).get("/tickets/")
        assert "Access-Control-Allow-Origin" not in answer
        assert "Access-Control-Allow-Origin" not in self.preflight(origin)

    def test_pages_are_not_for_other_origins(self, agent):
        assert "Access-Control-Allow-Origin" not in Api(agent, headers={"Origin": ORIGIN}).get("/profile/")

    def test_without_a_list_there_is_none(self, agent, settings):
        settings.CORS_ALLOWED_ORIGINS = []
        answer = Api(agent, headers={"Origin": ORIGIN}).get("/tickets/")
        assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.django_db
class TestDescription:
    def test_names_every_route_and_convention(self, agent):
        answer = Api(agent).get("/schema/")
        assert answer["Content-Type"].startswith("application/json")
        schema = answer.json()
        assert schema["openapi"].startswith("3.")
        described = {path.replace("{", "<int:").replace("}", ">").lstrip("/") for path in schema["paths"]}
        assert described == {path for path, _view in rest_views()} - {"schema/", "docs/"}
        post = schema["paths"]["/tickets/"]["post"]
        assert "Idempotency-Key" in {parameter["name"] for parameter in post["parameters"]}
        assert post["responses"]["409"] == {"$ref": "#/components/responses/Conflict"}
        assert set(schema["components"]["securitySchemes"]) == {"bearer", "cookie"}

    def test_is_for_people_signed_in(self):
        assert refused(Api().get("/schema/")) == (401, [])
        answer = Api().get("/docs/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/docs/")

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.browser
    def test_can_be_browsed_without_an_exception_from_the_csp(self, open_page, agent):
        page = open_page(agent)
        page.goto("/docs/")
        page.locator('[data-path="/tickets/"]').first.click()
        page.get_by_role("button", name="Try it out").first.wait_for()
