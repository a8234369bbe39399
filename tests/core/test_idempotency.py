"""A POST with an Idempotency-Key is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.api import Api, refused
from tests.factories import make_ticket
from tickets_app import tasks
from tickets_app.models import Ticket
from tts.core import idempotency
from tts.core.models import IdempotencyKey

BODY = {"subject": "Printer on fire", "department": "IT", "category": "Support"}
KEY = {"Idempotency-Key": "first-try"}


def post(user, body=BODY, path="/tickets/", **headers):
    return Api(user).post(path, body, **{**KEY, **headers})


@pytest.mark.django_db
class TestRepeat:
    def test_gets_the_reply_of_the_first(self, version, agent):
        first, second = post(agent), post(agent)
        assert (first.status_code, second.status_code) == (201, 201)
        assert second.content == first.content
        assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
        assert Ticket.objects.count() == 1

    def test_may_spell_the_body_otherwise(self, version, agent):
        post(agent)
        again = Api(agent).raw(
            "/tickets/",
            '{ "category":"Support",  "department":"IT", "subject":"Printer on fire"}',
            headers=KEY,
        )
        assert (again.status_code, Ticket.objects.count()) == (201, 1)

    def test_with_another_body_is_refused(self, version, agent):
        post(agent)
        assert refused(post(agent, {**BODY, "priority": "High"})) == (422, [])
        assert Ticket.objects.count() == 1

    def test_of_an_action_does_it_once(self, version, agent):
        path = f"/tasks/{make_ticket().task.pk}/hold/"
        first, second = (post(agent, {"reason": "waiting"}, path) for _ in range(2))
        assert (first.status_code, second.status_code, second.content) == (200, 200, first.content)

    def test_is_another_for_another_person_path_or_key(self, version, agent, admin):
        post(agent)
        post(admin)
        post(agent, path="/send/")
        post(agent, **{"Idempotency-Key": "second-try"})
        assert Ticket.objects.count() == 4

    def test_after_a_day_is_done_anew(self, version, agent):
        post(agent)
        IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
        assert "Idempotency-Replayed" not in post(agent)
        assert Ticket.objects.count() == 2


@pytest.mark.django_db
class TestRefused:
    def test_is_not_kept(self, version, agent):
        assert post(agent, {**BODY, "priority": "soon"}).status_code == 400
        assert not IdempotencyKey.objects.exists()
        assert post(agent).status_code == 201

    def test_by_its_state_may_be_tried_again(self, version, agent):
        path = f"/tasks/{make_ticket().task.pk}/resume/"
        assert post(agent, {}, path).status_code == 409
        Api(agent).post(path.replace("resume", "hold"), {"reason": "x"})
        assert post(agent, {}, path).status_code == 200

    def test_to_strangers_is_not_kept(self, version):
        assert post(None).status_code == 401
        assert not IdempotencyKey.objects.exists()

    @pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ä"])
    def test_a_malformed_key_is_named(self, version, agent, key):
        assert refused(post(agent, **{"Idempotency-Key": key})) == (400, ["Idempotency-Key"])
        assert not Ticket.objects.exists()

    def test_what_fails_halfway_leaves_neither(self, version, agent, monkeypatch):
        def fail(row, response):
            raise RuntimeError("the process dies here")

        monkeypatch.setattr(idempotency, "_store", fail)
        with pytest.raises(RuntimeError):
            post(agent)
        assert not Ticket.objects.exists()
        assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
class TestPurge:
    def test_forgets_what_is_a_day_old(self, version, agent):
        post(agent)
        assert tasks.purge_idempotency_keys() == 0
        IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
        assert tasks.purge_idempotency_keys() == 1

    def test_leaves_what_was_done(self, version, agent):
        post(agent)
        idempotency.purge(timezone.now() + timedelta(days=2))
        assert Ticket.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_give_one_ticket(version, agent):
    def post_and_hang_up(_try):
        try:
            return post(agent)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post_and_hang_up, range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == 49
    assert Ticket.objects.count() == 1
