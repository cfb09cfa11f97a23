"""An inline in which nothing stands twice."""

from django.forms.models import BaseInlineFormSet


class NamedOnce(BaseInlineFormSet):
    """Refuse, on its row, what stands in a row above: the same by all fields in `together`; `message` stands beside the first."""

    together: tuple[str, ...] = ()
    message = ""

    def clean(self):
        seen = set()
        for form in self.forms:
            values = tuple(getattr(form, "cleaned_data", {}).get(name) for name in self.together)
            if None in values or self._should_delete_form(form):
                continue
            if values in seen:
                form.add_error(self.together[0], self.message)
            seen.add(values)
        super().clean()
