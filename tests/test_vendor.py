"""Vendored browser libraries are what their checksums say, and templates use nothing that is absent."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

ICON_USE = re.compile(r"icons\.svg['\"][^#\"]*#([\w-]+)")
LOADED_FROM_A_HOST = re.compile(
    r"<(?:script|link|img|iframe|source|use)\b[^>]*(?:src|href)=[\"'](?:https?:)?//"
)


def recorded_checksums():
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}


def library_files():
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR]
    return {str(path.relative_to(VENDOR)) for path in files if path.suffix != ".pyc"}


def sprite_icons():
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="([\w-]+)"', sprite))


def test_every_vendored_file_is_as_recorded():
    for name, checksum in recorded_checksums().items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum, name


def test_every_vendored_file_is_recorded():
    assert library_files() | {"../icons.svg"} == set(recorded_checksums())


def test_every_library_has_its_licence_beside_it():
    for folder in {path.split("/")[0] for path in library_files()}:
        assert (VENDOR / folder / "LICENSE").exists(), folder


def test_versions_are_pinned_and_the_lock_names_no_host():
    wanted = json.loads((VENDOR / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((VENDOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_the_sprite_has_the_listed_icons():
    assert sprite_icons() == set((VENDOR / "icons.txt").read_text(encoding="utf-8").split())


def test_templates_use_only_icons_of_the_sprite():
    used = {name for path in TEMPLATES for name in ICON_USE.findall(path.read_text(encoding="utf-8"))}
    assert used <= sprite_icons()


def test_no_template_loads_from_another_host():
    found = [path.name for path in TEMPLATES if LOADED_FROM_A_HOST.search(path.read_text(encoding="utf-8"))]
    assert found == []
