"""manage.py publish_programme"""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.factories import RoomFactory, SessionFactory, SymposiumFactory


def publish_programme(*args, **options):
    out = io.StringIO()
    call_command("publish_programme", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def symposium(db):
    return SymposiumFactory(slug="2022", published=False)


def test_named_symposium_is_published_with_the_note(symposium):
    SessionFactory(symposium=symposium)

    said = publish_programme("2022", note="Final", note_km="ចុងក្រោយ")

    release = symposium.releases.get()
    assert (release.note_en, release.note_km, release.published_by) == ("Final", "ចុងក្រោយ", None)
    assert said == "Digital Forensics Symposium 2022: release 1 is published, with 1 sessions.\n"


def test_current_edition_is_published_where_none_is_named(symposium):
    current = SymposiumFactory(is_current=True, published=False)

    publish_programme()

    assert current.releases.count() == 1
    assert symposium.releases.count() == 0


def test_nothing_is_published_when_nothing_has_changed(symposium):
    publish_programme("2022")

    assert "nothing was published" in publish_programme("2022")
    assert symposium.releases.count() == 1


def test_draft_with_errors_is_published_only_when_told_so(symposium):
    room = RoomFactory(symposium=symposium, name_en="Hall A")
    for title in ("Opening", "Panel"):
        SessionFactory(symposium=symposium, title_en=title, room=room)

    with pytest.raises(CommandError) as refused:
        publish_programme("2022")
    assert str(refused.value).startswith(
        "The draft has errors; nothing was published. Mend them, or add --despite-errors.\n- “Opening” and"
    )
    assert symposium.releases.count() == 0

    assert "release 1 is published" in publish_programme("2022", despite_errors=True)


@pytest.mark.parametrize(
    ("args", "said"), [(["1999"], "There is no symposium '1999'."), ([], "No symposium is marked as the current edition.")]
)
def test_symposium_that_is_not_there_is_an_error_that_says_so(symposium, args, said):
    with pytest.raises(CommandError, match=said):
        publish_programme(*args)
