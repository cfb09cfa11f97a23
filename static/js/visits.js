// Since the last visit: marks the sessions that changed since the release which this device saw last, until the reader has seen them.

import { counted, inWords, numeral, word } from "./words.js";
import { keep, kept, whenKeptElsewhere } from "./keeping.js";
import { linkTo, sessionsHere, whenSessionsChange } from "./sessions.js";

const SEEN_AFTER = 12 * 3_600_000; // the marks stay as long as a day of the symposium, then the next visit begins anew
const LISTED = 5;
const OPPOSITE = { cancelled: "reinstated", reinstated: "cancelled" };

// `seen`: the release whose changes the reader knows. `shown`, `at`: the release whose marks he was shown since, and when first.
function visitsKept() {
  const found = kept("seen");
  return Number.isSafeInteger(found?.seen) && found.seen > 0 ? found : null;
}

function knownRelease(release) {
  const found = visitsKept();
  if (!found) {
    keep("seen", { seen: release });
    return release;
  }
  const isOver = found.shown > found.seen && !(Date.now() - found.at < SEEN_AFTER);
  if (isOver) keep("seen", { seen: found.shown });
  return isOver ? found.shown : found.seen;
}

function rememberShown(seen, release) {
  const found = visitsKept();
  if (!(found?.shown >= release)) keep("seen", { seen, shown: release, at: Date.now() });
}

// What several releases come to: the first words of each kind, without what was undone again.
function netChanges(releases) {
  const found = new Map();
  for (const { changes } of releases) {
    for (const [code, told] of Object.entries(changes)) {
      const known = found.get(code) ?? new Map();
      found.set(code, known);
      for (const change of told) {
        if (known.delete(OPPOSITE[change.what])) continue;
        const earlier = known.get(change.what);
        if (earlier && earlier.was && earlier.was === change.now) known.delete(change.what);
        else known.set(change.what, earlier ?? change);
      }
    }
  }
  for (const [code, known] of found) if (!known.size) found.delete(code);
  return found;
}

function sinceLine(changes) {
  const line = document.createElement("p");
  line.className = "since";
  line.append(word("changed"));
  for (const change of changes.has("added") ? [changes.get("added")] : changes.values()) {
    const said = document.createElement("span");
    said.className = "changed";
    said.dataset.what = change.what;
    said.textContent = change.words;
    line.append(" ", said);
  }
  return line;
}

function removeMarks() {
  for (const line of document.querySelectorAll(".since")) line.remove();
  for (const said of document.querySelectorAll(".lately [hidden]")) said.hidden = false;
}

function markChanged(changed) {
  removeMarks();
  const marked = sessionsHere().filter(({ code }) => changed.has(code));
  for (const { code, element, heading } of marked) {
    const line = sinceLine(changed.get(code));
    for (const said of element.querySelectorAll(".lately [data-what]")) {
      if (line.querySelector(`[data-what="${said.dataset.what}"]`)) said.hidden = true;
    }
    (element.querySelector(".who") ?? heading).after(line);
  }
  return marked;
}

function showNotice(words, sessions) {
  const notice = document.querySelector("[data-since]");
  if (!notice) return;
  notice.querySelector("[data-since-words]").textContent = words;
  const listed = sessions.slice(0, LISTED).map(linkTo);
  if (sessions.length > LISTED) listed.push(inWords("more", { n: numeral(sessions.length - LISTED) }));
  const entries = listed.map((line) => {
    const entry = document.createElement("li");
    entry.append(line);
    return entry;
  });
  notice.querySelector("[data-since-list]").replaceChildren(...entries);
  notice.hidden = false;
}

async function showSince(seen, release) {
  const answer = await fetch(word("changesUrl"));
  if (!answer.ok) return;
  const { oldest, releases } = await answer.json();
  const missed = releases.filter(({ number }) => number > seen && number <= release).sort((one, other) => one.number - other.number);
  const changed = netChanges(missed);
  const marked = markChanged(changed);
  whenSessionsChange(() => markChanged(changed));
  if (!document.querySelector("[data-since]")) return;
  if (seen + 1 < oldest) showNotice(word("missedMuch"), marked);
  else if (marked.length) showNotice(counted("missed", marked.length), marked);
  else return keep("seen", { seen: release });
  rememberShown(seen, release);
}

export function startVisits() {
  const release = Number(document.body.dataset.release);
  if (!document.getElementById("words") || !release) return;
  const seen = knownRelease(release);
  if (seen >= release) return;
  const forget = () => {
    removeMarks();
    for (const notice of document.querySelectorAll("[data-since]")) notice.hidden = true;
  };
  document.querySelector("[data-since-seen]")?.addEventListener("click", () => {
    keep("seen", { seen: release });
    forget();
    document.querySelector("h1").tabIndex = -1;
    document.querySelector("h1").focus();
  });
  whenKeptElsewhere("seen", () => (visitsKept()?.seen >= release ? forget() : null));
  showSince(seen, release).catch(() => null); // without a network: at the next visit
}
