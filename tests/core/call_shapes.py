"""What the answers of the REST API hold, by name: the whole of it, no more and no less."""


def keys(names: str, **inner) -> dict:
    """An object with these names; `inner` are the shapes of those that are objects or lists of objects."""
    return dict.fromkeys(names.split()) | inner


def page(row: dict | None) -> dict:
    """A page of such rows; None: of none in this script."""
    return keys("count next previous", results=row and [row])


def differences(found, shape, place="answer") -> list[str]:
    """Where `found` has another shape. Of a list, each entry is looked at, and there has to be one."""
    if shape is None:
        return []
    if isinstance(shape, list):
        if not isinstance(found, list) or not found:
            return [f"{place} is {found!r}, not a list of something"]
        return [line for entry in found for line in differences(entry, shape[0], f"{place}[]")]
    if not isinstance(found, dict) or set(found) != set(shape):
        names = sorted(found) if isinstance(found, dict) else found
        return [f"{place} has {names}, not {sorted(shape)}"]
    return [
        line for name, inner in shape.items() for line in differences(found[name], inner, f"{place}.{name}")
    ]


STEP = keys("step_id name")
PERSON = keys("user_id full_name email")
WORKFLOW = keys("workflow_id name version")
REFUSAL = keys("error details")
# ---- tickets
BRIEF = keys("id ticket_number ticket_id subject status priority created_at")
LISTED = BRIEF | keys("department category sub_category updated_at task_id current_step target_resolution")
ASSIGNEE = PERSON | keys("task_item_id role status origin target_resolution")
TICKET = LISTED | keys(
    "description source_service attachments extra submitted_at resolved_at closed_at reason",
    current_step=STEP,
    requester=keys("external_id name email company_id department"),
    workflow=WORKFLOW,
    owner=PERSON,
    assignees=[ASSIGNEE],
)
COMMENT = keys(
    "id parent_id thread_id internal text html attachments thumbs_up thumbs_down my_thumb created_at"
    " edited_at deleted_at",
    author=keys("user_id full_name"),
)
FILE = keys("id name size media_type content comment_id internal waiting created_at")
LINK = keys("id kind text", ticket=BRIEF)
RATING = keys("score comment rated_at")
# ---- work
MINE = keys(
    "task_item_id role status origin assigned_on target_resolution",
    task=keys(
        "task_id",
        ticket=keys("ticket_number subject priority status"),
        workflow=keys("workflow_id name"),
        current_step=STEP,
    ),
)
WORK = keys(
    "task_id ticket_id ticket_number ticket_subject priority status reason created_at target_resolution",
    workflow=WORKFLOW,
    current_step=STEP,
    owner=PERSON,
    assignees=[ASSIGNEE],
    transitions=[keys("transition_id name", to_step=STEP)],
)
# Of lists that hold what has no task, or has come to its end.
ANY_WORK = keys(" ".join(WORK))
STRAY_WORK = ANY_WORK
TASK = WORK | keys(
    "revision began_at completed_at",
    items=[
        ASSIGNEE
        | keys("assigned_on began_at closed_at breached_at", step=STEP, history=[keys("status at actor_id")])
    ],
)
SEEN = keys(
    "task_id status",
    workflow=WORKFLOW,
    current_step=STEP,
    nodes=[keys("step_id name role state entries is_start is_end design")],
    edges=[keys("transition_id name from_id to_id automatic taken")],
)
LOGGED = keys("id at action text actor on_behalf_of before after note rule")
ACTED = keys("success message", task=keys("task_id status current_step"))
ACTED_ON = ACTED | keys("task_item", task_item=ASSIGNEE)
MAIL = keys("id ticket_number kind text recipient attempts error created_at")
# ---- workflows
DETAILS = (
    "name department category sub_category low_sla medium_sla high_sla urgent_sla sla_thresholds"
    " first_response_percent calendar_id reopen_hours auto_close_hours end_logic"
)
MADE = keys(
    f"{DETAILS} id workflow_id description status active_version has_changes revision created_by created_at"
    " updated_at"
)
NODE = keys(
    "id name description instruction role_id escalate_to escalate_on_breach weight is_start is_end design"
)
EDGE = keys("id from_id to_id name description condition automatic")
GRAPH = keys("nodes edges revision version problems", nodes=[NODE], edges=[EDGE])
SAVED = MADE | keys("graph temp_id_mapping problems", graph=keys("nodes edges", nodes=[NODE], edges=[EDGE]))
RESAVED = SAVED
EMPTY = MADE | keys("graph temp_id_mapping problems")
STEP_ROW = NODE | keys("step_id workflow_id")
EDGE_ROW = EDGE | keys("transition_id workflow_id")
VERSION = keys(f"{DETAILS} version_id number is_active published_at published_by note")
ROLE = keys("id role_id name description kind policy cap is_active external_id members")
# ---- integrations and audit
EVENT = keys(
    "id at recorded_at action actor on_behalf_of target_type target_id target before after note rule"
    " request_id"
)
LETTER = keys("id queue message_id reason state edited received_at handled_at note")
LETTER_WHOLE = LETTER | keys("payload headers properties body body_base64")
# ---- reports
SLA_PART = keys("total met rate")
SLA = keys(
    "total_tickets met_sla breached_sla compliance_rate",
    by_priority=dict.fromkeys(("low", "medium", "high", "urgent"), SLA_PART),
)
ITEM = keys(
    "task_item_id task_id ticket_number ticket_subject step role user_id full_name status origin created_at"
    " began_at closed_at target_resolution breached_at"
)
