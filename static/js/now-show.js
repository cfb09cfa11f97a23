// Showing a moment: fills the parts of the page with copies from its templates. What stays as it is is not touched.
import { inRoom, LATELY, MINUTE, modeOf, whatIsOn } from "./now-rule.js";

const DAY = 24 * 60 * MINUTE;
const find = (name, root = document) => root.querySelector(`[data-${name}]`);

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

const inDigits = (page, text) => String(text).replace(/[0-9]/g, (digit) => page.digits[digit]);

export function clockOf(page, at) {
  return inDigits(page, page.calendar(at).clock);
}

function counted(page, word, number) {
  return page.words.get(number === 1 && page.words.has(`${word}-1`) ? `${word}-1` : word).replace("#", inDigits(page, number));
}

// Tomorrow, Wednesday 14 December, or nothing for today.
function dayWords(page, date, at) {
  if (date === page.calendar(at).date) return "";
  return Date.parse(date) - Date.parse(page.calendar(at).date) === DAY ? page.words.get("tomorrow") : (page.days.get(date)?.short ?? date);
}

// Put copies of these elements into a list, unless they stand there already; say how many more there are.
function fill(page, part, list, entries, shown) {
  const elements = entries.slice(0, shown).map((entry) => entry.element);
  const isSame = list.filledWith?.length === elements.length && elements.every((element, place) => element.isEqualNode(list.filledWith[place]));
  if (!isSame) list.replaceChildren(...elements.map((element) => document.importNode(element, true)));
  list.filledWith = elements;
  part.hidden = !entries.length;
  say(find("more", part), entries.length > shown ? counted(page, "more", entries.length - shown) : "");
  return [...list.children];
}

function showSessions(page, name, sessions, at) {
  const part = document.querySelector(`[data-part="${name}"]`);
  fill(page, part, find("sessions", part), sessions, page.shown).forEach((element, place) => {
    const { start, end, date } = sessions[place];
    say(find("day", element), name === "next" ? dayWords(page, date, at) : "");
    const left = find("left", element);
    if (!left) return;
    left.hidden = name !== "now";
    if (left.hidden) return;
    say(find("left-words", left), counted(page, "left", (end - at) / MINUTE));
    Object.assign(left.querySelector("progress"), { max: (end - start) / MINUTE, value: (at - start) / MINUTE });
  });
}

function showDoors(page, { now, next, until }, at) {
  const date = next.length && !now.length ? page.calendar(until).date : "";
  const doors = page.days.get(date)?.doors;
  const isShown = Boolean(doors && doors > at);
  find("doors").hidden = !isShown;
  if (!isShown) return;
  say(find("doors-day"), dayWords(page, date, at));
  say(find("doors-at"), clockOf(page, doors));
}

function showHead(page, at, room) {
  const { date } = page.calendar(at);
  say(find("clock"), clockOf(page, at));
  find("clock").dateTime = new Date(at).toISOString();
  say(find("date"), page.days.get(date)?.words ?? "");
  find("date").dateTime = date;
  const name = find("room-name");
  name.hidden = !room;
  if (room && name.textContent !== room.textContent) name.replaceChildren(...document.importNode(room, true).childNodes);
  if (!find("name").isEqualNode(page.name)) find("name").replaceChildren(...document.importNode(page.name, true).childNodes);
}

// Show the moment `at`, a whole minute in milliseconds; `roomKey` is what the address asks for, empty for all.
export function show(page, at, roomKey) {
  const room = page.rooms.get(roomKey);
  const on = whatIsOn(inRoom(page.sessions, room && roomKey), at);
  const mode = modeOf(on, page.sessions, at);
  showHead(page, at, room);
  find("no-room").hidden = !roomKey || Boolean(room);
  showSessions(page, "now", on.now, at);
  showSessions(page, "next", on.next, at);
  showDoors(page, on, at);
  const minutes = (on.begins - at) / MINUTE;
  say(find("in"), minutes <= LATELY / MINUTE ? counted(page, "in", minutes) : "");
  const changes = page.changes.filter(({ published, until }) => published > at - LATELY && published < at + MINUTE && until > at);
  fill(page, document.querySelector('[data-part="changes"]'), find("changes"), changes, page.shownChanges);
  document.querySelectorAll("[data-end-of]").forEach((end) => {
    end.hidden = end.dataset.endOf !== mode;
  });
  document.body.dataset.mode = mode;
}
