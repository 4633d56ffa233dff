/** Duties and answers to take along: copied as a table, or saved as a file. */

import { button, element } from "/static/dom.js";

const BOM = "\uFEFF"; // so that spreadsheet programs read UTF-8
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
const SHOWN_MS = 2000;

/** Buttons that copy or save `rows`, lists of words of which the first is the head. */
export function takeAlong(rows, name) {
  return element("p", { class: "take-along" },
    telling("复制表格", "已复制，可粘贴到文档或表格里", () => copyTable(rows)),
    button("下载 CSV", () => save(`${name}.csv`, BOM + asCsv(rows), "text/csv;charset=utf-8"), { class: "small" }));
}

/** A button that says for a moment how its deed went. */
export function telling(label, done, deed) {
  const made = button(label, async () => {
    try {
      await deed();
      made.textContent = done;
    } catch (error) {
      console.warn(error);
      made.textContent = "没有复制成功，请手动选择文字复制";
    }
    setTimeout(() => (made.textContent = label), SHOWN_MS);
  }, { class: "small", "aria-live": "polite" });
  return made;
}

async function copyTable(rows) {
  const table = element("table", {}, rows.map((cells, i) =>
    element("tr", {}, cells.map((cell) => element(i ? "td" : "th", {}, cell)))));
  const text = rows.map((cells) => cells.map((cell) => cell.replace(/[\t\n]/g, " ")).join("\t")).join("\n");
  if (!navigator.clipboard?.write) return copyPlain(text);
  return navigator.clipboard.write([new ClipboardItem({
    "text/plain": new Blob([text], { type: "text/plain" }),
    "text/html": new Blob([table.outerHTML], { type: "text/html" }),
  })]);
}

/** Where the page did not come over HTTPS the browser offers only this. */
function copyPlain(text) {
  const box = element("textarea", { class: "unseen" });
  box.value = text;
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  if (!copied) throw new Error("copy refused");
}

export function asCsv(rows) {
  return rows.map((cells) => cells.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/** A notice's words are data: a spreadsheet must not take them for a formula. */
function csvCell(words) {
  const harmless = FORMULA.test(words) ? `'${words}` : words;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
}

export const save = (name, text, type) => saveBlob(name, new Blob([text], { type }));

export function saveBlob(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), SHOWN_MS);
}
