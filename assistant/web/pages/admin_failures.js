/** 没有读入的文件: which, why, and reading them again. */

import { dismissFailure, fetchFailures, retryFailures } from "/static/admin_api.js";
import { confirmed } from "/static/admin_confirm.js";
import { followed } from "/static/admin_following.js";
import { say } from "/static/admin_say.js";
import { noRows, RowTable } from "/static/admin_table.js";
import { trouble } from "/static/admin_trouble.js";
import { moment, withoutName } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";
import { pager } from "/static/pager.js";
import { problem } from "/static/problem.js";

const MOST = 1000;
const PAGE = 50;
const UPLOADED = ".incoming/";

/** `counted(n)` is told how many there are whenever it is known. */
export function failures(pulse, counted) {
  const rows = document.getElementById("failures-rows");
  const count = document.getElementById("failures-count");
  const pages = document.getElementById("failures-pager");
  const amiss = document.getElementById("failures-trouble");
  const all = document.getElementById("retry-all");
  let page = 1, shown = false, latest = null;

  const table = new RowTable({
    caption: "没有读入的文件",
    columns: ["文件", "原因", "读过", "接下来", "操作"],
    keyOf: ({ root, source }) => `${root}/${source}`,
    cellsOf: (failed) => cells(failed, () => retry(failed), () => dismiss(failed)),
  });

  /** Fills the table unless a later call does; gives what failed either way, null where not known. */
  async function draw() {
    const request = (latest = Symbol("request"));
    try {
      const found = await fetchFailures(MOST);
      if (latest === request) {
        counted(found.length);
        if (shown) fill(found);
      }
      return found;
    } catch (fault) {
      if (latest === request && shown) failed(fault);
      return null;
    } finally {
      rows.setAttribute("aria-busy", "false");
    }
  }

  function fill(found) {
    const last = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, last);
    count.textContent = found.length ? `共 ${found.length}${found.length === MOST ? " 个以上" : " 个"}。原来的版本照常回答，直到读入新的。` : "";
    if (all.contains(document.activeElement) && !found.length) rows.focus();
    all.hidden = !found.length;
    if (found.length) table.show(found.slice((page - 1) * PAGE, page * PAGE), rows);
    else noRows(rows, "没有。所有文件都已读入。");
    pager(pages, page, last, (wanted) => {
      page = wanted;
      fill(found);
      rows.focus({ preventScroll: true });
      rows.scrollIntoView({ block: "start" });
    });
  }

  function failed(fault) {
    count.textContent = "";
    all.hidden = pages.hidden = true;
    rows.replaceChildren(problem(fault, draw));
  }

  /** One file, or all where none is given; tells what came of it. */
  async function retry(only) {
    amiss.replaceChildren();
    say(only ? `正在重读 ${only.name}。` : "正在重读全部文件。");
    try {
      const { job_ids: ids } = await retryFailures(only ? { root: only.root, source: only.source } : {});
      pulse.soon();
      await Promise.all(ids.map((id) => followed(id)));
      const left = await draw();
      if (left) say(only ? outcomeOf(only, left) : left.length ? `重读完了，还有 ${left.length} 个没有读入。` : "全部读入了。");
    } catch (fault) {
      trouble(amiss, fault, () => retry(only));
      await draw();
    }
  }

  /** Drops an uploaded file, when confirmed. */
  async function dismiss(only) {
    amiss.replaceChildren();
    const sure = await confirmed({
      heading: "丢弃这个文件？",
      body: `${only.name} 没有读入，丢弃后不再保留。已入库的公文不受影响。`,
      action: "丢弃",
    });
    if (!sure) return;
    try {
      await dismissFailure({ root: only.root, source: only.source });
      say(`${only.name} 已丢弃。`);
    } catch (fault) {
      trouble(amiss, fault, () => dismiss(only));
    }
    await draw();
  }

  all.addEventListener("click", () => retry(null));
  for (const event of ["settled", "well"]) pulse.addEventListener(event, draw);
  draw();
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; },
  };
}

function outcomeOf({ root, source, name }, left) {
  const still = left.find((failed) => failed.root === root && failed.source === source);
  return still ? `${name} 还是没有读入。` : `${name} 已读入。`;
}

const folderOf = (path) => path.slice(0, path.lastIndexOf("/"));

function cells({ root, source, name, reason, attempts, failed_at: failedAt, retry_at: retryAt }, retry, dismiss) {
  const uploaded = source.startsWith(UPLOADED);
  return [
    [element("strong", {}, name), element("span", { class: "facts" }, uploaded ? "上传的文件" : folderOf(`${root}/${source}`))],
    withoutName(reason, name),
    [`${attempts} 次`, element("span", { class: "facts" }, moment(failedAt))],
    retryAt ? [moment(retryAt), " 自动重读"]
      : ["不再自动重读", element("span", { class: "facts" }, uploaded ? "改好后用同一个文件名上传" : "文件改动后会读入")],
    [
      button("重读", retry, { class: "small", "aria-label": `重读 ${name}`, "data-does": "retry" }),
      uploaded ? button("丢弃", dismiss, { class: "small", "aria-label": `丢弃 ${name}`, "data-does": "dismiss" }) : null,
    ],
  ];
}
