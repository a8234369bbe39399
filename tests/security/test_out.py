"""No feature fetches an address that somebody gave: nothing in the product is an HTTP client.

The source is read, not run: what is imported or called that speaks to the network, that starts a program
which could, or that gets hold of a module by its name. The few that have another purpose are declared.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("tts", "workflows_app", "tickets_app", "reports_app")
CLIENTS = {
    "_socket", "aiohttp", "botocore", "fsspec", "ftplib", "h2", "http.client", "httpcore", "httplib2",
    "httpx", "imaplib", "nntplib", "niquests", "paramiko", "poplib", "pycurl", "requests", "smtplib",
    "socket", "socketserver", "ssl", "telnetlib", "tornado", "twisted", "urllib.request", "urllib3",
    "websocket", "websockets", "xmlrpc",
}  # fmt: skip
PACKAGES = {"http", "urllib"}  # as a whole: what is taken out of them is said nowhere
PROGRAMS = {"ctypes", "multiprocessing", "os.exec", "os.popen", "os.spawn", "os.system", "subprocess"}
BY_NAME = {"importlib", "pkgutil", "runpy", "django.utils.module_loading", "__import__", "eval", "exec"}
CONNECTING = {"create_connection", "open_connection", "sock_connect", "urlopen", "urlretrieve"}
# File and what it uses: what for.
DECLARED = {
    ("tts/processes.py", "socket"): "looks whether a port of this machine is free",
    ("tts/processes.py", "subprocess"): "starts our own processes",
    ("tickets_app/mail.py", "smtplib"): "names what the mail server's refusals are called",
}


def imported(tree):
    """Full names of all that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def called(tree):
    """What is called: plain names, and whole paths such as os.system."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def reaches_out(name) -> bool:
    suspects = CLIENTS | PROGRAMS | BY_NAME
    return name in PACKAGES or any(f"{name}.".startswith(f"{suspect}.") for suspect in suspects)


def clients(source):
    """What in `source` could fetch something from elsewhere."""
    tree = ast.parse(source)
    found = {name for name in imported(tree) if reaches_out(name)}
    for name in called(tree):
        is_program = any(name.startswith(program) for program in PROGRAMS if program.startswith("os."))
        if is_program or name in BY_NAME or name.rpartition(".")[2] in CONNECTING:
            found.add(name)
    return found


@pytest.mark.security(46)
def test_the_product_has_no_http_client():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert len(files) > 100
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in [*files, ROOT / "manage.py"]
        for name in clients(path.read_text())
    }
    assert found == set(DECLARED)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from urllib.request import urlopen", {"urllib.request.urlopen"}),
        ("from urllib import request as ask", {"urllib.request"}),
        ("import urllib.request as ask", {"urllib.request"}),
        ("import urllib, json\nurllib.request.urlopen(x)", {"urllib", "urllib.request.urlopen"}),
        ("import http", {"http"}),
        ("from http import client", {"http.client"}),
        ("def late():\n    import requests.sessions", {"requests.sessions"}),
        ("import socket as s", {"socket"}),
        ("from socket import create_connection", {"socket.create_connection"}),
        ("import asyncio\nasyncio.open_connection('a', 80)", {"asyncio.open_connection"}),
        ("import importlib\nimportlib.import_module('htt' + 'px')", {"importlib"}),
        ("from importlib import import_module", {"importlib.import_module"}),
        ("from django.utils.module_loading import import_string",
         {"django.utils.module_loading.import_string"}),
        ("__import__('requests').get(x)", {"__import__"}),
        ("exec('import requests')", {"exec"}),
        ("import os\nos.system('curl ' + x)", {"os.system"}),
        ("import subprocess", {"subprocess"}),
    ],
)  # fmt: skip
def test_one_would_be_found(source, found):
    assert clients(source) == found


def test_what_only_looks_like_one_is_none():
    source = "from urllib.parse import quote\nfrom http import HTTPStatus\nfrom urllib import parse\n"
    assert not clients(source + "cursor.execute(x)\nnode.evaluate(x)\nimport os\nos.path.join(x)")
