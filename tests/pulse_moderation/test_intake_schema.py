"""The API answers as its OpenAPI document says, whatever is sent: schemathesis tries."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pulse_moderation.views.api import api
from tests.pulse_moderation import calls

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ADDRESS = "/api/pulse/v1/openapi.json"
OPERATIONS = ("sendActivities", "readDelivery", "sendOutcome")
FEW = settings(
    max_examples=40,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(db):
    """The document with the portal behind it, which leaves the connection of the test open."""
    for sent in (request_started, request_finished):
        sent.disconnect(close_old_connections)
    found = schemathesis.openapi.from_dict(api.get_openapi_schema())
    found.app = get_wsgi_application()
    yield found
    for sent in (request_started, request_finished):
        sent.connect(close_old_connections)


def test_everybody_may_read_how_calls_are_made(client):
    document = client.get(ADDRESS).json()

    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {
        "/api/pulse/v1/activities", "/api/pulse/v1/deliveries/{public_id}", "/api/pulse/v1/outcomes",
    }  # fmt: skip
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                assert set(answer["content"]) == {
                    "application/json" if int(status) < 400 else "application/problem+json"
                }, operation["operationId"]
    assert api.get_openapi_schema()["components"]["securitySchemes"]


@pytest.fixture
def signer(cast):
    _source, key, secret = calls.source(cast.bram)
    return lambda body: calls.headers(key, secret, body)


def _try(described, operation_id, headers_of):
    operation = described.find_operation_by_id(operation_id)

    @FEW
    @given(case=operation.as_strategy())
    def attempt(case):
        body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
        case.call_and_validate(data=body, headers=headers_of(body), checks=CHECKS)

    attempt()


@pytest.mark.slow
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_no_call_that_is_signed_fails_or_is_answered_otherwise_than_described(described, signer, operation_id):
    _try(described, operation_id, signer)


@pytest.mark.slow
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_no_call_that_is_not_signed_fails_or_is_answered_otherwise_than_described(described, operation_id):
    _try(described, operation_id, lambda body: {})
