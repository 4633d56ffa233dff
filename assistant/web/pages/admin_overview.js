/** 概况: how much there is, whether the stores are sound, and what can be done about it. */

import { fetchReadiness, fetchStores, rebuildIndexes, refreshLibrary } from "/static/admin_api.js";
import { confirmed } from "/static/admin_confirm.js";
import { say } from "/static/admin_say.js";
import { trouble } from "/static/admin_trouble.js";
import { countsOf, isUnderWay, kindOfJob, moment } from "/static/admin_words.js";
import { element } from "/static/dom.js";
import { problem } from "/static/problem.js";

const CONDITIONS = {
  ok: ["正常", "可以回答提问"],
  indexing: ["索引不齐", "有的公文暂时查不到，通常几分钟内自动补齐"],
  unavailable: ["不能回答", "有的存储没有回答，请看下面的说明"],
  stopping: ["正在停止", "请稍后刷新"],
};

/** `failures()` gives how many files could not be read, or null. */
export function overview(pulse, failures) {
  const body = document.getElementById("overview-body");
  let shown = false, underWay = 0, said = "", latest = null;

  async function draw() {
    underWay = pulse.underWay;
    const request = (latest = Symbol("request"));
    try {
      const [ready, stores] = await Promise.all([fetchReadiness(), fetchStores()]);
      if (latest === request) fill(ready, stores);
    } catch (fault) {
      if (latest === request) body.replaceChildren(problem(fault, draw));
      said = "";
    }
    body.setAttribute("aria-busy", "false");
  }

  /** Leaves what is there alone where nothing changed, and the focus on its link otherwise. */
  function fill(ready, stores) {
    const saying = JSON.stringify([ready, stores, pulse.underWay, failures(), pulse.jobs]);
    if (saying === said) return;
    said = saying;
    const focused = body.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    body.replaceChildren(...parts(ready, stores, pulse, failures()));
    if (focused) body.querySelector(`[href="${focused}"]`)?.focus({ preventScroll: true });
  }

  pulse.addEventListener("settled", () => { if (shown && pulse.underWay) draw(); });
  // while jobs run only when their number changes: the stores are examined each time
  pulse.addEventListener("look", () => { if (shown && (!pulse.underWay || pulse.underWay !== underWay)) draw(); });
  act("refresh", pulse, () => refreshLibrary(), "已开始查看公文库。");
  act("rebuild", pulse, askedToRebuild, "已开始重建索引，期间照常回答。");
  return {
    show() { shown = true; return draw(); },
    hide() { shown = false; },
  };
}

/** What the button of that id does; `ask` resolves to null where the person thought better of it. */
function act(id, pulse, ask, done) {
  const pressed = document.getElementById(id);
  const amiss = document.getElementById("overview-trouble");
  const press = async () => {
    amiss.replaceChildren();
    try {
      if (!(await ask())) return;
      await pulse.soon();
      say(`${done}进展见“任务”。`);
    } catch (fault) {
      trouble(amiss, fault, press);
    }
  };
  pressed.addEventListener("click", press);
}

async function askedToRebuild() {
  const answer = await confirmed({
    heading: "重建索引？",
    body: element("p", {}, "缺失、损坏或不一致的索引会从登记库重做，期间照常回答。"),
    choice: "完好的也全部重做（公文多时要较长时间）",
    action: "重建",
  });
  return answer && rebuildIndexes({ anew: answer.chosen });
}

function parts(ready, stores, pulse, failed) {
  const unsaid = (ready.remarks ?? []).filter((remark) => !stores.some((store) => store.remark.includes(remark)));
  return [
    element("dl", { class: "figures" },
      figure("公文", `${ready.notices ?? "—"} 件`, element("a", { href: "#notices" }, "查看")),
      condition(ready, stores),
      figure("进行中的任务", `${pulse.underWay} 个`, element("a", { href: "#jobs" }, "查看")),
      figure("没有读入的文件", failed === null ? "—" : `${failed} 个`,
        failed ? element("a", { href: "#failures" }, "查看原因") : null, failed > 0)),
    ...unsaid.map((remark) => element("p", { class: "note warned" }, remark)),
    element("h3", {}, "各部分的状况"),
    storeList(stores),
    element("p", { class: "note" }, lastUpdate(pulse.jobs)),
  ];
}

function condition({ status }, stores) {
  const amiss = stores.filter(({ healthy }) => !healthy).length;
  if (status === "ok" && amiss) return figure("服务", `${amiss} 处要处理`, "能回答提问，但请看下面的说明", true);
  const [words, means] = CONDITIONS[status] ?? [status, ""];
  return figure("服务", words, means, status !== "ok");
}

function figure(name, value, more, warned = false) {
  return element("div", { class: warned ? "figure warned" : "figure" },
    element("dt", {}, name),
    element("dd", {}, element("strong", {}, value), more && element("span", {}, more)));
}

function storeList(stores) {
  return element("ul", { class: "stores" }, stores.map(({ subject, healthy, remark }) =>
    element("li", {},
      element("span", { class: "store" }, subject),
      element("span", { class: healthy ? "badge" : "badge warned" }, healthy ? "正常" : "要处理"),
      element("span", { class: "remark" }, remark))));
}

function lastUpdate(jobs) {
  const last = jobs.find((job) => !isUnderWay(job) && job.state === "done" && job.kind !== "rebuild");
  if (!last) return "最近没有更新。";
  return ["最近一次更新：", moment(last.finished_at), `，${kindOfJob(last)}`,
    `（${[countsOf(last), last.counts.failed ? `没有读入 ${last.counts.failed}` : ""].filter(Boolean).join("，") || "没有变动"}）。`];
}
