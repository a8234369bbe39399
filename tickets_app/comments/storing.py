"""Content of files: each kept once, under a name that says nothing, below MEDIA_ROOT."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tickets_app.comments.content import PIECE, media_type
from tickets_app.models import StoredFile

FOLDER = "files"
KEPT_WITHOUT_USE = timedelta(days=1)


def path_of(stored: StoredFile) -> Path:
    """Where the content lies."""
    return Path(settings.MEDIA_ROOT) / stored.path


def store(file: BinaryIO, size: int) -> StoredFile:
    """The stored file with the content of `file`, written if it is new. In the caller's transaction."""
    digest = _digest(file)
    # Held, so that it is not purged before it is attached.
    known = StoredFile.objects.select_for_update().filter(sha256=digest).first()
    if known is not None and path_of(known).exists():
        return known
    name = secrets.token_hex(16)
    path = f"{FOLDER}/{name[:2]}/{name}"
    _write(file, Path(settings.MEDIA_ROOT) / path)
    facts = {"path": path, "size": size, "media_type": media_type(file), "created_at": timezone.now()}
    # Of two that store the same at once one wins; the other's copy is found unused and purged.
    return StoredFile.objects.get_or_create(sha256=digest, defaults=facts)[0]


def _digest(file) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _write(file, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    file.seek(0)
    with target.open("xb") as out:
        shutil.copyfileobj(file, out, PIECE)
    target.chmod(0o640)


def purge(at: datetime | None = None) -> int:
    """Delete content that nothing refers to any more, and files without a row. Answers how many went."""
    before = (at or timezone.now()) - KEPT_WITHOUT_USE
    with transaction.atomic():
        unused = StoredFile.objects.filter(attachments__isnull=True, waiting__isnull=True)
        rows = list(unused.filter(created_at__lt=before).select_for_update(skip_locked=True, of=("self",)))
        StoredFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    paths = {path_of(row) for row in rows} | set(_without_row(before))
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _without_row(before: datetime) -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    known = set(StoredFile.objects.values_list("path", flat=True))
    old = (path for path in _files(root / FOLDER) if path.stat().st_mtime < before.timestamp())
    return [path for path in old if str(path.relative_to(root)) not in known]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*/*") if path.is_file())
