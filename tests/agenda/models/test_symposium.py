"""The symposium, its days and rooms: constraints, the counter of its public pages, who may see it, its clock."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agenda.domain.release import publish
from agenda.models import Day, Room, Symposium
from tests.factories import DayFactory, SymposiumFactory


@pytest.fixture
def symposium(db):
    return SymposiumFactory(starts_on=date(2022, 12, 14), published=False)


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_saving_keeps_a_counter_that_was_raised_elsewhere(symposium):
    here, elsewhere = (Symposium.objects.get(pk=symposium.pk) for _copy in range(2))
    elsewhere.save()
    elsewhere.save()
    here.save()

    assert Symposium.objects.get().public_version == symposium.public_version + 3
    assert here.public_version == symposium.public_version + 3


def test_saving_some_fields_raises_the_counter_too(symposium):
    before = symposium.public_version
    symposium.name_en = "Renamed"
    symposium.save(update_fields=["name_en"])

    assert Symposium.objects.get().public_version == before + 1


@pytest.mark.parametrize(
    "write",
    [
        lambda: Symposium.objects.update(state="archived"),
        lambda: Symposium.objects.raise_public_version(),
        lambda: Symposium.objects.bulk_update([Symposium(pk=Symposium.objects.get().pk, name_en="New")], ["name_en"]),
    ],
    ids=["update", "raise", "bulk update"],
)
def test_writes_of_many_raise_the_counter(symposium, write):
    before = symposium.public_version

    write()

    assert Symposium.objects.get().public_version == before + 1


def test_database_refuses_what_makes_no_sense(symposium):
    rows = Symposium.objects.filter(pk=symposium.pk)

    assert refused(lambda: rows.update(ends_on=date(2022, 12, 13)))
    assert refused(lambda: rows.update(name_en="", name_km=""))
    assert refused(lambda: rows.update(venue_en="", venue_km=""))
    assert refused(
        lambda: rows.update(registration_opens=datetime(2022, 12, 2, tzinfo=UTC), registration_closes=datetime(2022, 12, 1, tzinfo=UTC))
    )
    assert refused(lambda: Day.objects.create(symposium=symposium, date=symposium.starts_on, seats=1))
    assert refused(lambda: Room.objects.create(symposium=symposium))
    assert refused(lambda: rows.update(latitude=11))
    assert refused(lambda: rows.update(latitude=91, longitude=0))


def test_one_symposium_at_most_is_the_current_edition(symposium):
    SymposiumFactory(is_current=True, published=False)

    assert refused(lambda: Symposium.objects.filter(pk=symposium.pk).update(is_current=True))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2022, 12, 13)}, "ends_on"),
        ({"slug": "admin"}, "slug"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"name_en": "", "name_km": ""}, "name_en"),
        ({"retention_months": 0}, "retention_months"),
        ({"privacy_contact": "nobody"}, "privacy_contact"),
        ({"latitude": Decimal("11.56")}, "longitude"),
        ({"longitude": Decimal("104.938")}, "latitude"),
    ],
)
def test_cleaning_names_the_field_that_is_wrong(symposium, changes, field):
    for name, value in changes.items():
        setattr(symposium, name, value)

    with pytest.raises(ValidationError) as raised:
        symposium.full_clean()

    assert set(raised.value.message_dict) == {field}


@pytest.mark.parametrize(("day", "is_right"), [(13, False), (14, True), (15, True), (16, False)])
def test_day_is_within_its_symposium(symposium, day, is_right):
    symposium.days.all().delete()
    made = Day(symposium=symposium, date=date(2022, 12, day), seats=1)

    if is_right:
        made.full_clean()
    else:
        with pytest.raises(ValidationError, match="The symposium lasts from 2022-12-14 to 2022-12-15"):
            made.full_clean()


def test_visible_are_those_that_are_not_in_draft_and_have_a_release(db):
    shown = SymposiumFactory()
    archived = SymposiumFactory(state="archived")
    SymposiumFactory(state="draft")
    SymposiumFactory(published=False)

    assert set(Symposium.objects.visible()) == {shown, archived}


def test_visible_names_a_symposium_once_however_many_releases_it_has(db):
    symposium = SymposiumFactory()
    symposium.notice_en = "New"
    symposium.save()
    publish(symposium)

    assert Symposium.objects.visible().count() == 1


@pytest.mark.parametrize(
    ("moment", "has_begun"),
    [(datetime(2022, 12, 13, 16, 59, tzinfo=UTC), False), (datetime(2022, 12, 13, 17, 0, tzinfo=UTC), True)],
)
def test_day_begins_at_midnight_by_the_symposiums_clock(symposium, moment, has_begun):
    day = symposium.days.get(date=date(2022, 12, 14))

    assert day.has_begun(moment) is has_begun


def test_text_that_is_missing_in_one_language_falls_back_to_the_other(symposium):
    symposium.venue_km = ""

    assert symposium.venue == "Cambodiana Hotel, Phnom Penh"


def test_symposium_is_named_with_its_slug_and_a_room_in_either_language(symposium):
    assert str(symposium) == f"Digital Forensics Symposium {symposium.slug}"
    assert str(Room(name_km="សាល")) == "សាល"
    assert str(DayFactory.build(symposium=None, date=date(2022, 12, 14), doors_open=time(8))) == "Wed 14 Dec 2022"
