/** The versions of a notice: which there are, what changed between two, and back to a former one. */

import { currentUrl } from "/static/api.js";
import { confirmed } from "/static/admin_confirm.js";
import { moment } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { problem } from "/static/problem.js";
import { fetchChanges, restored } from "/static/reader_api.js";
import { changesView } from "/static/reader_changes.js";
import { NONE, Part, partTable } from "/static/reader_part.js";
import { isFormer } from "/static/words.js";

const COLUMNS = ["版本", "编入时间", "查看", "恢复"];

/** `reopen(said)` is asked for once another version is the current one. */
export function versionsPart(notice, reopen) {
  const { versions, version } = notice;
  return new Part("版本", `${versions.length} 版`, (body) => {
    const said = element("div", { role: "status" });
    const restore = (former) => restoring(notice, former, said, reopen);
    body.append(
      partTable("历次版本", COLUMNS, versions.map((each) => row(notice, each, restore)), "versions"),
      said,
      versions.length > 1 ? comparison(notice, version) : alone());
  });
}

const alone = () => element("p", { class: "note" }, "只有这一版。文件改动后会成为新的一版，这里可以比较改了什么。");

function row({ id, version: shown, versions }, each, restore) {
  const current = versions.find((other) => !isFormer(other));
  const address = each === current ? currentUrl(id) : `${currentUrl(id)}?version=${each.id}`;
  return [
    [named(each), isFormer(each) ? null : [" ", element("span", { class: "badge" }, "现行")]],
    moment(each.indexed_at),
    each.id === shown.id ? "正在看" : element("a", { href: address }, "打开这一版"),
    isFormer(each) ? button("恢复这一版", () => restore(each), { class: "plain small" }) : NONE,
  ];
}

const named = ({ number }) => `第 ${number} 版`;

/** Two versions to choose; at first the one on the page and the one before it. */
function comparison({ id, versions }, shown) {
  const at = versions.findIndex((each) => each.id === shown.id);
  const [newer, older] = at + 1 < versions.length ? [at, at + 1] : [at - 1, at];
  const from = choice("从哪一版", versions, older);
  const to = choice("到哪一版", versions, newer);
  const result = element("div", { class: "comparison", role: "region", "aria-label": "改动", tabindex: -1 });
  let latest = null;
  const compare = async () => {
    const request = (latest = Symbol("comparison"));
    result.setAttribute("aria-busy", "true");
    const found = await fetchChanges(id, from.value, to.value).catch((thrown) => asFault(thrown));
    if (latest !== request) return;
    result.setAttribute("aria-busy", "false");
    result.replaceChildren(found instanceof Error ? problem(found, compare) : changesView(found, shown.id));
  };
  for (const select of [from, to]) select.addEventListener("change", compare);
  compare();
  return element("div", {},
    element("div", { class: "compare" },
      element("h3", {}, "改了什么"),
      element("label", {}, "从", from), element("label", {}, "到", to)),
    result);
}

function choice(label, versions, chosen) {
  return element("select", { "aria-label": label }, versions.map((each, i) =>
    element("option", { value: each.id, selected: i === chosen }, `${named(each)}${isFormer(each) ? "" : "（现行）"}`)));
}

async function restoring({ id, versions }, former, said, reopen) {
  const current = versions.find((each) => !isFormer(each));
  const wanted = await confirmed({
    heading: `恢复${named(former)}？`,
    body: [
      element("p", {}, `恢复后，回答、检索和登记册都以${named(former)}的内容为准，直到它的文件再有改动。`),
      current ? element("p", {}, `现行的${named(current)}会成为旧版本，仍然可以查看和恢复。`) : null,
    ].filter(Boolean),
    action: "恢复",
  });
  if (!wanted) return;
  said.replaceChildren(element("p", { class: "note" }, `正在恢复${named(former)}……`));
  const job = await restored(id, former.id).catch((thrown) => asFault(thrown));
  if (job instanceof Error) {
    said.replaceChildren(problem(job, () => restoring({ id, versions }, former, said, reopen)));
  } else if (job.state === "done") {
    reopen(`已恢复${named(former)}的内容，下面就是现行的公文。`);
  } else {
    said.replaceChildren(element("p", { class: "note warned" }, `没有恢复：${job.reason ?? "任务被停止了。"}`));
  }
}
