"""`update_messages`: texts found, translations kept, faults named."""

import gettext
from io import BytesIO, StringIO
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command

from agenda.management.catalogue import DJANGO_MESSAGES, texts_in


@pytest.fixture
def project(tmp_path):
    """A small project with texts in code and templates, some of which are not for translation."""
    files = {
        "agenda/forms.py": 'from x import gettext_lazy as _\n\nLABEL = _("Your question")\nTITLE = pgettext_lazy("honorific", "Ms")\n',
        "agenda/views/pages.py": 'def seats(n):\n    return ngettext("%(n)d seat", "%(n)d seats", n) % {"n": n}\n',
        "agenda/migrations/0001_initial.py": 'HELP = _("of a migration")\n',
        "templates/base.html": "  <p>{% translate 'Skip to content' %}</p>\n {{ _('Home')|upper }} {% include \"x\" with y=_('More') %}\n",
        "templates/agenda/home.html": '<b title="it\'s">\n\t{% blocktranslate trimmed with day=d %}\n  Until\n  {{ day }}\n'
        "{% endblocktranslate %}</b> 100 %",
        "templates/agenda/plural.txt": "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
        "templates/agenda/context.html": '{% translate "May" context "month" %}\n',
        "templates/admin/base.html": "{% translate 'of the admin' %}",
    }
    for path, code in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(code, encoding="utf-8")
    return tmp_path


def update(project: Path, **options) -> str:
    output = StringIO()
    call_command("update_messages", base=project, stdout=output, **options)
    return output.getvalue()


def po_of(project: Path) -> Path:
    return project / "locale" / "km" / "LC_MESSAGES" / "django.po"


def translate_all(project: Path) -> None:
    """Write each text itself as its translation."""
    update(project)
    lines, previous = [], ""
    for line in po_of(project).read_text(encoding="utf-8").splitlines():
        if line.startswith("msgid"):
            previous = line.split(" ", 1)[1]
        lines.append(line[:-2] + previous if line in ('msgstr ""', 'msgstr[0] ""') and previous != '""' else line)
    po_of(project).write_text("\n".join(lines) + "\n", encoding="utf-8")
    update(project)


def replace(path: Path, old: str, new: str) -> None:
    code = path.read_text(encoding="utf-8")
    assert old in code
    path.write_text(code.replace(old, new), encoding="utf-8")


def test_texts_are_found_in_code_and_templates(project):
    found = {(text.id, text.context) for text in texts_in(project)} - {(message, None) for message in DJANGO_MESSAGES}

    assert found == {
        ("Your question", None),
        ("Ms", "honorific"),
        (("%(n)d seat", "%(n)d seats"), None),
        ("Skip to content", None),
        ("Home", None),
        ("More", None),
        ("Until %(day)s", None),
        (("%(n)s day", "%(n)s days"), None),
        ("May", "month"),
    }


def test_djangos_messages_are_those_of_this_django():
    with (Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        known = {message.id for message in read_po(file)}

    assert [message for message in DJANGO_MESSAGES if message not in known] == []


def test_new_catalogue_holds_each_text_with_its_files_and_no_line_numbers(project):
    assert "22 texts, 22 not translated" in update(project)

    assert '#: agenda/forms.py\nmsgid "Your question"\nmsgstr ""\n' in po_of(project).read_text(encoding="utf-8")


def test_run_again_it_writes_the_same_bytes(project):
    translate_all(project)
    before = [po_of(project).read_bytes(), po_of(project).with_suffix(".mo").read_bytes()]

    update(project)

    assert [po_of(project).read_bytes(), po_of(project).with_suffix(".mo").read_bytes()] == before


def test_compiled_catalogue_is_what_gettext_reads(project):
    translate_all(project)
    replace(po_of(project), 'msgstr "Your question"', 'msgstr "សំណួររបស់អ្នក"')

    update(project)

    compiled = gettext.GNUTranslations(BytesIO(po_of(project).with_suffix(".mo").read_bytes()))
    assert compiled.gettext("Your question") == "សំណួររបស់អ្នក"
    assert compiled.pgettext("honorific", "Ms") == "Ms"
    assert compiled.ngettext("%(n)d seat", "%(n)d seats", 1) == "%(n)d seats"


def test_translation_outlives_a_time_without_its_text(project):
    translate_all(project)
    replace(po_of(project), 'msgstr "Your question"', 'msgstr "សំណួរ"')
    replace(project / "agenda/forms.py", "Your question", "Another question")
    update(project)
    assert '#~ msgstr "សំណួរ"' in po_of(project).read_text(encoding="utf-8")

    replace(project / "agenda/forms.py", "Another question", "Your question")
    update(project)

    assert '\nmsgstr "សំណួរ"' in po_of(project).read_text(encoding="utf-8")


def test_check_is_content_with_a_complete_catalogue_and_writes_nothing(project):
    translate_all(project)
    before = po_of(project).stat().st_mtime_ns

    assert "0 not translated" in update(project, check=True)

    assert po_of(project).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        ("agenda/forms.py", "Your question", "Your new question", "not in the catalogue: 'Your new question'"),
        ("agenda/forms.py", "Your question", "Your new question", "no longer used: 'Your question'"),
        ("po", 'msgstr "Home"', 'msgstr ""', "not translated: 'Home'"),
        ("po", '\nmsgid "Home"', '\n#, fuzzy\nmsgid "Home"', "marked fuzzy: 'Home'"),
        ("po", 'msgstr "Until %(day)s"', 'msgstr "Until %(dag)s"', "placeholders differ: 'Until %(day)s'"),
        ("po", 'msgstr "Until %(day)s"', 'msgstr "Until"', "placeholders differ: 'Until %(day)s'"),
        ("po", 'msgstr[0] "%(n)d seats"', 'msgstr[0] "seats"', "placeholders differ: '%(n)d seat'"),
        ("po", 'msgstr "May"', 'msgstr "Mai"', "django.mo does not match django.po"),
    ],
)
def test_check_names_each_fault(project, path, old, new, fault):
    translate_all(project)
    replace(po_of(project) if path == "po" else project / path, old, new)

    with pytest.raises(CommandError) as error:
        update(project, check=True)

    assert fault in str(error.value).splitlines()


def test_check_fails_without_a_catalogue(project):
    with pytest.raises(CommandError, match="django.mo does not match"):
        update(project, check=True)
