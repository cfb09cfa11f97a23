// Moving by keys: arrows move the focused session, with Shift they change its length. What a few quick keys did is saved at once, after a pause.
import { STEP, inWords, moved, resized } from "./board-place.js";

const PAUSE = 600; // milliseconds
const ARROWS = { ArrowUp: [-STEP, 0], ArrowDown: [STEP, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function followKeys(root, saver) {
  let timer = null;
  const save = () => {
    clearTimeout(timer);
    if (timer) saver.save();
    timer = null;
  };

  root.addEventListener("keydown", (event) => {
    const block = event.target.matches("[data-open]") && event.target.closest("[data-block]");
    if (!block?.querySelector("[data-move]") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && timer) {
      clearTimeout(timer);
      timer = null;
      saver.forget();
      saver.say(`Back at ${inWords(root, saver.placeOf(block))}`);
    }
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const [byMinutes, byColumns] = arrow;
    const place = saver.placeOf(block);
    const wanted = event.shiftKey ? resized(place, byMinutes) : moved(root, place, byMinutes, byColumns);
    saver.show(block, wanted);
    saver.say(inWords(root, wanted));
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  root.addEventListener("focusout", () => saver.isDrawing || save());
  addEventListener("pagehide", save);
}
