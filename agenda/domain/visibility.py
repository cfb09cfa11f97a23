"""Who may read what: the labels of the Traffic Light Protocol 2.0 (FIRST), from the freest to the strictest."""

from collections.abc import Iterable

from agenda.models import Session, Tlp

STRICTNESS = {label: rank for rank, label in enumerate(Tlp.values)}


def is_public(label: str) -> bool:
    """Whether everybody may read it."""
    return label == Tlp.CLEAR


def is_kept_online(label: str) -> bool:
    """Whether a release holds it at all: RED text is nowhere online."""
    return label != Tlp.RED


def stricter(first: str, second: str) -> str:
    """Return the stricter of two labels: a material is never freer than its session."""
    return max(first, second, key=STRICTNESS.__getitem__)


def may_read(label: str, *, agency: str | None, presenting: Iterable[str], is_confirmed: bool) -> bool:
    """Whether a participant may read text or files under `label`.

    `agency` is the slug of the organisation whose delegation the participant belongs to, None for an agency that is not listed;
    `presenting` are the slugs of the organisations named on the session.
    """
    presenting = set(presenting)
    match label:
        case Tlp.CLEAR:
            return True
        case Tlp.GREEN:
            return is_confirmed
        case Tlp.AMBER:
            return is_confirmed and agency is not None and (not presenting or agency in presenting)
        case Tlp.AMBER_STRICT:
            return is_confirmed and agency in presenting
        case _:
            return False


def called(session: Session) -> str:
    """Return how to name a session to whoever works at the desk: by its title, and by its code alone where its text is RED."""
    return f"“{session}”" if is_kept_online(session.tlp) else f"TLP:RED session {session.code}"
