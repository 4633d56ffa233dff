/** 评测: measuring the answers on questions whose right answers are known, and the last report. */

import { fetchEvaluation, fetchEvaluationState } from "/static/admin_api.js";
import { evaluated } from "/static/admin_evaluate.js";
import { progressBar } from "/static/admin_progress.js";
import { reportParts } from "/static/admin_report.js";
import { say } from "/static/admin_say.js";
import { trouble } from "/static/admin_trouble.js";
import { timeLeft } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";
import { problem } from "/static/problem.js";

const AGAIN_MS = 2_000;

export function evaluation() {
  const form = document.getElementById("evaluation-form");
  const limits = document.getElementById("evaluation-limits");
  const running = document.getElementById("evaluation-run");
  const report = document.getElementById("evaluation-report");
  const start = form.querySelector("button");
  let shown = false, own = false, drawn = null, latest = null, timer = 0;

  /** What may be asked for, what runs elsewhere, and the last report. */
  async function draw() {
    window.clearTimeout(timer);
    const request = (latest = Symbol("request"));
    try {
      const state = await fetchEvaluationState();
      const last = state.reported && !(state.running && drawn) ? await fetchEvaluation() : null;
      if (latest !== request) return;
      explain(state);
      if (!own) follow(state.running);
      if (last) fill(last);
      else if (!state.reported) report.replaceChildren(element("p", { class: "note" }, "还没有评测过。"));
    } catch (fault) {
      if (latest === request) failed(fault);
    }
    report.setAttribute("aria-busy", "false");
  }

  /** Leaves alone what is there already, opened up perhaps. */
  function fill(found) {
    if (found.began === drawn) return;
    drawn = found.began;
    report.replaceChildren(...reportParts(found));
  }

  function failed(fault) {
    drawn = null;
    report.replaceChildren(problem(fault, draw));
  }

  function explain({ needs_file: needed, most }) {
    form.elements.file.required = needed;
    limits.textContent = `可读 .xlsx 和 .jsonl，不超过 10 MB、${most} 个问题。`
      + (needed ? "" : "现在只有示例公文，不选文件就用示例自带的问题评测。");
  }

  /** An evaluation that was started elsewhere is looked after until it is over. */
  function follow(run) {
    form.hidden = Boolean(run);
    if (!run) return running.replaceChildren();
    timer = window.setTimeout(() => { if (shown) draw(); }, AGAIN_MS);
    return running.replaceChildren(
      element("p", { class: "note" }, `正在用 ${run.name} 评测，不是从这个页面开始的。做完后这里会显示报告。`),
      progressBar(run.done, run.total, `${run.done} / ${run.total}`));
  }

  async function run(file) {
    const stopping = new AbortController();
    const bar = element("div", {}, progressBar(null, null, "正在传送问题"));
    const stop = button("停止评测", () => stopping.abort(), { class: "plain" });
    const began = Date.now();
    own = true;
    form.hidden = true;
    running.replaceChildren(bar, stop);
    stop.focus();
    window.addEventListener("beforeunload", hold);
    try {
      const found = await evaluated(file, (told) => bar.replaceChildren(progress(told, began)), stopping.signal);
      fill(found);
      end(report.querySelector("h3"), "评测做完了。");
    } catch (fault) {
      const stopped = fault.name === "AbortError";
      end(start, stopped ? "已停止评测，没有留下报告。" : "");
      if (!stopped) trouble(running, fault, () => run(file));
    }
  }

  /** Takes the progress away; a focus that was there goes to what comes next. */
  function end(next, words) {
    const focused = running.contains(document.activeElement);
    window.removeEventListener("beforeunload", hold);
    own = form.hidden = false;
    running.replaceChildren();
    latest = null; // what was asked for before is out of date
    if (focused) next.focus({ preventScroll: true });
    if (shown) say(words);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form.elements.file.files[0] ?? null);
  });
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; },
  };
}

/** An evaluation ends with the page. */
const hold = (event) => event.preventDefault();

function progress({ done, total }, began) {
  const left = done ? ((Date.now() - began) / 1000 / done) * (total - done) : null;
  return progressBar(done, total, [`${done} / ${total}`, timeLeft(left)].filter(Boolean).join("，"));
}
