// Places on the board: a column (a room on a day) and the minutes of the day at which a session starts and ends.
export const STEP = 5;
const LAST_MINUTE = 24 * 60 - 1;

const minutes = (clock) => {
  const [hour, minute] = clock.split(":").map(Number);
  return hour * 60 + minute;
};
const twoDigits = (number) => String(number).padStart(2, "0");
export const clock = (time) => `${twoDigits(Math.floor(time / 60))}:${twoDigits(time % 60)}`;

export const columnsOf = (root) => [...root.querySelectorAll("[data-column]")];
export const blockOf = (root, key) => root.querySelector(`[data-block="${key}"]`);

// A place names its column by its number, so that it outlives a new drawing of the grid.
export function placeOf(root, block) {
  return {
    column: columnsOf(root).indexOf(block.closest("[data-column]")),
    start: minutes(block.dataset.start),
    end: minutes(block.dataset.end),
  };
}

export const isSame = (one, other) => one.column === other.column && one.start === other.start && one.end === other.end;

export function inWords(root, place) {
  return `${columnsOf(root)[place.column].dataset.name}, ${clock(place.start)} to ${clock(place.end)}`;
}

// Moved by so many minutes and columns, as far as the day and the board go.
export function moved(root, place, byMinutes, byColumns) {
  const shift = Math.min(Math.max(byMinutes, -place.start), LAST_MINUTE - place.end);
  const column = Math.min(Math.max(place.column + byColumns, 0), columnsOf(root).length - 1);
  return { column, start: place.start + shift, end: place.end + shift };
}

// With another end: five minutes long at least.
export function resized(place, byMinutes) {
  return { ...place, end: Math.min(Math.max(place.end + byMinutes, place.start + STEP), LAST_MINUTE) };
}

export function rowHeight(root) {
  const days = root.querySelector("[data-first-hour]");
  const rows = (days.dataset.lastHour - days.dataset.firstHour) * (60 / STEP);
  return root.querySelector("[data-track]").getBoundingClientRect().height / rows;
}

// Show a block where it would stand. It stays in its own column's element, so that focus and pointer stay with it.
export function show(root, block, place) {
  const was = placeOf(root, block);
  const columns = columnsOf(root);
  const perMinute = rowHeight(root) / STEP;
  const across = columns[place.column].getBoundingClientRect().left - columns[was.column].getBoundingClientRect().left;
  block.style.transform = `translate(${across}px, ${(place.start - was.start) * perMinute}px)`;
  block.style.height = `${(place.end - place.start) * perMinute}px`;
  block.querySelector(".board-time").firstChild.data = `${clock(place.start)}–${clock(place.end)}`;
}

export function showWhereItStands(root, block) {
  show(root, block, placeOf(root, block));
  block.style.transform = block.style.height = "";
}

// Write a place into the block's plain form, which is what is sent.
export function fillIn(root, block, place) {
  const form = block.querySelector("[data-move]");
  const column = columnsOf(root)[place.column];
  form.elements.day.value = column.dataset.day;
  form.elements.room.value = column.dataset.room;
  form.elements.start.value = clock(place.start);
  form.elements.end.value = clock(place.end);
  return form;
}
