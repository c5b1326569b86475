"""Pictures and documents made for the tests: honest ones, and ones that mean harm."""

import io
import struct
import zlib

import pikepdf
from PIL import Image, ImageDraw, PngImagePlugin

GPS = 0x8825


def screenshot(kind="PNG", size=(320, 200), **options):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((20, 20), "DEMO SCREENSHOT", fill="black")
    return encoded(image, kind, **options)


def encoded(image, kind="PNG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_location():
    exif = Image.Exif()
    exif[0x010F] = "Camera of nobody"
    exif.get_ifd(GPS).update({1: "N", 2: (42.0, 21.0, 30.0), 3: "W", 4: (71.0, 3.0, 28.0)})
    return screenshot("JPEG", exif=exif.tobytes())


def chunk(name, data):
    return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def header(width, height, depth=8, colour=0):
    return chunk(b"IHDR", struct.pack("!LLBBBBB", width, height, depth, colour, 0, 0, 0))


def pixel_bomb(width, height):
    """A few kilobytes that would be gigabytes when opened."""
    row = b"\0" * (width // 8 + 2)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _row in range(height)) + packer.flush()
    return png(header(width, height, depth=1), chunk(b"IDAT", data), chunk(b"IEND", b""))


def text_bomb(name=b"zTXt"):
    packed = zlib.compress(b"\0" * 80_000_000, 9)
    body = b"Comment\0\0" + packed if name == b"zTXt" else b"Comment\0\1\0\0\0" + packed
    start, end = screenshot()[:33], screenshot()[33:]
    return start + chunk(name, body) + end


def moving(kind):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


def with_text(text):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return screenshot(pnginfo=info)


def pdf(pages=1, change=None, **options):
    """A document of blank pages; `change(document)` adds what a test needs."""
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(612, 792))
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def action(kind, **entries):
    return pikepdf.Dictionary(
        {"/S": pikepdf.Name(f"/{kind}"), **{f"/{name}": value for name, value in entries.items()}}
    )
