"""Whether the code of a receipt is valid: for anybody, and nothing else."""

from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from violations.forms.following import CodeForm
from violations.services import receipts


@csrf_exempt  # nothing is done here in anybody's name, and this address is brought no cookie to hold a token against
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_verify(request):
    """The same words for a wrong code, an unknown one, and too many of them."""
    form = CodeForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid()
    context = {"form": form, "is_asked": is_asked}
    if is_asked:
        context["filed_at"] = receipts.verify(form.cleaned_data["code"], at=now())
    return render(request, "violations/receipt_verify.html", context, status=400 if form.errors else 200)
