"""The form with which a visitor asks the organisers."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.forms.texts import AddressField, ParagraphField

LONGEST_QUESTION = 2000


class QuestionForm(forms.Form):
    """A question, and the address to which its answer goes."""

    text = ParagraphField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        help_text=_("In English or Khmer. Please name nobody and no case that is not public."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    email = AddressField(label=_("E-mail"), help_text=_("The answer comes to this address; nobody else sees it."))

    @property
    def helper(self) -> FormHelper:
        """How crispy sets the form."""
        helper = FormHelper()
        helper.form_class = "sheet"
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout("text", "email", Submit("send", _("Send the question")))
        return helper
