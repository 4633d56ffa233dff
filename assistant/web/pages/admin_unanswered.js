/** 没有答案的问题: what was refused, how often, and whether it is answered by now. */

import { noticeUrl } from "/static/api.js";
import { askOnce, fetchUnanswered } from "/static/admin_api.js";
import { trialUrl } from "/static/admin_place.js";
import { citedNotices, saidWords } from "/static/admin_said.js";
import { say } from "/static/admin_say.js";
import { noRows, RowTable } from "/static/admin_table.js";
import { moment } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";
import { pager } from "/static/pager.js";
import { problem } from "/static/problem.js";
import { UNSTATED } from "/static/words.js";

const PAGE = 20;
const QUOTED = 120; // characters of a passage
const TRYING = "正在回答…";

/** `counted(n)` is told how many there are whenever it is known. */
export function unanswered(pulse, counted) {
  const rows = document.getElementById("unanswered-rows");
  const count = document.getElementById("unanswered-count");
  const pages = document.getElementById("unanswered-pager");
  const opened = new Set();
  const tried = new Map(); // question → what came of trying it again, as an element
  let page = 1, shown = false, latest = null;

  const table = new RowTable({
    caption: "没有答案的问题",
    columns: ["问题", "问过", "最近一次", "操作"],
    keyOf: ({ question }) => question,
    cellsOf: (asked) => cells(asked, opened.has(asked.question), { toggle, again }),
    belowOf: (asked) => below(tried.get(asked.question), opened.has(asked.question) ? asked.nearest : []),
  });

  /** Fills the table where it is shown, and tells how many there are either way. */
  async function draw() {
    const request = (latest = Symbol("request"));
    try {
      const found = await fetchUnanswered({ limit: PAGE, offset: (page - 1) * PAGE });
      if (latest !== request) return;
      counted(found.total);
      if (shown) await fill(found);
    } catch (fault) {
      if (latest === request && shown) failed(fault);
    }
    if (latest === request) rows.setAttribute("aria-busy", "false");
  }

  async function fill({ questions, total }) {
    const last = Math.max(1, Math.ceil(total / PAGE));
    if (page > last) { // the only row of the last page was answered
      page = last;
      return draw();
    }
    count.textContent = total ? `共 ${total} 个问题，问得最多的在前。` : "";
    if (total) table.show(questions, rows);
    else noRows(rows, "没有。问过的问题都有回答。");
    pager(pages, page, last, turn);
  }

  function failed(fault) {
    count.textContent = "";
    pages.hidden = true;
    rows.replaceChildren(problem(fault, draw));
  }

  async function turn(wanted) {
    page = wanted;
    await draw();
    rows.focus({ preventScroll: true });
    rows.scrollIntoView({ block: "start" });
  }

  function toggle(asked) {
    if (!opened.delete(asked.question)) opened.add(asked.question);
    table.remake(asked, rows);
  }

  /** Asks again without its being counted, and tells whether it is answered by now. */
  async function again(asked) {
    const told = (outcome) => {
      tried.set(asked.question, outcome);
      table.remake(asked, rows);
    };
    told(() => element("p", { class: "note" }, TRYING));
    try {
      const reply = await askOnce(asked.question);
      told(() => outcomeOf(reply));
      say(reply.status === "refused" ? "现在还是没有答案。" : "现在能回答了。");
    } catch (fault) {
      told(() => problem(fault, () => again(asked)));
    }
  }

  for (const event of ["settled", "well"]) pulse.addEventListener(event, draw);
  draw();
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; },
  };
}

function cells(asked, isOpen, { toggle, again }) {
  const { question, asked_as: own, count, nearest, last_asked_at: last } = asked;
  return [
    [
      element("strong", {}, question),
      own === question ? null : element("span", { class: "facts" }, `原话：${own}`),
      nearest.length ? element("div", {}, button(`当时最接近的 ${nearest.length} 段`, () => toggle(asked),
        { class: "opener", "aria-expanded": String(isOpen), "data-does": "open" })) : null,
    ],
    `${count} 次`,
    moment(last),
    [
      element("a", { class: "small", href: trialUrl(question), "aria-label": `试一试 ${question}`, "data-does": "try" }, "试一试"),
      button("再问一次", () => again(asked), { class: "small", "aria-label": `再问一次 ${question}`, "data-does": "again" }),
    ],
  ];
}

function below(outcome, nearest) {
  if (!outcome && !nearest.length) return null;
  return element("div", { class: "below-parts" }, outcome?.(), nearest.length ? passages(nearest) : null);
}

function outcomeOf({ status, answer, citations }) {
  const refused = status === "refused";
  return element("div", { class: "outcome-now" },
    element("span", { class: refused ? "badge warned" : "badge" }, refused ? "还是没有答案" : "现在能回答"),
    saidWords(answer, citations),
    citedNotices(citations));
}

function passages(nearest) {
  return element("ul", { class: "cited" }, nearest.map((citation) => element("li", {},
    element("a", { href: noticeUrl(citation), target: "_blank", rel: "noopener" }, citation.title || UNSTATED),
    element("span", { class: "facts" }, (citation.section ?? []).join(" › ")),
    element("blockquote", {}, shortened((citation.quote ?? "").replace(/\t/g, "　").trim())))));
}

const shortened = (words) => (words.length > QUOTED ? `${words.slice(0, QUOTED)}…` : words);
