"""The seeding commands and create_admin."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from tts.accounts import actions as people
from tts.accounts.access import standing
from tts.accounts.models import Membership, Role, User
from tts.accounts.seeds import demo_password
from tts.core.actor import SYSTEM
from tts.core.models import AuditEvent
from workflows_app import actions, drafts
from workflows_app.access import Right, right_on
from workflows_app.graph import check
from workflows_app.matching import taker
from workflows_app.models import Workflow, WorkflowVersion

pytestmark = pytest.mark.django_db

ROLES = {"Admin", "Agent", "Technician", "Manager", "Ticket Coordinator", "Analyst", "Finance Admin"}


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    """Secrets are kept apart from those of the machine, and hashes are quick."""
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def counts():
    models = (Role, User, Membership, Workflow, WorkflowVersion, EmailAddress, AuditEvent)
    return [model.objects.count() for model in models]


def test_roles_are_seeded_once():
    call_command("seed_roles")
    assert set(Role.objects.values_list("name", flat=True)) == ROLES
    assert Role.objects.get(kind="coordinator").name == "Ticket Coordinator"
    before = counts()
    call_command("seed_roles")
    assert counts() == before


def test_force_restores_a_role():
    call_command("seed_roles")
    agent = Role.objects.get(name="Agent")
    people.update_role(SYSTEM, agent, description="Changed")
    people.retire_role(SYSTEM, agent)
    call_command("seed_roles")
    assert not Role.objects.get(name="Agent").is_active
    call_command("seed_roles", force=True)
    agent = Role.objects.get(name="Agent")
    assert agent.is_active
    assert agent.description.startswith("First line")


def test_people_are_seeded_once_and_can_sign_in(capsys, settings, rf):
    call_command("seed_users")
    printed = capsys.readouterr().out
    password = re.search(r"Password of everyone above: (\S+)", printed)[1]
    assert password == (settings.VAR_DIR / "demo_password").read_text()
    assert len(password) == 12
    assert (settings.VAR_DIR / "demo_password").stat().st_mode & 0o077 == 0
    for role in Role.objects.all():
        assert role.memberships.filter(is_active=True).count() >= 2, role
    assert authenticate(rf.post("/"), username="agent1", password=password) == User.objects.get(
        username="agent1"
    )
    assert standing(User.objects.get(username="admin1")).is_admin
    assert not standing(User.objects.get(username="requester1")).is_staff
    assert not User.objects.exclude(external_id=None).exists()
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == User.objects.count()
    before = counts()
    call_command("seed_users")
    assert counts() == before
    assert password in capsys.readouterr().out


def test_force_lets_a_seeded_person_in_again():
    call_command("seed_users")
    user = User.objects.get(username="agent1")
    people.set_active(SYSTEM, user, False)
    people.set_membership(SYSTEM, user, Role.objects.get(name="Agent"), is_active=False)
    user.set_password("another")
    user.save()
    call_command("seed_users", force=True)
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(demo_password())
    assert Membership.objects.get(user=user).is_active


def test_no_demonstration_people_in_production(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_users")
    assert not User.objects.exists()


TABLE = {
    ("IT", "Asset Management", "Check-in"): ("asset", [0.2, 0.5, 0.3]),
    ("IT", "Asset Management", "Check-out"): ("asset", [0.3, 0.4, 0.3]),
    ("Finance", "Budget", "Proposal"): ("budget", [0.3, 0.3, 0.3, 0.1]),
    ("IT", "Technology", "Support"): ("none", [0.2, 0.3, 0.3, 0.1, 0.1]),
    ("IT Department", "IT Support", "anything"): ("none", [0.2, 0.3, 0.3, 0.1, 0.1]),
    ("IT Department", "Others", ""): ("none", [0.2, 0.3, 0.3, 0.1, 0.1]),
    ("Asset Department", "Asset Check In", ""): ("asset", [0.2, 0.5, 0.3]),
    ("Asset Department", "Asset Check Out", ""): ("asset", [0.3, 0.4, 0.3]),
    ("Budget Department", "New Budget Proposal", ""): ("budget", [0.3, 0.3, 0.3, 0.1]),
}


def test_workflows_are_seeded_live_and_sound():
    call_command("seed_users")
    call_command("seed_workflows")
    assert Workflow.objects.count() == len(TABLE)
    for key, (end_logic, weights) in TABLE.items():
        version = taker(*key)
        assert version.end_logic == end_logic, key
        assert [step.weight for step in version.graph.steps] == weights
        assert all(step.instruction and step.escalation_role_id for step in version.graph.steps)
        assert check(version.graph, drafts.role_facts()) == []
        hours = [
            version.duration(name).total_seconds() / 3600 for name in ("Low", "Medium", "High", "Urgent")
        ]
        assert hours == [72, 48, 24, 4]


def test_reject_and_rework_lead_back():
    call_command("seed_workflows")
    budget = taker("Finance", "Budget", "Proposal").graph
    names = {step.id: step.name for step in budget.steps}
    back = {(names[edge.from_id], names[edge.to_id]) for edge in budget.edges if edge.name == "Reject"}
    assert back == {("Manager Approval", "Review Proposal"), ("Finance Approval", "Manager Approval")}
    support = taker("IT", "Technology", "Support").graph
    assert any(edge.name == "Rework" for edge in support.edges)


def test_coordinators_keep_what_is_seeded_and_nobody_else():
    call_command("seed_users")
    call_command("seed_workflows")
    workflow = Workflow.objects.get(name="Asset Check-in")
    people = [User.objects.get(username=name) for name in ("coordinator1", "manager1")]
    assert [right_on(person, workflow) for person in people] == [Right.PUBLISH, Right.READ]


def test_workflows_are_seeded_once():
    call_command("seed_workflows")
    before = counts()
    call_command("seed_workflows")
    call_command("seed_workflows", force=True)
    assert counts() == before


def test_force_publishes_the_seeded_draft_anew():
    call_command("seed_workflows")
    workflow = Workflow.objects.get(name="Asset Check-in")
    first = workflow.active_version
    actions.save_graph(SYSTEM, workflow, {"nodes": []})
    actions.pause(SYSTEM, workflow)
    call_command("seed_workflows", force=True)
    workflow.refresh_from_db()
    assert (workflow.status, workflow.active_version.number) == ("initialized", 2)
    assert [step.name for step in workflow.active_version.graph.steps] == [s.name for s in first.graph.steps]


def test_an_administrator_is_made_from_the_environment(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough sentence")
    call_command("create_admin", email="Root@Example.com", name="Root Person")
    user = User.objects.get(email="root@example.com")
    assert standing(user).is_admin
    assert user.check_password("a long enough sentence")
    assert user.full_name == "Root Person"


def test_a_known_person_is_let_in_again_as_administrator(monkeypatch, agent):
    people.set_active(SYSTEM, agent, False)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough sentence")
    call_command("create_admin", email=agent.email)
    user = User.objects.get(pk=agent.pk)
    assert user.is_active
    assert standing(user).is_admin
    assert user.check_password("a long enough sentence")


@pytest.mark.parametrize(
    ("email", "password"), [("nobody", "a long enough sentence"), ("a@example.com", "123")]
)
def test_a_bad_address_or_password_makes_nobody(email, password, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError):
        call_command("create_admin", email=email)
    assert not User.objects.exists()


def test_passwords_typed_must_be_the_same(monkeypatch):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    typed = iter(["a long enough sentence", "another sentence"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="differ"):
        call_command("create_admin", email="root@example.com")


@pytest.mark.parametrize("command", ["createsuperuser", "changepassword"])
def test_djangos_commands_that_leave_no_trace_are_refused(command, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda *prompt: "a long enough sentence")
    with pytest.raises(CommandError, match="create_admin"):
        call_command(command)
    assert not User.objects.exists()
