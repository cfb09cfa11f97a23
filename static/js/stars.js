// Stars: which sessions the reader means to go to, kept on this device by code. A button at each session, and their number in links.

import { keep, kept, whenKeptElsewhere } from "./keeping.js";
import { numeral, starIcon, word } from "./words.js";
import { sessionsHere, whenSessionsChange } from "./sessions.js";

const MOST_STARS = 500;
const CODE = /^[0-9A-Z]{6}$/;
let starred = null;
const starListeners = [];

export function starredCodes() {
  if (!starred) {
    const found = kept("stars");
    starred = new Set((Array.isArray(found) ? found : []).filter((code) => CODE.test(code)).slice(0, MOST_STARS));
  }
  return starred;
}

export function whenStarsChange(told) {
  starListeners.push(told);
}

function starsChanged() {
  for (const told of starListeners) told();
}

// Never more than 500: what comes after them is not taken.
export function setStars(codes) {
  starred = new Set([...codes].slice(0, MOST_STARS));
  keep("stars", [...starred]);
  starsChanged();
}

function toggleStar(code) {
  const codes = new Set(starredCodes());
  if (!codes.delete(code)) codes.add(code);
  setStars(codes);
}

function starButton(session) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "star";
  button.id = `star-${session.code}`;
  button.dataset.star = session.code;
  session.heading.id ||= `title-${session.code}`;
  const said = document.createElement("span");
  said.textContent = word("star");
  button.append(starIcon(), said);
  button.setAttribute("aria-labelledby", `${button.id} ${session.heading.id}`);
  return button;
}

function addStarButtons() {
  for (const session of sessionsHere()) {
    if (!document.getElementById(`star-${session.code}`)) {
      (session.element.querySelector("[data-star-row]") ?? session.element).prepend(starButton(session));
    }
  }
  showStars();
}

function showStars() {
  const codes = starredCodes();
  for (const button of document.querySelectorAll("[data-star]")) button.setAttribute("aria-pressed", codes.has(button.dataset.star));
  for (const count of document.querySelectorAll("[data-star-count]")) count.textContent = codes.size ? ` (${numeral(codes.size)})` : "";
  const all = document.querySelector("[data-star-all]");
  if (all) all.hidden = chosenHere().every((code) => codes.has(code));
}

const chosenHere = () => (document.querySelector("[data-chosen]")?.dataset.chosen ?? "").split(",").filter((code) => CODE.test(code));

export function startStars() {
  if (!document.getElementById("words")) return;
  whenStarsChange(showStars);
  whenSessionsChange(addStarButtons);
  whenKeptElsewhere("stars", () => {
    starred = null;
    starsChanged();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    starred = null;
    starsChanged();
  });
  addStarButtons();
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-star], [data-star-all]");
    if (button?.dataset.star) toggleStar(button.dataset.star);
    else if (button) setStars([...starredCodes(), ...chosenHere()]);
  });
}
