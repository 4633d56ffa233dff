/** 反馈: answers that their askers judged. */

import { fetchJudged } from "/static/admin_api.js";
import { trialUrl } from "/static/admin_place.js";
import { citedNotices, saidWords } from "/static/admin_said.js";
import { noRows, RowTable } from "/static/admin_table.js";
import { moment } from "/static/admin_words.js";
import { element } from "/static/dom.js";
import { pager } from "/static/pager.js";
import { problem } from "/static/problem.js";

const PAGE = 20;
const VOTES = { down: "没用", up: "有用" };

export function feedback(pulse) {
  const rows = document.getElementById("feedback-rows");
  const count = document.getElementById("feedback-count");
  const pages = document.getElementById("feedback-pager");
  const choices = [...document.querySelectorAll("#feedback-which button")];
  let which = "down", page = 1, shown = false, latest = null;

  const table = new RowTable({
    caption: "评价过的回答",
    columns: ["问题", "回答", "评价", "时间", "操作"],
    keyOf: ({ conversation_id: conversation, turn }) => `${conversation}/${turn}`,
    cellsOf: cells,
  });

  async function draw() {
    const request = (latest = Symbol("request"));
    rows.setAttribute("aria-busy", "true");
    try {
      const found = await fetchJudged({ which, limit: PAGE, offset: (page - 1) * PAGE });
      if (latest === request) await fill(found);
    } catch (fault) {
      if (latest === request) failed(fault);
    }
    if (latest === request) rows.setAttribute("aria-busy", "false");
  }

  async function fill({ turns, total }) {
    const last = Math.max(1, Math.ceil(total / PAGE));
    if (page > last) { // the only row of the last page was judged anew
      page = last;
      return draw();
    }
    count.textContent = total ? `共 ${total} 个回答被评为${VOTES[which]}，最新的在前。` : "";
    if (total) table.show(turns, rows);
    else noRows(rows, `还没有人把回答评为${VOTES[which]}。`);
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

  for (const choice of choices) {
    choice.addEventListener("click", () => {
      which = choice.value;
      page = 1;
      for (const each of choices) each.setAttribute("aria-pressed", String(each === choice));
      draw();
    });
  }
  pulse.addEventListener("well", () => { if (shown) draw(); });
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; },
  };
}

function cells({ question, standalone, answer, status, reply, vote, reason, asked_at: asked }) {
  return [
    [
      element("strong", {}, question),
      standalone === question ? null : element("span", { class: "facts" }, `理解为：${standalone}`),
    ],
    [
      status === "refused" ? element("span", { class: "badge warned" }, "拒答") : null,
      saidWords(answer, reply?.citations),
      citedNotices(reply?.citations),
    ],
    [
      element("span", { class: vote === "down" ? "badge warned" : "badge" }, VOTES[vote] ?? vote),
      reason ? element("span", { class: "own-words" }, reason) : null,
    ],
    moment(asked),
    element("a", { class: "small", href: trialUrl(standalone), "aria-label": `试一试 ${standalone}`, "data-does": "try" }, "试一试"),
  ];
}
