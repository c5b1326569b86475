"""Filling the pages of a report in, as a browser does."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.evidence import pictures

TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."
ANSWERS = {
    "safety": {"safety": "no"},
    "what": {"clauses": ["not-sure"]},
    "who": {"people": "Dana Okafor-Lane"},
    "when": {"occurred_from": "2026-11-10", "occurred_to": "2026-11-10"},
    "where": {"site_kind": "personal", "medium": "post", "is_still_visible": "yes"},
    "story": {"narrative": TEXT},
    "files": {"gate": "none"},
}


def begin(client, mode="confidential", prefix="report"):
    return client.post(reverse(f"{prefix}_start"), {"mode": mode})


def answer(client, page, prefix="report", **changed):
    return client.post(reverse(f"{prefix}_step", args=[page]), ANSWERS.get(page, {}) | changed)


def fill_in(client, mode="confidential", prefix="report", **changed):
    """Every page up to the last; `changed`: {page: what is answered there}."""
    begin(client, mode, prefix)
    for page in ANSWERS | changed:
        response = answer(client, page, prefix, **changed.get(page, {}))
        assert response.status_code == 302, (page, sentences(response))
    return client.get(reverse(f"{prefix}_check"))


def form_key(response):
    return re.search(r'name="form_key" value="([0-9a-f-]{36})"', response.content.decode()).group(1)


def send(client, response, prefix="report"):
    """Press the button of the last page."""
    return client.post(reverse(f"{prefix}_send"), {"form_key": form_key(response)})


def upload(client, prefix="report", *, gate="clean", content=None, name="shot.png"):
    file = SimpleUploadedFile(name, content or pictures.screenshot())
    return client.post(reverse(f"{prefix}_step", args=["files"]), {"gate": gate, "files": file})


def key_on(response):
    """The seven words of a page."""
    return html.unescape(re.search(r'id="key"[^>]*>([^<]+)<', response.content.decode()).group(1))


def sentences(response):
    """What a page says is wrong."""
    return re.findall(r'class="wrong">(?:<p>|<span[^>]*>)?([^<]+)', response.content.decode())
