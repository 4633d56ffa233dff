/** A part of the reader's page beside the text: closed at first, opened from the tool bar. */

import { button, element } from "/static/dom.js";
import { bringIntoView } from "/static/reader_scroll.js";

/** What stands in a cell that says nothing. */
export const NONE = "—";

export class Part {
  #summary;
  #count = element("span", { class: "count" });
  #body = element("div", { class: "part-body" });

  /** `fill(body, part)` is called when the part is first opened. */
  constructor(name, count, fill) {
    this.name = name;
    this.#summary = element("summary", {}, element("h2", {}, name), this.#count);
    this.root = element("details", { class: "part" }, this.#summary, this.#body);
    this.count = count;
    this.root.addEventListener("toggle", () => fill(this.#body, this), { once: true });
  }

  /** How much there is in it, such as 12 条. */
  set count(words) {
    this.#count.textContent = words;
  }

  reveal() {
    this.root.open = true;
    bringIntoView(this.#summary, "start");
  }

  /** The button of the tool bar. */
  get tool() {
    return button(this.name, () => this.reveal(), { class: "tool" });
  }
}

/**
 * A table that narrow places show as cards; `rows` are lists of cells in the order of `columns`.
 * The roles are written out because the narrow layout takes the table's display away.
 */
export function partTable(caption, columns, rows, name = "") {
  return element("table", { class: `rows ${name}`.trim(), role: "table" },
    element("caption", { class: "unseen" }, caption),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, columns.map((name) =>
      element("th", { scope: "col", role: "columnheader" }, name)))),
    element("tbody", { role: "rowgroup" }, rows.map((cells) =>
      element("tr", { role: "row" }, cells.map((cell, column) =>
        element("td", { role: "cell", "data-column": columns[column], class: cell === NONE ? "none" : null },
          element("span", {}, cell)))))));
}

/** A link to words of the text on this page. */
export const placeLink = (words, { start, end }) => element("a", { href: `#${start}-${end}` }, words);
