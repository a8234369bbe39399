"""Setting right what got stuck: dead letters, what was given up sending, failed mails; and who may."""

import base64
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.api import Api, refused, results
from tests.factories import by, edge_id, make_ticket
from tests.ingest.messages import about, envelope, take_all, ticket
from tickets_app.actions.move import begin, transition
from tickets_app.models import DeadLetter, InboxMessage, Notification, Task, Ticket
from tts.core import outbox
from tts.core.models import AuditEvent, Heartbeat, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(version):
    """A dead letter whose priority is unknown."""
    take_all([about(priority="Whenever", task_id=None)])
    return DeadLetter.objects.get()


@pytest.fixture
def unreadable():
    take_all([envelope(body=b"\xff not text <script>alert(1)</script>", task_id="u-1")])
    return DeadLetter.objects.get(message_id="u-1")


@pytest.fixture
def given_up():
    outbox.write([outbox.message("ticket_status-default", "send_ticket_status", ["HD-1", "Open"], "HD-1")])
    OutboxMessage.objects.update(state="dead", error="No queue takes it.")
    return OutboxMessage.objects.get()


@pytest.fixture
def failed_mail(version, agent):
    made = make_ticket()
    notice = Notification.objects.get(ticket=made, channel="email", recipient=agent)
    Notification.objects.filter(pk=notice.pk).update(state="failed", attempts=5, error="refused")
    return notice


@pytest.fixture
def page(admin):
    client = Client()
    client.force_login(admin)
    return client


class TestRepairOverRest:
    def test_edit_and_replay(self, admin, letter):
        api, path = Api(admin), f"/dead-letters/{letter.pk}/"
        found = results(api.get("/dead-letters/", state="waiting"))
        assert [row["id"] for row in found] == [letter.pk]
        whole = api.get(path).json()
        assert whole["payload"]["priority"] == "Whenever"
        assert base64.b64decode(whole["body_base64"]).decode() == whole["body"]
        assert refused(api.post(f"{path}replay/")) == (400, ["payload"])
        edited = api.put(path, {"payload": {**whole["payload"], "priority": "High"}})
        assert (edited.status_code, edited.json()["edited"]) == (200, True)
        assert edited.json()["body"] == whole["body"]
        assert api.post(f"{path}replay/").json()["state"] == "replayed"
        assert Ticket.objects.get().priority == "High"
        assert InboxMessage.objects.get().outcome == "created"
        assert refused(api.post(f"{path}replay/"))[0] == 409
        assert refused(api.put(path, {"payload": {}}))[0] == 409

    def test_everything_is_audited(self, admin, letter):
        api, path = Api(admin), f"/dead-letters/{letter.pk}/"
        api.put(path, {"payload": ticket()})
        api.post(f"{path}replay/")
        rows = AuditEvent.objects.filter(target_type="dead_letter", target_id=letter.pk).order_by("pk")
        assert [(row.action, row.actor_id) for row in rows] == [
            ("dead_letter.edited", admin.pk),
            ("dead_letter.replayed", admin.pk),
        ]

    def test_what_failed_for_lack_of_something_else_can_be_replayed_as_it_is(self, admin, version):
        take_all([envelope(ticket(), task="old.name")])
        waiting = DeadLetter.objects.get()
        assert waiting.payload["subject"] == "Printer on fire"
        assert refused(Api(admin).post(f"/dead-letters/{waiting.pk}/replay/")) == (400, ["payload"])
        Api(admin).put(f"/dead-letters/{waiting.pk}/", {"payload": {**waiting.payload, "location": "here"}})
        assert Api(admin).post(f"/dead-letters/{waiting.pk}/replay/").status_code == 200
        assert Task.objects.count() == 1

    def test_discard_needs_a_reason(self, admin, letter):
        path = f"/dead-letters/{letter.pk}/discard/"
        assert refused(Api(admin).post(path, {"reason": " "})) == (400, ["reason"])
        answer = Api(admin).post(path, {"reason": "A test of theirs."}).json()
        assert (answer["state"], answer["note"]) == ("discarded", "A test of theirs.")
        assert results(Api(admin).get("/dead-letters/", state="waiting")) == []
        assert len(results(Api(admin).get("/dead-letters/"))) == 1

    @pytest.mark.parametrize("payload", [None, [], "text", 5])
    def test_only_objects_are_taken(self, admin, letter, payload):
        answer = Api(admin).put(f"/dead-letters/{letter.pk}/", {"payload": payload})
        assert refused(answer) == (400, ["payload"])

    def test_one_that_is_no_text_is_shown_as_base64(self, admin, unreadable):
        whole = Api(admin).get(f"/dead-letters/{unreadable.pk}/").json()
        assert whole["body"] is None
        assert base64.b64decode(whole["body_base64"]).startswith(b"\xff")

    def test_a_missing_one_is_404(self, admin):
        for path in ("/dead-letters/9/", "/tasks/failed-notifications/9/retry/"):
            assert refused(Api(admin).post(path) if "retry" in path else Api(admin).get(path))[0] == 404

    @pytest.mark.security(48)
    @pytest.mark.parametrize("who", ["coordinator", "agent", "analyst", "requester"])
    def test_others_may_not(self, who, request, letter, failed_mail):
        api, path = Api(request.getfixturevalue(who)), f"/dead-letters/{letter.pk}/"
        answers = [
            api.get("/dead-letters/"), api.get(path), api.put(path, {"payload": ticket()}),
            api.post(f"{path}replay/"), api.post(f"{path}discard/", {"reason": "no"}),
            api.get("/tasks/failed-notifications/"),
            api.post(f"/tasks/failed-notifications/{failed_mail.pk}/retry/"),
        ]  # fmt: skip
        assert {answer.status_code for answer in answers} == {403}
        letter.refresh_from_db()
        assert (letter.state, letter.edited) == ("waiting", False)


class TestFailedMailsOverRest:
    def test_are_listed_and_retried(self, admin, failed_mail):
        row = results(Api(admin).get("/tasks/failed-notifications/"))[0]
        assert (row["id"], row["error"], row["recipient"]) == (failed_mail.pk, "refused", "agent@example.com")
        path = f"/tasks/failed-notifications/{failed_mail.pk}/retry/"
        assert Api(admin).post(path).status_code == 200
        failed_mail.refresh_from_db()
        assert (failed_mail.state, failed_mail.attempts) == ("waiting", 0)
        assert refused(Api(admin).post(path))[0] == 409


class TestPage:
    def test_says_how_queues_are_and_what_is_stuck(self, page, letter, given_up, failed_mail):
        text = page.get("/integrations/").content.decode()
        for words in ("TICKET_TASKS_PRODUCTION", "tts.role.sync", "BMS_WORKFLOW_QUEUE", "Unknown priority",
                      "No queue takes it.", "agent@example.com"):  # fmt: skip
            assert words in text

    def test_nothing_stuck(self, page):
        text = page.get("/integrations/").content.decode()
        assert "Every message could be used" in text
        assert "Every mail has left" in text

    def test_says_that_a_process_is_not_heard_of(self, page, settings):
        settings.DJANGO_CELERY_BROKER_URL = "amqp://nowhere"
        old = timezone.now() - timedelta(minutes=4)
        Heartbeat.objects.create(name="consumer", at=old)
        assert "heard of the consumer" in page.get("/integrations/").content.decode()
        Heartbeat.objects.update(at=timezone.now())
        assert "heard of the consumer" not in page.get("/integrations/").content.decode()

    def test_save_and_replay(self, page, letter):
        path = f"/integrations/dead-letters/{letter.pk}/"
        answer = page.post(path, {"payload": '{"subject": "x", "priority": "Low"}'})
        assert answer.status_code == 400
        assert "department: This is required." in answer.content.decode()
        answer = page.post(path, {"payload": '{"subject": "x", "department": "IT"}', "save": ""})
        assert answer["Location"] == path
        answer = page.post(path, {"payload": '{"subject": "x", "department": "IT"}'})
        assert answer["Location"] == "/integrations/"
        assert Ticket.objects.get().subject == "x"
        assert "Replayed" in page.get(path).content.decode()

    @pytest.mark.parametrize("text", ["", "no", "[]", "NaN", '{"a": NaN}', "[" * 9999, '{"a": "\\u0000"}'])
    def test_what_is_no_object_is_refused(self, page, letter, text):
        answer = page.post(f"/integrations/dead-letters/{letter.pk}/", {"payload": text})
        assert answer.status_code == 400

    @pytest.mark.security(47)
    def test_what_came_is_shown_but_never_run(self, page, unreadable):
        take_all([about(subject="", description="</pre><script>alert(1)</script>")])
        for row in DeadLetter.objects.all():
            text = page.get(f"/integrations/dead-letters/{row.pk}/").content.decode()
            assert "<script>alert" not in text
        answer = page.get(f"/integrations/dead-letters/{unreadable.pk}/body/")
        assert answer.content == bytes(unreadable.body)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_discard(self, page, letter):
        path = f"/integrations/dead-letters/{letter.pk}/discard/"
        assert page.post(path, {"reason": ""}).status_code == 400
        assert page.post(path, {"reason": "Theirs."}).status_code == 302
        assert DeadLetter.objects.get().state == "discarded"

    def test_replay_all(self, page, letter):
        take_all([envelope(ticket(ticket_number="X-1"), task_id="x-1", task="old.name")])
        good = DeadLetter.objects.get(message_id="x-1")
        page.post(
            f"/integrations/dead-letters/{good.pk}/",
            {"payload": '{"subject":"x","department":"IT"}', "save": ""},
        )
        text = page.post("/integrations/dead-letters/replay/", follow=True).content.decode()
        assert "1 letter could be used." in text
        assert "1 letter still cannot be." in text

    def test_failed_mails_are_retried(self, page, failed_mail):
        page.post(f"/integrations/mails/{failed_mail.pk}/retry/")
        assert Notification.objects.get(pk=failed_mail.pk).state == "waiting"

    @pytest.mark.security(48)
    @pytest.mark.parametrize("who", ["coordinator", "agent", "analyst", "requester"])
    def test_others_may_not(self, who, request, letter):
        client = Client()
        client.force_login(request.getfixturevalue(who))
        paths = ("/integrations/", f"/integrations/dead-letters/{letter.pk}/",
                 f"/integrations/dead-letters/{letter.pk}/body/")  # fmt: skip
        assert {client.get(path).status_code for path in paths} == {403}
        assert client.post(paths[1], {"payload": "{}"}).status_code == 403
        assert "integrations" not in client.get("/").content.decode()


class TestGivenUp:
    def test_is_sent_anew_at_the_end_of_its_line(self, page, given_up):
        page.post(f"/integrations/outbox/{given_up.pk}/retry/")
        given_up.refresh_from_db()
        assert given_up.state == "replaced"
        anew = OutboxMessage.objects.get(state="waiting")
        assert (anew.args, anew.order_key) == (["HD-1", "Open"], "HD-1")
        assert anew.pk > given_up.pk
        assert page.post(f"/integrations/outbox/{given_up.pk}/retry/").status_code == 409

    def test_a_status_is_sent_as_it_is_now(self, page, version, coordinator, agent, technician):
        made = make_ticket(takes_number=True, **ticket(source_service="hdts"))
        begin(by(agent), made.task.pk)
        transition(by(agent), made.task.pk, edge_id(version, "Send on"))
        dead = OutboxMessage.objects.order_by("pk").first()
        OutboxMessage.objects.filter(pk=dead.pk).update(state="dead")
        page.post("/integrations/outbox/retry/")
        assert OutboxMessage.objects.order_by("pk").last().args == ["HD-1", "In Progress"]


class TestCommand:
    def test_replays_what_waits_and_says_how_it_went(self, letter, capsys):
        call_command("replay_dead_letters")
        assert "0 used, 1 still cannot be" in capsys.readouterr().out
        DeadLetter.objects.update(payload=ticket(), edited=True)
        call_command("replay_dead_letters", "--queue", "tts.role.sync")
        assert "0 used, 0 still cannot be" in capsys.readouterr().out
        call_command("replay_dead_letters", str(letter.pk))
        assert "1 used, 0 still cannot be" in capsys.readouterr().out
        assert Ticket.objects.count() == 1


class TestMetrics:
    def test_tell_a_scraper_on_this_machine(self, client, letter, given_up):
        Heartbeat.objects.create(name="consumer", at=timezone.now())
        answer = client.get("/metrics")
        assert answer["Content-Type"].startswith("text/plain")
        text = answer.content.decode()
        for line in (
            'tts_dead_letters{state="waiting"} 1.0',
            'tts_outbox_dead{queue="ticket_status-default"} 1.0',
            'tts_inbox_messages_last_hour{queue="TICKET_TASKS_PRODUCTION"} 1.0',
            "tts_held_messages 0.0",
        ):
            assert line in text
        assert 'tts_heartbeat_age_seconds{process="consumer"}' in text

    def test_tell_administrators(self, page):
        assert page.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 200

    @pytest.mark.parametrize("headers", [{"REMOTE_ADDR": "192.0.2.1"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
    def test_tell_nobody_else(self, client, coordinator, headers):
        assert client.get("/metrics", **headers).status_code == 403
        client.force_login(coordinator)
        assert client.get("/metrics", **headers).status_code == 403
