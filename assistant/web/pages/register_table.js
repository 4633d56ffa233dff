/** Rows of the register; a task opens the sentence that allots it. */

import { noticeUrl } from "/static/api.js";
import { button, element } from "/static/dom.js";
import { statusBadge } from "/static/sources.js";
import { chineseDate, IN_FORCE } from "/static/words.js";

const COLUMNS = [
  ["task", "任务"], ["party", "一方"], ["role", "角色"], ["department", "单位"], ["due", "时限"], ["notice", "公文"],
];
const WAYS = { true: "descending", false: "ascending" };

/** `resort({sort, descending})` is asked for when a column's head is pressed. */
export function registerTable(duties, sorting, resort) {
  return element("table", { class: "register", role: "table" },
    element("caption", { class: "unseen" }, "职责登记表"),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" },
      COLUMNS.map(([key, name]) => head(key, name, sorting, resort)))),
    element("tbody", { role: "rowgroup" }, duties.map(row)));
}

function head(key, name, { sort, descending }, resort) {
  const sorted = sort === key;
  const press = () => resort({ sort: key, descending: sorted && !descending });
  const arrow = sorted ? (descending ? " ▼" : " ▲") : "";
  return element("th", { scope: "col", role: "columnheader", "aria-sort": sorted ? WAYS[descending] : "none" },
    button(`${name}${arrow}`, press, { class: "sorter", title: `按${name}排列` }));
}

function row(duty) {
  const made = element("tr", { role: "row" }, [
    cell("任务", task(duty, () => made)),
    cell("一方", duty.party || "—"),
    cell("角色", element("span", { class: `role role-${ROLES[duty.role] ?? "other"}` }, duty.role)),
    cell("单位", duty.departments.join("、")),
    cell("时限", deadline(duty)),
    cell("公文", element("span", {}, duty.title, badge(duty))),
  ]);
  return made;
}

const ROLES = { 牵头: "lead", 负责: "own", 配合: "help" };
const cell = (name, value) => element("td", { role: "cell", "data-column": name }, element("span", {}, value));
const badge = ({ status }) => (status && status !== IN_FORCE ? [" ", statusBadge(status)] : []);

function deadline({ deadline: words, due }) {
  if (!words) return "—";
  return due ? element("time", { datetime: due, title: chineseDate(due) }, words) : words;
}

/** The task as a button that puts the sentence's row under its own, or takes it away. */
function task(duty, mine) {
  return button(duty.task, ({ currentTarget }) => {
    const open = currentTarget.getAttribute("aria-expanded") !== "true";
    currentTarget.setAttribute("aria-expanded", String(open));
    if (open) mine().after(sentence(duty));
    else mine().nextElementSibling.remove();
  }, { class: "task", "aria-expanded": "false" });
}

function sentence(duty) {
  const facts = [duty.document_number, chineseDate(duty.issued_on), duty.heading.join(" › ")].filter(Boolean);
  return element("tr", { role: "row", class: "sentence" },
    element("td", { role: "cell", colspan: COLUMNS.length },
      element("blockquote", {}, duty.quote.replace(/\t/g, "　").trim()),
      element("p", { class: "facts" }, facts.join(" · ")),
      element("p", {}, element("a", { href: noticeUrl(duty), target: "_blank", rel: "noopener" }, "查看原文"))));
}
