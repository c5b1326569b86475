import structlog

from audit.context import request_id


class RequestContext:
    """Gives events the request id that django-structlog gave the log lines."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.set(str(structlog.contextvars.get_contextvars().get("request_id", "")))
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)
