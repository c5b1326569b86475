"""The id of the request now served, so that events and log lines of one request can be put side by side."""

from contextvars import ContextVar

request_id = ContextVar("audit_request_id", default="")
