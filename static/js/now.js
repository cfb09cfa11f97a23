// The entry of the screen in the hall. It follows the venue's clock from minute to minute, asks for a new page twice a minute, and goes
// on by itself without a network. Without this script the page is right at the moment of the answer and loads itself anew.
import { Server } from "./now-ask.js";
import { fit, restWhenUnused, stayAwake } from "./now-device.js";
import { readPage } from "./now-page.js";
import { MINUTE } from "./now-rule.js";
import { clockOf, show } from "./now-show.js";
import { keepOffline } from "./offline.js";

const EVERY = 30_000; // milliseconds between two questions to the server
const AT_LEAST = 5_000;
const FIRST = 2_000; // how long the server's own rendering may stand before the first answer
const LOST = 75_000;
const OLD = 600_000; // from which age the page is loaded anew for a new version of the site

class Wall {
  constructor() {
    const asked = new URLSearchParams(location.search);
    this.symposium = document.body.dataset.symposium;
    this.page = readPage(document, this.symposium);
    this.room = asked.get("room") ?? "";
    this.rehearsal = rehearsalOf(asked.get("at"), this.page);
    this.openedAt = this.goodAt = Date.now();
    this.goodTime = this.rehearsal === null ? this.page.renderedAt : this.openedAt;
    this.offset = 0; // the server's clock less the device's, in milliseconds
    this.heard = 0; // answers in which the server's clock went on
    this.askedAt = -Infinity;
    this.server = new Server(this.symposium);
    this.rest = restWhenUnused();
    document.querySelector("[data-rehearsal]").hidden = this.rehearsal === null;
    if (["light", "dark"].includes(asked.get("theme"))) document.documentElement.dataset.theme = asked.get("theme");
  }

  now() {
    return this.rehearsal === null ? Date.now() + this.offset : this.rehearsal + Date.now() - this.openedAt;
  }

  // A hundred screens ask for one page, which the server keeps; the room is chosen here. A rehearsal has changes of its own.
  address() {
    if (this.rehearsal === null) return location.pathname;
    const { date, clock } = this.page.calendar(this.now());
    return `${location.pathname}?at=${date}T${clock}`;
  }

  run() {
    document.documentElement.dataset.live = "";
    stayAwake();
    fit();
    setInterval(() => this.tick(), 1000);
    addEventListener("resize", fit);
    for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
    document.fonts?.ready.then(fit);
    this.ask();
  }

  // After a sleep: at once what is on, then ask.
  wake() {
    this.tick();
    if (Math.abs(Date.now() - this.askedAt) > AT_LEAST) this.ask();
  }

  tick() {
    this.rest();
    if (this.hasAnswer || Math.abs(Date.now() - this.openedAt) > FIRST) this.draw();
    if (Math.abs(Date.now() - this.askedAt) > EVERY) this.ask();
  }

  draw() {
    const at = Math.floor(this.now() / MINUTE) * MINUTE;
    const isLost = this.hasFailed && Math.abs(Date.now() - this.goodAt) > LOST;
    if (at === this.drawnAt && this.page === this.drawn && isLost === this.isLost) return;
    [this.drawnAt, this.drawn, this.isLost] = [at, this.page, isLost];
    show(this.page, at, this.room);
    document.querySelector("[data-lost]").hidden = !isLost;
    document.querySelector("[data-lost-since]").textContent = isLost ? clockOf(this.page, this.goodTime) : "";
    fit();
  }

  async ask() {
    if (this.isAsking) return;
    this.isAsking = true;
    this.askedAt = Date.now();
    const answer = await this.server.ask(this.address());
    this.isAsking = false;
    this.hasAnswer = true;
    this.hasFailed = !answer || Boolean(answer.isCopy);
    if (answer?.isCopy && this.heard < 2) this.offset = 0; // what was taken for the server's clock was a copy's
    if (!this.hasFailed) this.take(answer);
    this.draw();
  }

  take({ page, time }) {
    this.offset = time - Date.now();
    this.heard += 1;
    this.goodAt = Date.now();
    this.goodTime = this.goodAt + this.offset;
    if (!page) return;
    if (page.assets !== this.page.assets && Date.now() - this.openedAt > OLD) location.reload();
    this.page = page;
  }
}

// Return the moment that a rehearsal began with, written by the venue's clock as 2022-12-14T09:40; null when there is none.
function rehearsalOf(written, page) {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(written ?? "")) return null;
  const asIfInUtc = Date.parse(`${written}Z`);
  if (Number.isNaN(asIfInUtc)) return null;
  const { date, clock } = page.calendar(asIfInUtc);
  return asIfInUtc - (Date.parse(`${date}T${clock}Z`) - asIfInUtc);
}

new Wall().run();
keepOffline();
