// The entry of the agenda's pages. Each behaviour is a file of its own that finds its place by data attributes; without them the page
// works. In use all of them are sent as one file (symposium/storage.py).
import { keepOffline } from "./offline.js";
import { startClock } from "./clock.js";
import { startFilters } from "./filters.js";
import { startMyAgenda } from "./my-agenda.js";
import { startStars } from "./stars.js";
import { startVisits } from "./visits.js";

startStars();
startMyAgenda();
startFilters();
startClock();
startVisits();
keepOffline();
