"""Default shut: every address has a name in the access table, and what the table does not list does not exist."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, get_resolver, include, path, reverse

from audit.models import AuditEvent
from dys_social import urls
from dys_social.access import ACCESS
from people.roles import Role
from workflow.access import PUBLIC, SIGNED_IN, only

EXAMPLES = {"clause_id": "B.2"}  # of addresses written as expressions
LINK_TO_NOBODY = {name for name, access in ACCESS.items() if access.is_unlinked}
SIGNED_CALLS = {
    "pulse_api_activities",
    "pulse_api_delivery",
    "pulse_api_openapi",
    "pulse_api_outcomes",
}  # and what says how they are signed
OPEN_TO_ALL = (
    {"calendar_feed", "demonstration_mail", "demonstration_message", "healthz", "sign_in"}
    | LINK_TO_NOBODY
    | SIGNED_CALLS
)


def _patterns(patterns=None, namespace=""):
    """(view name, pattern) of every address, includes and namespaces unfolded."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}" if pattern.name else None, pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern.url_patterns, inner)


NAMES = sorted(name for name, _pattern in _patterns() if name)


def test_every_address_has_a_name_of_its_own():
    nameless = [str(pattern.pattern) for name, pattern in _patterns() if name is None]

    assert nameless == []
    assert [name for name in set(NAMES) if NAMES.count(name) > 1] == []


def test_the_table_lists_every_address_and_no_other():
    assert set(NAMES) - set(ACCESS) == set()
    assert set(ACCESS) - set(NAMES) == set()


def test_few_addresses_are_open_to_all():
    assert {name for name, access in ACCESS.items() if access.is_public} == OPEN_TO_ALL
    assert {name for name in LINK_TO_NOBODY if not name.startswith(("follow", "report_anonymous_"))} == {
        "receipt_verify"
    }


def _address(name):
    pattern = next(pattern for known, pattern in _patterns() if known == name)
    kwargs = {key: _example(converter) for key, converter in pattern.pattern.converters.items()}
    kwargs |= {key: EXAMPLES[key] for key in pattern.pattern.regex.groupindex if key in EXAMPLES}
    return reverse(name, kwargs=kwargs)


def _example(converter):
    kind = type(converter).__name__
    return {"UUIDConverter": uuid.uuid4(), "IntConverter": 1}.get(kind, "example")


@pytest.mark.django_db
def test_without_signing_in_every_address_leads_to_the_door(client):
    for name in set(NAMES) - OPEN_TO_ALL:
        response = client.get(_address(name))

        assert response.status_code == 302, name
        assert response.url.startswith(reverse("sign_in")), name


def test_a_role_is_missed_as_if_the_address_did_not_exist(cast, as_user):
    dana = as_user(cast.dana)
    nowhere = dana.get("/nowhere/")
    refused = AuditEvent.objects.filter(action="access.refused", actor_id=cast.dana.public_id)
    assert nowhere.status_code == 404
    for name, access in ACCESS.items():
        if access.roles:
            response = dana.get(_address(name))

            assert (response.status_code, len(response.content)) == (404, len(nowhere.content)), name
    assert refused.count() == len([access for access in ACCESS.values() if access.roles])


class UnlistedUrls:
    """The portal's addresses and one that nobody wrote into the table."""

    handler404 = urls.handler404
    urlpatterns = [
        path("unlisted/", lambda request: HttpResponse("secret"), name="unlisted"),
        path("nameless/", lambda request: HttpResponse("secret")),
        path("", include(urls)),
    ]


@pytest.mark.parametrize("address", ["/unlisted/", "/nameless/"])
def test_an_address_outside_the_table_does_not_exist(cast, as_user, client, settings, address):
    settings.ROOT_URLCONF = UnlistedUrls
    for visitor in (client, as_user(cast.dana), as_user(cast.bram), as_user(cast.priya)):
        response = visitor.get(address)

        assert response.status_code == 404
        assert b"secret" not in response.content


def test_an_entry_of_the_table_admits_whom_it_says():
    nobody = AnonymousUser()
    staff, legal = _Somebody(), _Somebody(Role.LEGAL)

    assert PUBLIC.admits(nobody)
    assert (SIGNED_IN.admits(nobody), SIGNED_IN.admits(staff)) == (False, True)
    assert [only(Role.LEGAL, Role.ADMIN).admits(person) for person in (nobody, staff, legal)] == [False, False, True]


class _Somebody:
    is_authenticated = True

    def __init__(self, *roles):
        self.roles = frozenset(roles)


def test_the_walk_finds_what_it_should():
    assert {"my_work", "supervision_decide", "sign_in", "inbox"} <= set(NAMES)
    with pytest.raises(NoReverseMatch):
        reverse("unlisted")
