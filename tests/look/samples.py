"""Sample content of the gallery: the invented people of the demonstration, and forms with every kind of field."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

import django_tables2
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms

from workflow.verdicts import no

DAY = datetime.date
WHEN = datetime.datetime


def chrome(current="My work", person="Beatrix Nwosu", title="District Manager, Harborview", unread=3):
    """What the context processors give to every page."""
    tabs = ["My work", "Authorizations", "Reviews", "Policy", "Report a violation"]
    return {
        "user": SimpleNamespace(is_authenticated=True, full_name=person, title=title),
        "nav": [{"label": tab, "url": "/", "current": tab == current} for tab in tabs],
        "unread": unread,
        "demonstration": True,
        "csrf_token": "sample",
    }


def my_work():
    """A1: what waits for a supervisor."""

    def row(number, what, asker, youth, waiting, kind, due, day, otherwise, first=False):
        return {
            "first": first,
            "cells": [
                {"text": number, "url": "/", "meta": what},
                {"text": asker, "meta": youth},
                waiting,
                {"status": {"kind": kind, "text": due}, "meta": day},
                otherwise,
            ],
        }

    return {
        **chrome(),
        "columns": ["Request", "Asked by", "Waiting", "Decide by", "If nothing is done"],
        "rows": [
            row(
                "SUP-2026-0431",
                "Supervision on Instagram",
                "Mateo Rivard",
                "Youth L.I. · DEMO-100009",
                "6 business days",
                "overdue",
                "Overdue by 1 day",
                "since Fri Nov 20",
                "Hollis Marchetti may decide it in your place, giving a reason.",
                first=True,
            ),
            row(
                "SUP-2026-0434",
                "Supervision on LinkedIn",
                "Dana Okafor-Lane",
                "Youth R.M. · DEMO-100013",
                "5 business days",
                "today",
                "Due today",
                "Mon Nov 23",
                "From tomorrow Hollis Marchetti may decide it.",
            ),
            row(
                "SUP-2026-0436",
                "Account renamed on X",
                "Gideon Marsh",
                "Youth B.J. · DEMO-100010",
                "3 business days",
                "later",
                "Due in 2 days",
                "Wed Nov 25",
                "The old account name stays on record; the new one may not be used.",
            ),
            row(
                "SUP-2026-0440",
                "Supervision on TikTok",
                "Juniper Slate",
                "Youth P.N. · DEMO-100014",
                "1 business day",
                "later",
                "Due in 4 days",
                "Mon Nov 30",
                "It goes back to Noor Halloran, for whom you decide until Nov 27.",
            ),
        ],
        "due": [
            {
                "on": DAY(2026, 11, 14),
                "status": {"kind": "overdue", "text": "9 days overdue"},
                "title": "Confidential review meeting",
                "url": "/",
                "clause": "B.3.b",
                "meta": "Hold and sign it with the other person. Details open only in your confidential list.",
                "nothing": "Legal was told on Nov 21. The General Counsel is told next; you get a reminder on Nov 26.",
            },
            {
                "on": DAY(2026, 11, 29),
                "status": {"kind": "later", "text": "in 6 days"},
                "title": "SUP-2026-0312",
                "url": "/",
                "after": "of Dana Okafor-Lane expires",
                "clause": "B.2",
                "meta": "Dana can still ask to renew it.",
                "nothing": "It ends that night. Dana must stop viewing and confirm the end note in JJEMS.",
            },
            {
                "on": DAY(2026, 12, 4),
                "status": {"kind": "later", "text": "in 11 days"},
                "before": "Re-affirm",
                "title": "SUP-2026-0288",
                "url": "/",
                "after": "of Gideon Marsh",
                "ours": "DYS control, not policy",
                "meta": "Granted by Hollis Marchetti; you became supervisor on Nov 4.",
                "nothing": "It stays valid and is listed as not re-affirmed.",
            },
        ],
        "late": [
            {
                "title": "SUP-2026-0398",
                "url": "/",
                "after": "· Mateo Rivard",
                "status": {"kind": "overdue", "text": "3 days late"},
                "meta": "JJEMS note for K.B. · DEMO-100002\nDue Wed Nov 18. Asked twice; again tomorrow.",
            },
            {
                "title": "SUP-2026-0405",
                "url": "/",
                "after": "· Gideon Marsh",
                "status": {"kind": "overdue", "text": "1 day late"},
                "meta": "JJEMS note for T.E. · DEMO-100005\nDue Fri Nov 20. Asked this morning.",
            },
        ],
        "calm": [
            "Review minutes: none to sign",
            "Policy: acknowledged until Feb 2, 2027",
            "My own authorizations: none, and none required",
        ],
    }


def request():
    """A2: one supervision request, everything needed to decide it."""
    return {
        **chrome(),
        "overdue": {"kind": "overdue", "text": "Overdue by 1 day"},
        "points": [
            {
                "title": "Name on the account differs",
                "clause": "B.2.b",
                "rows": [
                    {"label": "Staff record", "value": "Mateo Rivard"},
                    {"label": "Account shows", "value": "Matt R."},
                ],
                "text": "Explanation: “Everyone has called me Matt since school. The photo is me.”",
            },
            {
                "title": "Instagram shows viewers",
                "clause": "B.2.d",
                "text": "In stories and live, and no setting hides it. Posts and profile views stay unseen. "
                "Checked Oct 12.",
                "more_lead": "Legal ruling, Priya Lindqvist, Nov 3:",
                "more": "posts and profile may be viewed; stories and live must not be opened. "
                "Settings checked Nov 12,",
                "url": "/",
                "link": "see the proof",
            },
        ],
        "who": [
            {"label": "Employee", "value": "Mateo Rivard, Caseworker"},
            {"label": "Worksite", "value": "Harborview · state employee"},
            {"label": "Supervisor", "value": "You, since Mar 3, 2025"},
            {"label": "Policy read", "value": "Acknowledged Feb 2, 2026"},
        ],
        "youth": [
            {"label": "Youth", "value": "L.I. · JJEMS DEMO-100009"},
            {"label": "Status", "value": "Committed, in the community"},
            {"label": "Caseworker", "value": "Mateo Rivard"},
            {"label": "To be viewed", "value": "Instagram · demo_li_09"},
        ],
        "account": [
            {"label": "Account", "value": "Instagram · demo_mrivard"},
            {"label": "Kind", "value": "Own personal account", "clause": "B.2.a"},
            {"label": "Connected to", "value": "No youth, no family (as stated)"},
            {"label": "Held by", "value": "Mateo Rivard only", "clause": "B.2.e"},
        ],
        "attestations": [
            {
                "text": "I will not chat with, friend, follow-request, message, react to or otherwise communicate "
                "with any youth from this account.",
                "clause": "B.2.a",
            },
            {"text": "The account shows my real identity; I use no false name or identity.", "clause": "B.2.b"},
            {"text": "I follow the rules of the site.", "clause": "B.2.b"},
            {
                "text": "Settings are on so that people whose pages I view cannot see me; where a feature shows "
                "viewers and cannot be hidden I will not open it.",
                "clause": "B.2.d",
            },
            {"text": "Nobody else uses this account for work and I do not use a colleague’s.", "clause": "B.2.e"},
            {
                "text": "I will screenshot relevant information for the youth’s file and make the notifications "
                "policy and law require.",
                "clause": "B.2.f",
            },
        ],
        "conflicts": [
            {"text": "You are the supervisor, not the requester."},
            {"text": "The account is registered to nobody else."},
            {"text": "The youth is not discharged."},
            {
                "text": "Also authorized for this youth: Dana Okafor-Lane, Facebook, to Jan 12, 2027.",
                "state": "later",
            },
        ],
        "form": DecisionForm(initial={"valid_until": "2027-05-22"}),
    }


class DecisionForm(forms.Form):
    other_conditions = forms.CharField(label="Other conditions", required=False, widget=forms.Textarea)
    valid_until = forms.DateField(
        label="Valid until", help_text="180 days at most", widget=forms.DateInput(attrs={"type": "date"})
    )
    accepts_name = forms.BooleanField(label="I know “Matt R.” to be Mateo Rivard and accept the name shown.")
    changes = forms.CharField(label="What to change", widget=forms.Textarea)
    reason = forms.CharField(label="Reason", widget=forms.Textarea)
    signature = forms.CharField(label="Sign with your full name")


def record():
    """B4: an active authorization with its note to confirm."""
    return {
        **chrome("Authorizations", "Dana Okafor-Lane", "Caseworker", unread=0),
        "band": [
            {"label": "Person authorized", "value": "Dana Okafor-Lane", "meta": "Caseworker, Harborview"},
            {"label": "Youth", "value": "K.B.", "meta": "JJEMS DEMO-100002"},
            {"label": "Account being used", "value": "TikTok, demo_dokaforlane", "meta": "Own personal account"},
            {"label": "Valid", "value": "Nov 17, 2026 to May 16, 2027", "meta": "178 days left"},
        ],
        "note_due": {"kind": "today", "text": "Due today, Nov 19"},
        "segments": [
            {
                "text": "SOCIAL MEDIA SUPERVISION AUTHORIZATION (DYS Policy 01.05.22, B.2). Youth: K.B., JJEMS "
                "DEMO-100002. Person authorized to view the account: "
            },
            {"text": "Dana Okafor-Lane", "locked": True},
            {"text": ", Caseworker, Harborview District Office. Supervisor who granted the authorization: "},
            {"text": "Beatrix Nwosu", "locked": True},
            {"text": ", District Manager, on November 17, 2026. Account being used: "},
            {"text": "TikTok - demo_dokaforlane", "locked": True},
            {
                "text": " (own personal account). Valid November 17, 2026 to May 16, 2027, no communication with any "
                "youth is permitted from this account. Portal reference SUP-2026-0014."
            },
        ],
        "form": NoteForm(),
        "shots": [
            shot("Whereabouts", "Nov 19, 9:18 am. Attribution confirmed", "due", "File by Nov 20", "4be1…07d9"),
            shot(
                "Abuse or neglect",
                "Nov 18, 8:55 am. 51A made orally 9:12 am",
                "overdue",
                "Written 51A by Nov 20, 9:12 am",
                "a90c…e51f",
            ),
            shot("Curfew", "Nov 17, 10:40 pm. Attribution probable", "passed", "Filed Nov 18", "17f2…c8a3"),
        ],
        "entries": [
            {
                "when": "Today, 9:24 am",
                "kind": "attention",
                "text": "Capture logged",
                "detail": "by Dana Okafor-Lane: whereabouts",
            },
            {
                "at": WHEN(2026, 11, 18, 9, 12),
                "kind": "attention",
                "text": "51A oral report made",
                "detail": "to DCF by Dana Okafor-Lane. Written report due in 48 h",
            },
            {"at": WHEN(2026, 11, 17, 14, 41), "text": "JJEMS note generated,", "detail": "due in 2 business days"},
            {
                "at": WHEN(2026, 11, 17, 14, 41),
                "kind": "decision",
                "text": "Granted",
                "detail": "by Beatrix Nwosu, with a condition. Requested became Active",
            },
            {
                "at": WHEN(2026, 11, 13, 10, 2),
                "text": "Requested",
                "detail": "by Dana Okafor-Lane. 6 of 6 attestations signed",
            },
        ],
        "rail": [
            {
                "at": WHEN(2026, 11, 20, 8),
                "next": True,
                "clause": "B.2.c",
                "ours": "DYS setting: 2 days",
                "text": "JJEMS note turns overdue. You and Beatrix Nwosu are told.",
            },
            {
                "at": WHEN(2026, 11, 20, 9, 12),
                "text": "Written 51A turns overdue. You and Beatrix Nwosu are told.",
                "clause": "B.2.f",
                "why": "and state law",
            },
            {
                "on": DAY(2027, 2, 11),
                "text": "Viewer privacy must be checked again.",
                "clause": "B.2.d",
                "ours": "DYS setting: 90 days",
            },
            {
                "on": DAY(2027, 2, 15),
                "text": "Review with your supervisor falls due.",
                "ours": "DYS control, not policy",
            },
            {
                "on": DAY(2027, 5, 16),
                "text": "The authorization expires; use must stop. Renewal opens Apr 16.",
                "ours": "DYS setting: 180 days",
            },
        ],
        "decided": [
            {
                "label": "Decision",
                "value": "Nov 17, 2026, 2:41 pm",
                "status": {"kind": "granted", "text": "Granted", "plain": True},
            },
            {"label": "By", "value": "Beatrix Nwosu, District Manager"},
            {"label": "As", "value": "Supervisor of record, not a delegate"},
            {"label": "Condition", "value": "Do not open stories or live video."},
            {"label": "Conflicts", "value": "None. Not the requester."},
            {"label": "Record", "value": "Locked copy, SHA-256 83d0…5b1e"},
        ],
    }


def shot(title, meta, kind, status, digest):
    return {
        "placeholder": "DEMO SCREENSHOT",
        "url": "/",
        "title": title,
        "meta": meta,
        "status": {"kind": kind, "text": status},
        "code": f"SHA-256 {digest}",
    }


class NoteForm(forms.Form):
    entered_on = forms.DateField(label="Entered on", widget=forms.DateInput(attrs={"type": "date"}))
    reference = forms.CharField(label="JJEMS reference", required=False)


class RadioTiles(forms.RadioSelect):
    hints = {"follow": ("Nobody here sees your name.", "B.2.d"), "own": ("It carries your real name.", "B.2.a")}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"], option["clause"] = self.hints.get(value, ("", ""))
        return option


class EveryFieldForm(forms.Form):
    """Every kind of field, all of them wrong when bound to nothing."""

    handle = forms.CharField(label="Account name", help_text="As the site shows it, for example demo_mrivard.")
    nickname = forms.CharField(label="Name shown on the account", required=False)
    platform = forms.ChoiceField(label="Platform", choices=[("", "Choose"), ("ig", "Instagram"), ("tt", "TikTok")])
    account = forms.ChoiceField(
        label="Which account",
        choices=[("own", "My own personal account"), ("follow", "A work account")],
        widget=RadioTiles,
        help_text="Either way it belongs to you alone.",
    )
    purposes = forms.MultipleChoiceField(
        label="What for",
        choices=[("curfew", "Curfew"), ("liberty", "Conditions of liberty"), ("safety", "Safety")],
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(label="Why it helps", widget=forms.Textarea)
    from_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    proof = forms.FileField(label="Picture of the settings", help_text="PNG, JPEG or PDF, up to 10 MB.")
    is_own = forms.BooleanField(label="Nobody else uses this account for work.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("The account", "handle", "nickname", "platform", "account"),
            Fieldset("The purpose", "purposes", "why", "from_on", "proof", "is_own"),
        )
        self.helper.add_input(Submit("send", "Sign and send"))

    def clean(self):
        raise forms.ValidationError("The account and the proof do not belong to the same site.")


class FilterForm(forms.Form):
    q = forms.CharField(label="Number or person", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Any"), ("active", "Active")], required=False)


class ListTable(django_tables2.Table):
    number = django_tables2.Column(verbose_name="Authorization")
    person = django_tables2.Column(verbose_name="Person", orderable=False)
    state = django_tables2.Column(verbose_name="State", orderable=False)
    caption = "Supervision authorizations"


@dataclass
class Message:
    text: str
    level_tag: str

    def __str__(self):
        return self.text


def parts():
    """The smaller parts, side by side."""
    states = [
        ("draft", "Draft"), ("submitted", "Waiting for the supervisor"), ("returned", "Returned for changes"),
        ("approved_pending_note", "Note to confirm"), ("active", "Active"), ("suspended", "Suspended"),
        ("denied", "Denied"), ("revoked", "Revoked"), ("withdrawn", "Withdrawn"), ("closed", "Closed"),
        ("expired", "Expired"), ("overdue", "Overdue"), ("today", "Due today"), ("due", "Due Nov 20"),
        ("later", "In 6 days"), ("judgment", "Needs judgment"), ("hold", "On hold"), ("critical", "Critical"),
        ("flag", "Flagged by staff"), ("passed", "All signed"),
    ]  # fmt: skip
    return {
        **chrome("Authorizations"),
        "states": states,
        "messages": [Message("SUP-2026-0431 granted.", "success"), Message("Your draft is kept.", "info")],
        "table": ListTable(
            [
                {"number": "SUP-2026-0431", "person": "Mateo Rivard", "state": "Active"},
                {"number": "SUP-2026-0434", "person": "Dana Okafor-Lane", "state": "Returned"},
            ]
        ),
        "page": SimpleNamespace(newer="abc", older="def"),
        "filters": FilterForm(),
        "refused": no("You are the requester; nobody decides their own request.", clause="B.2"),
        "checks": [
            {"text": "The account is registered to nobody else."},
            {"text": "The name on the account differs.", "state": "judgment", "clause": "B.2.b"},
            {"text": "The youth is discharged.", "state": "failed"},
            {"text": "Also authorized for this youth: Dana Okafor-Lane.", "state": "later"},
        ],
    }


def refused():
    return {
        **chrome(),
        "verdict": no("Only the employee's own supervisor may grant it: Beatrix Nwosu.", clause="B.2"),
        "back_url": "/",
        "back_text": "Back to SUP-2026-0431",
    }


def stale():
    return {
        **chrome(),
        "record": "SUP-2026-0431",
        "event": SimpleNamespace(at=WHEN(2026, 11, 23, 9, 41)),
        "sentence": "Granted by Hollis Marchetti, with a condition.",
    }


class SignInForm(forms.Form):
    username = forms.CharField(label="User name", widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def clean(self):
        raise forms.ValidationError("That user name and password do not go together.")


def sign_in():
    return {"demonstration": True, "form": SignInForm({"username": "dana", "password": "x"}), "next": "/"}
