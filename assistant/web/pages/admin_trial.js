/** 检索试验: what a question finds, why in this order, and how it is answered. */

import { askOnce, searchExplained } from "/static/admin_api.js";
import { trialAnswer } from "/static/admin_answer.js";
import { hitList } from "/static/admin_hits.js";
import { element } from "/static/dom.js";
import { problem } from "/static/problem.js";

const SHOWN = 10;

export function trial() {
  const form = document.getElementById("trial-form");
  const count = document.getElementById("trial-count");
  const answer = document.getElementById("trial-answer");
  const hits = document.getElementById("trial-hits");
  let latest = null;

  function ask(question) {
    const request = (latest = Symbol("request"));
    const isLatest = () => latest === request;
    count.textContent = "正在检索…";
    answer.replaceChildren();
    hits.replaceChildren();
    fill(answer, isLatest, async () => [trialAnswer(await askOnce(question))]);
    fill(hits, isLatest, async () => {
      const found = await searchExplained(question, SHOWN);
      if (isLatest()) count.textContent = found.length ? `找到的前 ${found.length} 段。` : "";
      return found.length ? [hitList(found)] : [element("p", { class: "note" }, "没有找到任何段落。可能还没有公文，或问题里没有可查的词。")];
    });
  }

  async function fill(place, isLatest, parts) {
    place.setAttribute("aria-busy", "true");
    try {
      const made = await parts();
      if (isLatest()) place.replaceChildren(...made);
    } catch (fault) {
      if (!isLatest()) return;
      count.textContent = "";
      place.replaceChildren(problem(fault, () => fill(place, isLatest, parts)));
    }
    place.setAttribute("aria-busy", "false");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = form.elements.q.value.trim();
    if (question) ask(question);
  });
  return {
    /** Tries the question that the address names, if any. */
    show(query) {
      const question = query.get("q")?.trim();
      if (question) {
        form.elements.q.value = question;
        ask(question);
      } else if (!hits.hasChildNodes()) form.elements.q.focus({ preventScroll: true });
    },
    hide() {},
  };
}
