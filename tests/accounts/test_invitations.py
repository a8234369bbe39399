"""An invitation can be sent again and taken back until it is used."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.tickets.pages import page_as, words
from tts.accounts.models import User
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(admin, settings):
    settings.SITE_URL = "http://testserver"
    page_as(admin).post("/people/new/", {"email": "new@example.com", "full_name": "New Person", "send": "on"})
    return User.objects.get(email="new@example.com")


def link():
    return next(word for word in mail.outbox[-1].body.split() if "password/reset/key" in word)


def choose(address):
    client = Client()
    chain = client.get(address, follow=True).redirect_chain
    form = chain[-1][0] if chain else address
    return client.post(form, {"password1": "quite a long one", "password2": "quite a long one"})


def test_an_open_invitation_is_shown_until_it_is_used(admin, invited):
    page = page_as(admin)
    path = f"/people/{invited.pk}/"
    assert "has not chosen a password yet" in words(page.get(path))
    assert "within three days" in mail.outbox[0].body
    choose(link())
    assert "has not chosen a password yet" not in words(page.get(path))
    assert "Take the invitation back" not in words(page.get(path))
    assert page.post(f"{path}uninvite/").status_code == 409


@pytest.mark.security(3)
def test_taken_back_its_link_works_no_more_but_a_new_one_does(admin, invited):
    first, page = link(), page_as(admin)
    page.post(f"/people/{invited.pk}/uninvite/")
    assert Client().get(first, follow=True).status_code == 400
    invited.refresh_from_db()
    assert not invited.has_usable_password()
    assert AuditEvent.objects.filter(action="user.invitation_revoked", target_id=invited.pk).exists()
    page.post(f"/people/{invited.pk}/invite/")
    assert choose(link()).status_code == 302
    invited.refresh_from_db()
    assert invited.check_password("quite a long one")


@pytest.mark.security(3)
def test_it_is_too_old_after_three_days(invited):
    address = link()
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert Client().get(address, follow=True).status_code == 400


def test_there_is_nothing_to_take_back_of_who_has_a_password(admin, agent):
    assert page_as(admin).post(f"/people/{agent.pk}/uninvite/").status_code == 409
