"""Having tickets found by the words of their comments."""

from tickets_app.comments.mentions import without
from tickets_app.models import Comment
from tickets_app.search.comments import index_text


def index(ticket_id: int) -> None:
    """Tell the search index what is said on a ticket by now. In the transaction that changes it."""
    said, noted = [], []
    rows = Comment.objects.filter(ticket_id=ticket_id, deleted_at__isnull=True).order_by("-pk")
    for text, is_internal in rows.values_list("text", "is_internal"):
        (noted if is_internal else said).append(without(text))
    index_text(ticket_id, " ".join(said), " ".join(noted))
