"""Sending a file that has its permission: never shown by the browser as a page, in ranges if asked."""

import re
from itertools import chain

import structlog
from django.http import Http404, HttpResponse, StreamingHttpResponse
from tink import TinkError

from evidence.models import ORIGINAL
from evidence.safety.kinds import FileKind
from evidence.services import STORAGE_FAILED, enter_custody, open_part
from evidence.services.keep import CHUNK
from evidence.states import CustodyAct

log = structlog.get_logger(__name__)
RANGE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$")


def file_response(request, file, part, *, file_name, at):
    """`part` of a file (the original, or a page number) as an attachment. The caller has asked whether this person may.

    Enters the custody list first. `file_name` is without ending; it must name nobody. Raises Http404 for a file that
    cannot be read; the daily check tells administrators of those.
    """
    kind = FileKind(file.kind if part == ORIGINAL else file.pages[part - 1]["kind"])
    size = file.size if part == ORIGINAL else file.pages[part - 1]["size"]
    first, last = _range(request.headers.get("Range", ""), size)
    if first is None:
        response = HttpResponse(status=416, content_type="text/plain")
        response["Content-Range"] = f"bytes */{size}"
        return response
    chunks = _bytes(file, part, first, last)
    try:
        head = next(chunks, b"")
    except (*STORAGE_FAILED, TinkError) as error:
        log.error("evidence.not_readable", file=str(file.public_id), error=type(error).__name__)
        raise Http404 from error
    act = CustodyAct.DOWNLOADED if part == ORIGINAL else CustodyAct.VIEWED
    enter_custody(file, act, actor=request.user, at=at, part=part)
    is_whole = last - first + 1 == size
    response = StreamingHttpResponse(chain([head], chunks), status=200 if is_whole else 206)
    response["Content-Type"] = kind.value
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    if not is_whole:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}.{kind.ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _range(header, size):
    """(first, last) byte to send. Several ranges or none: everything. One that fits nowhere: (None, None)."""
    found = RANGE.match(header.strip())
    if not found or found.group(1) == found.group(2) == "":
        return 0, size - 1
    start, end = found.groups()
    if start == "":
        return (max(size - int(end), 0), size - 1) if int(end) else (None, None)
    if int(start) >= size or (end and int(end) < int(start)):
        return None, None
    return int(start), min(int(end), size - 1) if end else size - 1


def _bytes(file, part, first, last):
    with open_part(file, part) as stream:
        _skip(stream, first)
        left = last - first + 1
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _skip(stream, count):
    while count > 0 and (chunk := stream.read(min(CHUNK, count))):
        count -= len(chunk)
