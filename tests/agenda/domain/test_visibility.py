"""Who may read what, label by label: the table of DESIGN, Labels."""

import pytest

from agenda.domain import visibility
from agenda.models import Tlp

READERS = {
    "nobody": {"agency": None, "is_confirmed": False},
    "not confirmed, presenting agency": {"agency": "presenting", "is_confirmed": False},
    "confirmed, unlisted agency": {"agency": None, "is_confirmed": True},
    "confirmed, another agency": {"agency": "other", "is_confirmed": True},
    "confirmed, presenting agency": {"agency": "presenting", "is_confirmed": True},
}


@pytest.mark.parametrize(
    ("label", "presenting", "readers"),
    [
        ("clear", {"presenting"}, set(READERS)),
        ("green", {"presenting"}, {"confirmed, unlisted agency", "confirmed, another agency", "confirmed, presenting agency"}),
        ("amber", {"presenting"}, {"confirmed, presenting agency"}),
        ("amber", set(), {"confirmed, another agency", "confirmed, presenting agency"}),
        ("amber+strict", {"presenting"}, {"confirmed, presenting agency"}),
        ("amber+strict", set(), set()),
        ("red", {"presenting"}, set()),
        ("red", set(), set()),
    ],
)
def test_label_is_read_by_these_and_no_others(label, presenting, readers):
    found = {name for name, reader in READERS.items() if visibility.may_read(label, presenting=presenting, **reader)}

    assert found == readers


def test_unknown_label_is_read_by_nobody():
    assert not visibility.may_read("white", agency="presenting", presenting={"presenting"}, is_confirmed=True)


def test_labels_grow_stricter_in_their_order():
    assert Tlp.values == ["clear", "green", "amber", "amber+strict", "red"]
    assert visibility.stricter("green", "amber") == visibility.stricter("amber", "green") == "amber"
    assert visibility.stricter("red", "clear") == "red"
    assert visibility.stricter("amber", "amber+strict") == "amber+strict"


def test_only_clear_is_public_and_only_red_is_kept_nowhere():
    assert [label for label in Tlp.values if visibility.is_public(label)] == ["clear"]
    assert [label for label in Tlp.values if not visibility.is_kept_online(label)] == ["red"]
