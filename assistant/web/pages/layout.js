/** A notice's text cut into paragraphs, headings and tables. Offsets are UTF-16 indices. */

import { indexer } from "/static/offsets.js";
import { partsOf } from "/static/tables.js";

/**
 * Blocks {type: "paragraph" | "heading", start, end, section?, page?} and
 * {type: "table", start, end, rows: [[{start, end}]], whole?, section?, page?}; the parts of a long table
 * have their `whole` in common. `section` is the outline's entry that begins on the line; the line is a
 * "heading" when it holds nothing else. `page` is the number of the page of the original that begins
 * with the block.
 */
export function blocksOf({ text, outline, pages }) {
  const at = indexer(text);
  const sections = new Passed(sectionStarts(outline ?? [], at));
  const starts = new Passed((pages ?? []).map((start, index) => ({ start: at(start), page: index + 1 })));
  const blocks = [];
  for (const line of linesOf(text)) {
    const section = sections.within(line)[0];
    const page = starts.within(line).at(-1)?.page;
    const isRow = text.slice(line.start, line.end).includes("\t");
    const begun = isRow ? tableFor(line, blocks, section) : lineBlock(text, line, section);
    if (isRow) begun.rows.push(cellsOf(text, line));
    if (isRow) begun.end = line.end;
    if (begun && page) begun.page ??= page;
    if (begun !== blocks.at(-1)) blocks.push(begun);
  }
  return blocks.filter(Boolean).flatMap((block) => (block.type === "table" ? partsOf(block) : block));
}

/** Places in the order of the text, given out to the lines on which they stand. */
class Passed {
  #places;
  #next = 0;

  constructor(places) {
    this.#places = places.sort((a, b) => a.start - b.start);
  }

  /** Those on the line, an empty line's start included; lines are to be asked for in order. */
  within({ start, end }) {
    const found = [];
    for (; this.#next < this.#places.length; this.#next += 1) {
      const place = this.#places[this.#next];
      if (place.start > end || (place.start === end && end > start)) break;
      if (place.start >= start) found.push(place);
    }
    return found;
  }
}

/** The table that the row continues, or a new one. */
function tableFor({ start, end }, blocks, section) {
  const last = blocks.at(-1);
  return last?.type === "table" ? last : { type: "table", start, end, rows: [], section };
}

function* linesOf(text) {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    yield { start, end };
    start = end + 1;
  }
}

function sectionStarts(outline, at) {
  return outline.map((section, number) => ({ ...section, number, start: at(section.start) }));
}

function lineBlock(text, line, section) {
  const { start, end } = trimmed(text, line);
  if (start === end) return null;
  if (!section) return { type: "paragraph", start, end };
  const rest = text.slice(section.start, end);
  // A full stop may follow the heading.
  const alone = rest.trim().length <= section.heading.trim().length + 1;
  const worded = { ...section, end: headingEnd(section, rest) };
  return { type: alone ? "heading" : "paragraph", start, end, section: worded };
}

/** Where a heading that runs on into its paragraph ends; its start when it is worded otherwise. */
function headingEnd({ heading, start }, rest) {
  return rest.startsWith(heading) ? start + heading.length : start;
}

function cellsOf(text, { start, end }) {
  const cells = [];
  let from = start;
  for (const cell of text.slice(start, end).split("\t")) {
    cells.push(trimmed(text, { start: from, end: from + cell.length }));
    from += cell.length + 1;
  }
  return cells;
}

function trimmed(text, { start, end }) {
  while (start < end && !text[start].trim()) start += 1;
  while (end > start && !text[end - 1].trim()) end -= 1;
  return { start, end };
}
