"""The door: each step's state, seat, history and mail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from agenda.models import Symposium
from registrations.domain import consents, lifecycle, tokens, waitlist
from registrations.models import Consent, Registration, RegistrationEvent
from tests.factories import DelegationFactory, RegistrationFactory, SymposiumFactory, an_entry, registered

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
State = Registration.State


@pytest.fixture
def symposium():
    return SymposiumFactory(seats=2)


@pytest.fixture
def now():
    return timezone.now()


def mails(registration):
    return list(registration.mails.order_by("pk").values_list("kind", flat=True))


def history(registration):
    return [(event.what, event.from_state, event.to_state) for event in registration.events.all()]


def fill(symposium, seats=2, **changes):
    return [registered(symposium, **changes) for _seat in range(seats)]


def waiting(symposium, **changes):
    """Fill the symposium, and return who comes after."""
    fill(symposium)
    return registered(symposium, **changes)


def offered(symposium, registrar, **changes):
    registration = waiting(symposium, **changes)
    lifecycle.decline(Registration.objects.holding_a_seat().first(), by=registrar)
    registration.refresh_from_db()
    return registration


# Sign-up


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


# Verifying


def test_verify_hands_the_registration_to_the_registrar(symposium, now):
    registration = registered(symposium, verified=False, at=now)

    assert lifecycle.verify(registration, at=now + HOUR)

    assert (registration.state, registration.state_until, registration.email_verified_at) == (State.PENDING, None, now + HOUR)
    assert history(registration)[-1] == ("verified", "unverified", "pending")


def test_verify_again_changes_nothing(symposium):
    registration = registered(symposium)

    assert not lifecycle.verify(registration)
    assert len(history(registration)) == 2


def test_verify_lets_a_waiting_person_take_a_free_seat(symposium):
    holders = fill(symposium)
    registration = registered(symposium, verified=False)
    lifecycle.cancel(holders[0])
    registration.refresh_from_db()
    assert registration.state == State.WAITLISTED

    lifecycle.verify(registration)

    assert registration.state == State.OFFERED
    assert mails(registration) == ["waiting", "offered"]


def test_verify_too_late_finds_the_seat_given_away(symposium, now):
    registration = registered(symposium, verified=False, at=now)

    lifecycle.verify(registration, at=now + 49 * HOUR)

    assert (registration.state, registration.cancelled_by) == (State.CANCELLED, Registration.CancelledBy.EXPIRED)
    assert mails(registration) == ["received", "expired"]


# The registrar


@pytest.mark.parametrize("verified", [True, False])
def test_confirm_confirms_once(symposium, registrar, verified):
    registration = registered(symposium, verified=verified)

    assert [lifecycle.confirm(registration, by=registrar) for _click in range(2)] == [True, False]

    assert registration.state == State.CONFIRMED
    assert registration.vetted_at
    assert mails(registration) == ["received", "confirmed"]
    assert registration.events.last().by == registrar


def test_confirm_accepts_a_waiting_person_in_advance(symposium, registrar):
    registration = waiting(symposium)

    assert [lifecycle.confirm(registration, by=registrar) for _click in range(2)] == [True, False]
    assert (registration.state, mails(registration)) == (State.WAITLISTED, ["waiting"])

    lifecycle.cancel(Registration.objects.holding_a_seat().first())
    lifecycle.accept_offer(registration)
    assert registration.state == State.CONFIRMED


@pytest.mark.parametrize("end", ["decline", "cancel"])
def test_confirm_is_not_possible_after_the_end(symposium, registrar, end):
    registration = registered(symposium)
    lifecycle.decline(registration, by=registrar) if end == "decline" else lifecycle.cancel(registration)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.confirm(registration, by=registrar)


def test_decline_mails_the_reason_and_frees_the_seat(symposium, registrar):
    registration = registered(symposium)

    assert [lifecycle.decline(registration, by=registrar, reason="The list is closed & full.") for _click in range(2)] == [True, False]

    mail = registration.mails.get(kind="declined").email
    assert "The list is closed & full." in mail.message
    assert "The list is closed &amp; full." in mail.html_message
    assert registration.events.last().reason == "The list is closed & full."
    assert not Registration.objects.holding_a_seat().exists()


def test_decline_takes_a_confirmed_person_back(symposium, registrar):
    registration = registered(symposium)
    lifecycle.confirm(registration, by=registrar)

    assert lifecycle.decline(registration, by=registrar)
    assert registration.state == State.DECLINED


# Cancelling, and what follows


def test_cancel_offers_the_seat_to_the_next(symposium, now, settings):
    holders = fill(symposium)
    registration = registered(symposium)

    assert [lifecycle.cancel(holders[0], at=now) for _click in range(2)] == [True, False]

    registration.refresh_from_db()
    assert (registration.state, registration.state_until) == (State.OFFERED, now + settings.OFFER_HOURS * HOUR)
    assert (holders[0].state, holders[0].cancelled_by) == (State.CANCELLED, "participant")
    assert mails(holders[0]) == ["received", "cancelled"]


def test_cancel_is_not_possible_after_a_refusal(symposium, registrar):
    registration = registered(symposium)
    lifecycle.decline(registration, by=registrar)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.cancel(registration)


def test_cancel_is_never_the_clocks(symposium):
    with pytest.raises(ValueError, match="CLOCK"):
        lifecycle.cancel(registered(symposium), actor=RegistrationEvent.Actor.CLOCK)


def test_stale_copy_of_a_registration_changes_nothing(symposium, registrar):
    registration = registered(symposium)
    stale = Registration.objects.get(pk=registration.pk)
    lifecycle.cancel(registration)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.confirm(stale, by=registrar)

    assert stale.state == State.CANCELLED


# The waiting list


def test_accept_offer_waits_for_the_registrar(symposium, registrar):
    registration = offered(symposium, registrar)

    assert [lifecycle.accept_offer(registration) for _click in range(2)] == [True, False]
    assert (registration.state, registration.state_until) == (State.PENDING, None)


def test_accept_offer_without_an_offer_is_not_possible(symposium):
    for registration in (registered(symposium), waiting(SymposiumFactory(seats=2))):
        with pytest.raises(lifecycle.NotPossible):
            lifecycle.accept_offer(registration)


def test_accept_offer_too_late_gives_the_seat_to_the_next(symposium, registrar, now):
    registration = offered(symposium, registrar)
    the_next = registered(symposium)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.accept_offer(registration, at=now + 25 * HOUR)

    # What the clock did stays, though the step itself was refused.
    registration.refresh_from_db()
    the_next.refresh_from_db()
    assert (registration.state, registration.cancelled_by, the_next.state) == (State.CANCELLED, "expired", State.OFFERED)
    assert mails(registration) == ["waiting", "offered", "expired"]


def test_offer_ends_when_the_first_day_begins(symposium):
    begins = lifecycle.begins(symposium)
    fill(symposium, seats=1)
    holder, registration = registered(symposium), registered(symposium)

    lifecycle.cancel(holder, at=begins - 2 * HOUR)

    registration.refresh_from_db()
    assert registration.state_until == begins


def test_offer_is_not_made_once_a_day_has_begun(symposium):
    holders = fill(symposium)
    both_days, second_day = registered(symposium), registered(symposium, days=[symposium.days.last()])

    lifecycle.cancel(holders[0], at=lifecycle.begins(symposium) + HOUR)

    both_days.refresh_from_db()
    second_day.refresh_from_db()
    assert (both_days.state, second_day.state) == (State.WAITLISTED, State.OFFERED)


def test_offer_passes_over_unverified_addresses(symposium):
    holders = fill(symposium)
    unverified, verified = registered(symposium, verified=False), registered(symposium)

    lifecycle.cancel(holders[0])

    unverified.refresh_from_db()
    verified.refresh_from_db()
    assert (unverified.state, verified.state) == (State.WAITLISTED, State.OFFERED)


def test_offer_passes_over_who_does_not_fit(symposium):
    first, second = symposium.days.all()
    holders = [*fill(symposium, days=[first]), *fill(symposium, days=[second])]
    both, one = registered(symposium), registered(symposium, days=[second])

    lifecycle.cancel(holders[-1])

    both.refresh_from_db()
    one.refresh_from_db()
    assert (both.state, one.state, waitlist.place_of(both)) == (State.WAITLISTED, State.OFFERED, 1)


def test_freed_seat_is_offered_to_one_only(symposium):
    holders = fill(symposium)
    first, second = registered(symposium), registered(symposium)

    lifecycle.cancel(holders[0])

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, waitlist.place_of(second)) == (State.OFFERED, State.WAITLISTED, 1)


def test_run_clocks_expires_and_offers_once(symposium, now):
    fill(symposium, verified=False, at=now)
    registered(symposium, at=now)

    later = now + 49 * HOUR

    assert [lifecycle.run_clocks(symposium, later) for _run in range(2)] == [(2, 1), (0, 0)]


def test_raised_limit_is_given_to_who_waits(symposium):
    registration = waiting(symposium)
    symposium.days.update(seats=3)

    assert lifecycle.run_clocks(symposium) == (0, 1)
    registration.refresh_from_db()
    assert registration.state == State.OFFERED


@pytest.mark.parametrize("queue", [3, 2 * waitlist.READ_AT_ONCE])
def test_promotion_of_nobody_costs_the_same_whatever_the_queue(symposium, now, queue, django_assert_num_queries):
    fill(symposium)
    RegistrationFactory.create_batch(queue, symposium=symposium, other_agency="Others", state=State.WAITLISTED, queued_at=now)
    symposium.days.filter(pk=symposium.days.last().pk).update(seats=500)

    with django_assert_num_queries(4):  # three of the plan, one of the queue: one day is free, but all want both
        assert waitlist.promote(symposium) == []


def test_promotion_costs_the_same_for_each_who_is_promoted(symposium):
    costs = []
    for free in (1, 2, 3):
        symposium = SymposiumFactory(seats=0)
        for _person in range(5):
            registered(symposium)
        symposium.days.update(seats=free)
        with CaptureQueriesContext(connection) as queries:
            assert len(waitlist.promote(symposium)) == free
        costs.append(len(queries))

    assert costs[2] - costs[1] == costs[1] - costs[0]


# Corrections


def test_correct_changes_data_at_once(symposium):
    registration = registered(symposium)

    changed = lifecycle.correct(registration, name_latin="SOK Dara Vichea", diet="halal", consents={Consent.Purpose.PHOTOS})

    assert changed
    assert (registration.name_latin, registration.diet) == ("SOK Dara Vichea", "halal")
    assert "vichea" in registration.search_key
    assert consents.agreed(registration) == {"processing", "photos"}
    assert registration.events.last().reason == "name_latin, diet, consents"
    assert mails(registration) == ["received"]


def test_correct_with_the_same_data_changes_nothing(symposium):
    registration = registered(symposium)

    assert not lifecycle.correct(registration, name_latin=registration.name_latin, days=list(symposium.days.all()), consents=set())
    assert len(history(registration)) == 2


def test_correct_withdraws_a_consent_and_keeps_that_it_was_given(symposium, now):
    registration = registered(symposium, consents={"processing", "photos"})

    lifecycle.correct(registration, consents={"processing"}, at=now)

    photos = registration.consents.get(purpose="photos")
    assert photos.withdrawn_at == now
    assert consents.agreed(registration) == {"processing"}


@pytest.mark.parametrize("has_ended", [False, True])
def test_withdraw_consent_is_possible_at_any_time_and_once(symposium, has_ended):
    registration = registered(symposium, consents={"processing", "photos"})
    if has_ended:
        lifecycle.cancel(registration)

    assert [lifecycle.withdraw_consent(registration, "photos") for _click in range(2)] == [True, False]

    assert consents.agreed(registration) == {"processing"}
    assert registration.events.filter(what="consent withdrawn").count() == 1


def test_correct_address_is_verified_anew_and_old_links_end(symposium):
    registration = registered(symposium)
    old_link = tokens.mint(registration)

    lifecycle.correct(registration, email="New@Agency.example")

    assert (registration.email, registration.email_verified_at, registration.state) == ("new@agency.example", None, State.PENDING)
    assert tokens.open_(old_link) is None
    assert registration.mails.get(kind="verify-address").email.to == ["new@agency.example"]


def test_correct_to_an_address_that_is_registered_does_not_tell_so(symposium):
    other, registration = registered(symposium), registered(symposium)

    assert lifecycle.correct(registration, email=other.email)

    with pytest.raises(lifecycle.NotPossible):  # only who reads that mail box learns it
        lifecycle.verify(registration)


def test_correct_days_needs_a_seat_on_added_days_and_loses_nothing(symposium):
    first, second = symposium.days.all()
    registration = registered(symposium, days=[first])
    fill(symposium, days=[second])

    with pytest.raises(lifecycle.NotPossible, match=r"No seat is free on \w+day \d+"):
        lifecycle.correct(registration, days=[first, second], diet="halal")

    registration.refresh_from_db()
    assert (list(registration.days.all()), registration.diet) == ([first], "")


def test_correct_days_frees_the_dropped_day_for_the_next(symposium):
    first, second = symposium.days.all()
    registration, _other = fill(symposium)
    the_next = registered(symposium, days=[second])

    lifecycle.correct(registration, days=[first])

    the_next.refresh_from_db()
    assert the_next.state == State.OFFERED


def test_correct_days_keeps_the_place_in_the_queue(symposium):
    first = waiting(symposium)
    registered(symposium)

    lifecycle.correct(first, days=[symposium.days.first()])

    assert waitlist.place_of(first) == 1


def test_correct_ends_with_the_time_for_changes(symposium, registrar, now):
    registration = registered(symposium)
    Symposium.objects.filter(pk=symposium.pk).update(changes_until=now - HOUR)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.correct(registration, diet="halal")

    assert lifecycle.correct(registration, diet="halal", by=registrar)


def test_correct_is_not_possible_after_the_end(symposium):
    registration = registered(symposium)
    lifecycle.cancel(registration)

    with pytest.raises(lifecycle.NotPossible):
        lifecycle.correct(registration, diet="halal")


def test_correct_takes_no_agency_and_no_state(symposium):
    for changes in ({"delegation": None}, {"state": "confirmed"}):
        with pytest.raises(TypeError):
            lifecycle.correct(registered(SymposiumFactory()), **changes)
