"""Files for a ticket that is being written: whose they are, what is refused, and what becomes of them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.factories import by
from tests.tickets.pages import HTMX, page_as, words
from tickets_app import tasks
from tickets_app.comments import storing, waiting
from tickets_app.models import Attachment, StoredFile, Ticket, WaitingFile
from tts.core.errors import Invalid

pytestmark = pytest.mark.django_db
FULL = {"department": "IT", "category": "Support", "subject": "Printer on fire", "priority": "High"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def file(name="how.txt", content=b"It burns."):
    return SimpleUploadedFile(name, content)


def upload(user, **given):
    return page_as(user).post("/new/files/", {"file": file(**given)}, headers=HTMX)


def waits(user, **given):
    return waiting.upload(by(user), file(**given))


class TestUploading:
    def test_answers_with_a_line_that_the_form_takes(self, requester):
        response = upload(requester)
        row = WaitingFile.objects.get()
        assert response.status_code == 201
        assert f'name="file" value="{row.pk}"' in response.content.decode()
        assert (row.name, row.uploaded_by) == ("how.txt", requester)

    def test_is_refused_where_it_is_too_large(self, requester, settings):
        settings.MAX_UPLOAD_MB = 1
        response = upload(requester, content=b"x" * (1024 * 1024 + 1))
        assert response.status_code == 413
        assert "A file may have at most 1 MB." in words(response)
        assert not WaitingFile.objects.exists()

    def test_is_refused_where_it_is_empty_or_none(self, requester):
        assert upload(requester, content=b"").status_code == 400
        assert page_as(requester).post("/new/files/", {}, headers=HTMX).status_code == 400

    def test_is_refused_beyond_the_most(self, requester, monkeypatch):
        monkeypatch.setattr(waiting, "MOST_WAITING", 1)
        waits(requester)
        assert "At most 1 files" in words(upload(requester))

    def test_is_refused_to_a_stranger(self, client, db):
        assert client.post("/new/files/", {"file": file()}).status_code == 302
        assert not WaitingFile.objects.exists()

    def test_what_calls_itself_a_picture_is_only_downloaded(self, requester):
        row = waits(requester, name="cat.png", content=b"<script>alert(1)</script>")
        response = page_as(requester).get(f"/new/files/{row.pk}/")
        assert response["Content-Type"] != "image/png"
        assert "sandbox" in response["Content-Security-Policy"]

    @pytest.mark.parametrize("other", ["agent", "admin"])
    def test_nobody_else_opens_or_removes_it(self, requester, other, request):
        row, page = waits(requester), page_as(request.getfixturevalue(other))
        assert page.get(f"/new/files/{row.pk}/").status_code == 404
        assert page.post(f"/new/files/{row.pk}/remove/").status_code == 404
        assert page_as(requester).post(f"/new/files/{row.pk}/remove/", headers=HTMX).status_code == 200
        assert not WaitingFile.objects.exists()


class TestSending:
    def test_puts_them_on_the_ticket(self, version, requester):
        rows = [waits(requester), waits(requester, name="why.txt", content=b"Dry paper.")]
        response = page_as(requester).post("/new/", {**FULL, "file": [row.pk for row in rows]})
        ticket = Ticket.objects.get()
        assert response["Location"] == f"/ticket/{ticket.number}/"
        kept = Attachment.objects.filter(ticket=ticket, comment=None, draft="", is_internal=False)
        assert sorted(kept.values_list("name", flat=True)) == ["how.txt", "why.txt"]
        assert not WaitingFile.objects.exists()
        assert "how.txt" in words(page_as(requester).get(f"/ticket/{ticket.number}/"))

    def test_with_another_person_s_file_sends_nothing(self, version, requester, agent):
        mine, other = waits(requester), waits(agent, content=b"Secret.")
        response = page_as(requester).post("/new/", {**FULL, "file": [mine.pk, other.pk]})
        assert response.status_code == 400
        assert "One of these files is not there any more." in words(response)
        assert not Ticket.objects.exists()
        assert WaitingFile.objects.count() == 2

    def test_that_is_refused_still_lists_them(self, version, requester):
        row = waits(requester)
        response = page_as(requester).post("/new/", {**FULL, "subject": "", "file": row.pk})
        assert response.status_code == 400
        assert f'name="file" value="{row.pk}"' in response.content.decode()

    def test_takes_no_notice_of_what_is_no_id(self, version, requester):
        page_as(requester).post("/new/", {**FULL, "file": ["x", "-1"]})
        assert Ticket.objects.get().files.count() == 0


class TestForgetting:
    def test_goes_after_a_while_with_its_content(self, requester):
        row = waits(requester)
        tasks.purge_files()
        assert storing.path_of(row.file).exists()
        StoredFile.objects.update(created_at=timezone.now() - timedelta(days=15))
        tasks.purge_files()
        assert WaitingFile.objects.exists()
        WaitingFile.objects.update(created_at=timezone.now() - timedelta(days=15))
        tasks.purge_files()
        assert not WaitingFile.objects.exists()
        assert not StoredFile.objects.exists()
        assert not storing.path_of(row.file).exists()

    def test_attaching_twice_is_refused(self, version, requester):
        row = waits(requester)
        page_as(requester).post("/new/", {**FULL, "file": row.pk})
        with pytest.raises(Invalid):
            waiting.attach(by(requester), Ticket.objects.get(), [row.pk])
