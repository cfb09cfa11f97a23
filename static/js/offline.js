// Has the worker (service-worker.js) keep the programme on this device, and says on a kept page how old it is. Nothing here loads a page again by
// itself: a reader does, by the link of a note or by going on.

const LOOK_AGAIN = 1_000; // milliseconds; twice as long after each look that does not reach the site
const LOOK_AT_MOST_EACH = 60_000;
const WAIT_WITHOUT_IDLE = 2_000;

export function keepOffline() {
  const notes = document.querySelector("[data-offline-notes]");
  if (!notes || !navigator.serviceWorker || !("caches" in window)) return;
  sayHowOld(notes);
  const start = () => keepWhenIdle(notes);
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start, { once: true });
}

function showNote(notes, name, isShown = true) {
  notes.querySelector(`[data-note="${name}"]`).hidden = !isShown;
}

function sayHowOld(notes) {
  const { keptFrom, keptBecause } = document.documentElement.dataset;
  if (!keptFrom) return;
  for (const place of notes.querySelectorAll("[data-kept-from]")) place.textContent = keptFrom;
  showNote(notes, keptBecause === "slow" ? "slow" : "offline");
}

function keepWhenIdle(notes) {
  const begin = () => keepOrAsk(notes).catch(() => {}); // no storage, no room, no permission: the site works as it does without
  if (window.requestIdleCallback) window.requestIdleCallback(begin, { timeout: 5_000 });
  else setTimeout(begin, WAIT_WITHOUT_IDLE);
}

async function keepOrAsk(notes) {
  if (navigator.connection?.saveData && !(await isAnythingKept(notes))) {
    const ask = notes.querySelector('[data-note="ask"]');
    ask.hidden = false;
    ask.querySelector("button").addEventListener("click", () => {
      ask.hidden = true;
      startWorker(notes).catch(() => {});
    });
    return;
  }
  await startWorker(notes);
}

// Whether the worker has a copy of these pages; it stands under the address of its bundle.
async function isAnythingKept(notes) {
  return Boolean(await caches.match(notes.dataset.offlineNotes));
}

async function startWorker(notes) {
  await navigator.serviceWorker.register(notes.dataset.worker);
  const worker = (await navigator.serviceWorker.ready).active;
  const isKeptPage = "keptAt" in document.documentElement.dataset;
  // A page from the network tells which version there is; a kept page can only ask, and asks again until it gets through.
  let looked = Date.now();
  let wait = LOOK_AGAIN;
  let next;
  const look = async (version) => {
    clearTimeout(next);
    looked = Date.now();
    if ((await askWorker(notes, worker, version)) || !isKeptPage) return;
    next = setTimeout(look, wait, null);
    wait = Math.min(wait * 2, LOOK_AT_MOST_EACH);
  };
  await look(isKeptPage ? null : Number(document.body.dataset.version));

  window.addEventListener("online", () => {
    wait = LOOK_AGAIN;
    look(null);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - looked >= LOOK_AT_MOST_EACH) look(null);
  });
}

// Has the worker bring its copy up to date; returns whether it reached the site.
async function askWorker(notes, worker, version) {
  const answer = await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage({ keep: notes.dataset.offlineNotes, version }, [port2]);
  });
  if (!answer.isReached) return false;
  showNote(notes, "offline", false);
  showNote(notes, "slow", false);
  showNote(notes, "newer", answer.release > Number(document.body.dataset.release));
  return true;
}
