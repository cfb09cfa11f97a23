"""Confirming and declining people at the desk: first a page that names them, then each through the lifecycle, then what came of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from registrations.domain import lifecycle
from registrations.forms.texts import ParagraphField
from registrations.models import Registration


class ConfirmForm(forms.Form):
    """Nothing more to say."""


class DeclineForm(forms.Form):
    """Why people are declined."""

    reason = ParagraphField(
        required=False,
        max_length=1000,
        help_text="Optional. It stands in the mail to each of them, as you write it here.",
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


@dataclass(frozen=True)
class Decision:
    """What a registrar may decide; `name` is the action's."""

    name: str
    title: str
    explanation: str
    button: str
    form: type[forms.Form]

    def carry_out(self, registration: Registration, by, reason: str) -> bool:
        """Take the step for one person; False where there was nothing to do."""
        if self.name == "confirm":
            return lifecycle.confirm(registration, by=by)
        return lifecycle.decline(registration, by=by, reason=reason)


CONFIRM = Decision(
    "confirm",
    "Confirm these people?",
    "Each gets a mail. Those on the waiting list, and those to whom a seat is offered, are accepted in advance: "
    "they are confirmed once they have taken a seat.",
    "Confirm",
    ConfirmForm,
)
DECLINE = Decision("decline", "Decline these people?", "Each gets a mail, and their seats become free.", "Decline", DeclineForm)
DECISIONS = {decision.name: decision for decision in (CONFIRM, DECLINE)}


def ask_or_carry_out(model_admin, request: HttpRequest, people: Iterable[Registration], decision: Decision) -> HttpResponse | None:
    """Show who is meant and ask; when it was answered, carry the decision out and return None."""
    is_answer = request.method == "POST" and "decided" in request.POST
    form = decision.form(request.POST if is_answer else None)
    people = list(people)
    if is_answer and form.is_valid():
        carry_out(request, people, decision, form.cleaned_data.get("reason", ""))
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": decision.title,
        "opts": model_admin.opts,
        "decision": decision,
        "people": people,
        "form": form,
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/registrations/decide.html", context)


def carry_out(request: HttpRequest, people: Iterable[Registration], decision: Decision, reason: str) -> None:
    """Take the step for each person, and say how many it was, how many needed nothing, and for whom it was not possible."""
    done: Counter[str] = Counter()
    unchanged = 0
    for person in people:
        try:
            if decision.carry_out(person, request.user, reason):
                done[person.get_state_display()] += 1
            else:
                unchanged += 1
        except lifecycle.NotPossible as problem:
            messages.warning(request, str(problem))
    for state, count in done.items():
        messages.success(request, f"{count} {'person' if count == 1 else 'people'} decided on. State now: {state}.")
    if unchanged:
        messages.info(request, f"{unchanged} {'was' if unchanged == 1 else 'were'} so already; nothing was changed and no mail sent.")
