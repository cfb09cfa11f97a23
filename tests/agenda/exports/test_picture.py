"""The picture of the programme for shared links."""

from datetime import date, time
from io import BytesIO

import pytest
from PIL import Image

from agenda.domain import release
from agenda.exports.picture import TITLES_A_DAY, description_of, picture_facts, programme_picture
from agenda.models import Session
from tests.factories import SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db

SECRET = "Operation Nightfall"


@pytest.fixture
def symposium():
    return SymposiumFactory(slug="2022", starts_on=date(2022, 12, 14), published=False)


def published(symposium):
    release.publish(symposium, despite_errors=True)
    return release.current(symposium)


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


@pytest.mark.parametrize("language", ["en", "km"])
def test_picture_has_the_size_that_sites_ask_for_and_few_bytes(symposium, language):
    SessionFactory(symposium=symposium)

    picture = programme_picture(published(symposium), language)

    assert opened(picture).size == (1200, 630)
    assert opened(picture).format == "PNG"
    assert len(picture) < 100_000


def test_picture_describes_what_is_drawn(symposium):
    SessionFactory(symposium=symposium, title_en="Opening", title_km="ពិធីបើក")
    programme = published(symposium)

    facts = picture_facts(programme, "km")

    assert facts["days"][0] == {"date": "ថ្ងៃពុធ ទី១៤ ខែធ្នូ", "titles": [["០៩:០០", ["ពិធីបើក", "km"]]]}
    assert opened(programme_picture(programme, "km")).info["Description"] == description_of(facts)
    for text in ("សន្និសីទស្ដីពីកោសល្យវិច័យឌីជីថល", "ថ្ងៃទី១៤–១៥ ខែធ្នូ ឆ្នាំ២០២២", "សណ្ឋាគារកាំបូឌីយ៉ាណា", "០៩:០០ ពិធីបើក"):
        assert text in description_of(facts)


def test_every_text_that_is_drawn_stands_in_the_description(symposium):
    SessionFactory(symposium=symposium)
    facts = picture_facts(release.draft(symposium), "en")
    description = description_of(facts)

    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, dict)):
            for entry in value.values() if isinstance(value, dict) else value:
                yield from texts(entry)

    assert [text for text in texts(facts) if text not in description and text not in ("en", "km")] == []


def test_picture_shows_how_each_day_begins_without_breaks_and_what_is_cancelled(symposium):
    SessionFactory(symposium=symposium, kind=Session.Kind.BREAK, title_en="Coffee", start=time(8), end=time(9))
    SessionFactory(symposium=symposium, state=Session.State.CANCELLED, title_en="Gone", start=time(8), end=time(9))
    for number in range(TITLES_A_DAY + 1):
        SessionFactory(symposium=symposium, title_en=f"Talk {number}", start=time(10 + number), end=time(11 + number))

    first, second = picture_facts(published(symposium), "en")["days"]

    assert [title[0] for _at, title in first["titles"]] == [f"Talk {number}" for number in range(TITLES_A_DAY)]
    assert second == {"date": "Thursday 15 December", "titles": []}


def test_picture_shows_no_title_of_a_closed_session(symposium):
    SessionFactory(symposium=symposium, title_en=SECRET, title_km=SECRET, tlp="amber")
    programme = published(symposium)

    assert picture_facts(programme, "en")["days"][0]["titles"] == [["09:00", ["Closed session", "en"]]]
    assert SECRET not in str(picture_facts(programme, "km"))


def test_picture_is_the_same_bytes_each_time(symposium):
    SessionFactory(symposium=symposium)
    programme = published(symposium)
    first = programme_picture(programme, "km")

    release.forget_published_programmes()

    assert programme_picture(release.current(symposium), "km") == first


@pytest.mark.parametrize("title", ["x" * 200, "កោសល្យវិច័យឌីជីថល" * 11, "#panic() $x$ \\ @ref", "漢字 😀"])
def test_picture_bears_any_title(symposium, title):
    symposium.name_en = title
    symposium.save()
    SessionFactory(symposium=symposium, title_en=title)

    assert opened(programme_picture(published(symposium), "en")).size == (1200, 630)
