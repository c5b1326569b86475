"""The API answers as its OpenAPI document says, whatever is sent: schemathesis tries."""

import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
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
schema = schemathesis.pytest.from_fixture("described")
few = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(db):
    return schemathesis.openapi.from_wsgi(ADDRESS, get_wsgi_application())


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


def _body(case):
    return b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()


@pytest.mark.slow
@schema.parametrize()
@few
def test_no_call_that_is_signed_fails_or_is_answered_otherwise_than_described(case, signer):
    body = _body(case)

    case.call_and_validate(data=body, headers=signer(body), checks=CHECKS)


@pytest.mark.slow
@schema.parametrize()
@few
def test_no_call_that_is_not_signed_fails_or_is_answered_otherwise_than_described(case, db):
    case.call_and_validate(data=_body(case), checks=CHECKS)
