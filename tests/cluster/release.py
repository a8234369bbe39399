"""Later versions of the product to deploy: the same code with a column that the present one does not know.

The first adds the column (expand), the second no longer uses it, and drops it (contract).
"""

import shutil
from pathlib import Path

from tests.chaos.servers import ROOT

PARTS = ("tts", "workflows_app", "tickets_app", "reports_app", "templates", "static")
BESIDE = "    extra = models.JSONField(default=dict)\n"
FIELD = 'models.CharField(max_length=64, default="", db_default="")'
MIGRATION = """from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("tickets_app", "{before}")]
    operations = [{operation}]
"""
ADD = f'migrations.AddField("ticket", "shelf", {FIELD})'
REMOVE = 'migrations.RemoveField("ticket", "shelf")'


def expanding(folder: Path) -> Path:
    """A version that adds the column and writes it."""
    copy_of(folder)
    add_migration(folder, ADD)
    model = folder / "tickets_app" / "models" / "ticket.py"
    text = model.read_text()
    assert BESIDE in text, "the model of tickets is written differently now"
    model.write_text(text.replace(BESIDE, f"{BESIDE}    shelf = {FIELD}\n", 1))
    return folder


def contracting(folder: Path) -> Path:
    """A version that does not know the column any more; its migration drops it."""
    copy_of(folder)
    add_migration(folder, ADD)
    add_migration(folder, REMOVE)
    return folder


def copy_of(folder: Path) -> None:
    """The present code, in a folder of its own."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)


def add_migration(folder: Path, operation: str) -> None:
    """Write one more migration, the last one of tickets."""
    there = folder / "tickets_app" / "migrations"
    before = max(path.stem for path in there.glob("0*.py"))
    name = f"{int(before[:4]) + 1:04}_shelf.py"
    (there / name).write_text(MIGRATION.format(before=before, operation=operation))
