/** The report of an evaluation: figures, types of questions, and what went wrong. */

import { missesOf } from "/static/admin_misses.js";
import { RowTable } from "/static/admin_table.js";
import { moment } from "/static/admin_words.js";
import { element, svg } from "/static/dom.js";

const WHOLE = "/api/evaluation/report";
const LISTED = 5;

/** What stands under the heading 最近一次评测. */
export function reportParts(report) {
  return [
    element("h3", { tabindex: -1 }, "最近一次评测"),
    element("p", { class: "facts" }, moment(report.began),
      ` · ${report.name} · ${report.questions} 个问题 · ${report.notices} 份公文`),
    verdict(report),
    headline(report),
    element("p", {}, element("a", { class: "plain", href: WHOLE, target: "_blank", rel: "noopener" }, "打开完整报告")),
    ...remarks(report),
    element("h3", {}, "各项指标"),
    figures(report),
    element("p", { class: "note" }, spreads(report)),
    ...types(report),
    element("h3", {}, "有出入的题"),
    ...missesOf(report.causes),
  ];
}

function verdict({ questions, right }) {
  const wrong = questions - right;
  const words = wrong ? `${right} 题完全符合预期，${wrong} 题有出入。` : `${right} 题全部符合预期。`;
  return element("p", { class: wrong ? "verdict missed" : "verdict" }, words);
}

function headline({ headline: wanted, figures: all }) {
  const chosen = wanted.map((measure) => all.find((figure) => figure.measure === measure)).filter(Boolean);
  return element("dl", { class: "figures" }, chosen.map(({ name, percent, right, of }) =>
    element("div", { class: "figure" },
      element("dt", {}, name),
      element("dd", {}, element("strong", {}, percent), element("span", {}, `${right} / ${of} 题`)))));
}

function remarks({ unread, faults, not_indexed: absent, unknown }) {
  return [
    unread ? remark(`有 ${unread} 行没有读入，没有参加评测`, faults.map(({ where, reason }) => `${where}：${reason}`), unread) : null,
    absent ? remark(`有 ${absent} 份依据文件不在索引里，请核对名称，或先读入公文`, unknown, absent) : null,
  ].filter(Boolean);
}

function remark(words, lines, count) {
  return element("div", { class: "note warned" },
    element("p", {}, element("strong", {}, words)),
    element("ul", {}, lines.slice(0, LISTED).map((line) => element("li", {}, line)),
      count > LISTED ? element("li", {}, `其余 ${count - LISTED} 个见完整报告`) : null));
}

function figures({ figures: lines }) {
  const place = element("div", { id: "evaluation-figures" });
  new RowTable({
    caption: "各项指标",
    columns: ["指标", "结果", "符合 / 总数", "怎样算符合"],
    keyOf: ({ measure }) => measure,
    cellsOf: ({ stage, name, percent, share, right, of, meaning }) => [
      [element("strong", {}, name), element("span", { class: "facts" }, stage)],
      element("span", { class: "share" }, bar(share), percent),
      `${right} / ${of}`,
      meaning,
    ],
  }).show(lines, place);
  return place;
}

function bar(share) {
  return svg("svg", { viewBox: "0 0 100 10", class: "share-bar", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { width: 100, height: 10, class: "ground" }),
    svg("rect", { width: (share ?? 0) * 100, height: 10, class: share < 0.9 ? "part" : "good" }));
}

function types({ types: lines }) {
  if (lines.length < 2) return [];
  const place = element("div", { class: "wide types", tabindex: 0, role: "region", "aria-label": "各类问题的指标" });
  new RowTable({
    caption: "各类问题",
    columns: ["类型", "题数", ...lines[0].figures.map(({ name }) => name)],
    keyOf: ({ name }) => name,
    cellsOf: ({ name, count, figures: shares }) => [
      element("strong", {}, name || "（未分类）"), String(count), ...shares.map(({ percent }) => percent),
    ],
  }).show(lines, place);
  return [element("h3", {}, "各类问题"), place];
}

function spreads({ length, seconds }) {
  return [
    length && `回答长度：一半不超过 ${Math.round(length.median)} 字，百分之九十五不超过 ${Math.round(length.p95)} 字。`,
    seconds && `用时：一半的问题不超过 ${seconds.median.toFixed(2)} 秒，百分之九十五不超过 ${seconds.p95.toFixed(2)} 秒。`,
  ].filter(Boolean).join("");
}
