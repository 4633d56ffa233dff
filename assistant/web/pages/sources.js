/** The sources of an answer, as cards that open the notice at the quoted words. */

import { noticeUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { chineseDate, IN_FORCE, UNSTATED } from "/static/words.js";

/** `marked`: the cards carry the marks by which the answer refers to them. */
export function sourceCards(heading, citations, open, marked = true) {
  return element("section", { class: "sources", "aria-label": heading },
    element("h3", {}, heading),
    element("ul", {}, citations.map((citation) => card(citation, open, marked))));
}

function card(citation, open, marked) {
  return element("li", { class: "card" },
    element("h4", {},
      marked ? markOf(citation) : null,
      link(citation, open),
      statusBadge(citation.status)),
    element("p", { class: "facts" }, facts(citation)),
    place(citation),
    element("blockquote", {}, citation.quote.replace(/\t/g, "　").trim()));
}

function markOf({ mark }) {
  return element("span", { class: "card-mark" }, `[${mark}]`);
}

/** A real link, so that it can also be opened in a tab of its own. */
function link(citation, open) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(citation, event.currentTarget);
  };
  return element("a", { href: noticeUrl(citation), onclick }, citation.title || UNSTATED);
}

export function statusBadge(status) {
  if (!status) return null;
  return element("span", { class: status === IN_FORCE ? "badge" : "badge warned" }, status);
}

export function facts({ document_number: number, issuer, issued_on: issued }) {
  const rows = [["文号", number], ["发文机关", issuer], ["成文日期", chineseDate(issued)]];
  return rows.map(([name, value]) => element("span", {},
    element("span", { class: "fact-name" }, name), value || UNSTATED));
}

function place({ section, page }) {
  const path = [...(section ?? []), page ? `第 ${page} 页` : null].filter(Boolean);
  return path.length ? element("p", { class: "place" }, path.join(" › ")) : null;
}
