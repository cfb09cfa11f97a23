// The sessions that stand on this page, read from it. Whoever replaces them says so; whoever marks them listens.

const SESSIONS_CHANGED = "symposium:sessions";
let readBefore = null;

const timeOf = (element) => (element ? Date.parse(element.getAttribute("datetime")) : NaN);

function readSession(element) {
  const slot = element.closest(".slot");
  return {
    element,
    slot,
    day: element.closest(".day"),
    code: element.dataset.code,
    heading: element.querySelector("h1, h3"),
    start: slot ? timeOf(slot.querySelector(".when time")) : Date.parse(element.dataset.start),
    end: slot ? timeOf(element.querySelector(".until time") ?? slot.querySelector(".when small time")) : Date.parse(element.dataset.end),
    isCancelled: element.classList.contains("cancelled"),
    isBreak: element.classList.contains("pause"),
  };
}

export function sessionsHere() {
  readBefore ??= [...document.querySelectorAll("[data-code]")].map(readSession);
  return readBefore;
}

// Whether all sessions of the programme stand here, hidden ones too.
export const allStandHere = () => document.querySelector("[data-days]")?.hasAttribute("data-whole") ?? false;

export function whenSessionsChange(told) {
  document.addEventListener(SESSIONS_CHANGED, told);
}

export function sessionsChanged() {
  readBefore = null;
  document.dispatchEvent(new Event(SESSIONS_CHANGED));
}

// Hides the others with their slots and days; returns those that are shown.
export function showOnly(wanted) {
  const shown = sessionsHere().filter((session) => !(session.element.hidden = !wanted(session)));
  const places = new Set(shown.flatMap((session) => [session.slot, session.day]));
  for (const place of document.querySelectorAll("[data-days] :is(.slot, .day)")) place.hidden = !places.has(place);
  return shown;
}

// A link with the session's title as it stands on the page, its language included.
export function linkTo(session) {
  const link = document.createElement("a");
  const titled = session.heading.querySelector("a") ?? session.heading;
  link.href = titled.href ?? location.href;
  link.append(...[...titled.childNodes].filter((node) => node.nodeName !== "svg").map((node) => node.cloneNode(true)));
  link.normalize();
  if (link.firstChild?.nodeType === Node.TEXT_NODE) link.firstChild.data = link.firstChild.data.trimStart();
  return link;
}
