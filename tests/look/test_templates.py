"""What can be said of templates and styles without a browser."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"


def test_no_template_carries_a_style_or_a_script_of_its_own():
    forbidden = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.I)

    found = [path.name for path in TEMPLATES.rglob("*.html") if forbidden.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_the_page_for_missing_is_the_same_bytes_for_everybody():
    somebody = render_to_string("errors/missing.html", {"nav": [{"label": "Pulse"}], "unread": 3, "csrf_token": "x"})

    assert render_to_string("errors/missing.html") == somebody


def test_every_file_a_style_sheet_names_is_here():
    missing = []
    for sheet in STATIC.rglob("*.css"):
        for name in re.findall(r"url\(\"?(?!data:)([^)\"]+)", sheet.read_text(encoding="utf-8")):
            if not (sheet.parent / name).exists():
                missing.append(name)

    assert missing == []


def test_every_vendored_folder_has_its_licence_and_its_line():
    table = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")

    for folder in (STATIC / "vendor").iterdir():
        if folder.is_dir():
            assert any((folder / name).exists() for name in ("LICENSE", "OFL.txt"))
            assert f"`{folder.name}/`" in table


def test_every_component_names_its_parameters_first():
    for path in (TEMPLATES / "components").glob("*.html"):
        assert path.read_text(encoding="utf-8").startswith("{% comment %}" + path.name + ":"), path.name
