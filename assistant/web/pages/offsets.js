/** Offsets in code points, as the service counts, to UTF-16 indices, as strings here count. */

const ASTRAL = /[\u{10000}-\u{10FFFF}]/u;

/** A function from a code-point offset in `text` to an index into `text`, held within it. */
export function indexer(text) {
  if (!ASTRAL.test(text)) return (offset) => Math.min(Math.max(offset, 0), text.length);
  const indices = [];
  let index = 0;
  for (const character of text) {
    indices.push(index);
    index += character.length;
  }
  indices.push(index);
  return (offset) => indices[Math.min(Math.max(offset, 0), indices.length - 1)];
}

export function codePoints(text) {
  return [...text].length;
}

/** `#12-34` → {start: 12, end: 34}; anything else → null. */
export function spanOf(fragment) {
  const found = /^#?(\d+)-(\d+)$/.exec(fragment);
  if (!found) return null;
  const [start, end] = [Number(found[1]), Number(found[2])];
  return start < end ? { start, end } : null;
}
