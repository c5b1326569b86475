"""Acts on people's records. Who must be told is the business of dys_social/personnel.py, which calls these."""

from people.services.delegations import delegate, end_delegation
from people.services.kept_forms import forget_form, keep_form, kept_form, purge_kept_forms
from people.services.roles import confirm_role, end_role, grant_role
from people.services.sessions import close_session, end_of, expire_session, note_refusal, open_session
from people.services.staff import add_person, change_person, move, set_employment_status, set_supervisor
from people.services.step_up import has_proved, prove
from people.services.youth import add_youth, change_youth, look_up_youth, read_name

__all__ = [
    "add_person",
    "add_youth",
    "change_person",
    "change_youth",
    "close_session",
    "confirm_role",
    "delegate",
    "end_delegation",
    "end_of",
    "end_role",
    "expire_session",
    "forget_form",
    "grant_role",
    "has_proved",
    "keep_form",
    "kept_form",
    "look_up_youth",
    "move",
    "note_refusal",
    "open_session",
    "prove",
    "purge_kept_forms",
    "read_name",
    "set_employment_status",
    "set_supervisor",
]
