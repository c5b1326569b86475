"""Renders the gallery: the portal's own templates with sample content, no database and no views."""

from pathlib import Path

from django.template import Context, engines
from django.test import RequestFactory

from tests.look import samples

HERE = Path(__file__).parent / "gallery"


def fragment(name):
    """A template of the gallery folder, as {% include %} takes it."""
    return engines["django"].from_string((HERE / f"{name}.html").read_text(encoding="utf-8")).template


def _gallery(name, context):
    inside = {part: fragment(part) for part in ("grant_fields", "return_fields", "deny_fields", "note_fields")}
    return fragment(name), {**inside, **context}


def _portal(name, context):
    return engines["django"].get_template(f"{name}.html").template, context


PAGES = {
    "my_work": lambda: _gallery("my_work", samples.my_work()),
    "request": lambda: _gallery("request", samples.request()),
    "record": lambda: _gallery("record", samples.record()),
    "forms": lambda: _gallery("forms", {**samples.chrome(), "form": samples.EveryFieldForm()}),
    "forms_wrong": lambda: _gallery("forms", {**samples.chrome(), "form": samples.EveryFieldForm({}, {})}),
    "parts": lambda: _gallery("parts", samples.parts()),
    "sign_in": lambda: _portal("people/sign_in", samples.sign_in()),
    "locked_out": lambda: _portal("people/locked_out", {}),
    "missing": lambda: _portal("errors/missing", {}),
    "not_allowed": lambda: _portal("errors/not_allowed", samples.refused()),
    "stale": lambda: _portal("errors/stale", samples.stale()),
    "csrf": lambda: _portal("errors/csrf", {}),
    "server_error": lambda: _portal("errors/server_error", {}),
    "too_large": lambda: _portal("errors/too_large", {}),
    "offline": lambda: _portal("errors/offline", {}),
}


def render(name):
    """The page as HTML."""
    template, values = PAGES[name]()
    request = RequestFactory().get("/")
    context = Context({"request": request, **values})
    context.request = request  # where {% querystring %} looks for it
    return template.render(context)
