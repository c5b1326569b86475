"""The pages of a report in their order, and the forms behind them, filled from a draft."""

from dataclasses import dataclass

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from violations.forms import steps
from violations.forms.picker import CARDS
from violations.rules import intake
from violations.services.drafts import MODE


@dataclass(frozen=True)
class Page:
    form: type
    title: str
    lead: str = ""
    body: str = "_fields"


PAGES = {
    "safety": Page(steps.SafetyForm, _("Before anything else")),
    "what": Page(steps.WhatForm, _("What happened?"), body="_what"),
    "details": Page(steps.DetailsForm, _("A little more about that"), body="_details"),
    "who": Page(
        steps.WhoForm,
        _("Who is it about?"),
        _("Nobody you name here, and nobody above them, can learn of this report. One answer is enough."),
    ),
    "when": Page(steps.WhenForm, _("When was it?"), _("Leave out what you do not know."), body="_when"),
    "where": Page(steps.WhereForm, _("Where was it?"), _("Leave out what you do not know.")),
    "story": Page(steps.StoryForm, _("Tell us what happened"), body="_story"),
    "files": Page(steps.FilesForm, _("Pictures and documents"), body="_files"),
}


def clauses_of(answers):
    """Ids of the clauses chosen so far, as far as they are on a card."""
    return [value for value in answers.get("what", {}).get("clauses", []) if value in CARDS]


def pages_of(answers):
    """The names of the pages this report needs, in their order."""
    asks = any(intake.asked(clause) for clause in clauses_of(answers))
    return [name for name in PAGES if name != "details" or asks]


def neighbour(name, answers, step):
    """The name of the next page (step 1) or the one before (-1); "" beyond either end."""
    names = pages_of(answers)
    if name not in names:  # nothing is asked there any more
        names = [one for one in PAGES if one in names or one == name]
    place = names.index(name) + step
    return names[place] if 0 <= place < len(names) else ""


def first_open(answers):
    """The first page that was not answered yet; "" when all were."""
    return next((name for name in pages_of(answers) if name not in answers), "")


def empty_form(name, answers, **about):
    """The form of a page as it was left."""
    form = PAGES[name].form(clauses=clauses_of(answers), **about)
    for field, values in answers.get(name, {}).items():
        if field in form.fields and values:
            is_list = isinstance(form.fields[field], forms.MultipleChoiceField)
            form.initial[field] = values if is_list else values[0]
    return form


def sent_form(name, request, answers, **about):
    return PAGES[name].form(request.POST, request.FILES, clauses=clauses_of(answers), **about)


def saved_forms(answers, **about):
    """{page: its form, checked} of everything a draft holds."""
    filled = {}
    for name in pages_of(answers):
        filled[name] = PAGES[name].form(MultiValueDict(answers.get(name, {})), clauses=clauses_of(answers), **about)
    return filled


def typed_on(form):
    """What was typed on a page, as it was typed: {field: list of texts}."""
    names = [name for name, field in form.fields.items() if not isinstance(field, forms.FileField)]
    return {name: form.data.getlist(name) for name in names if name in form.data}


def mode_of(answers):
    return answers.get(MODE)


def told_by(filled, filer):
    """What file_report takes, from forms that are all right."""
    what, details, who = filled["what"], filled.get("details"), filled["who"].cleaned_data
    named = list(who["people"])
    if who.get("is_self_report") and filer.person not in named:
        named.append(filer.person)
    said = {}
    for name in ("safety", "who", "when", "where", "story"):
        said |= filled[name].facts()
    return {
        "alleged": {clause: details.details_of(clause) if details and clause else {} for clause in what.chosen},
        "named": named,
        "described": [who["described"]] if who["described"] else [],
        "narrative": filled["story"].cleaned_data["narrative"],
        "facts": said,
    }
