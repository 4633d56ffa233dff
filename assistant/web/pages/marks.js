/** An answer's text with its citation marks as buttons. */

import { button, element } from "/static/dom.js";

const MARK = /\[(\d+)\]/g;
const cited = new WeakMap(); // a mark's button → its citation

/** The citation whose mark the element is, if it is one. */
export const citationOf = (element) => cited.get(element);

/** One paragraph per line; a mark without a citation stays plain text. */
export function markedParagraphs(text, citations, open) {
  return linesOf(text).map((line) => element("p", {}, pieces(line, citations, open)));
}

export const linesOf = (text) => text.split("\n").filter((line) => line.trim());

/** A line whose citations are still to come: its marks stand where the buttons will. */
export function awaitingParagraph(line) {
  const parts = line.split(/(\[\d+\])/);
  return element("p", {}, parts.map((part, i) => (i % 2 ? element("span", { class: "cite awaited" }, part) : part)));
}

/** What was received so far, without a mark of which the end is still to come. */
export const settled = (text) => text.replace(/\[\d*$/, "");

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
