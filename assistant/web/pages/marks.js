/** An answer's text with its citation marks as buttons. */

import { button, element } from "/static/dom.js";

const MARK = /\[(\d+)\]/g;
const cited = new WeakMap(); // a mark's button → its citation

/** The citation whose mark the element is, if it is one. */
export const citationOf = (element) => cited.get(element);

/** One paragraph per line; a mark without a citation stays plain text. */
export function markedParagraphs(text, citations, open) {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.map((line) => element("p", {}, pieces(line, citations, open)));
}

function pieces(line, citations, open) {
  const found = [];
  let from = 0;
  for (const match of line.matchAll(MARK)) {
    const citation = citations.find(({ mark }) => mark === Number(match[1]));
    if (!citation) continue;
    found.push(line.slice(from, match.index), markButton(citation, open));
    from = match.index + match[0].length;
  }
  return [...found, line.slice(from)];
}

export function markButton(citation, open) {
  const label = `引文 ${citation.mark}：《${citation.title}》，查看原文`;
  const opened = (event) => open(citation, event.currentTarget);
  const made = button(`[${citation.mark}]`, opened, { class: "cite", "aria-label": label });
  cited.set(made, citation);
  return made;
}
