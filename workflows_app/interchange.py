"""Workflows as files: what an export says, and a new workflow made of one.

    {"workflow": {details}, "calendar": name, "roles": {id: name}, "graph": {"nodes": ..., "edges": ...}}

Roles and the calendar are named, since their ids are those of the installation that wrote the file.
"""

import json

from django.utils.translation import gettext as _

from tts.accounts.models import Role
from tts.core import strict_json
from tts.core.actor import Actor
from tts.core.errors import Invalid
from workflows_app import actions, durations
from workflows_app.details import SLA_FIELDS, DetailsSerializer
from workflows_app.graph import Graph
from workflows_app.graph_input import edge_data, node_data
from workflows_app.models import Calendar, Workflow
from workflows_app.naming import free_name

MAX_BYTES = 5_000_000


def exported(definition, name: str, graph: Graph) -> dict:
    """The file of a workflow or version called `name`."""
    roles = Role.objects.filter(pk__in={step.role_id for step in graph.steps} | _escalations(graph))
    details = {
        key: getattr(definition, key) for key in DetailsSerializer().fields if hasattr(definition, key)
    }
    details |= {key: durations.text(details[key]) for key in SLA_FIELDS} | {"name": name}
    details.pop("calendar_id")
    return {
        "workflow": details,
        "calendar": definition.calendar.name if definition.calendar else None,
        "roles": {str(role.pk): role.name for role in roles},
        "graph": portable(graph),
    }


def _escalations(graph):
    return {step.escalation_role_id for step in graph.steps} - {None}


def portable(graph: Graph) -> dict:
    """The graph in the shape in which new workflows are made: nodes named by `temp_id`.

    Names are counted, so that a file and the export of what was imported from it say the same.
    """
    names = {step.id: str(number) for number, step in enumerate(graph.steps, 1)}
    nodes = [node_data(step) for step in graph.steps]
    edges = [edge_data(edge) for edge in sorted(graph.edges, key=lambda edge: (edge.order, edge.id))]
    for node in nodes:
        node["temp_id"] = names[node.pop("id")]
    for edge in edges:
        del edge["id"]
        edge |= {"from_temp_id": names[edge.pop("from_id")], "to_temp_id": names[edge.pop("to_id")]}
    return {"nodes": nodes, "edges": edges}


def imported(actor: Actor, text: bytes) -> Workflow:
    """A new draft made of a file. A name that is taken gets a number.

    Raises Forbidden, and Invalid naming the place of everything that is wrong; then nothing is stored.
    """
    data = _read(text)
    details = dict(data["workflow"])
    if isinstance(details.get("name"), str):
        details["name"] = free_name(details["name"])
    calendar = Calendar.objects.filter(name=str(data.get("calendar") or "")).first()
    details["calendar_id"] = calendar.pk if calendar else None
    graph = _with_own_roles(data.get("graph") or {}, data.get("roles") or {})
    return actions.receive_workflow(actor, details, graph).workflow


def cloned(actor: Actor, workflow: Workflow, graph: Graph) -> Workflow:
    """A new draft like `workflow` with the given graph. Raises Forbidden, Invalid."""
    details = {key: getattr(workflow, key) for key in DetailsSerializer().fields}
    details |= {key: durations.text(details[key]) for key in SLA_FIELDS}
    details["name"] = free_name(workflow.name, copy=True)
    return actions.create_workflow(actor, details, portable(graph)).workflow


def _read(text):
    if len(text) > MAX_BYTES:
        raise Invalid({"file": [_("The file is too large.")]})
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid({"file": [_("The file is no JSON: %(reason)s") % {"reason": error}]}) from error
    unusable = strict_json.problem(data)
    if unusable:
        raise Invalid({unusable[0]: [unusable[1]]})
    if not isinstance(data, dict) or not isinstance(data.get("workflow"), dict):
        raise Invalid({"workflow": [_("The file has no workflow in it.")]})
    for name in ("graph", "roles"):
        if not isinstance(data.get(name) or {}, dict):
            raise Invalid({name: [_("This must be an object.")]})
    _check_role_names(data.get("roles") or {})
    return data


def _check_role_names(names):
    wrong = [key for key, name in names.items() if not isinstance(name, str)]
    if wrong:
        raise Invalid({f"roles.{key}": [_("This must be the name of a role.")] for key in wrong[:10]})


def _with_own_roles(graph, names):
    """`graph` with the roles of this installation that have the names of those in the file."""
    if not names or not isinstance(graph.get("nodes"), list):
        return graph
    own = dict(Role.objects.values_list("name", "pk"))
    nodes = [_named_roles(node, names, own) if isinstance(node, dict) else node for node in graph["nodes"]]
    return graph | {"nodes": nodes}


def _named_roles(node, names, own):
    fields = [name for name in ("role_id", "escalate_to") if isinstance(node.get(name), int)]
    return node | {name: own.get(names.get(str(node[name]))) for name in fields}
