"""What the editor's page is given as JSON."""

from django.db.models import Count
from django.urls import reverse

from tts.accounts.models import Role, User
from tts.core.models import AuditEvent
from workflows_app import drafts, durations
from workflows_app.actions.base import EDITS, TARGET
from workflows_app.condition_data import ANYTHING, KNOWN_FIELDS, OPERATORS_OF
from workflows_app.condition_words import FIELD_WORDS
from workflows_app.details import SLA_FIELDS, DetailsSerializer
from workflows_app.graph_input import graph_data
from workflows_app.models import Step, Workflow, WorkflowVersion

ANY_ID = 0


def page_data(workflow: Workflow, may_publish: bool) -> dict:
    """Everything that the scripts start from: the draft, what is live, roles, rules and addresses."""
    live = workflow.active_version
    return {
        "draft": draft_data(workflow),
        "published": None if live is None else version_data(live),
        "facts": {"roles": role_data(), "rules": rule_data()},
        "urls": addresses(workflow),
        "may_publish": may_publish,
    }


def draft_data(workflow: Workflow) -> dict:
    """The draft: details, graph, revision."""
    return {
        "details": details_data(workflow),
        "graph": graph_data(drafts.load(workflow)),
        "revision": workflow.revision,
    }


def version_data(version: WorkflowVersion) -> dict:
    """A version in the shape of a draft; what a version does not keep of the details is left out."""
    return {"details": details_data(version), "graph": graph_data(version.graph)}


def details_data(definition) -> dict:
    """The details of a workflow or version as `details.checked` takes them."""
    names = [name for name in DetailsSerializer().fields if hasattr(definition, name)]
    found = {name: getattr(definition, name) for name in names}
    return found | {name: durations.text(found[name]) for name in SLA_FIELDS}


def role_data() -> dict:
    """By id, what the rules ask of every role."""
    return {
        pk: {"name": role.name, "is_active": role.is_active, "has_members": role.has_members}
        for pk, role in drafts.role_facts().items()
    }


def table_rows(graph: dict, roles: dict) -> dict[str, list[dict]]:
    """The steps and transitions of a draft's `graph` with the names that their rows show.

    `roles`: those of `role_data`.
    """
    names = {node["id"]: node["name"] for node in graph["nodes"]}

    def role(pk):
        return "" if pk is None else roles[pk]["name"]

    steps = [
        {**node, "role": role(node["role_id"]), "escalates_to": role(node["escalate_to"])}
        for node in graph["nodes"]
    ]
    edges = [
        {**edge, "from_key": f"s{edge['from_id']}", "from_name": names[edge["from_id"]],
         "to_key": f"s{edge['to_id']}", "to_name": names[edge["to_id"]]}
        for edge in graph["edges"]
    ]  # fmt: skip
    return {"steps": steps, "edges": edges}


def role_choices(workflow: Workflow) -> list[Role]:
    """The roles that a new step may have: those of `workflow` first, then those made for steps, those that
    most steps of all workflows have before others."""
    roles = Role.objects.filter(retired_at__isnull=True).order_by("name")
    own = set(workflow.steps.values_list("role_id", flat=True))
    uses = dict(Step.objects.values_list("role").annotate(Count("pk")).order_by())
    return sorted(
        roles, key=lambda role: (role.pk not in own, role.kind != Role.Kind.STEP, -uses.get(role.pk, 0))
    )


def rule_data() -> dict:
    """The fields and operators of conditions; `extra` are further fields, which the scripts ask for."""
    return {
        "fields": dict(KNOWN_FIELDS),
        "operators": {kind: sorted(names) for kind, names in OPERATORS_OF.items()},
        "words": {name: str(word) for name, word in FIELD_WORDS.items()},
        "extra": [],
        "any": ANYTHING,
    }


def addresses(workflow: Workflow) -> dict[str, str]:
    """Where the scripts send what."""
    rest = {"graph": "api_workflow_update_graph", "details": "api_workflow_update_details"}
    rest |= {"initialize": "api_workflow_initialize", "page": "workflow", "draft": "workflow_draft"}
    rest |= {"presence": "workflow_presence"}
    fixed = {"condition": "condition_words", "try": "condition_try", "fields": "condition_fields"}
    fixed |= {"markdown": "workflow_markdown", "copy": "workflow_copy"}
    return {
        **{name: reverse(to, args=[workflow.pk]) for name, to in rest.items()},
        **{name: reverse(to) for name, to in fixed.items()},
        "edit": reverse("workflow_edit", args=[ANY_ID]),
    }


def authors_since_published(workflow: Workflow) -> list[str]:
    """The names of those who changed the draft since the active version was made."""
    edits = AuditEvent.objects.filter(target_type=TARGET, target_id=workflow.pk, action__in=EDITS)
    if workflow.active_version is not None:
        edits = edits.filter(at__gt=workflow.active_version.published_at)
    ids = set(edits.values_list("actor_id", flat=True)) - {None}
    return sorted(user.full_name for user in User.objects.filter(pk__in=ids))
