"""Production starts with safe settings only, and says which are not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAFE = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "q8Zr!x2Lw7Tn5Vb9Ym3Kc6Hd1Sf4Gj0PaUeIoQzXwEvRtBy" + "NuMiOpLk",
    "ALLOWED_HOSTS": "desk.example",
    "CSRF_TRUSTED_ORIGINS": "https://desk.example",
    "SITE_URL": "https://desk.example",
    "DATABASE_URL": "postgres://tts:secret@127.0.0.1:5432/tts",
    "EMAIL_URL": "smtp+tls://tts:secret@mail.example:587",
    "DJANGO_JWT_SIGNING_KEY": "k" * 32,
}


def start(*arguments, **changed):
    environment = {"PATH": os.environ["PATH"], **SAFE, **changed}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.security(54)
def test_safe_settings_pass_the_deployment_check():
    done = start("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.security(54)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("DEBUG", "on"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("CSRF_TRUSTED_ORIGINS", ""),
        ("SITE_URL", "http://desk.example"),
        ("DATABASE_URL", "sqlite:///tts.sqlite3"),
        ("EMAIL_URL", "consolemail://"),
        ("DJANGO_JWT_SIGNING_KEY", "short"),
        ("FAILPOINTS", "before_commit"),
    ],
)
def test_an_unsafe_value_is_refused_by_name(name, value):
    done = start("check", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(("process", "pooled"), [("web", True), ("", False)])
def test_only_web_processes_have_a_connection_pool(process, pooled):
    code = "from django.conf import settings; print('pool' in settings.DATABASES['default']['OPTIONS'])"
    environment = {"PATH": os.environ["PATH"], **SAFE, "DJANGO_SETTINGS_MODULE": "tts.settings"}
    environment["TTS_PROCESS"] = process
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(pooled), done.stderr


def test_a_command_started_from_inside_a_web_process_has_no_connection_pool():
    code = "from django.conf import settings; print('pool' in settings.DATABASES['default']['OPTIONS'])"
    assert start("shell", "-v0", "-c", code, TTS_PROCESS="web").stdout.strip() == "False"


COLLECT = """
import sys
import django
from django.conf import settings
from django.core.management import call_command
django.setup()
settings.STATIC_ROOT = sys.argv[1]
call_command("collectstatic", interactive=False, verbosity=0)
"""


def test_static_files_are_collected_under_names_of_their_content(tmp_path):
    environment = {"PATH": os.environ["PATH"], **SAFE, "DJANGO_SETTINGS_MODULE": "tts.settings"}
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    designer = (tmp_path / names["js/designer/main.js"]).read_text()
    for name in ("js/designer/editor.js", "js/designer/store.js"):
        assert Path(names[name]).name in designer, "an import names the collected file"
    assert not [name for name in names if name.startswith("django_htmx/")]


def test_probes_on_the_machine_itself_are_answered():
    """As the health check of the containers, `deploy/roll` and Prometheus ask: without proxy and TLS."""
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "here = '127.0.0.1:8001'\n"
        "for path, host in (('/health', here), ('/metrics', here), ('/health', 'evil')):\n"
        "    client = Client(raise_request_exception=False)\n"
        "    print(client.get(path, headers={'host': host}).status_code)\n"
    )
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tts.settings", **SAFE}
    environment["DATABASE_URL"] = "postgres://tts@127.0.0.1:1/none"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    # /metrics gets as far as the database, which is not there, instead of being sent to https.
    assert done.stdout.split() == ["200", "500", "400"], done.stderr
