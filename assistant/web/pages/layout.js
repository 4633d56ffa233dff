/** A notice's text cut into paragraphs, headings and tables. Offsets are UTF-16 indices. */

import { indexer } from "/static/offsets.js";

/**
 * Blocks {type: "paragraph" | "heading", start, end, section?} and
 * {type: "table", rows: [[{start, end}]], section?}. `section` is the outline's entry that begins
 * on the line; the line is a "heading" when it holds nothing else.
 */
export function blocksOf({ text, outline }) {
  const sections = sectionStarts(text, outline ?? []);
  const blocks = [];
  for (const line of linesOf(text)) {
    const isRow = text.slice(line.start, line.end).includes("\t");
    if (isRow) tableFor(line, blocks, sections).rows.push(cellsOf(text, line));
    else blocks.push(lineBlock(text, line, sections));
  }
  return blocks.filter(Boolean);
}

/** The table that the row continues, or a new one. */
function tableFor(line, blocks, sections) {
  const last = blocks.at(-1);
  if (last?.type === "table") return last;
  const table = { type: "table", rows: [], section: sectionOn(line, sections) };
  blocks.push(table);
  return table;
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

function sectionStarts(text, outline) {
  const at = indexer(text);
  return outline.map((section, number) => ({ ...section, number, start: at(section.start) }));
}

function sectionOn({ start, end }, sections) {
  return sections.find((section) => section.start >= start && section.start < end);
}

function lineBlock(text, line, sections) {
  const { start, end } = trimmed(text, line);
  if (start === end) return null;
  const section = sectionOn(line, sections);
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
