"""Signing in and out, and the pages about people. Acts that must tell somebody stand in dys_social/views_people.py."""

from people.views.sign_in import locked_out, sign_in, sign_out
from people.views.staff import people_list, person_detail, person_edit, person_new
from people.views.youth import youth_detail, youth_list, youth_new

__all__ = [
    "locked_out",
    "people_list",
    "person_detail",
    "person_edit",
    "person_new",
    "sign_in",
    "sign_out",
    "youth_detail",
    "youth_list",
    "youth_new",
]
