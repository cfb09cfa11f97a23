// My agenda: of all sessions on this page those that are starred here, their clashes, and how to take them along.

import { counted, word } from "./words.js";
import { showOnly } from "./sessions.js";
import { setStars, starredCodes, whenStarsChange } from "./stars.js";
import { showClashes } from "./clashes.js";

let removedStars = null;

const mine = (name) => document.querySelector(`[data-${name}]`);

function showAddresses(codes) {
  for (const field of document.querySelectorAll("[data-address]")) {
    field.value = new URL(`${field.dataset.address}?sessions=${codes.join(",")}`, location.href).href;
  }
  mine("webcal").href = document.getElementById("calendar-address").value.replace(/^https?:/, "webcal:");
}

function showMine() {
  const codes = starredCodes();
  const shown = showOnly(({ code }) => codes.has(code));
  const gone = codes.size - shown.length;
  mine("mine").hidden = false;
  mine("mine-empty").hidden = shown.length > 0;
  mine("days").hidden = mine("mine-tools").hidden = !shown.length;
  mine("gone").hidden = !gone;
  mine("gone").textContent = gone ? counted("gone", gone) : "";
  mine("mine-undo").hidden = !removedStars;
  showClashes(shown);
  showAddresses(shown.map(({ code }) => code));
}

async function copyAddress(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    mine("copy-said").textContent = word("copied");
  } catch {
    mine("copy-said").textContent = word("notCopied");
  }
}

function shareAddress() {
  const address = document.getElementById("colleague-address").value;
  navigator.share({ title: document.title, url: address }).catch(() => null); // the reader thought better of it
}

function removeAll() {
  removedStars = [...starredCodes()];
  setStars([]);
  mine("mine-undo").focus();
}

function undoRemoval() {
  const again = removedStars;
  removedStars = null;
  setStars([...again, ...starredCodes()]);
}

export function startMyAgenda() {
  if (!mine("mine")) return;
  whenStarsChange(showMine);
  mine("share").hidden = !navigator.share;
  mine("share").addEventListener("click", shareAddress);
  mine("print").addEventListener("click", () => print());
  mine("mine-remove").addEventListener("click", removeAll);
  mine("mine-undo").addEventListener("click", undoRemoval);
  for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copyAddress(button));
  showMine();
}
