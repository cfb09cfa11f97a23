// Sends the board's forms, one after the other, and draws what the server answers: the grid as it is now, and what it says of the move.
import { blockOf, fillIn, isSame, placeOf, show, showWhereItStands } from "./board-place.js";

export class Saver {
  constructor(root) {
    this.root = root;
    this.grid = root.querySelector("[data-board-grid]");
    this.notice = root.querySelector("[data-board-notice]");
    this.voice = root.querySelector("[data-board-says]");
    this.line = Promise.resolve();
    this.waiting = null; // what is shown and not sent yet: { key, place }
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      this.then(() => this.send(form));
    });
  }

  say(text) {
    this.voice.textContent = text;
  }

  // Where a session stands on the screen: also where it was moved to and is not saved yet.
  placeOf(block) {
    return this.waiting?.key === block.dataset.block ? this.waiting.place : placeOf(this.root, block);
  }

  show(block, place) {
    this.waiting = { key: block.dataset.block, place };
    show(this.root, block, place);
  }

  forget() {
    const block = this.waiting && blockOf(this.root, this.waiting.key);
    this.waiting = null;
    if (block) showWhereItStands(this.root, block);
  }

  // Save what is shown, in one request.
  save() {
    this.then(() => {
      const wanted = this.waiting;
      const block = wanted && blockOf(this.root, wanted.key);
      if (!block || isSame(wanted.place, placeOf(this.root, block))) return this.forget();
      const form = fillIn(this.root, block, wanted.place);
      this.waiting = null;
      return this.send(form);
    });
  }

  then(step) {
    this.line = this.line.then(step);
  }

  async send(form) {
    this.root.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        keepalive: true, // also when the next page is already on its way
      });
      if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no answer from the board");
      this.draw(await response.json());
    } catch {
      this.forget();
      this.grid.querySelectorAll("[data-block]").forEach((block) => showWhereItStands(this.root, block));
      this.tell("It was not saved: the server can’t be reached, or you have been signed out. Load the page again to see what is stored.");
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }

  tell(text) {
    const box = document.createElement("div");
    box.className = "board-notice board-refused";
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    this.notice.replaceChildren(box);
    this.say(text);
  }

  draw(answer) {
    const focused = document.activeElement?.closest("[data-block]")?.dataset.block;
    const hadFocus = this.root.contains(document.activeElement);
    const scrolled = this.grid.querySelector(".board-scroll");
    const [left, top] = [scrolled.scrollLeft, scrolled.scrollTop];
    this.isDrawing = true;
    this.grid.innerHTML = answer.grid; // our own template, escaped there
    this.notice.innerHTML = answer.notice;
    this.grid.querySelector(".board-scroll").scrollTo(left, top);
    const block = focused && blockOf(this.root, focused);
    if (block) block.querySelector("[data-open]").focus({ preventScroll: true });
    else if (hadFocus) this.notice.querySelector("button")?.focus();
    this.isDrawing = false;
    if (this.waiting) {
      const pending = blockOf(this.root, this.waiting.key);
      if (pending) show(this.root, pending, this.waiting.place);
    }
    const errors = answer.problems.filter((problem) => problem.severity === "error").length;
    this.say(`${answer.said} ${errors ? `The board has ${errors} error${errors > 1 ? "s" : ""}.` : ""}`);
  }
}
