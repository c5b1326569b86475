"""Signing in and out, and the pages about people."""

from django.shortcuts import render


def locked_out(request, credentials=None, *args, **kwargs):
    """After five failed sign-ins by one name from one address."""
    return render(request, "people/locked_out.html", status=429)
