"""The roles, people and workflow that a log speaks of, made through the actions before it is replayed."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from tickets_app.replay.plan import Intention, Kind
from tts.accounts import actions as people
from tts.accounts.models import Membership, Role, User
from tts.core.actor import Actor
from tts.core.errors import Conflict
from workflows_app import actions as workflows
from workflows_app.models import Workflow, WorkflowStatus

# Nobody is a member: whoever the log names gets the work, and what it names nobody for waits.
DESK = "Service Desk"
WORKFLOW = "Incident"
REGISTER, WORK = "Register", "Work"
HOURS = {"urgent_sla": 4, "high_sla": 8, "medium_sla": 24, "low_sla": 72}
ACTOR = Actor(machine="replay", rule="replayed log", tells=False)
MAIL_DOMAIN = "incidents.invalid"


@dataclass
class Crew:
    """Ids by name, as the log names them, and the workflow that the incidents run through."""

    workflow: Workflow
    roles: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)


def ensure(plans: list[list[Intention]], at: datetime) -> Crew:
    """Make what is missing of the roles, people and memberships that `plans` assign to, and the workflow,
    published as of `at`.

    Raises Conflict where the workflow exists but takes no tickets, and where the log has a group of the name
    of a role that gives rights.
    """
    placed = {(step.group, step.person) for steps in plans for step in steps if step.kind == Kind.PLACE}
    groups = {group for group, _person in placed}
    names = {person for _group, person in placed if person}
    roles = _roles(groups | {DESK})
    crew = Crew(_workflow(roles[DESK], at), {}, {})
    persons = _people(names)
    _memberships({(persons[person], roles[group]) for group, person in placed if person})
    crew.roles = {name: role.pk for name, role in roles.items()}
    crew.people = {name: person.pk for name, person in persons.items()}
    return crew


def _roles(names) -> dict[str, Role]:
    """The roles called so; names that differ in case only are one. None that gives more than work."""
    known = {role.name.lower(): role for role in Role.objects.select_related("group")}
    for name in sorted(names):
        role = known.get(name.lower()) or _new_role(name)
        if role.kind != Role.Kind.STEP:
            raise Conflict(f"The log has a group {name}, which is a role with rights of its own here.")
        known[name.lower()] = role
    return {name: known[name.lower()] for name in names}


def _new_role(name) -> Role:
    return people.create_role(ACTOR, name=name, description="From a replayed incident log.")


def _people(names) -> dict[str, User]:
    """The people called so; names that make one e-mail address are one person."""
    known = {user.email: user for user in User.objects.filter(email__endswith=f"@{MAIL_DOMAIN}")}
    for name in sorted(names):
        if address(name) not in known:
            known[address(name)] = people.create_user(ACTOR, email=address(name), full_name=name)
    return {name: known[address(name)] for name in names}


def address(name: str) -> str:
    """The made-up e-mail address of a person of the log: nothing can ever be delivered there."""
    return f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'nobody'}@{MAIL_DOMAIN}"


def _memberships(wanted):
    known = set(
        Membership.objects.filter(user__email__endswith=f"@{MAIL_DOMAIN}").values_list("user_id", "role_id")
    )
    pairs = [(user, role) for user, role in wanted if (user.pk, role.pk) not in known]
    with transaction.atomic():
        for user, role in sorted(pairs, key=lambda pair: (pair[1].name, pair[0].email)):
            people.set_membership(ACTOR, user, role)


def _workflow(desk: Role, at) -> Workflow:
    workflow = Workflow.objects.filter(name__iexact=WORKFLOW).first()
    if workflow is None:
        workflow = _new_workflow(desk, at)
    if workflow.status != WorkflowStatus.INITIALIZED:
        raise Conflict(f"The workflow {workflow.name} takes no tickets; publish or resume it first.")
    return workflow


@transaction.atomic
def _new_workflow(desk, at) -> Workflow:
    details = {
        "name": WORKFLOW,
        "description": "An incident as a replayed log describes it.",
        "department": DESK,
        "category": WORKFLOW,
        "reopen_hours": None,
        "auto_close_hours": None,
        **{name: timedelta(hours=hours) for name, hours in HOURS.items()},
    }
    saved = workflows.create_workflow(ACTOR, details, _graph(desk))
    # Just before the first incident, so that the version is older than whatever runs on it.
    version = workflows.initialize(ACTOR, saved.workflow, note="For a replayed log", at=at)
    return version.workflow


def _graph(desk) -> dict:
    nodes = [
        {
            "temp_id": name, "name": name, "role_id": desk.pk, "weight": weight, "instruction": instruction,
            "is_start": name == REGISTER, "is_end": name == WORK,
        }
        for name, weight, instruction in (
            (REGISTER, 0.2, "Find out what is broken for whom, and who can mend it."),
            (WORK, 0.8, "Mend it, and complete this step when the caller can work again."),
        )
    ]  # fmt: skip
    return {"nodes": nodes, "edges": [{"from_temp_id": REGISTER, "to_temp_id": WORK, "name": "Take up"}]}
