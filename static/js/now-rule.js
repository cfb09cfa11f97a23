// What is on at a moment, and what is next: the same rule as agenda/domain/wall.py, on sessions in the order of the programme, each with
// start and end (milliseconds), room (a key, empty for the whole house) and isCancelled.

export const MINUTE = 60_000;
export const LATELY = 60 * MINUTE;

export function inRoom(sessions, room) {
  return room ? sessions.filter((session) => session.room === room || !session.room) : sessions;
}

const earliest = (sessions) => sessions.reduce((least, session) => Math.min(least, session.start), Infinity);

const byPlace = (one, other) => one.place - other.place;

// A session's `place` is that of its room among the rooms. `begins` is Infinity where nothing more takes place; `until` is the start of what is next, cancelled or not.
export function whatIsOn(sessions, at) {
  const now = sessions.filter((session) => session.start <= at && at < session.end).sort(byPlace);
  const coming = sessions.filter((session) => session.start > at);
  const begins = earliest(coming.filter((session) => !session.isCancelled));
  const until = begins < Infinity ? begins : earliest(coming);
  const next = coming.filter((session) => session.start <= until).sort((one, other) => one.start - other.start || byPlace(one, other));
  return { now, next, begins, until };
}

// Which part of the page to show; `all` are the sessions of all rooms.
export function modeOf({ now, next }, all, at) {
  if (now.length) return "now";
  if (next.length) return "next";
  if (!all.length) return "empty";
  return all.every((session) => session.end <= at) ? "over" : "done";
}
