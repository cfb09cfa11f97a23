// Moving by mouse, pen or finger: a session is dragged to another time or column, its lower edge to another end.
import { STEP, columnsOf, inWords, isSame, moved, placeOf, resized, rowHeight } from "./board-place.js";

const EDGE = 24; // pixels
const ENOUGH = 4; // pixels, so that a click with a shaking hand stays a click

function columnAt(root, x, otherwise) {
  const found = columnsOf(root).findIndex((column) => {
    const { left, right } = column.getBoundingClientRect();
    return left <= x && x < right;
  });
  return found < 0 ? otherwise : found;
}

// A drag to the edge of the grid brings what lies beyond into view.
function scrollAtEdges(area, x, y) {
  const { left, right, top, bottom } = area.getBoundingClientRect();
  const near = (before, after) => (before < EDGE ? -EDGE : after < EDGE ? EDGE : 0);
  area.scrollBy(near(x - left, right - x), near(y - top, bottom - y));
}

export function followPointer(root, saver) {
  let drag = null;

  const scrolled = () => root.querySelector(".board-scroll").scrollTop;

  root.addEventListener("pointerdown", (event) => {
    const block = event.target.closest("[data-block]");
    const isTool = event.target.closest(".board-place");
    if (drag || event.button !== 0 || isTool || !block?.querySelector("[data-move]")) return;
    const isEdge = event.target.matches("[data-edge]");
    if (event.pointerType === "touch" && !isEdge && !event.target.closest("[data-grip]")) return; // a finger scrolls
    const from = placeOf(root, block);
    drag = { block, isEdge, from, x: event.clientX, y: event.clientY + scrolled(), pointer: event.pointerId, wanted: from, begun: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const across = event.clientX - drag.x;
    const down = event.clientY + scrolled() - drag.y;
    if (!drag.begun && Math.hypot(across, down) < ENOUGH) return;
    if (!drag.begun) {
      drag.begun = true;
      drag.block.classList.add("board-moving");
      document.getSelection()?.removeAllRanges();
    }
    scrollAtEdges(root.querySelector(".board-scroll"), event.clientX, event.clientY);
    const byMinutes = Math.round(down / rowHeight(root)) * STEP;
    const byColumns = columnAt(root, event.clientX, drag.from.column) - drag.from.column;
    drag.wanted = drag.isEdge ? resized(drag.from, byMinutes) : moved(root, drag.from, byMinutes, byColumns);
    saver.show(drag.block, drag.wanted);
  });

  const end = (isDropped) => {
    if (!drag) return;
    const { block, begun, from, wanted } = drag;
    drag = null;
    if (!begun) return;
    block.classList.remove("board-moving");
    if (!isDropped || isSame(from, wanted)) {
      saver.forget();
      saver.say("Not moved");
      return;
    }
    // The click that ends a drag opens nothing.
    const swallow = (event) => event.preventDefault();
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
    saver.say(inWords(root, wanted));
    saver.save();
  };

  document.addEventListener("pointerup", (event) => drag?.pointer === event.pointerId && end(true));
  document.addEventListener("pointercancel", (event) => drag?.pointer === event.pointerId && end(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && end(false));
  root.addEventListener("dragstart", (event) => event.preventDefault());
}
