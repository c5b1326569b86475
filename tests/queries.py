"""What a page asks the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAMING = ("SAVEPOINT", "RELEASE", "WITH before")  # a test's own transaction around the page's
MOST = 18


def queries_of(client, address):
    """The statements of one page, once it is warm, as it asks them outside a test."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured if not query["sql"].startswith(FRAMING)]
