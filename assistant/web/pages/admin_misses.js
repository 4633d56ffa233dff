/** The questions of an evaluation that went wrong, by cause: what was expected, what was given. */

import { trialUrl } from "/static/admin_place.js";
import { button, element } from "/static/dom.js";

const FIRST = 10;

export function missesOf(causes) {
  if (!causes.length) return [element("p", { class: "note" }, "没有。")];
  return causes.map((cause) => element("section", { class: "cause" },
    element("h4", {}, cause.name, " ", element("span", { class: "count" }, `${cause.count} 题`)),
    element("p", { class: "facts" }, cause.meaning, cause.advice),
    list(cause)));
}

function list({ misses, count }) {
  const items = misses.map((miss) => element("li", {}, item(miss)));
  const place = element("ul", { class: "misses" }, items.slice(0, FIRST));
  const rest = element("p", { class: "facts" });
  const more = count - Math.min(count, FIRST);
  if (items.length > FIRST) {
    rest.append(button(`再列出 ${items.length - FIRST} 题`, () => {
      place.append(...items.slice(FIRST));
      rest.replaceChildren(...left(count - items.length));
      items[FIRST].querySelector("summary").focus();
    }, { class: "small" }));
  } else rest.append(...left(more));
  return [place, rest];
}

const left = (count) => (count > 0 ? [`其余 ${count} 题没有列出。`] : []);

function item(miss) {
  const { question, where, id, type, asked, refused, answer, remarks, place, quoted } = miss;
  return element("details", {},
    element("summary", {}, question, element("span", { class: "facts" }, [where, id, type].filter(Boolean).join(" · "))),
    element("dl", { class: "miss" },
      asked === question ? null : line("理解为", asked),
      line("应当", miss.expected),
      line("实际", element("span", { class: refused ? "badge warned" : "badge" }, refused ? "拒答" : "作答"), " ", answer),
      remarks.map((remark) => line("出入", remark)),
      place ? line("依据文件", place) : null,
      quoted.length ? line(refused ? "最接近的内容" : "引文", quotes(quoted)) : null),
    element("a", { class: "small", href: trialUrl(asked), "aria-label": `试一试 ${asked}` }, "试一试"));
}

const line = (name, ...words) => [element("dt", {}, name), element("dd", {}, words)];

function quotes(quoted) {
  return element("ul", { class: "cited" }, quoted.map(({ title, document_number: number, source, section, quote }) =>
    element("li", {},
      `《${title}》${number ?? ""}`,
      element("span", { class: "facts" }, [source, section.join(" › ")].filter(Boolean).join(" · ")),
      element("blockquote", {}, quote.replace(/\t/g, "　").trim()))));
}
