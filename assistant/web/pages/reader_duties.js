/** The duties that a notice allots; each task leads to its sentence in the text. */

import { element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { problem } from "/static/problem.js";
import { fetchDutiesOf } from "/static/reader_api.js";
import { NONE, Part, partTable, placeLink } from "/static/reader_part.js";
import { chineseDate } from "/static/words.js";

const COLUMNS = ["任务", "一方", "角色", "单位", "时限"];
const ROLES = { 牵头: "lead", 负责: "own", 配合: "help" };
const MOST = 1000;

export function dutiesPart({ id }) {
  const part = new Part("职责", "", (body) => fill(body, id));
  fetchDutiesOf(id, 1).then(
    ({ total }) => { part.count = total ? `${total} 条` : "没有读出"; },
    () => { part.count = ""; }); // opening the part tells what went wrong
  return part;
}

async function fill(body, id) {
  body.replaceChildren(element("p", { class: "note" }, "正在读取……"));
  try {
    body.replaceChildren(...table(await fetchDutiesOf(id, MOST), id));
  } catch (thrown) {
    body.replaceChildren(problem(asFault(thrown), () => fill(body, id)));
  }
}

function table({ duties, total }, id) {
  if (!total) {
    return [element("p", { class: "note" }, "没有从这份公文里读出写明的分工。请查看正文。")];
  }
  const register = element("a", { href: `/duties?${new URLSearchParams({ notice: id })}` }, "在登记册里查看和下载");
  const told = total > duties.length ? `这里列出前 ${duties.length} 条，共 ${total} 条。` : "点任务看原句。";
  return [
    element("p", { class: "note" }, told, register),
    partTable("职责", COLUMNS, duties.map(row)),
  ];
}

function row(duty) {
  return [
    placeLink(duty.task, duty),
    duty.party || NONE,
    element("span", { class: `role role-${ROLES[duty.role] ?? "other"}` }, duty.role),
    duty.departments.join("、"),
    deadline(duty),
  ];
}

function deadline({ deadline: words, due }) {
  if (!words) return NONE;
  return due ? element("time", { datetime: due, title: chineseDate(due) }, words) : words;
}
