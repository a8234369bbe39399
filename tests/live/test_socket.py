"""The socket: who may open it, what it hears, and what closes it."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.test import override_settings

from tests.factories import by
from tests.live.scenes import Socket, cookie_of, play, watching
from tickets_app.actions import hold, reading
from tickets_app.comments import actions
from tickets_app.live import events, socket
from tickets_app.live.limits import LONGEST, MOST
from tickets_app.live.origins import is_ours
from tickets_app.models import TaskItem
from tts.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

write = sync_to_async(actions.create)


@pytest.mark.security(25)
@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("http://testserver", True),
        ("https://testserver", True),
        ("https://listed.example", True),
        ("http://evil.example", False),
        ("http://testserver.evil.example", False),
        ("http://testserver:81", False),
        ("null", False),
        ("file://testserver", False),
        ("http://[", False),
        ("", False),
    ],
)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://listed.example"], ALLOWED_HOSTS=["testserver"])
def test_only_our_own_pages_open_sockets(origin, ours):
    assert is_ours(origin, "testserver") is ours
    assert not is_ours("http://elsewhere", "elsewhere")


@pytest.mark.security(25)
def test_who_may_open_one(agent):
    cookie = cookie_of(agent)

    async def scene():
        refused = [
            Socket(cookie, origin="http://evil.example"),
            Socket(cookie, origin=None),
            Socket(),
            Socket("sessionid=made-up"),
            Socket(cookie, path="/elsewhere/"),
        ]
        assert [await each.opens() for each in refused] == [False] * 5
        own = Socket(cookie)
        assert await own.opens()
        assert await own.hear("unread") == {
            "type": "unread",
            "count": 0,
            "label": "Notifications: 0 unread",
        }
        await own.ends()

    play(scene)


@pytest.mark.security(28)
@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[1]",
        '{"watch": 1}',
        '{"type": "ticket.changed", "ticket_id": "1"}',
        '{"writing": "everywhere"}',
        "x" * (LONGEST + 1),
        json.dumps({"watch": "x" * 1_000_000}),
        "[" * 900,
        b"bytes",
    ],
    ids=lambda message: repr(message[:12]),
)
def test_what_no_page_of_ours_says_closes_it(agent, message):
    cookie = cookie_of(agent)

    async def scene():
        own = Socket(cookie)
        assert await own.opens()
        await own.say(message)
        assert await own.close_code() == socket.BAD_MESSAGE

    play(scene)


@pytest.mark.security(28)
def test_a_flood_closes_it(agent):
    cookie = cookie_of(agent)

    async def scene():
        own = Socket(cookie)
        assert await own.opens()
        for _ in range(MOST + 1):
            await own.say({"writing": ""})
        assert await own.close_code() == socket.BAD_MESSAGE

    play(scene)


@pytest.mark.security(27)
def test_it_says_that_something_changed_and_only_to_whom_it_may(ticket, agent, technician, requester):
    inside, asker = cookie_of(technician), cookie_of(requester)

    async def scene():
        staff, outside = await watching(inside, ticket), await watching(asker, ticket)
        note = await write(by(agent), ticket.pk, "Among us", internal=True)
        told = await staff.hear("changed")
        assert told == {"type": "changed", "ticket": ticket.number, "id": await last_event()}
        public = await write(by(agent), ticket.pk, "To you", internal=False)
        both = await staff.hear("changed"), await outside.hear("changed")
        assert {message["id"] for message in both} == {await last_event()}
        assert note.pk < public.pk
        assert [m["type"] for m in await outside.heard() if m["type"] != "unread"] == []
        await staff.ends()
        await outside.ends()

    last_event = sync_to_async(lambda: events.latest(ticket.pk))
    play(scene)


@pytest.mark.security(26)
def test_a_ticket_out_of_sight_closes_it_at_once_or_at_the_next_event(ticket, agent, outsider):
    foreign, own = cookie_of(outsider), cookie_of(agent)

    def lose_access():
        TaskItem.objects.filter(task=ticket.task, user=agent).update(user=None)
        hold.hold(by(User.objects.get(username="technician")), ticket.task.pk, "waiting for a part")

    async def scene():
        stranger = Socket(foreign)
        assert await stranger.opens()
        await stranger.say({"watch": ticket.number})
        assert await stranger.close_code() == socket.NOT_FOUND
        seated = await watching(own, ticket)
        await sync_to_async(lose_access)()
        assert await seated.close_code() == socket.NOT_FOUND

    play(scene)


@pytest.mark.security(26)
def test_a_deactivated_person_is_cut_off_at_the_next_event(ticket, agent, technician):
    cookie = cookie_of(agent)

    async def scene():
        seated = await watching(cookie, ticket)
        await sync_to_async(User.objects.filter(pk=agent.pk).update)(is_active=False)
        await write(by(technician), ticket.pk, "News", internal=False)
        assert await seated.close_code() == socket.NOT_FOUND

    play(scene)


def test_staff_see_who_is_there_and_writes_and_nobody_else_does(ticket, agent, technician, requester):
    cookies = [cookie_of(person) for person in (agent, technician, requester)]

    async def scene():
        first, second, asker = [await watching(cookie, ticket) for cookie in cookies]
        await first.hears_present({"Technician": "", "Requester": ""})
        await second.say({"writing": "internal"})
        await first.hears_present({"Technician": "internal", "Requester": ""})
        await asker.say({"writing": "public"})
        await first.hears_present({"Technician": "internal", "Requester": "public"})
        await second.say({"watch": None})
        await first.hears_present({"Requester": "public"})
        await asker.ends()
        await first.hears_present({})
        assert "present" not in {message["type"] for message in await asker.heard()}
        await first.ends()
        await second.ends()

    play(scene)


def test_the_bell_counts(ticket, agent, technician):
    cookie = cookie_of(technician)

    async def scene():
        page = Socket(cookie)
        assert await page.opens()
        before = (await page.hear("unread"))["count"]
        await write(by(agent), ticket.pk, "Look at this", internal=True)
        told = await page.hear("unread")
        assert told["count"] == before + 1
        assert str(before + 1) in told["label"]
        await sync_to_async(reading.mark_all_read)(technician)
        assert (await page.hear("unread"))["count"] == 0
        await page.ends()

    play(scene)
