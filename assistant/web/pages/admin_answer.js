/** What the assistant answers, with its citations below. */

import { noticeUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { markedParagraphs } from "/static/marks.js";
import { statusBadge } from "/static/sources.js";
import { elapsed, kindName } from "/static/words.js";

export function trialAnswer({ status, kind, answer, note, citations, nearest, took_ms: took }) {
  const refused = status === "refused";
  const cited = refused ? nearest ?? [] : citations;
  const list = element("ol", { class: "cited" }, cited.map((citation) => citationItem(citation, !refused)));
  const open = ({ mark }) => list.querySelector(`[data-mark="${mark}"] a`)?.focus();
  return element("section", { class: refused ? "reply refused" : "reply", "aria-labelledby": "reply-heading" },
    element("div", {},
      element("h3", { id: "reply-heading" }, "得到的回答"),
      element("p", { class: "facts" }, [refused ? "没有回答" : kindName(kind), elapsed(took)].filter(Boolean).join(" · ")),
      element("div", { class: "reply-text" }, markedParagraphs(answer, citations, open)),
      note ? element("p", { class: "facts" }, note) : null),
    cited.length ? element("div", {}, element("h4", {}, refused ? "最接近的段落" : "依据"), list) : null);
}

function citationItem(citation, isMarked) {
  const { mark, title, status, section, quote } = citation;
  return element("li", { "data-mark": mark },
    isMarked ? element("span", { class: "mark-number" }, `[${mark}] `) : null,
    element("a", { href: noticeUrl(citation), target: "_blank", rel: "noopener" }, title),
    " ", statusBadge(status),
    element("span", { class: "facts" }, (section ?? []).join(" › ")),
    element("blockquote", {}, quote.replace(/\t/g, "　").trim()));
}
