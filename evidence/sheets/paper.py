"""A paper from a Typst template, its data and pictures, made in a process of its own so that its memory ends with it."""

import json
import subprocess  # nosec B404: our own child, no shell
import sys
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
SECONDS = 60


class PaperFailed(Exception):
    """The paper could not be made; the message is for the log and holds none of the data."""


def paper(template, data, pictures=()):
    """The PDF as bytes. `template`: the path of a .typ file, which reads `data` and `pictures` from sys.inputs.

    `data` is anything JSON can hold; `pictures` are PNG or JPEG bytes, scaled down to what paper can show.
    """
    head = {"template": str(template), "data": json.dumps(data), "sizes": [len(picture) for picture in pictures]}
    sent = json.dumps(head).encode() + b"\n" + b"".join(pictures)
    command = [sys.executable, "-I", str(CHILD)]
    try:
        # No shell, our own interpreter and script.
        done = subprocess.run(command, input=sent, capture_output=True, timeout=SECONDS, env={})  # nosec B603
    except subprocess.TimeoutExpired as error:
        raise PaperFailed("it took too long") from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise PaperFailed(f"the child ended with {done.returncode}")
    return done.stdout
