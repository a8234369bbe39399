"""Full-text search over tickets: number, subject, description, requester, and comments a person may see.

`schema`: the index and the triggers that keep it in the transaction of whatever changes a ticket.
`query`: narrowing and ranking querysets of tickets. `comments`: the words of a ticket's comments.
"""
