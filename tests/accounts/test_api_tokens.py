"""API tokens: a program gets its person's rights or fewer, until the token ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.api import Api, refused
from tests.factories import by
from tickets_app.models import Ticket
from tts.accounts import api_tokens
from tts.accounts.models import ApiToken
from tts.core.errors import Forbidden, Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
TICKET = {"subject": "Printer on fire", "department": "IT", "category": "Technology"}


@pytest.fixture
def make(agent):
    """Make a token of `agent`; answers its secret."""

    def make(user=None, actor=None, **given):
        user = user or agent
        _token, secret = api_tokens.create(
            by(actor or user), user, **{"name": "Nightly", "days": 30, **given}
        )
        return secret

    return make


def program(secret):
    """The REST API as a program with that token sees it: no cookies, no CSRF token."""
    api = Api(enforce_csrf_checks=True)
    api.client = Client(headers={"Authorization": f"Bearer {secret}"}, enforce_csrf_checks=True)
    return api


class TestUse:
    def test_has_the_rights_of_its_person(self, make, agent):
        assert program(make()).get("/tasks/my-tasks/").status_code == 200
        assert refused(program(make()).get("/audit/events/")) == (403, [])

    def test_reads_only_unless_it_may_change_things(self, make):
        assert refused(program(make()).post("/tickets/", TICKET)) == (403, [])
        assert not Ticket.objects.exists()
        assert program(make(can_write=True)).post("/tickets/", TICKET).status_code == 201

    def test_opens_only_its_areas(self, make):
        secret = make(areas=["tasks"])
        assert program(secret).get("/tasks/my-tasks/").status_code == 200
        assert refused(program(secret).get("/tickets/")) == (403, [])

    def test_opens_no_page(self, make):
        assert program(make()).get("/inbox/").status_code == 302

    def test_of_a_service_names_the_source(self, make, admin, agent):
        secret = make(agent, admin, can_write=True, service="monitor")
        number = program(secret).post("/tickets/", TICKET).json()["ticket_number"]
        assert Ticket.objects.get(number=number).source_service == "monitor"

    def test_says_when_it_was_used(self, make):
        secret = make()
        assert ApiToken.objects.get().last_used_at is None
        program(secret).get("/tickets/")
        assert ApiToken.objects.get().last_used_at is not None


class TestEnd:
    def test_a_revoked_one_lets_nobody_in(self, make, agent):
        secret = make()
        api_tokens.revoke(by(agent), ApiToken.objects.get().pk)
        assert refused(program(secret).get("/tickets/")) == (401, [])

    def test_an_expired_one_neither(self, make):
        secret = make()
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert refused(program(secret).get("/tickets/")) == (401, [])

    @pytest.mark.security(5)
    def test_nor_one_of_somebody_switched_off(self, make, agent):
        secret = make()
        agent.is_active = False
        agent.save()
        assert refused(program(secret).get("/tickets/")) == (401, [])

    @pytest.mark.parametrize("secret", ["tts_", "tts_nonsense", "tts_" + "x" * 5000])
    def test_nor_one_that_never_was(self, make, secret):
        make()
        assert refused(program(secret).get("/tickets/")) == (401, [])


class TestMaking:
    def test_keeps_no_secret(self, make):
        secret = make()
        assert secret not in str(ApiToken.objects.values().get())
        assert secret not in str(AuditEvent.objects.latest("pk").after)

    def test_for_others_is_for_administrators(self, make, agent, agent2, admin):
        with pytest.raises(Forbidden):
            make(agent, agent2)
        assert make(agent, admin)

    def test_of_a_service_is_for_administrators(self, make):
        with pytest.raises(Forbidden):
            make(service="hdts")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "x" * 65}, "name"),
            ({"days": 0}, "days"),
            ({"days": 9999}, "days"),
            ({"areas": ["admin"]}, "areas"),
        ],
    )
    def test_names_the_field_that_is_not_usable(self, make, given, field):
        with pytest.raises(Invalid) as refusal:
            make(**given)
        assert list(refusal.value.details) == [field]
        assert not ApiToken.objects.exists()

    def test_nobody_ends_the_token_of_another(self, make, agent2, admin):
        make()
        token = ApiToken.objects.get()
        with pytest.raises(NotFound):
            api_tokens.revoke(by(agent2), token.pk)
        assert api_tokens.revoke(by(admin), token.pk).revoked_at
        assert AuditEvent.objects.latest("pk").action == "token.revoked"


class TestPages:
    def test_a_person_makes_sees_once_and_ends_a_token(self, agent):
        client = Api(agent).client
        page = client.post("/profile/tokens/", {"name": "Nightly", "days": 30, "can_write": "on"})
        secret = re.search(r"tts_[\w-]{40,}", page.content.decode())[0]
        assert program(secret).get("/tickets/").status_code == 200
        assert secret not in client.get("/profile/tokens/").content.decode()
        assert client.post(f"/profile/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 302
        assert refused(program(secret).get("/tickets/")) == (401, [])

    def test_what_was_typed_stays_beside_what_is_wrong(self, agent):
        page = Api(agent).client.post("/profile/tokens/", {"name": "Nightly", "days": 5000})
        assert page.status_code == 400
        assert 'value="Nightly"' in page.content.decode()

    def test_administrators_see_everybodys(self, make, admin, agent2):
        make()
        assert "Nightly" in Api(admin).get("/people/tokens/").content.decode()
        assert "Nightly" not in Api(agent2).get("/profile/tokens/").content.decode()
        assert Api(agent2).get("/people/tokens/").status_code == 403
        pk = ApiToken.objects.get().pk
        assert Api(agent2).client.post(f"/profile/tokens/{pk}/revoke/").status_code == 404
