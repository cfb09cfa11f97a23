"""Rows for tests, as small as may be: a published symposium with two days, agencies, delegations, people and registrations."""

import uuid
from datetime import time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from agenda.domain import release
from agenda.models import Day, Organisation, Person, Room, Session, Symposium
from registrations.domain import lifecycle
from registrations.models import Delegation, Registration


class SymposiumFactory(DjangoModelFactory):
    """A public symposium in two months, open for registration: two days of `seats` seats, published unless `published=False`."""

    class Meta:
        model = Symposium
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"edition-{number}")
    name_en = "Digital Forensics Symposium"
    name_km = "សន្និសីទស្ដីពីកោសល្យវិច័យឌីជីថល"
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    ends_on = factory.LazyAttribute(lambda made: made.starts_on + timedelta(days=1))
    venue_en = "Cambodiana Hotel, Phnom Penh"
    venue_km = "សណ្ឋាគារកាំបូឌីយ៉ាណា រាជធានីភ្នំពេញ"
    state = Symposium.State.PUBLIC
    registration_opens = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    privacy_contact = "privacy@symposium.example"

    @factory.post_generation
    def seats(self, create, extracted, **kwargs):
        for number in range((self.ends_on - self.starts_on).days + 1):
            DayFactory(symposium=self, date=self.starts_on + timedelta(days=number), seats=100 if extracted is None else extracted)

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        if extracted is not False:
            release.publish(self)
            self.refresh_from_db()


class DayFactory(DjangoModelFactory):
    """A day with 100 seats, doors at half past eight."""

    class Meta:
        model = Day

    symposium = factory.SubFactory(SymposiumFactory, seats=0, published=False)
    date = factory.LazyAttribute(lambda made: made.symposium.starts_on)
    doors_open = time(8, 30)
    seats = 100


class RoomFactory(DjangoModelFactory):
    """A room."""

    class Meta:
        model = Room

    symposium = factory.SubFactory(SymposiumFactory)
    name_en = factory.Sequence(lambda number: f"Hall {number}")
    name_km = factory.Sequence(lambda number: f"សាល {number}")


class OrganisationFactory(DjangoModelFactory):
    """An agency."""

    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda number: f"agency-{number}")
    name_en = factory.Sequence(lambda number: f"Agency {number}")
    name_km = factory.Sequence(lambda number: f"ស្ថាប័ន {number}")
    kind = Organisation.Kind.POLICE


class PersonFactory(DjangoModelFactory):
    """Somebody who speaks."""

    class Meta:
        model = Person

    name_latin = factory.Sequence(lambda number: f"SOK Dara {number}")
    organisation = factory.SubFactory(OrganisationFactory)


class SessionFactory(DjangoModelFactory):
    """An open session on the first day, nine to ten."""

    class Meta:
        model = Session

    symposium = factory.SubFactory(SymposiumFactory)
    day = factory.LazyAttribute(lambda made: made.symposium.days.first())
    start = time(9, 0)
    end = time(10, 0)
    kind = Session.Kind.PRESENTATION
    title_en = factory.Sequence(lambda number: f"Session {number}")
    title_km = factory.Sequence(lambda number: f"វគ្គ {number}")


class DelegationFactory(DjangoModelFactory):
    """An agency's ten seats, kept until the end."""

    class Meta:
        model = Delegation

    symposium = factory.SubFactory(SymposiumFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    seats = 10
    focal_name = "CHAN Sophea"
    focal_email = factory.Sequence(lambda number: f"focal{number}@agency.example")


class RegistrationFactory(DjangoModelFactory):
    """A confirmed participant on all days, with a verified address. A bare row, without history and mail: `registered` makes those."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    symposium = factory.SubFactory(SymposiumFactory)
    delegation = factory.LazyAttribute(lambda made: None if made.other_agency else DelegationFactory(symposium=made.symposium))
    other_agency = ""
    honorific = "mr"
    name_latin = factory.Sequence(lambda number: f"KEO Piseth {number}")
    position = "Officer"
    email = factory.Sequence(lambda number: f"participant{number}@agency.example")
    email_verified_at = factory.LazyFunction(timezone.now)
    phone = "+85512345678"
    language = "en"
    state = Registration.State.CONFIRMED
    state_since = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def days(self, create, extracted, **kwargs):
        self.days.set(self.symposium.days.all() if extracted is None else extracted)


def an_entry(symposium: Symposium, **changes) -> lifecycle.Entry:
    """Return what somebody writes in the form: an agency that is not listed, all days, an address of his own."""
    number = uuid.uuid4().hex[:8]
    written = {
        "delegation": None,
        "other_agency": "" if changes.get("delegation") else "Agency for tests",
        "name_latin": f"SOK Dara {number}",
        "honorific": "mr",
        "position": "Officer",
        "email": f"{number}@agency.example",
        "phone": "+85512345678",
        "days": list(symposium.days.all()),
        "language": "en",
        "submission": uuid.uuid4(),
    }
    return lifecycle.Entry(**{**written, **changes})


def registered(symposium: Symposium, *, verified: bool = True, at=None, **changes) -> Registration:
    """Return a registration made through the door, as the public form makes it: with history, consents and mail."""
    registration = lifecycle.register(symposium, entry=an_entry(symposium, **changes), at=at).registration
    if verified:
        lifecycle.verify(registration, at=at)
    return registration


def form_data(symposium: Symposium, **changes) -> dict:
    """Return what a browser posts from the registration form: an agency that is not listed, all days, the one consent that is needed."""
    written = {
        "agency": "other",
        "other_agency": "Agency for tests",
        "honorific": "mr",
        "rank": "",
        "name_latin": "SOK Dara",
        "name_khmer": "សុខ ដារ៉ា",
        "position": "Officer",
        "email": "dara@agency.example",
        "phone": "012 345 678",
        "days": [day.pk for day in symposium.days.all()],
        "access_needs": "",
        "diet": "",
        "language": "en",
        "consent_processing": "on",
        "submission": str(uuid.uuid4()),
    }
    return {name: value for name, value in {**written, **changes}.items() if value is not None}
