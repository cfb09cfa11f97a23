// What this device keeps for one symposium. Storage may be missing, full or hold garbage: then nothing is kept, and nothing breaks.

const keptName = (what) => `${what}:${document.body.dataset.symposium}`;

export function kept(what) {
  try {
    return JSON.parse(localStorage.getItem(keptName(what)));
  } catch {
    return null;
  }
}

// Says whether it could be kept.
export function keep(what, value) {
  try {
    localStorage.setItem(keptName(what), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

// Calls `told` when another tab has kept something else.
export function whenKeptElsewhere(what, told) {
  addEventListener("storage", (event) => {
    if (event.key === null || event.key === keptName(what)) told();
  });
}
