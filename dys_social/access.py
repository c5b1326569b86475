"""The access table: every address of the portal and who may enter. An address not listed here does not exist.

Which records a person then sees is decided by each record's `visible_to`.
"""

from people.roles import Role
from workflow.access import PUBLIC, SIGNED_IN, only

ACCESS = {
    # dys_social
    "healthz": PUBLIC,
    "help": SIGNED_IN,
    "my_work": SIGNED_IN,
    "trail_list": only(Role.LEGAL, Role.ADMIN, Role.AUDITOR),
    # notifications
    "inbox": SIGNED_IN,
    "inbox_open": SIGNED_IN,
    "inbox_read": SIGNED_IN,
    # people
    "delegation_end": SIGNED_IN,
    "delegation_list": SIGNED_IN,
    "people_list": only(Role.ADMIN, Role.LEGAL),
    "person_delegate": only(Role.ADMIN),
    "person_detail": only(Role.ADMIN, Role.LEGAL),
    "person_edit": only(Role.ADMIN),
    "person_move": only(Role.ADMIN),
    "person_new": only(Role.ADMIN),
    "person_role_confirm": only(Role.LEGAL),
    "person_role_end": only(Role.ADMIN, Role.LEGAL),
    "person_role_grant": only(Role.ADMIN),
    "person_status": only(Role.ADMIN),
    "person_supervisor": only(Role.ADMIN),
    "sign_in": PUBLIC,
    "sign_out": SIGNED_IN,
    "youth_detail": SIGNED_IN,
    "youth_discharge": SIGNED_IN,
    "youth_edit": only(Role.ADMIN),
    "youth_list": SIGNED_IN,
    "youth_new": only(Role.ADMIN),
}
