import re

from django.db import migrations

from tickets_app.search import schema
from tickets_app.search.comments import index_text

MENTION = re.compile(r"@\[\d+\]")


def index_anew(apps, editor):
    """What is said on a ticket is indexed with the words that have hyphens joined, too."""
    schema.index_anew()
    comments = apps.get_model("tickets_app", "Comment").objects.filter(deleted_at__isnull=True).order_by("-pk")
    for ticket_id in set(comments.filter(text__contains="-").values_list("ticket_id", flat=True)):
        said, noted = [], []
        for text, is_internal in comments.filter(ticket=ticket_id).values_list("text", "is_internal"):
            (noted if is_internal else said).append(MENTION.sub(" ", text))
        index_text(ticket_id, " ".join(said), " ".join(noted))


class Migration(migrations.Migration):

    dependencies = [
        ('tickets_app', '0015_links'),
    ]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
