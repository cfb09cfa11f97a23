// Asking the server for the page anew: what it says, and its clock. Never throws: a screen goes on with what it has.
import { readPage } from "./now-page.js";

const PATIENCE = 20_000; // milliseconds

export class Server {
  constructor(symposium) {
    this.symposium = symposium;
    this.etag = "";
    this.heard = -Infinity; // the server's time in the last answer
  }

  // Return { page, time }: the page, null where it is as before, and the server's clock. Return null when nothing came, or something that
  // is not our page or has no date: servers say it (RFC 9110 §6.6.1), a service worker's copy does not. An answer with `isCopy` is a copy
  // made on the way: its clock stands still.
  async ask(address) {
    try {
      const response = await fetch(address, {
        cache: "no-store", // neither the browser nor a service worker answers for the server
        redirect: "error",
        credentials: "same-origin",
        headers: this.etag ? { "If-None-Match": this.etag } : {},
        signal: AbortSignal.timeout(PATIENCE),
      });
      const isSame = response.status === 304 && Boolean(this.etag);
      if (!isSame && response.status !== 200) return null;
      const page = isSame ? null : readPage(new DOMParser().parseFromString(await response.text(), "text/html"), this.symposium);
      if (!isSame && !page) return null;
      const time = timeOf(response);
      if (Number.isNaN(time)) return null;
      const isCopy = time <= this.heard;
      this.heard = time;
      if (isCopy) return { isCopy };
      if (page) this.etag = response.headers.get("ETag") ?? "";
      return { page, time };
    } catch {
      return null;
    }
  }
}

function timeOf(response) {
  return Date.parse(response.headers.get("Date") ?? "") + (Number(response.headers.get("Age")) || 0) * 1000;
}
