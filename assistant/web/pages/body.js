/** A notice's text on the page, with the cited words highlighted. */

import { element } from "/static/dom.js";
import { blocksOf } from "/static/layout.js";

/** `cited` is {start, end} in UTF-16 indices, or null. */
export function noticeBody(notice, cited) {
  const draw = new Drawing(notice.text, cited);
  const blocks = blocksOf(notice).map((block) => draw.block(block));
  return element("div", { class: "notice-text" }, blocks);
}

/** The outline's level as the style sheet knows them, 1 to 4. */
export const shownLevel = (level) => Math.min(Math.max(level ?? 1, 1), 4);

export const headingId = (number) => `section-${number}`;

class Drawing {
  constructor(text, cited) {
    this.text = text;
    this.cited = cited ?? { start: 0, end: 0 };
  }

  block(block) {
    const id = block.section ? headingId(block.section.number) : null;
    if (block.type === "table") return this.table(block, id);
    if (block.type === "heading") return this.heading(block, id);
    return element("p", { id, tabindex: id ? -1 : null }, this.paragraph(block));
  }

  heading({ start, end, section }, id) {
    const level = shownLevel(section.level);
    const attributes = { id, tabindex: -1, class: `level-${level}` };
    return element(`h${level + 1}`, attributes, this.words(start, end));
  }

  paragraph({ start, end, section }) {
    if (!section || section.end <= section.start) return this.words(start, end);
    return [...this.words(start, section.start),
      element("strong", {}, this.words(section.start, section.end)),
      ...this.words(section.end, end)];
  }

  table({ rows }, id) {
    const width = Math.max(...rows.map((cells) => cells.length));
    const row = (cells) => element("tr", {}, cells.map(({ start, end }, column) => {
      const reach = column === cells.length - 1 ? width - column : 1;
      return element("td", { colspan: reach > 1 ? reach : null }, this.words(start, end));
    }));
    const table = element("table", {}, element("tbody", {}, rows.map(row)));
    const scrolling = { tabindex: 0, role: "region", "aria-label": "表格" };
    return element("div", { class: "wide", id, ...scrolling }, table);
  }

  /** The words from `start` to `end`, those among them that are cited in a <mark>. */
  words(start, end) {
    const from = Math.min(Math.max(this.cited.start, start), end);
    const to = Math.min(Math.max(this.cited.end, from), end);
    const marked = this.text.slice(from, to);
    const mark = marked ? element("mark", {}, marked) : null;
    return [this.text.slice(start, from), mark, this.text.slice(to, end)];
  }
}
