"""What an installation starts from agrees with itself, with the product and with its schema."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = Path(__file__).parent / "schema"
OURS = ("release", "web", "worker", "consumer", "publisher")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def read(*parts):
    return ROOT.joinpath(*parts).read_text()


def documented():
    return set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs", "configuration.md"), re.MULTILINE))


def refusals(compose):
    schema = json.loads((SCHEMA / "compose_spec.json").read_text())
    return [error.message for error in jsonschema.Draft201909Validator(schema).iter_errors(compose)]


def test_the_compose_file_follows_its_schema():
    assert refusals(COMPOSE) == []


def test_the_schema_refuses_what_is_no_compose_file():
    assert "imag" in refusals({**COMPOSE, "services": {"web": {"imag": "tts"}}})[0]


def test_the_schema_is_as_it_was_published():
    for line in (SCHEMA / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split("  ")
        assert hashlib.sha256((SCHEMA / name).read_bytes()).hexdigest() == checksum, name


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_write_only_where_it_must(name):
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert {volume.split(":")[1] for volume in service["volumes"]} == {"/srv/media", "/srv/static"}


def test_the_image_is_not_run_by_root_and_carries_no_installer():
    steps = read("Dockerfile").splitlines()
    users = [step.split()[1] for step in steps if step.startswith("USER ")]
    assert users == ["tts"]
    assert steps.index("USER tts") < next(i for i, step in enumerate(steps) if step.startswith("CMD "))
    assert any("uninstall -y pip" in step for step in steps)


def test_the_image_has_every_package_of_the_product_and_no_tests():
    copied = set(re.findall(r"^COPY (\w+) \w+$", read("Dockerfile"), re.MULTILINE))
    assert copied == {"tts", "workflows_app", "tickets_app", "reports_app", "templates", "static"}
    let_in = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert let_in == copied | {"manage.py", "requirements.txt"}


def test_what_the_containers_are_told_is_a_setting_of_the_product():
    assert set(COMPOSE["x-tts"]["environment"]) <= documented()
    told = re.findall(r"\b([A-Z_]{4,})=/", read("Dockerfile"))
    assert set(told) - {"PATH"} <= documented()


def test_what_compose_asks_for_is_explained():
    asked = set(re.findall(r"\$\{([A-Z_]+)", read("compose.yaml")))
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs", "containers.md"), re.MULTILINE))
    assert explained == asked


def commands():
    texts = [unit.read_text() for unit in UNITS]
    texts += [" ".join(COMPOSE["services"][name].get("command", [])) for name in OURS]
    return {name for text in texts for name in re.findall(r"manage\.py (\w+)", text)}


def test_every_command_that_is_started_exists():
    assert commands() <= set(get_commands())
    assert {"qcluster", "consume_queues", "publish_outbox"} <= commands()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_comes_back_and_belongs_to_the_target(unit):
    text = unit.read_text()
    assert "Restart=always" in text
    assert "User=tts" in text
    assert "WantedBy=tts.target" in text
    assert unit.name.split("@")[0].removesuffix(".service") in read("deploy", "systemd", "tts.target")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path):
    for unit in [*UNITS, ROOT / "deploy" / "systemd" / "tts.target"]:
        (tmp_path / unit.name).write_text(re.sub(r"/srv/tts/\S+", sys.executable, unit.read_text()))
    instances = [name.replace("@.", "@1.") for name in os.listdir(tmp_path)]
    done = subprocess.run(
        ["systemd-analyze", "verify", *instances],
        cwd=tmp_path,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_both_kinds_of_installation_give_a_process_the_same_time_to_finish():
    for name in ("web", "worker", "consumer", "publisher"):
        unit = next(unit for unit in UNITS if unit.name.startswith(f"tts-{name}"))
        seconds = re.search(r"TimeoutStopSec=(\d+)", unit.read_text())[1]
        assert COMPOSE["services"][name]["stop_grace_period"] == f"{seconds}s"


def test_the_proxy_is_the_one_that_is_trusted():
    address = COMPOSE["services"]["nginx"]["networks"]["default"]["ipv4_address"]
    assert COMPOSE["x-tts"]["environment"]["TRUSTED_PROXIES"] == address


def test_the_web_server_sends_attached_files_only_after_the_product_has_allowed_it():
    prefix = COMPOSE["x-tts"]["environment"]["X_ACCEL_PREFIX"]
    block = read("deploy", "nginx", "site.conf").split(f"location {prefix} {{")[1].split("}")[0]
    assert "internal;" in block


@pytest.mark.parametrize("name", ["machine.conf", "container.conf"])
def test_sockets_and_requests_are_shared_out_apart_among_the_same_processes(name):
    blocks = dict(
        re.findall(r"^upstream (\w+) {(.*?)^}", read("deploy", "nginx", name), re.DOTALL | re.MULTILINE)
    )
    servers = {
        upstream: re.findall(r"^    server .*;$", text, re.MULTILINE) for upstream, text in blocks.items()
    }
    assert servers["tts"] == servers["tts_live"] != []
    passed = re.findall(
        r"location (\S+ ?\S*) {[^}]*proxy_pass http://(\w+);", read("deploy", "nginx", "site.conf")
    )
    assert dict(passed) == {"/": "tts", "/live/": "tts_live", "= /ready": "tts"}
