/** A table whose rows are kept: what did not change stays in place, with focus and all. */

import { element } from "/static/dom.js";

export class RowTable {
  /**
   * `columns` are the names; `keyOf(item)` tells rows apart; `cellsOf(item)` gives the cells'
   * contents; `belowOf(item)`, if given, what stands under the row, or null.
   */
  constructor({ caption, columns, keyOf, cellsOf, belowOf = () => null }) {
    Object.assign(this, { columns, keyOf, cellsOf, belowOf, rows: new Map() });
    this.table = element("table", { class: "table", role: "table" },
      element("caption", { class: "unseen" }, caption),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" },
        columns.map((name) => element("th", { scope: "col", role: "columnheader" }, name)))));
  }

  /** Puts the rows of the items into `place`; a focus that was in a row gone goes to its neighbour. */
  show(items, place) {
    const focus = new Focus(place);
    if (place.firstChild !== this.table || place.childNodes.length > 1) place.replaceChildren(this.table);
    const rows = new Map(items.map((item) => [String(this.keyOf(item)), this.kept(item)]));
    for (const [key, { body }] of this.rows) if (rows.get(key)?.body !== body) body.remove();
    let before = this.table.tHead;
    for (const { body } of rows.values()) {
      if (before.nextSibling !== body) before.after(body);
      before = body;
    }
    this.rows = rows;
    focus.restore();
  }

  /** Makes a row again though its item did not change, as when it is opened. */
  remake(item, place) {
    const key = String(this.keyOf(item));
    const old = this.rows.get(key);
    if (!old) return;
    const focus = new Focus(place);
    const made = this.made(item);
    old.body.replaceWith(made.body);
    this.rows.set(key, made);
    focus.restore();
  }

  kept(item) {
    const row = this.rows.get(String(this.keyOf(item)));
    return row?.said === JSON.stringify(item) ? row : this.made(item);
  }

  made(item) {
    const below = this.belowOf(item);
    const body = element("tbody", { role: "rowgroup", tabindex: -1, "data-row": this.keyOf(item) },
      element("tr", { role: "row" }, this.cellsOf(item).map((cell, i) =>
        element("td", { role: "cell", "data-column": this.columns[i] }, element("div", {}, cell)))),
      below && element("tr", { role: "row", class: "below" },
        element("td", { role: "cell", colspan: this.columns.length }, below)));
    return { said: JSON.stringify(item), body };
  }
}

/** Words in the place of a table without rows; a focus that was in it stays in the place. */
export function noRows(place, words) {
  const focus = new Focus(place);
  place.replaceChildren(element("p", { class: "note" }, words));
  focus.restore();
}

/** Where the focus is within `place`, by the row's and the control's names, to find it again. */
class Focus {
  constructor(place) {
    this.place = place;
    this.held = place.contains(document.activeElement) && document.activeElement !== place
      ? document.activeElement : null;
    this.row = this.held?.closest("[data-row]");
    this.index = this.row ? rowsOf(place).indexOf(this.row) : -1;
    this.does = this.held?.dataset.does;
  }

  restore() {
    if (!this.held || (this.held.isConnected && this.held === document.activeElement)) return;
    const rows = rowsOf(this.place);
    const same = rows.find(({ dataset }) => dataset.row === this.row?.dataset.row);
    const next = same ?? rows[Math.min(this.index, rows.length - 1)] ?? this.place;
    const control = same && [...same.querySelectorAll("[data-does]")].find(({ dataset }) => dataset.does === this.does);
    (control ?? next).focus({ preventScroll: true });
  }
}

const rowsOf = (place) => [...place.querySelectorAll("[data-row]")];
