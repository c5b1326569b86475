"""What of Pulse the demonstration does not show: releases on their way, a removal, public records given out."""

from django.utils import timezone

from people.models import User, Youth
from pulse_moderation.services import composing, records_export
from pulse_moderation.states import ReleaseState
from tests.factories import pulse, releases
from tests.pulse_moderation.people import upload
from tests.pulse_moderation.test_records import drawn, read_to_its_end


def fill():
    at = timezone.now()
    dana, rosalind, lucinda, bram = (
        User.objects.get(username=name)
        for name in ("dana.okafor-lane", "rosalind.teague", "lucinda.achebe-ross", "bram.ekstrom")
    )
    youth = Youth.objects.get(jjems_number="DEMO-100001")
    for state in (ReleaseState.DRAFT, ReleaseState.REJECTED):
        releases.in_state(state, youth, by=dana, verifier=lucinda, at=at)
    releases.uploaded(youth, by=dana, at=at)  # with all that it takes to be verified
    for author in (dana, rosalind):
        text = pulse.written(author, "A text that was removed.", at=at)
        pulse.removed(pulse.published(text, at=at), by=lucinda, at=at)
    picture = composing.keep_picture(upload(), actor=dana, at=at)
    pulse.published(pulse.written(dana, attachments=composing.attached([picture]), at=at), at=at)
    pulse.published(pulse.written(dana, "The van is at the shop until Thursday noon.", at=at), at=at)
    asked = drawn(bram, at=at, term="shop until Thursday noon")
    records_export.export(read_to_its_end(asked, lucinda, at=at), actor=bram, at=at)
