"""Run as a process of its own: Typst writes a PDF.

On standard input one line of JSON, {template, data, sizes of the pictures}, and then the pictures; the PDF on standard
output. It imports nothing of the portal.
"""

import io
import json
import sys
from pathlib import Path

WIDEST, TALLEST = 1400, 2000  # dots; a picture fills at most a page
STANDARD = "ua-1"  # tagged, for screen readers


def for_paper(picture):
    """The picture as JPEG bytes, no larger than paper can show."""
    from PIL import Image  # noqa: PLC0415

    image = Image.open(io.BytesIO(picture))
    image.draft("RGB", (WIDEST, TALLEST))
    image.thumbnail((WIDEST, TALLEST))
    if image.mode == "RGBA":
        on_white = Image.new("RGB", image.size, "white")
        on_white.paste(image, mask=image.getchannel("A"))
        image = on_white
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def main():
    import typst  # noqa: PLC0415

    head = json.loads(sys.stdin.buffer.readline())
    pictures = [list(for_paper(sys.stdin.buffer.read(size))) for size in head["sizes"]]
    inputs = {"data": head["data"], "pictures": json.dumps(pictures)}
    compiler = typst.Compiler(ignore_system_fonts=True)
    template = Path(head["template"]).read_bytes()
    try:
        pdf = compiler.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD])
    except typst.TypstError:  # a letter no font of ours has: shown as a box, which the standard does not allow
        pdf = compiler.compile(template, format="pdf", sys_inputs=inputs)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
