// Filters and search at once, in the page; the address keeps them. Without this script the form asks the server.

import { allStandHere, sessionsChanged, sessionsHere, showOnly } from "./sessions.js";
import { counted, word } from "./words.js";
import { foundBy, loadSearchIndex } from "./search.js";
import { showClashes } from "./clashes.js";

const FILTERED = ["q", "day", "kind", "organisation", "room", "sessions"];

const filterForm = () => document.querySelector("form[data-filters]");

function wishes(form) {
  const data = new FormData(form);
  return Object.fromEntries(FILTERED.map((name) => [name, String(data.get(name) ?? "").trim()]).filter(([, value]) => value));
}

// Puts the wishes of the address into the form; returns those that it has no choice for.
function fillForm(form, wanted) {
  for (const name of FILTERED) {
    if (name === "sessions") continue;
    const field = form.elements[name];
    if (field) field.value = wanted.get(name) ?? "";
  }
  form.elements.sessions?.remove();
  if (wanted.get("sessions")) {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: "sessions", value: wanted.get("sessions") });
    form.prepend(chosen);
  }
  return FILTERED.filter((name) => wanted.get(name) && form.elements[name]?.value !== wanted.get(name));
}

function testsFor(wanted, index) {
  const codes = wanted.sessions && new Set(wanted.sessions.toUpperCase().split(",").map((code) => code.trim()));
  const found = wanted.q && foundBy(wanted.q, index);
  return [
    codes && (({ code }) => codes.has(code)),
    wanted.day && (({ day }) => day.id === wanted.day),
    wanted.kind && (({ element }) => element.dataset.kind === wanted.kind),
    wanted.room && (({ element }) => element.dataset.room === wanted.room),
    wanted.organisation && (({ element }) => (element.dataset.organisations ?? "").split(" ").includes(wanted.organisation)),
    found && (({ code }) => found(code)),
  ].filter(Boolean);
}

// The server has left out sessions: all of them must be here before the wish grows.
async function takeWholeAgenda(form) {
  const answer = await fetch(form.action);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const days = page.querySelector("[data-days][data-whole]");
  if (!days || page.body.dataset.version !== document.body.dataset.version) throw new Error("another version");
  document.querySelector("[data-days]").replaceWith(document.adoptNode(days));
  sessionsChanged();
}

function showInAddress(wanted) {
  const address = new URL(location.href);
  for (const name of FILTERED) address.searchParams.delete(name);
  for (const [name, value] of Object.entries(wanted)) address.searchParams.set(name, value);
  address.search = address.searchParams.toString().replaceAll("%2C", ",");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  for (const link of document.querySelectorAll(".lang a")) link.search = address.search;
}

function showFound(wanted, tests, impossible = false) {
  const shown = showOnly((session) => !impossible && tests.every((test) => test(session)));
  const isFiltered = tests.length > 0 || impossible;
  const days = document.querySelector("[data-days]");
  days.hidden = isFiltered && !shown.length;
  if (!isFiltered) for (const day of days.querySelectorAll(".day")) day.hidden = false;
  document.querySelector("[data-nothing]").hidden = !days.hidden;
  document.querySelector("form [data-show-all]").hidden = !isFiltered || days.hidden;
  document.querySelector("[data-errors]")?.remove();
  if (wanted.sessions) showClashes(shown);
  else for (const line of document.querySelectorAll(".clash")) line.remove();
  document.querySelector("[data-found]").textContent = !isFiltered ? "" : shown.length ? counted("found", shown.length) : word("foundNone");
}

let latestWish = 0;

// Returns whether it could be done here; if not, the server must be asked.
async function applyFilters(form) {
  const turn = ++latestWish;
  const wanted = wishes(form);
  try {
    if (!allStandHere()) await takeWholeAgenda(form);
    const index = wanted.q ? await loadSearchIndex(form.dataset.searchIndex) : null;
    if (wanted.q && !index) return false;
    if (turn !== latestWish) return true;
    showFound(wanted, testsFor(wanted, index));
    showInAddress(wanted);
    return true;
  } catch {
    return false;
  }
}

function clearFilters(form) {
  fillForm(form, new URLSearchParams());
  return applyFilters(form);
}

async function applyAddress(form) {
  const wanted = new URLSearchParams(location.search);
  if (!allStandHere() || !FILTERED.some((name) => wanted.get(name))) return;
  const impossible = fillForm(form, wanted).filter((name) => name !== "q");
  if (impossible.length) showFound(wishes(form), [], true);
  else await applyFilters(form);
}

function listenTo(form) {
  const search = form.elements.q;
  search.addEventListener("focus", () => loadSearchIndex(form.dataset.searchIndex), { once: true });
  form.addEventListener("input", async ({ target }) => {
    if (!(await applyFilters(form)) && target !== search) form.submit();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !search.value) return;
    event.preventDefault();
    search.value = "";
    applyFilters(form);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await applyFilters(form))) return form.submit();
    const results = document.querySelector("[data-found]");
    results.tabIndex = -1;
    results.focus();
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-show-all]");
    if (!link || document.querySelector("[data-chosen]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!(await clearFilters(form))) return location.assign(link.href);
    search.focus();
  });
}

export function startFilters() {
  const form = filterForm();
  if (!form || !document.getElementById("words")) return;
  listenTo(form);
  applyAddress(form);
}
