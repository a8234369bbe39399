"""Roles and memberships that the identity provider tells by queue."""

from django.utils.translation import gettext as _

from tickets_app.ingest.codec import Call, Unusable, only_object, require_task, shown
from tickets_app.intake import text_problem
from tts.accounts import sync
from tts.core.actor import Actor

ROLE_QUEUE = "tts.role.sync"
ROLE_TASK = "role.tasks.sync_role"
MEMBERSHIP_QUEUE = "tts.user_system_role.sync"
MEMBERSHIP_TASK = "role.tasks.sync_user_system_role"
SYSTEM_NAME = "tts"
ACTIONS = ("create", "update", "delete")
KEYWORDS = ("role_data", "user_system_role_data", "data", "payload")


def role_payload(call: Call) -> dict:
    """What the call says of a role. Raises Unusable."""
    return _payload(call, ROLE_TASK)


def membership_payload(call: Call) -> dict:
    """What the call says of a membership. Raises Unusable."""
    return _payload(call, MEMBERSHIP_TASK)


def _payload(call, task) -> dict:
    """The object that the call carries; its keyword arguments themselves where they are the object."""
    require_task(call, task)
    if not call.args and "action" in call.kwargs:
        return call.kwargs
    return only_object(call, KEYWORDS)


def apply_role(actor: Actor, data: dict) -> bool:
    """Do what a message about a role says. False: it is about another system's. Raises Unusable, Invalid."""
    if not _is_ours(data):
        return False
    name, description = _text(data, "name", 64), _text(data, "description", None)
    deleted = _action(data) == "delete"
    if not name and not deleted:
        raise Unusable(_("The role has no name."))
    sync.apply_role(actor, sync.RoleFacts(_id(data, "role_id"), name, description[:256], deleted))
    return True


def apply_membership(actor: Actor, data: dict) -> bool:
    """Do what a message about a membership says. False: it is about another system's. Raises as above."""
    if not _is_ours(data):
        return False
    is_active = data.get("is_active")
    if is_active is not None and not isinstance(is_active, bool):
        raise Unusable(_("is_active must be true or false."))
    facts = sync.MembershipFacts(
        external_id=_id(data, "user_system_role_id"),
        user_external_id=_id(data, "user_id"),
        email=_text(data, "user_email", 254).lower(),
        full_name=_text(data, "user_full_name", 150),
        role_external_id=_id(data, "role_id"),
        role_name=_text(data, "role_name", 64),
        is_active=is_active is not False,
        deleted=_action(data) == "delete",
    )
    sync.apply_membership(actor, facts)
    return True


def _is_ours(data) -> bool:
    system = data.get("system")
    if not isinstance(system, str) or not system.strip():
        raise Unusable(_("It does not say which system it is for."))
    return system.strip().lower() == SYSTEM_NAME


def _action(data) -> str:
    action = data.get("action")
    if not isinstance(action, str) or action.lower() not in ACTIONS:
        raise Unusable(_("Its action must be create, update or delete, not %(it)s.") % {"it": shown(action)})
    return action.lower()


def _id(data, name) -> str:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise Unusable(_("%(name)s is missing or not an id.") % {"name": name})
    return _fitting(str(value).strip(), name, 64)


def _text(data, name, most) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable(_("%(name)s must be text.") % {"name": name})
    return _fitting(value.strip(), name, most)


def _fitting(value, name, most):
    problem = text_problem(value, most)
    if problem:
        raise Unusable(f"{name}: {problem}")
    return value
