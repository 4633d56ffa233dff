/** A duty answer as a table: who does what, in which role, by when. */

import { takeAlong } from "/static/copying.js";
import { element } from "/static/dom.js";
import { markButton } from "/static/marks.js";

const UNWRITTEN = "未写明";
const COLUMNS = [
  ["任务", (duty) => duty.task],
  ["地区", (duty) => duty.party],
  ["角色", (duty) => duty.role],
  ["单位", (duty) => (duty.departments ?? []).join("、")],
  ["时限", (duty) => duty.deadline],
];

/** The roles are written out because the phone layout takes the table's display away. */
export function dutyTable(duties, citations, open) {
  return element("div", { class: "duty-answer" }, table(duties, citations, open),
    takeAlong([COLUMNS.map(([name]) => name), ...duties.map(words)], "职责分工"));
}

const words = (duty) => COLUMNS.map(([, read]) => read(duty) || UNWRITTEN);

function table(duties, citations, open) {
  const heads = COLUMNS.map(([name]) =>
    element("th", { scope: "col", role: "columnheader" }, name));
  return element("table", { class: "duties", role: "table" },
    element("caption", {}, `职责分工（${duties.length} 条）`),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, heads)),
    element("tbody", { role: "rowgroup" }, duties.map((duty) => row(duty, citations, open))));
}

function row(duty, citations, open) {
  const cells = COLUMNS.map(([name, read], column) =>
    element("td", { role: "cell", "data-column": name },
      element("span", {}, read(duty) || UNWRITTEN,
        column === 0 ? mark(duty, citations, open) : null)));
  return element("tr", { role: "row" }, cells);
}

function mark(duty, citations, open) {
  const citation = citations.find((each) => each.mark === duty.mark);
  return citation ? markButton(citation, open) : null;
}
