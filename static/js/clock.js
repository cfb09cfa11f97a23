// What is on now and what is next, by the venue's clock: marks at the sessions and a line above them. `?at=2022-12-14T09:40` rehearses.

import { allStandHere, linkTo, sessionsHere, whenSessionsChange } from "./sessions.js";
import { inWords, numeral, word } from "./words.js";

const HALF_A_MINUTE = 30_000;
const A_DAY = 86_400_000;
const NAMED_AT_ONCE = 2;
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
const openedAt = Date.now();

// Minutes by which the venue's clock is ahead of UTC, as the page writes its times.
function venueOffset() {
  const written = document.querySelector("time[datetime*='T']")?.getAttribute("datetime") ?? "";
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(written) ?? [null, "+", 0, 0];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function timeNow() {
  const at = new URLSearchParams(location.search).get("at") ?? "";
  const rehearsed = LOCAL_TIME.test(at) ? Date.parse(`${at}:00Z`) - venueOffset() * 60_000 : NaN;
  return Number.isNaN(rehearsed) ? Date.now() : rehearsed + Date.now() - openedAt;
}

const dayAtVenue = (moment) => Math.floor((moment + venueOffset() * 60_000) / A_DAY);

function markTime(place, what) {
  const old = place.querySelector(":scope > .on");
  if (old?.dataset.on === what) return;
  old?.remove();
  if (!what) return;
  const said = document.createElement("b");
  said.className = `on ${what}`;
  said.dataset.on = what;
  said.textContent = word(what === "now" ? "markNow" : "markNext");
  place.append(said);
}

function markSlots(running, coming) {
  const now = new Set(running.map(({ slot }) => slot));
  const next = new Set(coming.map(({ slot }) => slot));
  for (const slot of document.querySelectorAll(".slot")) {
    const what = now.has(slot) ? "now" : next.has(slot) ? "next" : "";
    slot.classList.toggle("now", what === "now");
    markTime(slot.querySelector(".when"), what);
  }
}

function timeAsWritten(session, which) {
  const times = session.slot.querySelectorAll(".when time");
  const time = which === "end" ? (session.element.querySelector(".until time") ?? times[1]) : times[0];
  return time.cloneNode(true);
}

function lineFor(name, session, which) {
  const room = session.element.querySelector(".room");
  const values = { title: linkTo(session), time: timeAsWritten(session, which) };
  return room ? inWords(`${name}In`, { ...values, room: room.firstElementChild?.cloneNode(true) ?? room.textContent }) : inWords(name, values);
}

function linesFor(name, sessions, which) {
  const lines = sessions.slice(0, NAMED_AT_ONCE).map((session) => lineFor(name, session, which));
  if (sessions.length > NAMED_AT_ONCE) lines.at(-1).append(" ", inWords("more", { n: numeral(sessions.length - NAMED_AT_ONCE) }));
  return lines.map((line) => {
    const part = document.createElement("span");
    part.className = `on-line ${name}`;
    part.append(line);
    return part;
  });
}

function showStrip(sessions, running, coming, now) {
  const strip = document.querySelector("[data-strip]");
  if (!strip || !sessions.length) return;
  const days = dayAtVenue(sessions[0].start) - dayAtVenue(now);
  if (days > 0) {
    strip.replaceChildren(days === 1 ? word("beginsTomorrow") : inWords("begins", { n: numeral(days) }));
    return;
  }
  const isToday = coming.length && dayAtVenue(coming[0].start) === dayAtVenue(now);
  const lines = [...linesFor("now", running, "end"), ...(isToday ? linesFor("next", coming, "start") : [])];
  const said = lines.map((line) => line.textContent).join();
  if (strip.dataset.said !== said) strip.replaceChildren(...lines);
  strip.dataset.said = said;
}

function markSessionPage(session, now) {
  const opens = session.element.dataset.nextFrom ? Date.parse(session.element.dataset.nextFrom) : session.start;
  const isNext = now < session.start && (now >= opens || (!session.element.dataset.nextFrom && dayAtVenue(now) === dayAtVenue(session.start)));
  const what = session.isCancelled ? "" : now >= session.start && now < session.end ? "now" : isNext ? "next" : "";
  markTime(session.element.querySelector(".meta"), what);
}

function showTime() {
  const now = timeNow();
  const all = sessionsHere().filter((session) => !session.isCancelled);
  const inSlots = all.filter(({ slot }) => slot).sort((one, other) => one.start - other.start);
  for (const session of sessionsHere()) if (!session.slot) markSessionPage(session, now);
  if (!inSlots.length) return;
  const isWhole = allStandHere();
  const running = inSlots.filter(({ start, end }) => start <= now && now < end);
  const later = inSlots.filter(({ start }) => start > now);
  const isOn = dayAtVenue(now) >= dayAtVenue(inSlots[0].start);
  const coming = isWhole && isOn ? later.filter(({ start }) => start === later[0].start) : [];
  markSlots(running, coming);
  if (isWhole) showStrip(inSlots, running, coming, now);
}

export function startClock() {
  if (!document.getElementById("words") || !sessionsHere().length) return;
  showTime();
  whenSessionsChange(showTime);
  setInterval(showTime, HALF_A_MINUTE);
  addEventListener("pageshow", showTime);
  document.addEventListener("visibilitychange", () => document.hidden || showTime());
}
