"""What the events are about that open pages hear of: the ticket itself, or its conversation."""

TICKET, CONVERSATION = "ticket", "conversation"
