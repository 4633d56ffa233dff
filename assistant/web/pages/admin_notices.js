/** 公文: what is indexed, and taking one out. */

import { currentUrl, sourceUrl } from "/static/api.js";
import { fetchNotices, withdrawNotice } from "/static/admin_api.js";
import { confirmed } from "/static/admin_confirm.js";
import { noRows, RowTable } from "/static/admin_table.js";
import { trouble } from "/static/admin_trouble.js";
import { baseName } from "/static/admin_words.js";
import { withdrawnNote } from "/static/admin_withdrawn.js";
import { button, element } from "/static/dom.js";
import { pager } from "/static/pager.js";
import { problem } from "/static/problem.js";
import { statusBadge } from "/static/sources.js";
import { chineseDate, UNSTATED } from "/static/words.js";

const PAGE = 20;

export function notices(pulse) {
  const form = document.getElementById("notices-search");
  const count = document.getElementById("notices-count");
  const rows = document.getElementById("notices-rows");
  const pages = document.getElementById("notices-pager");
  const withdrawn = document.getElementById("withdrawn");
  let page = 1, shown = false, latest = null;

  const table = new RowTable({
    caption: "公文列表",
    columns: ["公文", "状态", "成文日期", "原文件", "操作"],
    keyOf: ({ id }) => id,
    cellsOf: (notice) => cells(notice, () => withdraw(notice)),
  });

  async function draw() {
    const request = (latest = Symbol("request"));
    const q = form.elements.q.value.trim();
    rows.setAttribute("aria-busy", "true");
    try {
      const found = await fetchNotices({ limit: PAGE, offset: (page - 1) * PAGE, ...(q ? { q } : {}) });
      if (latest === request) await fill(found, q);
    } catch (fault) {
      if (latest === request) failed(fault);
    }
    rows.setAttribute("aria-busy", "false");
  }

  async function fill({ notices: found, total }, q) {
    const last = Math.max(1, Math.ceil(total / PAGE));
    if (page > last) { // the only row of the last page was withdrawn
      page = last;
      return draw();
    }
    count.textContent = total ? `${q ? "找到" : "共"} ${total} 件公文，最新的在前。` : "";
    if (total) table.show(found, rows);
    else noRows(rows, q ? "没有标题、文号或发文机关里有这些字的公文。" : "还没有公文。请上传，或把文件放进公文库文件夹。");
    pager(pages, page, last, (wanted) => turn(wanted));
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

  async function withdraw(notice) {
    const answer = await confirmed({
      heading: "撤下这份公文？",
      body: [
        element("p", { class: "named" }, `《${notice.title}》`),
        element("p", { class: "facts" }, [notice.document_number, baseName(notice.source)].filter(Boolean).join(" · ")),
        element("p", {}, "撤下后立即不再出现在任何回答和检索里。历次版本保留，以后可以恢复。"),
      ],
      action: "撤下",
    });
    if (!answer) return;
    try {
      await withdrawNotice(notice.id);
      withdrawn.replaceChildren(withdrawnNote(notice, (note) => { note.remove(); rows.focus(); return draw(); }));
      withdrawn.firstElementChild.focus();
      await Promise.all([draw(), pulse.soon()]);
    } catch (fault) {
      trouble(withdrawn, fault, () => withdraw(notice));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    page = 1;
    draw();
  });
  document.getElementById("notices-clear").addEventListener("click", () => {
    form.reset();
    form.elements.q.focus();
    page = 1;
    draw();
  });
  for (const event of ["settled", "well"]) pulse.addEventListener(event, () => { if (shown) draw(); });
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; withdrawn.replaceChildren(); },
  };
}

function cells(notice, withdraw) {
  const { id, title, document_number: number, issuer, status, issued_on: issued, source } = notice;
  return [
    [
      element("a", { href: currentUrl(id), target: "_blank", rel: "noopener", "data-does": "read" }, title || UNSTATED),
      element("span", { class: "facts" }, [number, issuer].filter(Boolean).join(" · ")),
    ],
    statusBadge(status),
    chineseDate(issued) || "—",
    element("a", { href: sourceUrl(id), title: source, download: true, "data-does": "source" }, baseName(source)),
    button("撤下", withdraw, { class: "small", "aria-label": `撤下《${title}》`, "data-does": "withdraw" }),
  ];
}
