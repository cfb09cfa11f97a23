// Which of some sessions overlap, said in words at each. The rule is that of agenda/domain/chosen.py.

import { inWords, numeral, warningIcon, word } from "./words.js";
import { linkTo } from "./sessions.js";

const NAMED_CLASHES = 3;

export function clashesOf(sessions) {
  const found = new Map();
  let running = [];
  const taking = sessions.filter((session) => !session.isCancelled).sort((one, other) => one.start - other.start);
  for (const session of taking) {
    running = running.filter((earlier) => earlier.end > session.start);
    for (const earlier of running) {
      for (const [one, other] of [[earlier, session], [session, earlier]]) {
        if (!found.has(one)) found.set(one, []);
        found.get(one).push(other);
      }
    }
    running.push(session);
  }
  return found;
}

function clashLine(others) {
  const line = document.createElement("p");
  line.className = "clash";
  line.append(warningIcon(), ` ${word("clash")} `);
  others.slice(0, NAMED_CLASHES).forEach((other, place) => line.append(place ? ", " : "", linkTo(other)));
  const more = others.length - NAMED_CLASHES;
  if (more > 0) line.append(" ", inWords("more", { n: numeral(more) }));
  return line;
}

export function showClashes(sessions) {
  for (const line of document.querySelectorAll(".clash")) line.remove();
  for (const [session, others] of clashesOf(sessions)) session.element.append(clashLine(others));
}
