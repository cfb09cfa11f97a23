// The instant search: a query in the form in which agenda/models/search.py compares it. Its table of spellings comes from there.

let searchIndex = null;

export function loadSearchIndex(address) {
  searchIndex ??= fetch(address)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .catch(() => (searchIndex = null));
  return searchIndex;
}

export function searchKey(text, { invisible, alike }) {
  let key = [...text.normalize("NFKC")].filter((letter) => !invisible.includes(letter)).join("");
  key = key.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  for (const [spelling, chosen] of alike) key = key.replaceAll(spelling, chosen);
  return key.split(/\s+/).filter(Boolean).join(" ");
}

export function foundBy(query, index) {
  const words = searchKey(query, index).split(" ");
  return (code) => words.every((part) => (index.sessions[code] ?? "").includes(part));
}
