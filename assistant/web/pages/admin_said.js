/** What was answered, as plain words, and from which notices. */

import { noticeUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { UNSTATED } from "/static/words.js";

const LONG = 160; // characters
const NAMED = 3; // notices

/** An answer without its marks; of a long one the beginning, which opens to the whole. */
export function saidWords(answer, citations) {
  const marks = new Set((citations ?? []).map(({ mark }) => mark));
  const words = answer.replace(/\[(\d+)\]/g, (mark, number) => (marks.has(Number(number)) ? "" : mark));
  const whole = element("p", { class: "said-words" }, words);
  if (words.length <= LONG) return whole;
  return element("details", { class: "long" },
    element("summary", {}, element("span", { class: "beginning" }, `${words.slice(0, LONG)}…`), element("span", { class: "more" })),
    whole);
}

/** Links to the cited words, one for each notice, of many the first; null without any. */
export function citedNotices(citations) {
  const first = new Map();
  for (const cited of citations ?? []) if (!first.has(cited.notice_id)) first.set(cited.notice_id, cited);
  if (!first.size) return null;
  const named = [...first.values()].slice(0, NAMED);
  return element("p", { class: "facts" }, "依据：", named.flatMap((citation, i) => [
    i ? "、" : null,
    element("a", { href: noticeUrl(citation), target: "_blank", rel: "noopener" }, `《${citation.title || UNSTATED}》`),
  ]), first.size > NAMED ? ` 等 ${first.size} 件公文` : null);
}
