/** By what the answers are narrowed: a form behind a button, and a chip for each condition. */

import { fetchFacets } from "/static/api.js";
import { button, element } from "/static/dom.js";

const NAMES = {
  issuer: "发文机关", category: "分类", party: "地方", issued_from: "成文不早于", issued_to: "成文不晚于", status: "状态",
};

export class Filters {
  #form = document.getElementById("filters");
  #toggle = document.getElementById("filters-toggle");
  #chips = document.getElementById("chips");
  #loaded = false;

  constructor() {
    this.#toggle.addEventListener("click", () => this.#show(this.#form.hidden));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#show(false);
      this.#toggle.focus();
    });
    this.#form.addEventListener("change", () => this.#draw());
    this.#form.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      this.#show(false);
      this.#toggle.focus();
    });
    document.getElementById("filters-clear").addEventListener("click", () => this.clear());
    this.#draw();
  }

  /** What is set, as `POST /api/ask` takes it; null where nothing is. */
  get value() {
    const given = [...new FormData(this.#form)].map(([name, value]) => [name, value.trim()]);
    const set = given.filter(([, value]) => value);
    return set.length ? Object.fromEntries(set) : null;
  }

  clear() {
    this.#form.reset();
    this.#draw();
  }

  #show(open) {
    this.#form.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    if (!open) return this.#draw();
    this.#load();
    this.#form.querySelector("input, select").focus();
    return null;
  }

  /** What the notices have to offer; without it anything may still be typed. */
  async #load() {
    if (this.#loaded) return;
    this.#loaded = true;
    const { issuers, categories } = await fetchFacets().catch(() => ({ issuers: [], categories: [] }));
    offer("filter-issuers", issuers);
    offer("filter-categories", categories);
  }

  #draw() {
    const set = Object.entries(this.value ?? {});
    this.#chips.hidden = !set.length;
    this.#chips.replaceChildren(
      element("span", { class: "chips-name" }, "只在这些公文里找："),
      ...set.map(([name, value]) => this.#chip(name, value)));
  }

  #chip(name, value) {
    const remove = () => {
      this.#form.elements[name].value = "";
      this.#draw();
      (this.#chips.querySelector("button") ?? this.#toggle).focus();
    };
    const label = `${NAMES[name]}：${value}`;
    return button([label, element("span", { "aria-hidden": "true" }, " ×")], remove,
      { class: "chip", "aria-label": `去掉条件 ${label}` });
  }
}

function offer(id, values) {
  document.getElementById(id).replaceChildren(
    ...values.map(({ value, count }) => element("option", { value }, `${count} 件`)));
}
