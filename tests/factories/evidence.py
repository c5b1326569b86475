"""Captured evidence in any state, made through the same services people use."""

import uuid
from datetime import timedelta

from authorizations.choices import AccessBasis, AttributionBasis, Confidence, Relevance
from authorizations.models import Platform
from authorizations.services import evidence
from tests.evidence import pictures

A_WHILE = timedelta(minutes=20)


def facts(*, at, **changed):
    """Every answer of the capture form."""
    return {
        "platform": Platform.objects.get(slug="x"),
        "other_site": "",
        "source_account": "demo_koa",
        "source_url": "https://x.com/demo_koa/status/1",
        "posted_at": None,
        "captured_at": at - A_WHILE,
        "device": "desktop",
        "access_basis": AccessBasis.PUBLIC,
        "attribution": [AttributionBasis.YOUTH_TOLD],
        "attribution_text": "Told me the name in May.",
        "confidence": Confidence.CONFIRMED,
        "relevance": [Relevance.PROGRESS],
        "relevance_text": "The youth shows the diploma.",
        "has_third_parties": False,
        "third_parties": None,
    } | changed


def drafted(authorization, *, at, files=1, **details):
    author = authorization.employee
    item = evidence.begin(authorization, form_key=uuid.uuid4(), actor=author, at=at, **details)
    for number in range(files):
        content = pictures.screenshot(size=(320, 200 + number))
        evidence.add_file(item, content, name="shot.png", actor=author, at=at)
    return item


def logged(authorization, *, at, **changed):
    item = drafted(authorization, at=at)
    return evidence.log(item, actor=authorization.employee, at=at, **facts(at=at, **changed))


def gated(authorization, *, at, **changed):
    details = {
        "platform": Platform.objects.get(slug="x"),
        "other_site": "",
        "source_account": "demo_koa",
        "source_url": "https://x.com/demo_koa/status/2",
    } | changed
    return evidence.report_gated(
        authorization, form_key=uuid.uuid4(), captured_at=at - A_WHILE, actor=authorization.employee, at=at, **details
    )
