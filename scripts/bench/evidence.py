"""What keeping a large screenshot costs beside decoding and re-encoding it alone, and whether memory stays flat.

"Kept" is the whole way from the request: read, examined in its limited process, sealed with its copies, stored and
entered.
"""

import argparse
import gc
import io
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test.client import BOUNDARY, MULTIPART_CONTENT, RequestFactory, encode_multipart  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from evidence.services import keep  # noqa: E402
from people.models import User, Worksite  # noqa: E402
from scripts.bench.figures import timed, typical_ms, verdict  # noqa: E402

TIMES_BUDGET, GROWTH_BUDGET = 3, 1.05
MEGABYTE = 1 << 20


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run evidence", description=__doc__)
    parser.add_argument("--times", type=int, default=15, help="how often each is timed")
    parser.add_argument("--uploads", type=int, default=200, help="how many files are kept while memory is watched")
    options = parser.parse_args()
    person, content = somebody(), screenshot()
    print(f"A screenshot of {len(content) / MEGABYTE:.1f} MB.")
    request, alone, kept = sent(content), [], []
    for _turn in range(options.times):  # by turns, so that a busy moment meets both
        alone.append(timed(lambda: reencode(content)))
        kept.append(timed(lambda: keep_it(request, person)))
    print(f"  re-encoded alone  {typical_ms(alone):8.0f} ms")
    print(f"  kept              {typical_ms(kept):8.0f} ms")
    print(f"  times             {verdict(typical_ms(kept) / typical_ms(alone), TIMES_BUDGET)}")
    memory_over(options.uploads, request, person)


def memory_over(uploads, request, person):
    for _turn in range(10):
        keep_it(request, person)
    before = resident()
    for _turn in range(uploads):
        keep_it(request, person)
    print(f"  memory after 10 uploads {before:.0f} MB, after {uploads} more {resident():.0f} MB")
    print(f"  growth            {verdict(resident() / before, GROWTH_BUDGET)}")


def screenshot():
    """About ten megabytes as PNG: noise at one side, as a photo on a page, and an even rest."""
    image = Image.new("RGB", (2400, 3000), "white")
    image.paste(Image.effect_noise((2400, 1440), 90).convert("RGB"), (0, 0))
    image.paste(Image.effect_noise((2400, 1100), 60).convert("RGB"), (0, 900))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def reencode(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    image.save(io.BytesIO(), "PNG", compress_level=4)  # as the copy for viewing is written


def sent(content):
    """The request as a browser sends it, with its type."""
    file = SimpleUploadedFile("shot.png", content, content_type="image/png")
    return encode_multipart(BOUNDARY, {"files": file}), MULTIPART_CONTENT


def keep_it(request, person):
    body, content_type = request
    request = RequestFactory().generic("POST", "/", body, content_type)
    upload = request.FILES["files"]
    keep(upload.read(), name=upload.name, most_bytes=50 * MEGABYTE, actor=person, at=timezone.now())
    request.close()  # as the server does when it has answered


def resident():
    """Megabytes this process holds, once the requests are gone: one made by hand and its body hold each other."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def somebody():
    site = Worksite.objects.create(name="Bench", region="central_office", kind="central_office")
    details = {"employment_type": "state", "job_title": "caseworker", "unit": "community", "worksite": site}
    return User.objects.create(
        username="bench",
        employee_number="1",
        legal_first="Somebody",
        legal_last="Benched",
        work_email="bench@dys.example",
        **details,
    )


if __name__ == "__main__":
    main()
