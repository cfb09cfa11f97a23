// What scripts say, in the page's language: texts of the page's <template id="words">, with names in braces filled in.

const wordsHere = () => document.getElementById("words");

export const word = (name) => wordsHere()?.dataset[`w${name[0].toUpperCase()}${name.slice(1)}`] ?? "";

export function numeral(count) {
  const digits = [...word("digits")];
  return digits.length ? String(count).replace(/\d/g, (digit) => digits[digit]) : String(count);
}

// Returns a fragment; values are texts or nodes.
export function inWords(name, values = {}) {
  const said = document.createDocumentFragment();
  for (const part of word(name).split(/(\{\w+\})/)) said.append(values[part.slice(1, -1)] ?? part);
  return said;
}

export function counted(name, count) {
  return count === 1 && word(`${name}One`) ? word(`${name}One`) : word(name).replace("{n}", numeral(count));
}

export const starIcon = () => wordsHere().content.children[0].cloneNode(true);
export const warningIcon = () => wordsHere().content.children[1].cloneNode(true);
