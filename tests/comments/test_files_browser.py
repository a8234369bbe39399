"""Files in a conversation as a browser shows them: their way up, and what can be looked at in place."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.comments.test_talk_browser import write
from tests.tickets.pages import ticket_url
from tickets_app.models import Attachment

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def page(open_page, ticket, technician):
    page = open_page(technician)
    page.goto(ticket_url(ticket))
    return page


def pick(page, *files):
    given = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    page.locator("#composer-public [data-pick]").set_input_files(given)


WATCH_BARS = """() => {
  window.shares = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => window.shares.push(target.value)))
    .observe(document.body, { subtree: true, attributes: true, attributeFilter: ["value"] });
}"""


def test_the_bar_moves_with_the_upload(page):
    write(page, "public", "A large one")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    wire.send("Network.emulateNetworkConditions", slow)
    page.evaluate(WATCH_BARS)
    pick(page, ("large.bin", b"x" * 1_500_000))
    expect(page.locator("#composer-public [data-waiting]")).to_contain_text("large.bin")
    shares = [share for share in page.evaluate("window.shares") if 0 <= share <= 1]
    between = [share for share in shares if 0 < share < 1]
    assert len(set(between)) >= 3, shares
    assert shares == sorted(shares)
    assert Attachment.objects.get().file.size == 1_500_000


def test_pictures_text_and_pdf_are_looked_at_in_place(page, complaints):
    write(page, "public", "Look")
    pick(
        page,
        ("photo.png", picture()),
        ("how.txt", b"Pull the lever."),
        ("manual.pdf", PDF),
        ("false.png", b"<b>no"),
    )
    expect(page.locator("#composer-public [data-waiting]")).to_have_count(4)
    page.get_by_role("button", name="Send to requester").click()
    thread = page.locator(".thread")
    expect(thread.locator(".attached > li")).to_have_count(4)

    shown = thread.locator("img.attached-image")
    expect(shown).to_have_count(1)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_attribute("alt", "photo.png")
    expect(shown).to_have_js_property("naturalWidth", 40)

    text = thread.locator(".attached > li").filter(has_text="how.txt")
    text.get_by_text("Look into it").focus()
    page.keyboard.press("Enter")
    expect(text.locator(".attached-begin")).to_contain_text("Pull the lever.")
    assert_accessible(page)

    false = thread.locator(".attached-name a", has_text="false.png").first
    assert "image" not in page.request.get(false.get_attribute("href")).headers["content-type"]

    link = thread.get_by_role("link", name="manual.pdf", exact=True)
    expect(link).to_have_attribute("target", "_blank")
    address = link.get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_url(f"**{address}")
    opened.value.close()

    # The browser's own viewer is no page of ours.
    complaints[:] = [line for line in complaints if "chrome" not in line]
