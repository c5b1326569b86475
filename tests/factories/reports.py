"""Reports as somebody signed in files them."""

import uuid

from violations.choices import Mode
from violations.services import file_report

TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."


def reported(by, *named, at, mode=Mode.CONFIDENTIAL, alleged=None, narrative=TEXT):
    return file_report(
        by, mode=mode, form_key=uuid.uuid4(), alleged=alleged or {"": {}}, named=named, narrative=narrative, at=at
    )
