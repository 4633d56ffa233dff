/** Tables of a notice. A long one is in parts, each laid out only when it comes near the screen. */

import { element } from "/static/dom.js";

const PART = 50; // rows
const NARROWEST = 5, WIDEST = 24; // em, of which a column's share is made
const EDGES = 1.5; // em, left and right of the words
const SQUEEZED = 8; // em that a column is to have on a small screen, if it wants them
const SIDEWAYS = { tabindex: 0, role: "region", "aria-label": "表格" };

/**
 * A table's block as one block, or as several of at most PART rows that have `whole` in common:
 * {rows, columns}, the number of all rows, and how wide each column would be, in em.
 */
export function partsOf(block) {
  if (block.rows.length <= PART) return [block];
  const whole = { rows: block.rows.length, columns: columnsOf(block.rows) };
  const parts = [];
  for (let at = 0; at < block.rows.length; at += PART) {
    const rows = block.rows.slice(at, at + PART);
    parts.push({ type: "table", start: rows[0][0].start, end: rows.at(-1).at(-1).end, rows, whole });
  }
  Object.assign(parts[0], { start: block.start, section: block.section, page: block.page });
  return parts;
}

const widthOf = (rows) => rows.reduce((most, cells) => Math.max(most, cells.length), 0);

/** By the mean length of what stands in them; a cell that takes several tells nothing. */
function columnsOf(rows) {
  const width = widthOf(rows);
  const full = rows.filter((cells) => cells.length === width);
  return Array.from({ length: width }, (_, column) => {
    const letters = sum(full.map((cells) => cells[column].end - cells[column].start));
    return Math.min(Math.max(letters / full.length + EDGES, NARROWEST), WIDEST);
  });
}

const sum = (numbers) => numbers.reduce((before, number) => before + number, 0);

/** The parts' chunks as one table, to be scrolled sideways together. */
export function longTable({ rows, columns }, chunks) {
  const least = sum(columns.map((em) => Math.min(em, SQUEEZED)));
  for (const chunk of chunks) chunk.style.setProperty("min-inline-size", `${least.toFixed(1)}em`);
  return element("div", { class: "wide", ...SIDEWAYS },
    element("div", { role: "table", "aria-label": `表格，共 ${rows} 行` }, chunks));
}

/** One part of it; `drawn` are the cells by row, each as its words; `before` stands above them. */
export function tablePart(drawn, { columns }, id, before) {
  const share = (em) => `${((em / sum(columns)) * 100).toFixed(2)}%`;
  return element("div", { id }, before, element("table", { class: "long", role: "presentation" },
    element("colgroup", {}, columns.map((em) => element("col", { width: share(em) }))),
    tableBody(drawn, columns.length, { body: { role: "rowgroup" }, row: { role: "row" }, cell: { role: "cell" } })));
}

export const shortTable = (drawn, id, before) =>
  element("div", { class: "wide", id, ...SIDEWAYS }, before, element("table", {}, tableBody(drawn, widthOf(drawn))));

/** The last cell of a row with fewer cells than others takes the columns that are left. */
function tableBody(drawn, width, roles = {}) {
  const reach = (cells, column) => (column === cells.length - 1 ? width - column : 1);
  return element("tbody", roles.body, drawn.map((cells) =>
    element("tr", roles.row, cells.map((words, column) => {
      const colspan = reach(cells, column);
      return element("td", { ...roles.cell, colspan: colspan > 1 ? colspan : null }, words);
    }))));
}
