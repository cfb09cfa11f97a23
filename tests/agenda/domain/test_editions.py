"""A new edition from an old one: what is said again, on new dates, and nothing of people."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from agenda.domain.editions import Edition, new_edition
from agenda.domain.release import publish
from agenda.models import Material, NewsItem, OrganisationRole, Page, Session, SessionOrganisation, SessionSpeaker, Symposium
from tests.factories import OrganisationFactory, PersonFactory, RoomFactory, SessionFactory, SymposiumFactory

STARTS = date(2031, 3, 4)
WANTED = Edition(slug="2031", starts_on=STARTS, name_en="Third symposium")


@pytest.fixture
def source(db):
    place = {"latitude": Decimal("11.56"), "longitude": Decimal("104.938")}
    symposium = SymposiumFactory(slug="2030", is_current=True, notice_km="សេចក្ដីជូនដំណឹង", published=False, **place)
    symposium.days.filter(date=symposium.ends_on).update(label_en="Day 2", seats=70, doors_open=time(7, 45))
    session = SessionFactory(
        symposium=symposium,
        day=symposium.days.last(),
        room=RoomFactory(symposium=symposium, name_en="Hall A", capacity=90),
        abstract_km="សេចក្ដី\u200bសង្ខេប",
        tlp="amber",
        seats=20,
    )
    SessionFactory(symposium=symposium, state="cancelled")
    for order, slug in enumerate(["b", "a"]):
        SessionOrganisation.objects.create(session=session, organisation=OrganisationFactory(slug=slug), order=order)
    SessionSpeaker.objects.create(session=session, person=PersonFactory())
    Material.objects.create(session=session, title_en="Slides", file=ContentFile(b"x", name="slides.pdf"))
    OrganisationRole.objects.create(symposium=symposium, organisation=OrganisationFactory(), role="approved-by", person=PersonFactory())
    Page.objects.create(symposium=symposium, key="about", body_en="About", body_km="អំពី")
    NewsItem.objects.create(symposium=symposium, title_en="News")
    publish(symposium)
    return symposium


def test_new_edition_is_a_draft_on_its_own_dates(source):
    edition = new_edition(source, WANTED)

    edition.refresh_from_db()
    assert (edition.slug, edition.name_en, edition.name_km, edition.state, edition.is_current) == (
        "2031",
        "Third symposium",
        "",
        "draft",
        False,
    )
    assert (edition.starts_on, edition.ends_on) == (STARTS, STARTS + timedelta(days=1))
    assert (edition.venue_km, edition.notice_km, edition.privacy_contact) == (source.venue_km, source.notice_km, source.privacy_contact)
    assert (edition.latitude, edition.longitude) == (Decimal("11.56"), Decimal("104.938"))
    assert (edition.registration_opens, edition.registration_closes, edition.releases.count()) == (None, None, 0)
    assert list(edition.days.values_list("date", "label_en", "seats", "doors_open")) == [
        (STARTS, "", 100, time(8, 30)),
        (STARTS + timedelta(days=1), "Day 2", 70, time(7, 45)),
    ]


def test_new_edition_has_rooms_roles_pages_and_sessions_of_its_own(source):
    edition = new_edition(source, WANTED)

    old, new = source.sessions.exclude(state="cancelled").get(), edition.sessions.get()
    copied = ("start", "end", "kind", "title_en", "title_km", "abstract_km", "tlp", "seats")
    assert [getattr(new, name) for name in copied] == [getattr(old, name) for name in copied]
    assert (new.day, new.room, new.state) == (edition.days.last(), edition.rooms.get(), Session.State.TENTATIVE)
    assert (edition.rooms.get().name_en, edition.rooms.get().capacity) == ("Hall A", 90)
    assert new.uuid != old.uuid
    assert new.code != old.code
    assert new.search_key.endswith(new.code.casefold())
    assert [entry.organisation.slug for entry in new.session_organisations.all()] == ["b", "a"]
    assert edition.roles.get().organisation == source.roles.get().organisation
    assert edition.pages.get().body_km == "អំពី"


def test_new_edition_has_no_people_and_no_files(source):
    edition = new_edition(source, WANTED)

    assert edition.roles.get().person is None
    assert not SessionSpeaker.objects.filter(session__symposium=edition).exists()
    assert not Material.objects.filter(session__symposium=edition).exists()
    assert not edition.newsitems.exists()
    assert (source.sessions.count(), source.rooms.count(), source.days.count()) == (2, 1, 2)


@pytest.mark.parametrize(
    ("changes", "field"), [({"slug": "2030"}, "slug"), ({"slug": "admin"}, "slug"), ({"slug": "a b"}, "slug"), ({"name_en": ""}, "name_en")]
)
def test_new_edition_that_can_not_be_is_refused_and_nothing_is_made(source, changes, field):
    with pytest.raises(ValidationError) as refused:
        new_edition(source, Edition(**{"slug": "2031", "starts_on": STARTS, "name_en": "Third"} | changes))

    assert list(refused.value.message_dict) == [field]
    assert Symposium.objects.get() == source
