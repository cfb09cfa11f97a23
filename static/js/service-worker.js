// The worker that keeps the programme on a device (docs/decisions/0017-offline.md). It is in charge of what is listed here and of nothing else: public
// pages of a symposium, its static files, its pictures. Any other request (registration, staff, forms, other hosts) passes by it, untouched.
// The view that sends this file puts STATIC_URL and MEDIA_URL before it.

const FORMAT = "symposium-1"; // of what is stored; another one begins anew
const FILES = `${FORMAT} files`;
const PICTURES = `${FORMAT} pictures`;
const PAGES = `${FORMAT} pages `; // and "<symposium> <language>": one cache each, with the bundle as its only entry
const PATIENCE = 3_000; // milliseconds until a kept page is shown instead of one that does not come
const DOWNLOAD = 60_000;
const MOST_PICTURES = 60;
const MOST_SYMPOSIA = 2;
const SECURITY = ["content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options", "permissions-policy", "cross-origin-opener-policy"];

const SYMPOSIUM = "/(en|km)/(?!(?:registration|delegation|preview|release)/)([-\\w]+)/";
const BUNDLE = new RegExp(`^${SYMPOSIUM}offline\\.json$`);
const PUBLIC = new RegExp(
  `^${SYMPOSIUM}(?:|(?:agenda|organisations)/(?:[-\\w]+(?:/|\\.ics))?|(?:my-agenda|now|changes|speakers|news|faq|about|privacy|offline)/` +
    "|agenda\\.(?:ics|xml|json|pdf)|agenda-both\\.pdf|(?:changes|news)\\.atom|(?:search|changes)\\.json|manifest\\.webmanifest)$",
);
const START = /^\/(?:(en|km)\/)?$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // such a file never changes

self.addEventListener("install", () => self.skipWaiting()); // what is stored does not depend on the worker's age, but on FORMAT
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => event.waitUntil(asked(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.cache === "no-store") return; // it wants the network's answer or none: the hall's screen, which follows the server's clock
  if (PUBLIC.test(pathname) || (request.mode === "navigate" && START.test(pathname))) event.respondWith(pageOrData(request, pathname));
  else if (pathname.startsWith(STATIC_URL)) event.respondWith(staticFile(request));
  else if (pathname.startsWith(MEDIA_URL) && request.destination === "image") event.respondWith(picture(request, pathname));
});

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith("symposium-") && !name.startsWith(`${FORMAT} `)) await caches.delete(name);
  await self.clients.claim();
}

// Answering

async function pageOrData(request, path) {
  const network = fetch(request).catch(() => null);
  const first = await Promise.race([network, pause(PATIENCE)]); // undefined: it takes too long
  if (first && first.status < 500) return first;
  const kept = await keptPage(path, first === undefined ? "slow" : "offline");
  const page = kept ?? (await network) ?? (request.mode === "navigate" ? await needsNetwork(path) : undefined);
  return page ?? Response.error();
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function keptPage(path, because) {
  const [, language, symposium] = PUBLIC.exec(path) ?? [];
  const copy = symposium && (await copyOf(`/${language}/${symposium}/offline.json`));
  return copy?.bundle.pages[path] === undefined ? undefined : answer(copy, path, 200, because);
}

// The page of the kept copies that says so: of the same symposium and language where there is one.
async function needsNetwork(path) {
  const [, language = "", symposium = ""] = PUBLIC.exec(path) ?? START.exec(path) ?? [];
  const likeness = ({ address }) => (address.startsWith(`/${language}/`) ? 2 : 0) + (address.includes(`/${symposium}/`) ? 1 : 0);
  const [copy] = (await allCopies()).sort((one, other) => likeness(other) - likeness(one));
  return copy && answer(copy, copy.address.replace("offline.json", "offline/"), 503);
}

function answer({ bundle, headers, keptAt }, path, status, because) {
  const type = bundle.types[path] ?? "text/html; charset=utf-8";
  let body = bundle.pages[path];
  if (because && !(path in bundle.types)) {
    const marks = `data-kept-at="${keptAt.toISOString()}" data-kept-from="${inWords(keptAt, bundle.words)}" data-kept-because="${because}"`;
    body = body.replace("<html ", () => `<html ${marks} `);
  }
  return new Response(body, { status, headers: { ...headers, "content-type": type, "cache-control": "no-cache" } });
}

function inWords(moment, { pattern, months, digits, zone }) {
  const shown = { timeZone: zone, day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const part = Object.fromEntries(new Intl.DateTimeFormat("en-GB", shown).formatToParts(moment).map(({ type, value }) => [type, value]));
  const words = { day: Number(part.day), month: months[part.month - 1], time: `${part.hour}:${part.minute}` };
  return pattern.replace(/\{(\w+)\}/g, (_all, name) => words[name]).replace(/\d/g, (digit) => digits[digit]);
}

async function staticFile(request) {
  const kept = await caches.match(request.url, { cacheName: FILES, ignoreVary: true });
  if (!kept) return fetch(request);
  if (HASHED.test(request.url)) return kept;
  const network = await Promise.race([fetch(request).catch(() => null), pause(PATIENCE)]);
  return network?.ok ? network : kept;
}

async function picture(request, path) {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request.url);
  if (!kept && !(await allCopies()).some(({ bundle }) => bundle.pictures.includes(path))) return fetch(request);
  const shown = kept ?? (await fetch(request));
  if (shown.ok) await keepPicture(cache, request.url, shown.clone()).catch(() => {}); // a full device shows it all the same
  return shown;
}

// Entries stand in the order in which they were put: what is used goes to the end, what is too much goes from the beginning.
async function keepPicture(cache, url, response) {
  await cache.delete(url);
  await cache.put(url, response);
  for (const old of (await cache.keys()).slice(0, -MOST_PICTURES)) await cache.delete(old);
}

// Keeping

let asking = Promise.resolve(); // one after the other: tidying up must not meet a download

function asked({ data, ports: [port] }) {
  const { keep: address, version } = data ?? {};
  if (!BUNDLE.test(address)) return undefined;
  asking = asking.then(async () => {
    try {
      const copy = await keep(address, version);
      port?.postMessage({ isReached: true, release: copy?.bundle.release });
    } catch {
      port?.postMessage({ isReached: false });
    }
  });
  return asking;
}

// Bring the copy up to date, where it is not of that version (null: of the one that the site has now). The old copy stays until the new one is whole.
async function keep(address, version) {
  const before = await copyOf(address);
  const isOver = before?.bundle.until && Date.parse(before.bundle.until) <= Date.now();
  const current = before && !isOver && (version ?? Number((await download(address, { method: "HEAD" })).headers.get("symposium-version")));
  if (before && current === before.bundle.version) return before;
  const response = await download(address);
  if (response.status === 404) return forget(address); // no longer public
  if (!response.ok || !response.headers.get("content-type").startsWith("application/json")) throw new Error("no bundle");
  const text = await response.text();
  const bundle = JSON.parse(text);
  await keepFiles(bundle.files);
  const security = SECURITY.map((name) => [name, response.headers.get(name)]).filter(([, value]) => value);
  const headers = { "content-type": "application/json", "kept-at": new Date().toISOString(), ...Object.fromEntries(security) };
  await (await caches.open(cacheOf(address))).put(address, new Response(text, { headers }));
  opened.delete(address);
  await tidyUp();
  return copyOf(address);
}

async function download(address, options = {}) {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), DOWNLOAD);
  return fetch(address, { credentials: "omit", signal: limit.signal, ...options });
}

async function keepFiles(urls) {
  const cache = await caches.open(FILES);
  const wanted = [];
  for (const url of urls) if (!HASHED.test(url) || !(await cache.match(url, { ignoreVary: true }))) wanted.push(url);
  const responses = await Promise.all(wanted.map((url) => download(url, HASHED.test(url) ? {} : { cache: "no-cache" })));
  if (responses.some((response) => !response.ok || response.redirected)) throw new Error("no file");
  await Promise.all(responses.map((response, number) => cache.put(wanted[number], response)));
}

async function forget(address) {
  await caches.delete(cacheOf(address));
  opened.delete(address);
}

// Let go all but the symposia that were kept last, and the files that no copy needs any more.
async function tidyUp() {
  const copies = await allCopies();
  const symposia = [...new Set(copies.map(({ address }) => BUNDLE.exec(address)[2]))].slice(0, MOST_SYMPOSIA);
  const old = copies.filter(({ address }) => !symposia.includes(BUNDLE.exec(address)[2]));
  await Promise.all(old.map(({ address }) => forget(address)));
  const needed = new Set(copies.filter((copy) => !old.includes(copy)).flatMap(({ bundle }) => [...bundle.files, ...bundle.pictures]));
  for (const name of [FILES, PICTURES]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) if (!needed.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

// What is kept

const opened = new Map(); // copies that this worker has read, by address

function cacheOf(address) {
  const [, language, symposium] = BUNDLE.exec(address);
  return `${PAGES}${symposium} ${language}`;
}

async function copyOf(address) {
  if (opened.has(address)) return opened.get(address);
  const response = await caches.match(address, { cacheName: cacheOf(address) });
  if (!response) return undefined;
  const headers = Object.fromEntries(SECURITY.map((name) => [name, response.headers.get(name)]).filter(([, value]) => value));
  const copy = { address, headers, keptAt: new Date(response.headers.get("kept-at")), bundle: await response.json() };
  opened.set(address, copy);
  return copy;
}

// All copies, the newest first.
async function allCopies() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  const addresses = names.map((name) => name.slice(PAGES.length).split(" ")).map(([symposium, language]) => `/${language}/${symposium}/offline.json`);
  const copies = await Promise.all(addresses.map(copyOf));
  return copies.filter(Boolean).sort((one, other) => other.keptAt - one.keptAt);
}
