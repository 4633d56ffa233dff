/** The register: conditions in the address, rows by page, counts as pictures. */

import { fetchDuties, fetchTally, registerUrl } from "/static/api.js";
import { departmentBars, monthBars } from "/static/charts.js";
import { element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { pager } from "/static/pager.js";
import { registerTable } from "/static/register_table.js";
import { problem } from "/static/problem.js";

const PAGE = 100;
const LAST = 10_000; // the service counts rows up to a million
const form = document.getElementById("conditions");
const rows = document.getElementById("rows");
const count = document.getElementById("count");
const charts = document.getElementById("charts");
let latest = null;

/** What the address says: the conditions, the order, the page. */
function asked() {
  const given = new URLSearchParams(window.location.search);
  const conditions = Object.fromEntries([...form.elements]
    .filter(({ name }) => name && given.get(name))
    .map(({ name }) => [name, given.get(name)]));
  const sort = { sort: given.get("sort") ?? "notice", descending: given.get("descending") === "true" };
  return { conditions, sort, page: pageIn(given.get("page")) };
}

const pageIn = (words) => Math.min(Math.max(1, Math.trunc(Number(words)) || 1), LAST);

function address({ conditions, sort, page = 1 }) {
  const wanted = new URLSearchParams({ ...conditions, ...order(sort) });
  if (page > 1) wanted.set("page", page);
  return wanted.size ? `?${wanted}` : window.location.pathname;
}

function go(wanted) {
  window.history.pushState(null, "", address(wanted));
  return show();
}

async function show() {
  const wanted = asked();
  const request = (latest = Symbol("request"));
  fill(wanted.conditions);
  rows.setAttribute("aria-busy", "true");
  for (const form of ["csv", "xlsx"]) {
    document.getElementById(form).href = registerUrl({ ...wanted.conditions, ...order(wanted.sort), format: form });
  }
  try {
    const [found, tally] = await Promise.all([
      fetchDuties({ ...wanted.conditions, ...order(wanted.sort), limit: PAGE, offset: (wanted.page - 1) * PAGE }),
      fetchTally(wanted.conditions),
    ]);
    if (latest !== request) return;
    if (found.total && !found.duties.length) await beyond(wanted, found.total);
    else draw(found, tally, wanted);
  } catch (thrown) {
    if (latest === request) failed(asFault(thrown));
  }
}

/** The address asks for a page that there is no more: the last one is shown. */
function beyond(wanted, total) {
  window.history.replaceState(null, "", address({ ...wanted, page: Math.ceil(total / PAGE) }));
  return show();
}

const order = ({ sort, descending }) => ({
  ...(sort === "notice" ? {} : { sort }),
  ...(descending ? { descending: "true" } : {}),
});

function draw({ duties, total }, tally, wanted) {
  rows.setAttribute("aria-busy", "false");
  shownWhere(total > 0);
  count.textContent = total ? `共 ${total} 条，来自 ${tally.notices} 件公文。` : "";
  const resorted = (sort) => go({ ...wanted, sort, page: 1 });
  rows.replaceChildren(total ? registerTable(duties, wanted.sort, resorted) : nothing(wanted));
  pager(document.getElementById("pager"), wanted.page, Math.ceil(total / PAGE), async (page) => {
    await go({ ...wanted, page });
    rows.focus();
    rows.scrollIntoView({ block: "start" });
  });
  offer("parties", tally.parties);
  offer("departments", tally.departments.map(({ department }) => department));
  charts.replaceChildren(...pictures(tally, wanted));
}

/** Pictures and files are offered where there are rows. */
function shownWhere(some) {
  document.getElementById("pictures").hidden = !some;
  document.getElementById("files").hidden = !some;
}

function pictures(tally, wanted) {
  const asking = (more) => go({ ...wanted, conditions: { ...wanted.conditions, ...more }, page: 1 });
  return [
    departmentBars(tally, (department) => asking({ department })),
    monthBars(tally, (due_from, due_to) => asking({ due_from, due_to })),
  ].filter(Boolean);
}

function nothing({ conditions }) {
  const told = Object.keys(conditions).length
    ? "没有符合条件的分工。请减少条件，或换一种说法。"
    : "登记册还是空的。编入写明分工的公文后，这里会逐条列出。";
  return element("p", { class: "note" }, told);
}

function failed(fault) {
  rows.setAttribute("aria-busy", "false");
  shownWhere(false);
  count.textContent = "";
  document.getElementById("pager").hidden = true;
  rows.replaceChildren(problem(fault, show));
}

function fill(conditions) {
  for (const field of form.elements) if (field.name) field.value = conditions[field.name] ?? "";
}

function offer(id, values) {
  document.getElementById(id).replaceChildren(...values.map((value) => element("option", { value })));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  go({ conditions: Object.fromEntries(given.filter(([, value]) => value)), sort: asked().sort });
});
document.getElementById("clear").addEventListener("click", () => go({ conditions: {}, sort: asked().sort }));
window.addEventListener("popstate", show);
if (window.matchMedia("(max-width: 36rem)").matches) document.getElementById("pictures").open = false;
show();
