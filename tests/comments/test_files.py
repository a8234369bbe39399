"""Files: what they are is told by their content, they are stored once, and bounds hold."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import by
from tickets_app.comments import actions, content, files, storing
from tickets_app.comments.names import kept_name
from tickets_app.models import Attachment, StoredFile
from tts.core.errors import Forbidden, Invalid, NotFound, TooLarge

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png(size=(2, 2)):
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def sent(data=b"toner log", name="log.txt", claimed="application/x-evil"):
    return SimpleUploadedFile(name, data, claimed)


def put(person, ticket, file=None, *, internal=False, is_draft=True):
    return files.upload(by(person), ticket.pk, file or sent(), internal=internal, is_draft=is_draft)


@pytest.mark.security(21, 23)
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (png(), "image/png"),
        (png((9000, 9000)), "application/octet-stream"),  # more than a browser should be made to draw
        (b"%PDF-1.7\n...", "application/pdf"),
        ("Zeile 1\nÄ".encode(), "text/plain"),
        (SVG, "text/html"),
        (b"  <!DOCTYPE html><p>", "text/html"),
        (b"x" * 70_000 + b"<script>", "text/html"),
        (b"a < b and c > d", "text/plain"),
        (b"MZ\x90\x00\x03", None),
        (b"PK\x03\x04" + b"\x00" * 40, None),
        (b"GIF89a\x00", None),  # only the beginning of an image
        (b"\xff\xfe\x00", None),
        (b"half a letter \xc3", None),
    ],
)
def test_the_type_is_that_of_the_content(data, found):
    told = content.media_type(io.BytesIO(data))
    assert told == found if found else told not in content.SHOWN_IN_PLACE | {content.MARKUP}


@pytest.mark.security(22)
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("in\u202egpj.exe", "ingpj.exe"),
        ("nul\x00.txt", "nul.txt"),
        ("...", "file"),
        ("x" * 200 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert kept_name(given) == kept


@pytest.mark.security(22)
def test_the_same_content_is_stored_once(ticket, technician, requester):
    first, second = put(technician, ticket), put(requester, ticket, sent(name="other.txt"))
    assert (first.file, first.name, second.name) == (second.file, "log.txt", "other.txt")
    assert storing.path_of(first.file).read_bytes() == b"toner log"
    assert "log" not in first.file.path


@pytest.mark.security(23)
def test_what_is_refused(ticket, technician, requester, analyst, outsider, settings):
    settings.MAX_UPLOAD_MB = 1
    with pytest.raises(TooLarge):
        put(technician, ticket, sent(b"x" * (1024 * 1024 + 1)))
    with pytest.raises(Invalid):
        put(technician, ticket, sent(b""))
    for person, internal in ((requester, True), (analyst, False)):
        with pytest.raises(Forbidden):
            put(person, ticket, internal=internal)
    with pytest.raises(NotFound):
        put(outsider, ticket)
    for number in range(files.MOST_WAITING):
        put(technician, ticket, sent(str(number).encode()))
    with pytest.raises(Invalid):
        put(technician, ticket)


def test_files_wait_in_their_composer_until_the_comment_is_sent(say, ticket, technician, agent):
    note, letter = put(technician, ticket, internal=True), put(technician, ticket, sent(b"for you"))
    for wrong in (letter.pk, 10**9):
        with pytest.raises(Invalid):
            say(technician, internal=True, attachment_ids=(wrong,))
    with pytest.raises(Invalid):
        say(agent, internal=True, attachment_ids=(note.pk,))
    comment = say(technician, "", internal=True, attachment_ids=(note.pk,))
    note.refresh_from_db()
    assert (note.comment, note.draft, note.is_internal) == (comment, "", True)
    with pytest.raises(Invalid):
        say(technician, internal=True, attachment_ids=(note.pk,))


def test_a_deleted_comment_takes_its_files_along_and_unused_content_is_purged(say, ticket, technician):
    row = put(technician, ticket)
    comment = say(technician, "See there", attachment_ids=(row.pk,))
    path = storing.path_of(row.file)
    actions.delete(by(technician), comment.pk)
    row.refresh_from_db()
    assert (row.file, row.removed_at is not None) == (None, True)
    assert storing.purge() == 0  # may still be on its way into another comment
    StoredFile.objects.update(created_at=comment.created_at - 2 * storing.KEPT_WITHOUT_USE)
    stray = path.parent / "stray"
    stray.write_bytes(b"")
    assert storing.purge(comment.created_at + 2 * storing.KEPT_WITHOUT_USE) == 2
    assert not path.exists()


def test_who_may_take_a_file_away(ticket, technician, agent, coordinator):
    mine, theirs = (put(technician, ticket, sent(data), is_draft=False) for data in (b"1", b"2"))
    with pytest.raises(Forbidden):
        files.remove(by(agent), mine.pk)
    files.remove(by(technician), mine.pk)
    files.remove(by(coordinator), theirs.pk)
    for person in (technician, agent):
        with pytest.raises(NotFound):
            files.remove(by(person), mine.pk)


def test_drafts_that_nobody_sends_are_forgotten(ticket, technician):
    row = put(technician, ticket)
    assert files.forget_waiting(row.created_at + files.DRAFTS_KEPT) == 0
    assert files.forget_waiting(row.created_at + 2 * files.DRAFTS_KEPT) == 1
    assert not Attachment.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_store_the_same_at_once_share_it(ticket, technician, requester):
    with ThreadPoolExecutor(2) as crowd:
        rows = list(crowd.map(lambda person: put(person, ticket), (technician, requester)))
    assert rows[0].file_id == rows[1].file_id
    assert storing.path_of(StoredFile.objects.get()).exists()
