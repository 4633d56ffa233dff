/** A notice's text on the page, with the cited words highlighted. */

import { button, element } from "/static/dom.js";
import { blocksOf } from "/static/layout.js";
import { longTable, shortTable, tablePart } from "/static/tables.js";

const CHUNK = 2000; // characters
const LINE = 34; // characters
const LINE_EM = 1.95;
const ROW_EM = 2.2;

/** The outline's level as the style sheet knows them, 1 to 4. */
export const shownLevel = (level) => Math.min(Math.max(level ?? 1, 1), 4);

export const headingId = (number) => `section-${number}`;

/**
 * The text in chunks, which the style sheet has laid out only when they come near the screen: a
 * notice may have three hundred pages.
 */
export class NoticeBody {
  #drawing;
  #blocks;
  #marked = [];

  /** `openPage(number)`, where given, is asked for by the marks at which the original's pages begin. */
  constructor(notice, { openPage = null } = {}) {
    this.#drawing = new Drawing(notice.text, openPage);
    this.#blocks = blocksOf(notice).map((block) => ({ block, shown: this.#drawing.block(block) }));
    this.root = element("div", { class: "notice-text" }, runs(this.#blocks).map(laidOut));
  }

  /** Highlights {start, end} in UTF-16 indices, or nothing; returns the first of the marks. */
  mark(span) {
    for (const drawn of this.#marked) this.#redraw(drawn, null);
    this.#marked = span
      ? this.#blocks.filter(({ block }) => block.start < span.end && block.end > span.start)
      : [];
    for (const drawn of this.#marked) this.#redraw(drawn, span);
    const marks = this.#marked.map(({ shown }) => shown.querySelector("mark"));
    return marks.find(Boolean) ?? null;
  }

  #redraw(drawn, span) {
    const anew = this.#drawing.block(drawn.block, span);
    drawn.shown.replaceWith(anew);
    drawn.shown = anew;
  }
}

/** The blocks by what they are parts of: a long table, or nothing but the text. */
function runs(blocks) {
  const found = [];
  for (const drawn of blocks) {
    const last = found.at(-1)?.at(-1);
    if (!last || last.block.whole !== drawn.block.whole) found.push([]);
    found.at(-1).push(drawn);
  }
  return found;
}

function laidOut(run) {
  const { whole } = run[0].block;
  return whole ? longTable(whole, run.map((part) => chunk([part]))) : chunks(run).map(chunk);
}

function chunks(blocks) {
  const found = [];
  let size = CHUNK;
  for (const drawn of blocks) {
    if (size >= CHUNK) {
      found.push([]);
      size = 0;
    }
    found.at(-1).push(drawn);
    size += drawn.block.end - drawn.block.start;
  }
  return found;
}

function chunk(blocks) {
  const made = element("div", { class: "chunk" }, blocks.map(({ shown }) => shown));
  const height = blocks.reduce((sum, { block }) => sum + heightOf(block), 0);
  made.style.setProperty("contain-intrinsic-block-size", `auto ${height.toFixed(1)}em`);
  return made;
}

/** About how high a block will be, in the text's em: only the scroll bar depends on it. */
function heightOf({ type, start, end, rows }) {
  if (type === "table") return 1.5 + rows.length * ROW_EM;
  return Math.ceil((end - start + 2) / LINE) * LINE_EM;
}

class Drawing {
  #text;
  #openPage;
  #cited;

  constructor(text, openPage) {
    this.#text = text;
    this.#openPage = openPage;
  }

  block(block, cited = null) {
    this.#cited = cited ?? { start: 0, end: 0 };
    const id = block.section ? headingId(block.section.number) : null;
    const page = block.page && this.#openPage ? this.#pageMark(block.page) : null;
    if (block.type === "table") return this.#table(block, id, page);
    if (block.type === "heading") return this.#heading(block, id, page);
    return element("p", { id, tabindex: id ? -1 : null }, page, this.#paragraph(block));
  }

  #pageMark(number) {
    return button(`第${number}页`, () => this.#openPage(number),
      { class: "page-mark", title: `看原件第 ${number} 页` });
  }

  #heading({ start, end, section }, id, page) {
    const level = shownLevel(section.level);
    const attributes = { id, tabindex: -1, class: `level-${level}` };
    return element(`h${level + 1}`, attributes, page, this.#words(start, end));
  }

  #paragraph({ start, end, section }) {
    if (!section || section.end <= section.start) return this.#words(start, end);
    return [...this.#words(start, section.start),
      element("strong", {}, this.#words(section.start, section.end)),
      ...this.#words(section.end, end)];
  }

  #table({ rows, whole }, id, page) {
    const drawn = rows.map((cells) => cells.map(({ start, end }) => this.#words(start, end)));
    return whole ? tablePart(drawn, whole, id, page) : shortTable(drawn, id, page);
  }

  /** The words from `start` to `end`, those among them that are cited in a <mark>. */
  #words(start, end) {
    const from = Math.min(Math.max(this.#cited.start, start), end);
    const to = Math.min(Math.max(this.#cited.end, from), end);
    const marked = this.#text.slice(from, to);
    const mark = marked ? element("mark", {}, marked) : null;
    return [this.#text.slice(start, from), mark, this.#text.slice(to, end)];
  }
}
