"""Workflows to start from: graphs as data, and as a new draft in the REST shape.

Steps are (name, role, weight, instruction); the first is the start, the last one the end. Edges are
(name, from, to). A role that does not exist here is left open, and the editor says so.
"""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from tts.accounts.models import Role
from workflows_app.seed_data import BUDGET, CHECK_IN, SLAS

STANDARD_SLAS = SLAS


@dataclass(frozen=True)
class Starter:
    """A workflow to start from. `path` is its steps in a line of words."""

    name: str
    title: str
    text: str
    steps: tuple
    edges: tuple

    @property
    def path(self) -> str:
        return " → ".join(step[0] for step in self.steps)


def starters() -> list[Starter]:
    """All of them, in the person's language."""
    simple = (
        (_("Do it"), "Agent", 0.7, ""),
        (_("Confirm"), "Agent", 0.3, _("Ask the requester whether it is as they wanted.")),
    )
    approval = (
        (_("Check the request"), "Agent", 0.2, _("Is everything there that whoever decides needs?")),
        (_("Approve"), "Manager", 0.3, _("Decide, and say why.")),
        (_("Carry out"), "Technician", 0.4, ""),
        (_("Close"), "Agent", 0.1, _("Tell the requester what was done.")),
    )
    tiered = (
        (_("First line"), "Agent", 0.3, _("Solve it if you can; else write down what you tried.")),
        (_("Specialist"), "Technician", 0.5, ""),
        (_("Confirm and close"), "Agent", 0.2, ""),
    )
    return [
        Starter("simple", _("Simple"), _("One step of work, one to confirm it."), simple, _ways(simple)),
        Starter(
            "approval",
            _("Approval"),
            _("Somebody decides; a refusal goes back."),
            approval,
            _approval(approval),
        ),
        Starter(
            "tiered",
            _("Tiered support"),
            _("A first line that passes on what it cannot solve."),
            tiered,
            _tiered(tiered),
        ),
        Starter("asset", _("Asset check"), _("Equipment comes back, is inspected, recorded."), *CHECK_IN),
        Starter("budget", _("Budget"), _("A proposal, two approvals, the record of it."), *BUDGET),
    ]


def _ways(steps):
    names = [step[0] for step in steps]
    return tuple((_("Done"), a, b) for a, b in pairwise(names))


def _approval(steps):
    check, approve, carry, close = (step[0] for step in steps)
    return (
        (_("Ask for approval"), check, approve),
        (_("Approve"), approve, carry),
        (_("Reject"), approve, check),
        (_("Done"), carry, close),
    )


def _tiered(steps):
    first, second, close = (step[0] for step in steps)
    return (
        (_("Solved"), first, close),
        (_("Pass on"), first, second),
        (_("Solved"), second, close),
        (_("Send back"), second, first),
    )


def starter_choices() -> list[tuple[str, str]]:
    """(value, title) of a blank start and of every starter."""
    return [("", _("Blank")), *((each.name, each.title) for each in starters())]


def graph_of(name: str) -> dict | None:
    """The graph of the starter called `name` for `actions.create_workflow`; None for a blank one."""
    starter = next((each for each in starters() if each.name == name), None)
    if starter is None:
        return None
    roles = dict(Role.objects.filter(retired_at__isnull=True).values_list("name", "pk"))
    nodes = [
        {
            "temp_id": step,
            "name": step,
            "role_id": roles.get(role),
            "weight": weight,
            "instruction": instruction,
            "is_start": index == 0,
            "is_end": index == len(starter.steps) - 1,
        }
        for index, (step, role, weight, instruction) in enumerate(starter.steps)
    ]
    edges = [{"from_temp_id": a, "to_temp_id": b, "name": edge} for edge, a, b in starter.edges]
    return {"nodes": nodes, "edges": edges}
