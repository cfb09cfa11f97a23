"""The home page: what, when, where, who, and how to register."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from agenda.domain.release import publish
from agenda.models import KeyFigure, NewsItem, OrganisationRole, Page, Symposium
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


def home_of(client, symposium, language="en") -> str:
    return client.get(f"/{language}/{symposium.slug}/").content.decode()


def test_home_says_what_when_where_and_who(client):
    symposium = SymposiumFactory(starts_on=datetime(2030, 12, 14, tzinfo=UTC).date(), published=False)
    agency = OrganisationFactory(name_en="Anti Cyber Crime Department")
    SessionFactory(symposium=symposium).session_organisations.create(organisation=agency)
    Page.objects.create(symposium=symposium, key="home", body_en="Two days on *digital* evidence.")
    publish(symposium)

    page = home_of(client, symposium)

    assert "<h1>Digital Forensics Symposium</h1>" in page
    assert "14–15 December 2030" in page
    assert "Cambodiana Hotel, Phnom Penh" in page
    assert "Anti Cyber Crime Department" in page
    assert "1 agency presents" in page
    assert "Two days on <em>digital</em> evidence." in page
    assert '<time datetime="2030-12-14T08:30:00+07:00">08:30</time>' in page


def test_home_in_khmer_writes_khmer_dates_and_names(client):
    symposium = SymposiumFactory(starts_on=datetime(2030, 12, 14, tzinfo=UTC).date())

    page = home_of(client, symposium, "km")

    assert '<html lang="km">' in page
    assert "ថ្ងៃទី១៤–១៥ ខែធ្នូ ឆ្នាំ២០៣០" in page
    assert "<h1>សន្និសីទស្ដីពីកោសល្យវិច័យឌីជីថល</h1>" in page


@pytest.mark.parametrize(
    ("facts", "said", "has_button"),
    [
        ({"registration_closes": datetime(2030, 12, 7, 10, 0, tzinfo=UTC)}, "Saturday 7 December 2030, 17:00", True),
        ({"registration_closes": None}, "Saturday 14 December 2030, 00:00", True),
        ({"registration_opens": datetime(2030, 11, 1, 1, 0, tzinfo=UTC)}, "Friday 1 November 2030, 08:00", False),
        ({"registration_opens": None}, "Registration is not yet open.", False),
        ({"registration_closes": datetime(2030, 9, 1, tzinfo=UTC)}, "Registration is closed.", False),
        ({"state": Symposium.State.ARCHIVED}, "This symposium is over.", False),
    ],
)
def test_home_says_whether_one_can_register(client, facts, said, has_button):
    opened = {"registration_opens": datetime(2030, 8, 1, tzinfo=UTC)}
    symposium = SymposiumFactory(starts_on=datetime(2030, 12, 14, tzinfo=UTC).date(), **{**opened, **facts})

    with time_machine.travel(datetime(2030, 10, 1, tzinfo=UTC)):
        page = home_of(client, symposium)

    assert said in page
    assert (f'<a class="button" href="/en/{symposium.slug}/register/">' in page) is has_button


def test_home_shows_roles_in_the_order_of_protocol(client):
    symposium = SymposiumFactory(published=False)
    general = PersonFactory(honorific="he", rank="Police General", name_latin="Neth Savoeun", position_en="Commissioner General")
    for role, name, person in [
        ("co-sponsor", "Cellcard", None),
        ("approved-by", "Cambodian National Police", general),
        ("organiser", "Child Protection Unit", None),
    ]:
        OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(name_en=name), role=role, person=person)
    publish(symposium)

    page = home_of(client, symposium).split("<main")[1]

    order = [
        "Organised by",
        "Child Protection Unit",
        "With the approval of",
        "H.E. Police General Neth Savoeun",
        "Co-sponsored by",
        "Cellcard",
    ]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)


def test_home_shows_three_figures_with_sources_and_the_three_newest_news(client):
    symposium, now = SymposiumFactory(), timezone.now()
    for number in range(4):
        KeyFigure.objects.create(
            symposium=symposium, value_en=f"{number} %", label_en="of all", source_en=f"Source {number}", as_of=now.date(), order=number
        )
        NewsItem.objects.create(symposium=symposium, title_en=f"News {number}", published_at=now - timedelta(hours=number + 1))

    page = home_of(client, symposium)

    assert [f"{number} %" in page for number in range(4)] == [True, True, True, False]
    assert "Source 2" in page
    assert [f"News {number}" in page for number in range(4)] == [True, True, True, False]
