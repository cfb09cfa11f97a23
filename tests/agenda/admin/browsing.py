"""What a browser does with a form of the desk: reads the values that stand in it, and sends them back with changes."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, form_id: str):
        super().__init__()
        self.form_id = form_id
        self.values: dict[str, list[str]] = {}
        self._inside = False
        self._select = self._textarea = None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self._inside = found.get("id") == self.form_id
        if not self._inside:
            return
        if tag == "input" and found.get("name") and found.get("type") not in ("submit", "file"):
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.values.setdefault(found["name"], []).append(found.get("value") or ("on" if found.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select and "selected" in found:
            self.values.setdefault(self._select, []).append(found.get("value", ""))
        elif tag == "textarea":
            self._textarea = found["name"]
            self.values[self._textarea] = [""]

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data):
        if self._textarea:
            self.values[self._textarea][0] += data.removeprefix("\n")


def form_values(response, form_id: str) -> dict:
    """Return what the form with this id would send as it stands."""
    fields = _Fields(form_id)
    fields.feed(response.content.decode())
    assert fields.values, f"There is no form {form_id} on the page."
    return {name: values if len(values) > 1 else values[0] for name, values in fields.values.items() if "__prefix__" not in name}


def submit(client, address: str, form_id: str, **changes):
    """Open the page, change some values of its form, send it, and return the answer."""
    return client.post(address, {**form_values(client.get(address), form_id), **changes})


def errors_of(response) -> dict[str, list[str]]:
    """Return what the page says beside the fields of its form."""
    return {name: list(said) for name, said in response.context["adminform"].form.errors.items()}


def row_errors(response, prefix: str) -> list[dict[str, list[str]]]:
    """Return what the page says beside the fields of each row of an inline."""
    for inline in response.context["inline_admin_formsets"]:
        if inline.formset.prefix == prefix:
            return [{name: list(said) for name, said in form.errors.items()} for form in inline.formset.forms]
    raise AssertionError(f"There is no inline {prefix}.")
