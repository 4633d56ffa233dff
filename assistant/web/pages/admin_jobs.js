/** 任务: what was asked of the index, live. */

import { cancelJob, fetchJob, fetchJobs, retryJob } from "/static/admin_api.js";
import { jobProgress } from "/static/admin_progress.js";
import { PAGE } from "/static/admin_pulse.js";
import { say } from "/static/admin_say.js";
import { noRows, RowTable } from "/static/admin_table.js";
import { trouble } from "/static/admin_trouble.js";
import { baseName, countsOf, isUnderWay, kindOfJob, moment, stateOfJob, withoutName } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";
import { pager } from "/static/pager.js";
import { problem } from "/static/problem.js";

const ABOUT = 3;

export function jobs(pulse) {
  const rows = document.getElementById("jobs-rows");
  const pages = document.getElementById("jobs-pager");
  const count = document.getElementById("jobs-count");
  const amiss = document.getElementById("jobs-trouble");
  const opened = new Set();
  let page = 1, shown = false, latest = null;

  const table = new RowTable({
    caption: "任务列表",
    columns: ["任务", "状态", "结果", "时间", "操作"],
    keyOf: ({ id }) => id,
    cellsOf: (job) => [
      [element("strong", {}, kindOfJob(job)), element("span", { class: "facts" }, about(job))],
      state(job),
      [result(job) ? element("div", {}, result(job)) : null, unread(job, opened.has(job.id), toggle)],
      [moment(job.started_at ?? job.requested_at), element("span", { class: "facts" }, `第 ${job.number} 号`)],
      actions(job, act),
    ],
    belowOf: (job) => (opened.has(job.id) ? unreadFiles(job) : null),
  });

  function toggle(job) {
    if (!opened.delete(job.id)) opened.add(job.id);
    table.remake(job, rows);
  }

  async function act(job, ask, done) {
    amiss.replaceChildren();
    try {
      await ask(job.id);
      say(`${named(job)}${done}`);
    } catch (fault) {
      trouble(amiss, fault, () => act(job, ask, done));
    }
    await pulse.soon();
  }

  async function draw() {
    const request = (latest = Symbol("request"));
    try {
      const found = page === 1 && !pulse.fault && pulse.jobs.length
        ? pulse : await fetchJobs({ limit: PAGE, offset: (page - 1) * PAGE });
      if (latest === request) fill(found);
    } catch (fault) {
      if (latest === request) rows.replaceChildren(problem(fault, draw));
    }
    rows.setAttribute("aria-busy", "false");
  }

  function fill({ jobs: found, total }) {
    count.textContent = total ? `共 ${total} 个任务，最新的在前；进行中的会自动更新。` : "";
    if (total) table.show(found, rows);
    else noRows(rows, "还没有任务。上传公文或查看公文库后，这里会列出进展。");
    const focused = pages.contains(document.activeElement);
    if (!focused || !total) pager(pages, page, Math.ceil(total / PAGE), turn);
  }

  async function turn(wanted) {
    page = wanted;
    rows.focus({ preventScroll: true });
    await draw();
    rows.scrollIntoView({ block: "start" });
  }

  pulse.addEventListener("look", () => { if (shown) draw(); });
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; },
  };
}

const named = (job) => `${kindOfJob(job)}（第 ${job.number} 号）`;

function about({ kind, about: names, root, total }) {
  if (kind === "withdraw" || kind === "restore") return names[0] ?? "";
  if (!names.length) return root;
  const several = Math.max(total ?? 0, names.length); // the names are cut short where there are many
  return names.slice(0, ABOUT).map(baseName).join("、") + (several > ABOUT ? ` 等 ${several} 个文件` : "");
}

/** What a job did; nothing is said while nobody knows. */
function result(job) {
  const counted = countsOf(job);
  if (counted || job.state !== "done" || job.counts.failed) return counted;
  return job.kind === "rebuild" ? "索引已齐" : "没有变动";
}

function state(job) {
  const [words, warned] = stateOfJob(job);
  return [
    element("span", { class: warned ? "badge warned" : "badge" }, words),
    jobProgress(job),
    job.retry_at ? element("span", { class: "facts" }, moment(job.retry_at), " 再试") : null,
    job.reason ? element("span", { class: "reason" }, job.reason) : null,
  ].flat();
}

/** How many files could not be read, as a button that lists them. */
function unread(job, isOpen, toggle) {
  if (!job.counts.failed) return null;
  return button(`没有读入 ${job.counts.failed} 个`, () => toggle(job),
    { class: "opener", "aria-expanded": String(isOpen), "data-does": "open" });
}

function unreadFiles(job) {
  const place = element("div", { class: "unread", "aria-busy": "true" }, element("p", { class: "note" }, "正在查看…"));
  const load = async () => {
    try {
      const { failures, counts } = await fetchJob(job.id);
      const more = counts.failed - failures.length;
      place.replaceChildren(
        element("ul", {}, failures.map(({ source, reason }) =>
          element("li", {}, element("strong", {}, source), element("span", {}, withoutName(reason, baseName(source)))))),
        ...(more > 0 ? [element("p", { class: "note" }, `另有 ${more} 个没有列出。`)] : []));
    } catch (fault) {
      place.replaceChildren(problem(fault, load));
    }
    place.setAttribute("aria-busy", "false");
  };
  load();
  return place;
}

function actions(job, act) {
  const resting = job.state === "waiting" && job.retry_at;
  const again = ["failed", "cancelled"].includes(job.state) || (job.state === "done" && job.counts.failed);
  const does = (name, words, press) =>
    button(words, press, { class: "small", "aria-label": `${words}${named(job)}`, "data-does": name });
  return [
    isUnderWay(job) && !job.stopping
      ? does("cancel", "停止", () => act(job, cancelJob, job.state === "running" ? "会在做完手头的文件后停下。" : "已停止。")) : null,
    resting || again
      ? does("again", resting ? "马上再试" : "再做一次", () => act(job, retryJob, "已重新开始。")) : null,
  ];
}
