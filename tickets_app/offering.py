"""Workflows for tickets that none took when they came: what has been published since is offered."""

from collections.abc import Iterable

from tickets_app.models import Ticket, TicketStatus
from workflows_app import matching
from workflows_app.models import WorkflowVersion


def offered_for(tickets: Iterable[Ticket]) -> dict[int, WorkflowVersion]:
    """By ticket id, the version that would take an unmatched ticket by now. One query, none without any."""
    kinds = {
        ticket.pk: (ticket.department, ticket.category, ticket.sub_category)
        for ticket in tickets
        if ticket.status == TicketStatus.NEW
    }
    takers = matching.takers(kinds.values()) if kinds else {}
    return {pk: takers[kind] for pk, kind in kinds.items() if takers[kind] is not None}
