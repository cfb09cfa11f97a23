// Asking the server for the page anew: what it says, and its clock. Never throws: a screen goes on with what it has.
import { readPage } from "./now-page.js";

const PATIENCE = 20_000; // milliseconds

export class Server {
  constructor(symposium) {
    this.symposium = symposium;
    this.etag = "";
    this.heard = null; // the server's time in the last answer
  }

  // Return { page, time }: the page, null where it is as before, and the server's clock, null where it does not say. Return null when
  // nothing came, or something that is not our page. An answer with `isCopy` is somebody's copy: its page and its clock stand still.
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
      const isCopy = time !== null && this.heard !== null && time <= this.heard;
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
  const said = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(said) ? null : said + (Number(response.headers.get("Age")) || 0) * 1000;
}
