"""Who files, as the pages know it: whose draft it is, under which addresses and in which frame."""

from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from violations.services.drafts import Filer


@dataclass(frozen=True)
class Way:
    """The one way through the pages: signed in, or linked to nobody."""

    filer: Filer
    prefix: str
    frame: str

    def url(self, page, *args):
        return reverse(f"{self.prefix}_{page}", args=args)

    def go(self, page, *args):
        return HttpResponseRedirect(self.url(page, *args))

    def page(self, request, template, context, status=200):
        context = {"frame": self.frame, "is_known": self.filer.is_known, "way": self.prefix} | context
        return render(request, f"violations/filing/{template}.html", context, status=status)


def signed_in(request):
    return Way(Filer(person=request.user), "report", "base.html")
