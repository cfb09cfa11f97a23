// The device that shows the wall: it stays awake, its setup line and pointer go when nobody uses them, and all fits on it.

const AT_REST = 15_000; // milliseconds without a hand on it
const STEPS = 6; // by which everything is made smaller (static/css/now.css)
const root = document.documentElement;

export function stayAwake() {
  const lock = () => {
    if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", lock);
  lock();
}

// Return a function to call each second.
export function restWhenUnused() {
  let usedAt = Date.now();
  const used = () => {
    usedAt = Date.now();
    delete root.dataset.atRest;
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) addEventListener(name, used, { passive: true });
  return () => {
    if (Date.now() - usedAt > AT_REST && !document.querySelector("[data-setup]:focus-within")) root.dataset.atRest = "";
  };
}

// A screen in a hall can't be scrolled; a telephone can.
export function fit() {
  delete root.dataset.fit;
  if (innerHeight < 600 || innerWidth < innerHeight) return;
  for (let step = 1; step <= STEPS && root.scrollHeight > root.clientHeight; step += 1) root.dataset.fit = step;
}
