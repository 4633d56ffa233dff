/** Two texts as what is the same, removed and added. */

import { element } from "/static/dom.js";

const WORDS = /[A-Za-z]+|\d+(?:[.,]\d+)*|./gsu;
const SENTENCES = /[^。；！？\n]*[。；！？\n]?/gu;
const MOST = 4_000_000; // comparisons
const ISLAND = 2; // characters
const TAGS = { removed: "del", added: "ins" };

/** The texts as one, what only `before` has in <del> and what only `after` has in <ins>. */
export function differing(before, after) {
  return differences(before, after).map(([kind, text]) => (TAGS[kind] ? element(TAGS[kind], {}, text) : text));
}

/** Pairs ["same" | "removed" | "added", text], word by word where the texts are not too long. */
export function differences(before, after) {
  for (const unit of [WORDS, SENTENCES]) {
    const [old, now] = [before.match(unit) ?? [], after.match(unit) ?? []];
    const found = compared(old.filter(Boolean), now.filter(Boolean));
    if (found) return merged(found);
  }
  return merged([["removed", before], ["added", after]]);
}

/** null where there are too many. */
function compared(old, now) {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const [a, b] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  if (a.length * b.length > MOST) return null;
  const same = (units) => units.map((unit) => ["same", unit]);
  return [...same(old.slice(0, head)), ...middle(a, b), ...same(old.slice(old.length - tail))];
}

/** The longest common subsequence of both. */
function middle(a, b) {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j]
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push(["same", a[i]]);
      i += 1;
      j += 1;
    } else if (j === b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      found.push(["removed", a[i]]);
      i += 1;
    } else {
      found.push(["added", b[j]]);
      j += 1;
    }
  }
  return found;
}

/** Runs of one kind, removed before added; a character that is the same by chance is no island. */
function merged(found) {
  const runs = [];
  for (const [kind, text] of found) {
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += text;
    else runs.push([kind, text]);
  }
  const isIsland = ([kind, text], at) =>
    kind === "same" && at > 0 && at < runs.length - 1 && text.length < ISLAND && !/[\s，。；、：]/u.test(text);
  const shown = [];
  let change = { removed: "", added: "" };
  const settle = () => {
    shown.push(...Object.entries(change).filter(([, text]) => text));
    change = { removed: "", added: "" };
  };
  runs.forEach((run, at) => {
    const [kind, text] = run;
    if (isIsland(run, at)) change = { removed: change.removed + text, added: change.added + text };
    else if (kind !== "same") change[kind] += text;
    else {
      settle();
      shown.push(run);
    }
  });
  settle();
  return shown;
}
