// What a page of the wall holds: the programme, days and words in its templates. Read from this document, or from one that was fetched.

const content = (doc, name) => doc.querySelector(`template[data-${name}]`).content;
const time = (iso) => (iso ? Date.parse(iso) : null);

// Return the page's data, or null for a document that is not this symposium's wall: a captive portal's page, an error.
export function readPage(doc, symposium) {
  const data = doc.body?.dataset;
  if (data?.wall === undefined || data.symposium !== symposium || !doc.querySelector("template[data-words]")) return null;
  const rooms = new Map([...content(doc, "rooms").children].map((room) => [room.dataset.key, room]));
  const places = ["", ...rooms.keys()];
  return {
    release: data.release,
    assets: [...doc.querySelectorAll("[data-asset]")].map((asset) => asset.getAttribute("href") || asset.getAttribute("src")).join(" "),
    name: doc.querySelector("[data-name]"),
    digits: data.digits,
    shown: Number(data.shown),
    shownChanges: Number(data.shownChanges),
    renderedAt: time(data.at),
    calendar: venueCalendar(data.zone),
    sessions: [...content(doc, "programme").children].map((session) => readSession(session, places)),
    rooms,
    days: new Map([...content(doc, "days").children].map((day) => [day.dateTime, readDay(day)])),
    changes: [...content(doc, "changed").children].map(readChange),
    words: new Map([...content(doc, "words").children].map((word) => [word.dataset.word, word.textContent.trim()])),
  };
}

function readSession(element, places) {
  const { start, end, ofRoom: room, cancelled } = element.dataset;
  const when = { start: time(start), end: time(end), date: start.slice(0, 10) };
  return { element, ...when, room, place: places.indexOf(room), isCancelled: cancelled !== undefined };
}

function readDay(element) {
  return { words: element.textContent, short: element.dataset.short, doors: time(element.dataset.doors) };
}

function readChange(element) {
  return { element, published: time(element.dataset.published), until: time(element.dataset.until) };
}

// Return a function that tells date and clock of the venue at a moment, whatever zone the device is in.
function venueCalendar(timeZone) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...parts });
  return (at) => {
    const { year, month, day, hour, minute } = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return { date: `${year}-${month}-${day}`, clock: `${hour}:${minute}` };
  };
}
