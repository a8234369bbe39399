"""Production's static files: vendored files pass unmodified, our modules find each other."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from tts.core.staticfiles import ManifestStorage


@pytest.fixture
def collect(tmp_path):
    """Store the given files (name to text) and return the text of each under its hashed name."""

    def collect(files):
        storage = ManifestStorage(location=tmp_path, base_url="/static/")
        plain = FileSystemStorage(location=tmp_path)
        for name, text in files.items():
            plain.save(name, ContentFile(text))
        for _, _, outcome in storage.post_process({name: (plain, name) for name in files}):
            if isinstance(outcome, BaseException):
                raise outcome
        hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
        return {name: (tmp_path / hashed[name]).read_text() for name in files}

    return collect


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("library.min.css", "a{color:red}\n/*# sourceMappingURL=library.min.css.map */"),
        ("library.min.js", "run();\n//# sourceMappingURL=library.min.js.map"),
    ],
)
def test_a_missing_source_map_is_not_followed(collect, name, text):
    assert collect({name: text}) == {name: text}


def test_a_module_imports_its_neighbour_by_hashed_name(collect):
    stored = collect(
        {"page.js": 'import { ring } from "./bell.js";\nring();', "bell.js": "export const ring = 1;"}
    )
    assert '"./bell.js"' not in stored["page.js"]
    assert "bell." in stored["page.js"]


def test_any_other_missing_file_is_an_error(collect):
    with pytest.raises(ValueError, match=r"missing\.png"):
        collect({"page.css": "a{background:url(missing.png)}"})
