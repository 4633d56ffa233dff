/** Counts of the register as pictures; every bar is a link that narrows the rows to it. */

import { element, svg } from "/static/dom.js";

const ROLES = [["牵头", "lead"], ["负责", "own"], ["配合", "help"]];
const SHOWN = 10;
const LINE = 26; // units of one department's line
const NAME = 190, BAR = 420, WIDTH = NAME + BAR + 60;

/** Who carries how much; null where there is nothing to compare. */
export function departmentBars(tally, choose) {
  const departments = tally.departments.slice(0, SHOWN);
  const more = tally.more_departments + tally.departments.length - departments.length;
  if (departments.length < 2) return null;
  const totals = departments.map(({ roles }) => Object.values(roles).reduce((sum, n) => sum + n, 0));
  const scale = BAR / Math.max(...totals);
  const lines = departments.map((load, i) => line(load, totals[i], { y: i * LINE, scale, choose }));
  return element("figure", { class: "chart" },
    element("figcaption", {}, "承担任务最多的单位", legend(), more ? `另有 ${more} 个单位未画出。` : ""),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${departments.length * LINE}`, role: "group", "aria-label": "各单位的任务数" }, lines));
}

function line({ department, roles }, total, { y, scale, choose }) {
  let x = NAME;
  const parts = ROLES.filter(([role]) => roles[role]).map(([role, tone]) => {
    const width = roles[role] * scale;
    const part = svg("rect", { x, y: y + 5, width, height: LINE - 10, class: `tone-${tone}` },
      svg("title", {}, `${role} ${roles[role]} 条`));
    x += width;
    return part;
  });
  const label = `${department}：${total} 条，只看这个单位`;
  return link(label, { department }, () => choose(department), [
    svg("rect", { x: 0, y, width: WIDTH, height: LINE, class: "reach" }),
    svg("text", { x: NAME - 8, y: y + 18, "text-anchor": "end" }, short(department, 14)),
    ...parts,
    svg("text", { x: x + 6, y: y + 18, class: "number" }, String(total)),
  ]);
}

/** What is due when; null where no deadline is a date. */
export function monthBars({ months, undated }, choose) {
  if (!months.length) return null;
  const [step, high] = [34, 120];
  const most = Math.max(...months.map(({ count }) => count));
  const bars = months.map(({ month, count }, i) => {
    const height = Math.max(2, (count / most) * high);
    const [first, last] = daysOf(month);
    return link(`${month.replace("-", "年")}月到期 ${count} 条，只看这个月`, { due_from: first, due_to: last },
      () => choose(first, last), [
        svg("rect", { x: i * step, y: 0, width: step, height: high + 52, class: "reach" }),
        svg("rect", { x: i * step + 5, y: high - height + 18, width: step - 10, height, class: "tone-own" }),
        svg("text", { x: i * step + step / 2, y: high - height + 13, "text-anchor": "middle", class: "number" }, String(count)),
        svg("text", { x: i * step + step / 2, y: high + 34, "text-anchor": "middle" }, `${Number(month.slice(5))}月`),
        month.slice(0, 4) !== months[i - 1]?.month.slice(0, 4)
          ? svg("text", { x: i * step + step / 2, y: high + 50, "text-anchor": "middle", class: "number" }, month.slice(0, 4))
          : null,
      ]);
  });
  const width = Math.max(months.length * step, 320);
  return element("figure", { class: "chart" },
    element("figcaption", {}, `各月到期的任务（另有 ${undated} 条没有写明日期）`),
    element("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "各月到期的任务数" },
      svg("svg", { viewBox: `0 0 ${width} 178`, width, height: 178, role: "group", "aria-label": "时限分布" }, bars)));
}

function link(label, conditions, choose, children) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose();
  };
  return svg("a", { href: `?${new URLSearchParams(conditions)}`, "aria-label": label, onclick }, children);
}

function legend() {
  return element("span", { class: "legend" }, ROLES.map(([role, tone]) =>
    element("span", {}, svg("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" },
      svg("rect", { width: 10, height: 10, class: `tone-${tone}` })), role)));
}

/** The first and the last day of "2024-12". */
function daysOf(month) {
  const [year, number] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return [`${month}-01`, `${month}-${last}`];
}

const short = (name, most) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
