"""Run as a process of its own: opens a file nobody trusts, and writes a copy that is safe to look at.

Usage: python -I child.py KIND, the file on standard input. On standard output comes one line of JSON, {"refused": reason}
or {"pages": [{"kind", "size", "width", "height"}], "removed": [...]}, and then the bytes of the pages. It imports
nothing of the portal, and may use little memory and time: what asks for more ends by itself or is ended by the system.
"""

import contextlib
import io
import json
import resource
import signal
import sys

MIB = 1 << 20
MEMORY = 380 * MIB  # of its own data; with the libraries it stays under 400 MiB
SECONDS_TO_OPEN = 2.5
SECONDS_TO_COPY = 30
MOST_PIXELS = 25_000_000
MOST_PAGES = 20
PAGE_PIXELS = 2_200_000  # a letter page at about 150 dots an inch
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# Keys of a PDF by which it does something, or carries something, beyond what its pages show.
ACTIVE = {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMedia", "/EmbeddedFiles", "/EF", "/RichMediaContent"}
ACTIVE_KINDS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute", "/GoToE", "/Rendition"}


class Refusal(Exception):
    pass


def limit():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to its pipe only


def allow(seconds):
    """From now on so much time; the alarm ends the process in the middle of anything."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


# Pictures -------------------------------------------------------------------------------------------------------------


def copy_picture(content, kind):
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # our own cap, before anything is decoded
    try:
        image = Image.open(io.BytesIO(content), formats=[FORMATS[kind]])
    except (OSError, SyntaxError, ValueError):
        raise Refusal("damaged")
    if image.width * image.height > MOST_PIXELS:
        raise Refusal("pixels")
    if getattr(image, "n_frames", 1) > 1 or getattr(image, "is_animated", False):
        raise Refusal("moving")
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, IndexError, EOFError):
        raise Refusal("damaged")
    allow(SECONDS_TO_COPY)
    removed = metadata_of(image)
    with contextlib.suppress(OSError, SyntaxError, ValueError, TypeError, KeyError):  # unreadable, it turns nothing
        ImageOps.exif_transpose(image, in_place=True)
    return [_page(_bare(image), kind)], removed


def metadata_of(image):
    """What the copy leaves behind, in words the pages translate."""
    found = set()
    info = image.info
    if info.get("exif") or info.get("Raw profile type exif"):
        found.add("exif")
        try:
            if image.getexif().get_ifd(0x8825):
                found.add("location")
        except (OSError, SyntaxError, ValueError, TypeError, KeyError):
            found.add("location")  # unreadable: it may hold one
    if info.get("xmp") or info.get("XML:com.adobe.xmp"):
        found.add("xmp")
    if info.get("icc_profile"):
        found.add("color_profile")
    if info.get("comment") or getattr(image, "text", None):
        found.add("comments")
    if info.get("photoshop"):
        found.add("captions")
    return sorted(found)


def _bare(image):
    """The same pixels as a picture of which nothing else is known, in a mode every browser shows."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode in ("RGBA", "LA", "PA") or (image.mode == "P" and "transparency" in image.info):
        image = image.convert("RGBA")
    elif image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    image.info.clear()
    return image


def _page(image, kind):
    """A photo becomes JPEG, what has sharp edges or see-through parts PNG."""
    out = io.BytesIO()
    is_photo = kind != "image/png" and image.mode in ("RGB", "L")
    if is_photo:
        image.save(out, "JPEG", quality=90)
    else:
        image.save(out, "PNG", compress_level=4)
    page_kind = "image/jpeg" if is_photo else "image/png"
    return {"kind": page_kind, "width": image.width, "height": image.height}, out.getvalue()


# PDF ------------------------------------------------------------------------------------------------------------------


def copy_document(content):
    look_for_activity(content)
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
    except pypdfium2.PdfiumError:
        raise Refusal("damaged")
    if count == 0:
        raise Refusal("damaged")
    if count > MOST_PAGES:
        raise Refusal("pages")
    allow(SECONDS_TO_COPY)
    return [_drawn(document, number) for number in range(count)], ["document"]


def look_for_activity(content):
    """Every object, those in compressed streams included: nothing that runs, sends, launches or carries another file."""
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refusal("locked")
            for thing in pdf.objects:
                _refuse_active(thing, pikepdf)
            _refuse_active(pdf.trailer, pikepdf)
    except pikepdf.PasswordError:
        raise Refusal("locked")
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        raise Refusal("damaged")


def _refuse_active(thing, pikepdf, depth=0):
    """`thing` and what is written inside it; what it only refers to is an object of its own and looked at there."""
    if depth > 50:
        raise Refusal("damaged")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        entries = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if set(entries.keys()) & ACTIVE or str(entries.get("/S")) in ACTIVE_KINDS:
            raise Refusal("scripted")
        if str(entries.get("/Type")) in ("/EmbeddedFile", "/Filespec"):
            raise Refusal("scripted")
        inside = [value for _key, value in entries.items()]
    elif isinstance(thing, pikepdf.Array):
        inside = list(thing)
    else:
        return
    for value in inside:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _refuse_active(value, pikepdf, depth + 1)


def _drawn(document, number):
    page = document[number]
    width, height = page.get_size()  # in points
    if not (0 < width < 20_000 and 0 < height < 20_000):
        raise Refusal("damaged")
    scale = min(150 / 72, (PAGE_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return _page(image, "image/png")


def main(kind):
    limit()
    content = sys.stdin.buffer.read()
    allow(SECONDS_TO_OPEN)
    try:
        pages, removed = copy_document(content) if kind == "application/pdf" else copy_picture(content, kind)
        answer = {"pages": [{**facts, "size": len(data)} for facts, data in pages], "removed": removed}
    except Refusal as refusal:
        pages, answer = [], {"refused": str(refusal)}
    except MemoryError:
        pages, answer = [], {"refused": "heavy"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for _facts, data in pages:
        sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
