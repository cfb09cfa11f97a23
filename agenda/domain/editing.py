"""Two editors at once: a change is written only over the version of a session that its editor saw."""

from collections.abc import Iterable, Mapping

from agenda.models import Session


class ChangedMeanwhileError(Exception):
    """Somebody else has saved since. `sessions` are those concerned, as they stand now."""

    def __init__(self, sessions: Iterable[Session]):
        self.sessions = list(sessions)
        super().__init__(", ".join(map(str, self.sessions)))


def locked(seen: Mapping[int, int]) -> dict[int, Session]:
    """Lock sessions for a change and return them by key; `seen` is the version of each, by its key, that the editor saw.

    To be called in the transaction that writes them: of two saves at once the second waits here and is then refused. Raises
    ChangedMeanwhileError when one has another version by now, Session.DoesNotExist when one is gone.
    """
    rows = Session.objects.select_for_update(of=("self",)).select_related("symposium", "day", "room").order_by("pk")
    found = {session.pk: session for session in rows.filter(pk__in=seen)}
    if len(found) < len(seen):
        raise Session.DoesNotExist
    if changed := [session for key, session in found.items() if session.version != seen[key]]:
        raise ChangedMeanwhileError(changed)
    return found
