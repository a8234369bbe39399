"""The first load of the inbox, without charts: small, of one host, and what blocks is named by the page."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from django.contrib.staticfiles import finders

from tests.factories import make_ticket
from tests.tickets.pages import page_as

MOST = 200_000  # bytes, compressed
COMPRESSED_ALREADY = {".woff2", ".png", ".jpg"}
IMPORT = re.compile(r"""(?:import|from)\s+["'](\.[^"']+)["']""")

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Assets(HTMLParser):
    """What a page asks for by itself: (address, whether showing the page waits for it)."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload"):
            self.found[given["href"]] = given["rel"] == "stylesheet"
        elif tag == "script":
            assert "src" in given, "a script in the page itself"
            self.found[given["src"]] = given.get("type") != "module"
        elif tag == "use":
            self.found[given["href"].split("#")[0]] = False


@pytest.fixture
def page(version, agent):
    for _each in range(25):
        make_ticket(subject="The projector in the meeting room shows nothing but a blue screen")
    answer = page_as(agent).get("/inbox/")
    return answer.content.decode()


def read(address: str) -> bytes:
    assert address.startswith("/static/"), f"{address} is of another host or no static file"
    with open(finders.find(address.removeprefix("/static/")), "rb") as file:
        return file.read()


def imports_of(address: str) -> set[str]:
    """The modules that a module brings along."""
    folder = PurePosixPath(address).parent
    named = IMPORT.findall(read(address).decode()) if address.endswith(".js") else []
    return {str(folder / name.removeprefix("./")) for name in named}


def everything(page: str) -> set[str]:
    wanted, found = list(Assets(page).found), set()
    while wanted:
        address = wanted.pop()
        if address not in found:
            found.add(address)
            wanted += imports_of(address)
    return found


def transferred(address: str) -> int:
    content = read(address)
    return (
        len(content) if PurePosixPath(address).suffix in COMPRESSED_ALREADY else len(gzip.compress(content))
    )


def test_it_is_small_and_of_one_host(page):
    sizes = {address: transferred(address) for address in everything(page)}
    whole = sum(sizes.values()) + len(gzip.compress(page.encode()))
    assert whole <= MOST, sorted(sizes.items(), key=lambda pair: -pair[1])[:10]


def test_what_blocks_is_asked_for_by_the_page_itself(page):
    blocking = [address for address, blocks in Assets(page).found.items() if blocks]
    assert len(blocking) > 2
    for address in blocking:
        text = read(address).decode()
        assert "@import" not in text
        assert not address.endswith(".js") or "document.write" not in text
