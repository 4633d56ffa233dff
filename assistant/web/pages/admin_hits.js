/** The passages a search found: their place in each of the two searches, and what decided their order. */

import { noticeUrl } from "/static/api.js";
import { element, svg } from "/static/dom.js";
import { statusBadge } from "/static/sources.js";
import { IN_FORCE } from "/static/words.js";

const HALF = 60; // units of the longest bar, to either side of the middle
const HIGH = 10;

export function hitList(hits) {
  const most = Math.max(...hits.flatMap(({ contributions }) => contributions.map(({ weight }) => Math.abs(weight))), 1);
  return element("section", { "aria-labelledby": "hits-heading" },
    element("h3", { id: "hits-heading" }, "找到的段落"),
    element("p", { class: "note" }, "横条向右的使这一段靠前，向左的使它靠后，都与找到的段落的平均值相比。"),
    element("ol", { class: "hits" }, hits.map((hit, i) => hitItem(hit, i + 1, most))));
}

function hitItem(hit, place, most) {
  const outdated = hit.status !== IN_FORCE;
  return element("li", { class: "hit" },
    element("div", { class: "hit-text" },
      element("h4", {},
        element("span", { class: "place" }, `${place}. `),
        element("a", { href: noticeUrl(hit), target: "_blank", rel: "noopener" }, hit.title),
        outdated ? [" ", statusBadge(hit.status)] : null),
      element("p", { class: "facts" }, [...hit.section, hit.source].join(" › ")),
      element("p", { class: "passage" }, marked(hit.text.trim(), hit.matched))),
    element("div", { class: "hit-why" },
      element("dl", { class: "ranks" }, ranks(hit).map(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
      hit.contributions.length ? reasons(hit.contributions, most) : null,
      outdated ? element("p", { class: "facts" }, "不是现行公文，得分已打折扣。") : null));
}

function ranks({ found_by: { keywords, vectors }, similarity, score }) {
  return [
    ["按词查找", keywords ? `第 ${keywords}` : "没有找到"],
    ["按意思查找", vectors ? `第 ${vectors}` : "没有找到"],
    ["相似度", similarity === null ? "—" : similarity.toFixed(3)],
    ["得分", score.toFixed(3)],
  ];
}

function reasons(contributions, most) {
  return element("ul", { class: "reasons" }, contributions.map(({ name, weight }) =>
    element("li", {},
      element("span", { class: "reason-name" }, name),
      bar((weight / most) * HALF),
      element("span", { class: "number" }, `${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(1)}`))));
}

function bar(length) {
  const width = Math.max(Math.abs(length), 1);
  return svg("svg", { viewBox: `0 0 ${2 * HALF} ${HIGH}`, class: "bar", "aria-hidden": "true" },
    svg("line", { x1: HALF, x2: HALF, y1: 0, y2: HIGH }),
    svg("rect", { x: length < 0 ? HALF - width : HALF, y: 1, width, height: HIGH - 2, class: length < 0 ? "against" : "for" }));
}

/** The text with the words that matched in <mark>, the longest first where they overlap. */
function marked(text, words) {
  const found = [...words].sort((one, other) => other.length - one.length).map(escaped);
  if (!found.length) return [text];
  return text.split(new RegExp(`(${found.join("|")})`, "giu"))
    .map((part, i) => (i % 2 ? element("mark", {}, part) : part));
}

const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\/-]/gu, "\\$&");
