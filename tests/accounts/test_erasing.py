"""Erasing a person: who they were is nowhere to be found, the trail stays whole, and not everybody may."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.audit.test_ledger import seal_everything
from tests.factories import PASSWORD, by
from tickets_app.actions.receive import receive
from tickets_app.intake import read_ticket
from tickets_app.models import Ticket
from tts.accounts import actions as people
from tts.accounts import erasing, identities
from tts.accounts.models import User
from tts.core.actor import SYSTEM
from tts.core.append_only import maintenance_door
from tts.core.errors import Conflict, Forbidden, NotFound
from tts.core.ledger import verifying
from tts.core.models import AuditEvent, LedgerSeal

pytestmark = pytest.mark.django_db
NAMES = ("zacharias", "quillfeather", "zq@example.com", "idp-zq-4711")


@pytest.fixture
def person(version):
    """Somebody with a ticket of their own, one from the help desk, an id elsewhere, and a sealed history."""
    user = people.create_user(
        SYSTEM,
        email="zq@example.com",
        username="zacharias",
        full_name="Zacharias Quillfeather",
        password=PASSWORD,
    )
    identities.link(SYSTEM, user, "idp-zq-4711")
    people.update_profile(by(user), user, first_name="Zacharias", last_name="Quillfeather-Lee")
    receive(
        by(user),
        read_ticket({"subject": "Printer", "department": "IT", "category": "Support"}),
        requester=user,
    )
    outside = {"employee_email": user.email, "employee_name": user.full_name, "employee_id": user.external_id}
    receive(SYSTEM, read_ticket({"subject": "Screen", "department": "IT", **outside}))
    seal_everything()
    people.set_active(SYSTEM, user, is_active=False)
    return user


def rows_that_name_them() -> list[str]:
    """Where one of NAMES stands in any table of the product or of what it uses."""
    found = []
    for model in apps.get_models():
        for row in model.objects.values():
            said = str(row).lower()
            found += [f"{model._meta.label} {row}" for name in NAMES if name in said]
    return found


def test_nothing_names_them_and_the_chain_is_whole(person, admin):
    assert rows_that_name_them()
    seals = list(LedgerSeal.objects.values_list("hash", flat=True))
    erasing.erase(by(admin), person.pk)
    assert rows_that_name_them() == []
    seal_everything()
    assert list(LedgerSeal.objects.values_list("hash", flat=True))[: len(seals)] == seals
    out = StringIO()
    call_command("check_integrity", stdout=out)
    event = AuditEvent.objects.get(action=erasing.ACTION)
    assert (event.actor_id, event.target_id, event.before, event.after) == (admin.pk, person.pk, {}, {})
    person.refresh_from_db()
    assert person.full_name == f"erased-{person.pk}"
    assert not person.has_usable_password()


def test_what_was_done_stays(person, admin):
    before = AuditEvent.objects.count()
    erasing.erase(by(admin), person.pk)
    assert AuditEvent.objects.count() > before
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["Printer", "Screen"]
    assert Ticket.objects.filter(requester=person).exists()


def test_a_name_put_back_into_an_event_shows(person, admin):
    erasing.erase(by(admin), person.pk)
    seal_everything()
    event = AuditEvent.objects.filter(target_type="user", target_id=person.pk, action="user.created").get()
    with maintenance_door():
        AuditEvent.objects.filter(pk=event.pk).update(after={**event.after, "email": "zq@example.com"})
    assert list(verifying.problems())


@pytest.mark.parametrize("who", ["coordinator", "agent", "analyst", "requester"])
def test_only_administrators_may(person, who, request):
    with pytest.raises(Forbidden):
        erasing.erase(by(request.getfixturevalue(who)), person.pk)
    assert rows_that_name_them()
    client = Client()
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("person_erase", args=[person.pk]), {"confirmed": "1"}).status_code == 403


def test_who_is_active_unknown_or_erased_already_is_refused(person, admin, agent):
    for user_id, refusal in ((agent.pk, Conflict), (admin.pk, Conflict), (10**9, NotFound)):
        with pytest.raises(refusal):
            erasing.erase(by(admin), user_id)
    erasing.erase(by(admin), person.pk)
    with pytest.raises(Conflict):
        erasing.erase(by(admin), person.pk)


def test_the_button_asks_first(person, admin):
    client = Client()
    client.force_login(admin)
    page, act = reverse("person", args=[person.pk]), reverse("person_erase", args=[person.pk])
    assert "Erase for good" in client.get(page).content.decode()
    assert client.post(act).status_code == 400
    assert User.objects.get(pk=person.pk).email == "zq@example.com"
    assert client.post(act, {"confirmed": "1"}, follow=True).status_code == 200
    shown = client.get(page).content.decode()
    assert "Erase for good" not in shown
    assert "This person was erased" in shown
    assert ">Roles<" not in shown
