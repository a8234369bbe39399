"""Messages of the identity provider: in any order, any number of times, they come to the same."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_role, make_user
from tts.accounts import actions, sync
from tts.accounts.models import Membership, Role, Turn, User
from tts.accounts.sync import MembershipFacts, RoleFacts
from tts.core.actor import SYSTEM
from tts.core.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db


def role(external_id="5", name="Warehouse", **more):
    return RoleFacts(external_id, name, **more)


def member(external_id="70", user="900", role="5", **more):
    more = {"email": f"{user}@example.com", "full_name": "Ida Berg", "role_name": "Warehouse", **more}
    return MembershipFacts(external_id, user, role, **more)


def tell(*messages):
    for message in messages:
        apply = sync.apply_role if isinstance(message, RoleFacts) else sync.apply_membership
        apply(SYSTEM, message)


def standing():
    """Who is in which active role, and which roles are active: what the messages come to."""
    rows = Membership.objects.filter(is_active=True, role__retired_at__isnull=True)
    people = sorted(rows.values_list("user__external_id", "role__name"))
    return people, sorted(Role.objects.filter(retired_at__isnull=True).values_list("name", "external_id"))


class TestRoles:
    def test_a_new_one_is_created_with_its_turn(self):
        tell(role(description="Stores things"))
        made = Role.objects.get(external_id="5")
        assert (made.name, made.description, made.kind) == ("Warehouse", "Stores things", "step")
        assert Turn.objects.filter(role=made).exists()

    def test_one_of_that_name_is_linked(self):
        own = make_role("warehouse")
        tell(role())
        own.refresh_from_db()
        assert (own.external_id, own.name) == ("5", "Warehouse")

    def test_it_is_renamed_and_retired(self):
        tell(role(), role(name="Depot"))
        assert Role.objects.get().name == "Depot"
        tell(role(deleted=True))
        assert Role.objects.get().retired_at is not None

    def test_a_deletion_is_final(self):
        tell(role(deleted=True), role(), role(name="Depot"))
        assert standing() == ([], [])

    def test_a_role_that_the_system_needs_is_unlinked_but_stays(self):
        make_role("Admin", kind="admin")
        tell(role(name="Admin"), role(name="Admin", deleted=True))
        assert standing() == ([], [("Admin", None)])

    def test_the_name_of_a_deleted_one_can_be_used_again(self):
        tell(role(), role(deleted=True), role("6"))
        assert standing() == ([], [("Warehouse", "6")])

    def test_a_name_in_use_is_taken_over_when_it_becomes_free(self):
        tell(role(), role("6"))
        assert standing() == ([], [("Warehouse", "5")])
        tell(role(name="Depot"))
        assert standing() == ([], [("Depot", "5"), ("Warehouse", "6")])

    def test_a_name_that_is_too_long_is_refused(self):
        with pytest.raises(Invalid):
            tell(role(name="x" * 65))
        assert standing() == ([], [])


class TestMemberships:
    def test_a_person_nobody_knows_is_created(self):
        tell(role(), member())
        person = User.objects.get(external_id="900")
        assert (person.email, person.full_name) == ("900@example.com", "Ida Berg")
        assert not person.has_usable_password()
        assert standing()[0] == [("900", "Warehouse")]

    def test_a_person_is_known_by_address_and_then_linked(self):
        person = make_user("ida")
        tell(role(), member(email="ida@example.com"))
        person.refresh_from_db()
        assert person.external_id == "900"

    def test_an_address_of_another_person_is_refused(self):
        User.objects.filter(pk=make_user("ida").pk).update(external_id="1")
        with pytest.raises(Conflict):
            tell(role(), member(email="ida@example.com"))
        assert standing()[0] == []

    def test_somebody_new_without_address_is_refused(self):
        with pytest.raises(Invalid):
            tell(member(email=""))

    def test_it_waits_for_its_role(self):
        tell(member())
        assert standing() == ([], [])
        tell(role())
        assert standing()[0] == [("900", "Warehouse")]

    def test_a_role_of_that_name_is_linked_though_nothing_was_told_of_it(self):
        make_role("Warehouse")
        tell(member())
        assert standing() == ([("900", "Warehouse")], [("Warehouse", "5")])

    def test_it_ends_and_begins_again(self):
        tell(role(), member(), member(is_active=False))
        assert standing()[0] == []
        tell(member())
        assert standing()[0] == [("900", "Warehouse")]

    def test_a_deletion_is_final(self):
        tell(role(), member(), member(deleted=True), member())
        assert standing()[0] == []

    def test_a_deletion_ends_what_was_entered_here(self):
        own = make_role("Warehouse")
        User.objects.filter(pk=make_user("ida", own).pk).update(external_id="900")
        tell(role(), member(deleted=True))
        assert standing()[0] == []

    def test_another_one_for_the_same_person_and_role_keeps_it(self):
        tell(role(), member("70"), member("71"), member("70", deleted=True))
        assert standing()[0] == [("900", "Warehouse")]

    def test_it_moves_to_another_role(self):
        tell(role(), role("6", "Depot"), member(), member(role="6", role_name="Depot"))
        assert standing()[0] == [("900", "Depot")]

    def test_the_role_s_end_ends_it(self):
        tell(role(), member(), role(deleted=True))
        assert standing()[0] == []

    def test_the_group_and_the_turn_follow(self):
        tell(member(), role())
        made, person = Role.objects.get(), User.objects.get()
        assert list(made.group.user_set.all()) == [person]
        assert [entry[0] for entry in Turn.objects.get(role=made).members] == [person.pk]

    def test_what_an_administrator_retired_stays_so(self):
        tell(role())
        actions.retire_role(SYSTEM, Role.objects.get())
        tell(role(description="More"), member())
        assert standing() == ([], [])


# The messages about one object, in their order; deletions are final, so they may also come first.
STORIES = {
    "role 5": [role(), role(name="Depot")],
    "role 6": [role("6", "Archive"), role("6", "Archive", deleted=True)],
    "membership 70": [member(), member(is_active=False), member()],
    "membership 71": [member("71", "901", "6", role_name="Archive")],
    "membership 72": [member("72", "902"), member("72", "902", deleted=True)],
    "membership 73": [member("73", "900")],
}


def in_order_of_each(draw):
    """Shuffles the stories into each other; each message may be repeated at once."""
    names = draw(st.permutations([name for name, story in STORIES.items() for _ in story]))
    left = {name: list(story) for name, story in STORIES.items()}
    for name in names:
        message = left[name].pop(0)
        yield from [message] * draw(st.integers(1, 2))


class TestAnyOrder:
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_of_the_objects_comes_to_the_same(self, data, django_db_blocker):
        from django.db import transaction

        with transaction.atomic():
            tell(*in_order_of_each(data.draw))
            assert standing() == ([("900", "Depot")], [("Depot", "5")])
            transaction.set_rollback(True)

    @pytest.mark.parametrize(
        "order", list(permutations([role(), role(deleted=True), member()])), ids=lambda order: "".join(
            "D" if getattr(m, "deleted", 0) else "R" if isinstance(m, RoleFacts) else "M" for m in order)
    )  # fmt: skip
    @pytest.mark.parametrize("seeded", [True, False])
    def test_of_a_role_its_end_and_a_membership(self, order, seeded):
        if seeded:
            make_role("Warehouse")
        tell(*order)
        assert standing() == ([], [])
