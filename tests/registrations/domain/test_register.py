"""The door, signing up: state, seat, history and mail."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from agenda.models import Symposium
from registrations.domain import consents, lifecycle
from registrations.models import Registration
from tests.factories import DelegationFactory, SymposiumFactory, an_entry, registered
from tests.registrations.domain.people import fill, history, mails, waiting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
State = Registration.State


def test_register_keeps_a_seat_until_the_address_is_verified(symposium, now, settings):
    outcome = lifecycle.register(symposium, entry=an_entry(symposium, consents={"processing", "photos"}), at=now)

    registration = outcome.registration
    assert (outcome.is_waiting, outcome.place) == (False, None)
    assert (registration.state, registration.state_until) == (State.UNVERIFIED, now + settings.UNVERIFIED_HOURS * HOUR)
    assert history(registration) == [("registered", "", "unverified")]
    assert mails(registration) == ["received"]
    assert consents.agreed(registration) == {"processing", "photos"}
    assert list(registration.days.all()) == list(symposium.days.all())


def test_register_without_a_free_seat_waits_at_a_place(symposium):
    fill(symposium)
    outcomes = [lifecycle.register(symposium, entry=an_entry(symposium)) for _person in range(2)]

    assert [(outcome.is_waiting, outcome.place, outcome.registration.state) for outcome in outcomes] == [
        (True, 1, State.WAITLISTED),
        (True, 2, State.WAITLISTED),
    ]
    assert mails(outcomes[0].registration) == ["waiting"]


def test_register_waits_if_one_of_the_days_is_full(symposium):
    first, second = symposium.days.all()
    fill(symposium, days=[first])

    assert lifecycle.register(symposium, entry=an_entry(symposium, days=[first, second])).is_waiting
    assert not lifecycle.register(symposium, entry=an_entry(symposium, days=[second])).is_waiting


def test_register_does_not_jump_the_queue(symposium, now):
    fill(symposium, verified=False, at=now)
    first_in_queue = registered(symposium, at=now)

    # The two seats were for unverified people whose time is over; the newcomer comes third.
    outcome = lifecycle.register(symposium, entry=an_entry(symposium), at=now + 49 * HOUR)

    first_in_queue.refresh_from_db()
    assert first_in_queue.state == State.OFFERED
    assert outcome.registration.state == State.UNVERIFIED
    assert lifecycle.register(symposium, entry=an_entry(symposium), at=now + 49 * HOUR).is_waiting


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"registration_opens": None}, "not-yet"),
        ({"registration_opens": timezone.now() + HOUR}, "not-yet"),
        ({"registration_closes": timezone.now() - HOUR}, "closed"),
        ({"state": Symposium.State.ARCHIVED}, "closed"),
        ({"state": Symposium.State.DRAFT}, "closed"),
        ({"starts_on": timezone.localdate(), "ends_on": timezone.localdate()}, "closed"),
    ],
)
def test_register_is_refused_while_registration_is_not_open(changes, status):
    symposium = SymposiumFactory(**changes)

    with pytest.raises(lifecycle.RegistrationClosed) as refusal:
        lifecycle.register(symposium, entry=an_entry(symposium))

    assert refusal.value.status == lifecycle.registration_status(symposium) == status
    assert Registration.objects.count() == Email.objects.count() == 0


def test_register_is_refused_before_the_first_release():
    symposium = SymposiumFactory(published=False)

    with pytest.raises(lifecycle.RegistrationClosed):
        lifecycle.register(symposium, entry=an_entry(symposium))


def test_register_refuses_what_belongs_to_another_symposium(symposium):
    other = SymposiumFactory()

    for changes in ({"delegation": DelegationFactory(symposium=other)}, {"days": list(other.days.all())}, {"days": []}):
        with pytest.raises(ValueError, match=r"another symposium|days of its symposium"):
            lifecycle.register(symposium, entry=an_entry(symposium, **changes))

    assert Registration.objects.count() == 0


def test_register_sent_twice_makes_one_registration_and_one_mail(symposium):
    entry = an_entry(symposium)

    first, second = (lifecycle.register(symposium, entry=entry) for _click in range(2))

    assert first == second
    assert (Registration.objects.count(), Email.objects.count()) == (1, 1)


def test_register_again_changes_nothing_but_mails_a_link(symposium):
    registration = registered(symposium, email="dara@agency.example", name_latin="SOK Dara")

    outcome = lifecycle.register(symposium, entry=an_entry(symposium, email="Dara@Agency.example", name_latin="Somebody Else"))

    registration.refresh_from_db()
    assert outcome == lifecycle.Outcome(None, is_waiting=False, place=None)
    assert (registration.name_latin, registration.state) == ("SOK Dara", State.PENDING)
    assert mails(registration) == ["received", "already"]


def test_register_again_gives_the_outcome_of_a_newcomer(symposium):
    known = waiting(symposium)

    again = lifecycle.register(symposium, entry=an_entry(symposium, email=known.email))
    newcomer = lifecycle.register(symposium, entry=an_entry(symposium))

    assert (again.is_waiting, again.place) == (newcomer.is_waiting, newcomer.place) == (True, 2)


def test_register_again_mails_no_more_than_thrice_an_hour(symposium, now):
    registration = registered(symposium, at=now)

    for minute in range(10):
        lifecycle.register(symposium, entry=an_entry(symposium, email=registration.email), at=now + timedelta(minutes=minute))
    in_the_first_hour = mails(registration).count("already")
    lifecycle.register(symposium, entry=an_entry(symposium, email=registration.email), at=now + 2 * HOUR)

    assert (in_the_first_hour, mails(registration).count("already")) == (3, 4)


def test_register_after_a_cancellation_makes_a_new_registration(symposium):
    registration = registered(symposium)
    lifecycle.cancel(registration)

    assert lifecycle.register(symposium, entry=an_entry(symposium, email=registration.email)).registration.state == State.UNVERIFIED


@pytest.mark.parametrize(("policy", "state", "kind"), [("confirm", State.CONFIRMED, "confirmed"), ("vet", State.PENDING, "received")])
def test_register_by_the_focal_point_follows_the_delegations_policy(symposium, policy, state, kind):
    delegation = DelegationFactory(symposium=symposium, seats=1, policy=policy)

    registration = registered(symposium, verified=False, delegation=delegation, origin=Registration.Origin.FOCAL_POINT, email="")

    assert registration.state == state
    assert mails(registration) == [kind]
    assert registration.mails.get().email.to == [delegation.focal_email]


def test_register_by_the_focal_point_waits_for_the_agencys_seat(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=1, policy="confirm")
    confirmed, queued = (
        registered(symposium, verified=False, delegation=delegation, origin=Registration.Origin.FOCAL_POINT, email="")
        for _person in range(2)
    )

    lifecycle.cancel(confirmed, actor="agency")
    queued.refresh_from_db()
    lifecycle.accept_offer(queued)

    assert history(queued)[-2:] == [("offered", "waitlisted", "offered"), ("offer taken", "offered", "confirmed")]


def test_register_needs_an_address_to_write_to(symposium):
    with pytest.raises(ValueError, match="no address"):
        lifecycle.register(symposium, entry=an_entry(symposium, email=""))
