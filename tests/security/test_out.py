"""No feature fetches an address that somebody gave: nothing in the product is an HTTP client."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("tts", "workflows_app", "tickets_app", "reports_app")
CLIENTS = {
    "aiohttp", "ftplib", "http.client", "httplib2", "httpx", "niquests", "pycurl", "requests", "telnetlib",
    "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip


def imported(source):
    """Full names of all that `source` imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def clients(source):
    return {name for name in imported(source) for client in CLIENTS if f"{name}.".startswith(f"{client}.")}


@pytest.mark.security(46)
def test_the_product_has_no_http_client():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert len(files) > 100
    assert not {path.name: found for path in files if (found := clients(path.read_text()))}


def test_one_would_be_found():
    assert clients("from urllib.request import urlopen") == {"urllib.request.urlopen"}
    assert clients("import requests") == {"requests"}
    assert not clients("from urllib.parse import quote\nfrom http import HTTPStatus")
