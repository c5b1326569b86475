"""The signed API of sources, described by its own OpenAPI document (docs/guides/pulse-api.md)."""

import contextlib
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from ninja import NinjaAPI, Schema, Status
from ninja.security import APIKeyHeader

from pulse_moderation import tasks
from pulse_moderation.models import Delivery
from pulse_moderation.services import deliveries
from pulse_moderation.services.deliveries import Refused

ROOT = "/api/pulse/v1/"
PROBLEM = "application/problem+json"


class PulseAPI(NinjaAPI):
    """Its addresses have plain names, as the access table wants them, and its refusals are problem documents."""

    def get_root_path(self, path_params):
        return ROOT

    def get_openapi_schema(self, **kwargs):
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
        return schema


class Problem(Schema):
    """RFC 9457. `code` is for programs; `taken` is where the status of a call stands that was taken before."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    taken: str | None = None


class Taken(Schema):
    """Everything that was accepted is kept. `status` is where to ask what became of it."""

    status: str
    total: int
    rejected: int


class Counts(Schema):
    new: int
    revised: int
    known: int
    gone: int
    missing: int
    rejected: int


class Rejected(Schema):
    index: int
    reason: str


class DeliveryStatus(Schema):
    id: UUID
    state: Literal["screening", "done"]
    received_at: datetime
    total: int
    waiting: int
    counts: Counts
    problems: list[Rejected]


class Outcome(Schema):
    """The order as it stands now: ordered, confirmed, or not_confirmed."""

    order: UUID
    state: str


class PulseKey(APIKeyHeader):
    """Names the key in the document. Whether a call is signed is asked once its body is read: `signed`."""

    param_name = "X-Pulse-Key"

    def authenticate(self, request, key):
        return True

    def __call__(self, request):
        return True


def signed_headers():
    """What every signed call carries beside its key, for the OpenAPI document."""
    return [
        {
            "in": "header", "name": "X-Pulse-Timestamp", "required": True, "schema": {"type": "string"},
            "description": "Whole seconds since 1970 in UTC, when the call was signed.", "example": "1795030860",
        },
        {
            "in": "header", "name": "X-Pulse-Signature", "required": True, "schema": {"type": "string"},
            "description": "Hexadecimal HMAC-SHA256, with the secret of the key, of timestamp, full stop and body.",
        },
    ]  # fmt: skip


def json_body(schema, description, example=None):
    content = {"schema": schema} | ({"example": example} if example else {})
    types = ("application/activity+json", "application/json")
    return {"required": True, "description": description, "content": dict.fromkeys(types, content)}


ACTIVITY = {
    "type": "object",
    "required": ["type", "object"],
    "properties": {
        "type": {"enum": ["Create", "Update", "Delete"]},
        "actor": {"description": "Who wrote it: an id such as acct:name or mailto:address, or an object with name."},
        "published": {"type": "string"},
        "object": {
            "description": "A Note, Article or Image; of a Delete its id is enough.",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        "type": {"type": "string"},
                        "id": {"type": "string"},
                        "name": {"type": "string"},
                        "content": {"type": "string", "description": "HTML, unless mediaType says text/plain."},
                        "published": {"type": "string"},
                        "updated": {"type": "string"},
                        "revision": {"type": "string", "description": "Ours. The same id and revision count once."},
                        "youthMaterial": {"type": "boolean", "description": "Ours. It is, or shows, a youth's (B.1.h)."},
                    },
                },
            ],
        },
    },
}  # fmt: skip
BATCH = {
    "type": "object",
    "required": ["type", "items"],
    "properties": {
        "type": {"enum": ["Collection", "OrderedCollection"]},
        "items": {"type": "array", "items": ACTIVITY, "maxItems": 1000},
    },
}
EXAMPLE = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "type": "Create",
    "actor": "acct:dana",
    "object": {
        "type": "Note",
        "id": "https://pulse.example/posts/1",
        "published": "2026-11-17T14:41:00Z",
        "content": "<p>Potluck on Thursday in the break room.</p>",
    },
}

api = PulseAPI(
    title="Pulse intake",
    version="1",
    description="Posts on Pulse, sent by Pulse itself. How to sign a call: docs/guides/pulse-api.md.",
    openapi_url=None,
    docs_url=None,
    servers=[{"url": settings.PORTAL_URL}],
    auth=PulseKey(),
)
REFUSALS = {401: Problem, 413: Problem}


@api.exception_handler(Refused)
def refuse(request, refused):
    more = {}
    if taken := refused.more.get("taken"):
        more = {"taken": _status_url(taken)}
    document = {
        "type": f"urn:dys:pulse:{refused.code}", "title": refused.title, "status": refused.status,
        "detail": refused.detail, "code": refused.code,
    }  # fmt: skip
    return JsonResponse(document | more, status=refused.status, content_type=PROBLEM)


def signed(request):
    """(key, body, signature) of a call that a source signed. Raises Refused, which becomes a problem document."""
    body = _body(request)
    signature = request.headers.get("X-Pulse-Signature", "")
    key = deliveries.who_signed(
        key_id=request.headers.get("X-Pulse-Key", ""),
        timestamp=request.headers.get("X-Pulse-Timestamp", ""),
        signature=signature,
        body=body,
        at=timezone.now(),
    )
    return key, body, signature


def _body(request):
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    body = b"" if length > deliveries.MOST_BYTES else request.read(deliveries.MOST_BYTES + 1)
    if length > deliveries.MOST_BYTES or len(body) > deliveries.MOST_BYTES:
        raise Refused(
            413, "too-large", _("The body is too large"),
            _("Send at most %(most)s bytes in one call.") % {"most": deliveries.MOST_BYTES},
        )  # fmt: skip
    return body


def _status_url(delivery):
    return settings.PORTAL_URL.rstrip("/") + reverse("pulse_api_delivery", args=[delivery.public_id])


@api.post(
    "activities",
    url_name="pulse_api_activities",
    operation_id="sendActivities",
    summary="Send one activity, or many",
    response={202: Taken, 400: Problem, 409: Problem, 422: Problem} | REFUSALS,
    openapi_extra={
        "parameters": signed_headers(),
        "requestBody": json_body(
            {"anyOf": [ACTIVITY, BATCH, {"type": "array", "items": ACTIVITY, "maxItems": 1000}]},
            "An ActivityStreams 2.0 Create, Update or Delete; a Collection or a list of them.",
            EXAMPLE,
        ),
    },
)
def activities_send(request):
    key, body, signature = signed(request)
    delivery = deliveries.take(key, signature=signature, body=body, at=timezone.now())
    if delivery.posts:
        with contextlib.suppress(OperationalError, OSError):  # the sweep finds what waits
            tasks.screen_delivery.apply_async([delivery.pk], retry=False)
    return Status(202, {"status": _status_url(delivery), "total": delivery.total, "rejected": len(delivery.problems)})


@api.get(
    "deliveries/{uuid:public_id}",
    url_name="pulse_api_delivery",
    operation_id="readDelivery",
    summary="What became of a call",
    response={200: DeliveryStatus, 404: Problem} | REFUSALS,
    openapi_extra={"parameters": signed_headers()},
)
def delivery_read(request, public_id: UUID):
    key, _body, _signature = signed(request)
    delivery = Delivery.objects.filter(source=key.source, public_id=public_id).first()
    if delivery is None:
        raise Refused(404, "no-delivery", _("No such delivery"), _("This source has none of that id."))
    return Status(200, deliveries.status(delivery))


@api.post(
    "outcomes",
    url_name="pulse_api_outcomes",
    operation_id="sendOutcome",
    summary="Say what became of an order",
    response={200: Outcome, 400: Problem, 404: Problem, 422: Problem} | REFUSALS,
    openapi_extra={
        "parameters": signed_headers(),
        "requestBody": json_body(
            {
                "type": "object",
                "required": ["order", "outcome"],
                "properties": {"order": {"type": "string", "format": "uuid"}, "outcome": {"enum": ["done", "refused"]}},
            },
            "Said twice it changes nothing.",
        ),
    },
)
def outcome_send(request):
    key, body, _signature = signed(request)
    order = deliveries.outcome_of(key, body=body, at=timezone.now())
    return Status(200, {"order": order.public_id, "state": order.state})


@require_safe
def pulse_api_openapi(request):
    """The OpenAPI document; it names nobody, so everybody may read it."""
    return JsonResponse(api.get_openapi_schema())
