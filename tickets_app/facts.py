"""What conditions may look at of a ticket."""

from tickets_app.models import Ticket


def facts_of(ticket: Ticket) -> dict:
    """Facts for workflows_app.conditions: the ticket's fields, and `extra.<key>` for everything else."""
    facts = {
        "priority": ticket.priority,
        "category": ticket.category,
        "department": ticket.department,
        "sub_category": ticket.sub_category,
        "requester_department": ticket.requester_department,
    }
    facts.update({f"extra.{key}": value for key, value in ticket.extra.items()})
    if "requested_budget" in ticket.extra:
        facts["requested_budget"] = ticket.extra["requested_budget"]
    return facts
