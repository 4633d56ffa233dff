/** The conversations of this browser: listed here, kept by the service. */

import { exportUrl, forgetConversation, renameConversation } from "/static/api.js";
import { button, element } from "/static/dom.js";
import { asFault } from "/static/faults.js";

const KEY = "duikou.conversations";
const MOST = 100;
const LONGEST = 60;

export class History {
  #root = document.getElementById("history");
  #list = document.getElementById("history-list");
  #toggle = document.getElementById("history-toggle");
  #told = document.getElementById("history-told");
  #open;
  #left;

  /** `open(id)` shows a conversation again, `left(id)` hears that one was deleted. */
  constructor({ open, left }) {
    this.#open = open;
    this.#left = left;
    this.#toggle.addEventListener("click", () => this.show(this.#root.hidden));
    document.getElementById("history-close").addEventListener("click", () => this.show(false));
    this.#root.addEventListener("keydown", ({ key }) => (key === "Escape" ? this.show(false) : null));
    window.addEventListener("storage", ({ key }) => (key === KEY ? this.#draw() : null));
  }

  /** Notes that something was said in a conversation. */
  note(id, question) {
    const known = read();
    const title = known.find((each) => each.id === id)?.title ?? question.slice(0, LONGEST);
    write([{ id, title, at: Date.now() }, ...known.filter((each) => each.id !== id)].slice(0, MOST));
    this.#draw();
  }

  show(open) {
    this.#root.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    if (open) this.#draw();
    (open ? document.getElementById("history-heading") : this.#toggle).focus();
  }

  #draw() {
    const known = read();
    const nothing = element("li", { class: "note" }, "还没有对话。问过的问题会列在这里，只有这个浏览器看得到。");
    this.#list.replaceChildren(...(known.length ? known.map((each) => this.#line(each)) : [nothing]));
  }

  #line(each) {
    const named = element("button", { type: "button", class: "history-title", onclick: () => this.#open(each.id) }, each.title);
    const made = element("li", {}, named,
      element("p", { class: "history-tools" },
        element("span", {}, new Date(each.at).toLocaleDateString("zh-CN")),
        button("改名", () => this.#rename(each, made), { class: "link", "aria-label": `改名：${each.title}` }),
        element("a", { href: exportUrl(each.id, "docx"), download: "" }, "Word"),
        element("a", { href: exportUrl(each.id, "md"), download: "" }, "Markdown"),
        button("删除", () => this.#forget(each, made), { class: "link", "aria-label": `删除：${each.title}` })));
    return made;
  }

  #rename(each, line) {
    const box = element("input", { maxlength: 100, "aria-label": "对话的名称", value: each.title });
    const form = element("form", { onsubmit: (event) => {
      event.preventDefault();
      const title = box.value.trim();
      if (title) this.#carryOut(() => renameConversation(each.id, title), () => change(each.id, title));
    } }, box, element("button", { type: "submit", class: "small" }, "确定"), button("取消", () => this.#draw(), { class: "small" }));
    line.replaceChildren(form);
    box.select();
  }

  #forget(each, line) {
    const sure = button("确定删除", () => this.#carryOut(() => forgetConversation(each.id), () => {
      write(read().filter(({ id }) => id !== each.id));
      this.#left(each.id);
    }), { class: "small" });
    line.replaceChildren(element("p", {}, `删除“${each.title}”？`), sure, " ", button("取消", () => this.#draw(), { class: "small" }));
    sure.focus();
  }

  async #carryOut(deed, then) {
    try {
      await deed();
      this.#told.textContent = "";
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.status !== 404) {
        this.#told.textContent = `${fault.message}${fault.advice}`;
        return;
      }
    }
    then();
    this.#draw();
    document.getElementById("history-heading").focus();
  }
}

function change(id, title) {
  write(read().map((each) => (each.id === id ? { ...each, title } : each)));
}

function read() {
  try {
    const found = JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(({ id, title }) => id && title) : [];
  } catch {
    return []; // a browser that keeps nothing, or what is kept is not ours
  }
}

function write(known) {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // the conversation goes on, it is only not listed
  }
}
