"""REST: comments and attachments of a ticket."""
