/** One turn on the page: the question, and the answer as it comes. */

import { button, element } from "/static/dom.js";
import { followUps } from "/static/followups.js";
import { dutyTable } from "/static/duties.js";
import { awaitingParagraph, linesOf, markedParagraphs, settled } from "/static/marks.js";
import { sourceCards } from "/static/sources.js";
import { votes } from "/static/votes.js";
import { elapsed, kindName } from "/static/words.js";

export class TurnView {
  #answer = element("div", { class: "answer", "aria-busy": "true" });
  #text = element("div", { class: "answer-text" });
  #extras = element("div", { class: "answer-extras" });
  #state = element("p", { class: "answer-state" }, "正在查找公文……");
  #open;
  #choose;
  #received = "";
  #lines = []; // shown while the citations are still to come
  #citations = [];

  /** `open(citation, opener)` shows a citation's notice, `choose(question)` asks a question. */
  constructor(question, { open, choose }) {
    this.#open = open;
    this.#choose = choose;
    this.#answer.append(this.#state, this.#text, this.#extras);
    this.root = element("li", { class: "turn" },
      element("h2", { class: "asked" }, element("span", { class: "unseen" }, "提问："), question),
      this.#answer);
  }

  add(text) {
    this.#received += text;
    this.#state.textContent = "正在作答……";
    this.#grow();
  }

  cite({ citations, duties }) {
    this.#citations = citations ?? [];
    this.#draw();
    this.#drawExtras(duties ?? []);
  }

  finish(reply, question) {
    this.#citations = reply.citations ?? [];
    this.#received = reply.answer;
    this.#draw();
    if (reply.note) this.#text.after(element("p", { class: "answer-note" }, reply.note));
    if (reply.status === "refused") this.#refuse(reply);
    else this.#drawExtras(reply.duties ?? []);
    this.#extras.append(...[votes(reply), followUps(reply, question, this.#choose)].filter(Boolean));
    this.#settle(this.#summary(reply, question));
  }

  /** `again` asks the question once more. */
  stop(again) {
    this.#received = settled(this.#received);
    this.#draw();
    this.#answer.classList.add("stopped");
    this.#extras.replaceChildren(button("重新回答", again, { class: "plain" }));
    this.#settle(this.#received ? "已停止。以下内容不完整，请勿引用。" : "已停止");
  }

  fail(fault, retry) {
    this.#answer.classList.add("failed");
    this.#answer.setAttribute("role", "alert");
    this.#text.replaceChildren(
      element("p", {}, element("strong", {}, fault.message)),
      element("p", {}, fault.advice));
    this.#extras.replaceChildren(button("重试", retry, { class: "plain" }));
    this.#settle("未能回答");
  }

  /** Draws anew only the lines that changed, so that what is selected stays so. */
  #grow() {
    const lines = linesOf(settled(this.#received));
    const same = lines.findIndex((line, i) => line !== this.#lines[i]);
    if (same < 0) return;
    for (const changed of [...this.#text.children].slice(same)) changed.remove();
    this.#text.append(...lines.slice(same).map(awaitingParagraph));
    this.#lines = lines;
  }

  #draw() {
    this.#text.replaceChildren(...markedParagraphs(this.#received, this.#citations, this.#open));
  }

  #drawExtras(duties) {
    const parts = [];
    if (duties.length) parts.push(dutyTable(duties, this.#citations, this.#open));
    if (this.#citations.length) parts.push(sourceCards("出处", this.#citations, this.#open));
    this.#extras.replaceChildren(...parts);
  }

  #refuse({ nearest }) {
    this.#answer.classList.add("refused");
    const heading = "相近的段落（未回答所提问题，仅供参考）";
    const cards = nearest?.length ? [sourceCards(heading, nearest, this.#open, false)] : [];
    this.#extras.replaceChildren(...cards);
  }

  #summary(reply, question) {
    const name = reply.status === "refused" ? "未找到依据" : kindName(reply.kind);
    const understood = reply.question && reply.question !== question ? `理解为：${reply.question}` : "";
    return [name, elapsed(reply.took_ms), understood].filter(Boolean).join(" · ");
  }

  #settle(state) {
    this.#state.textContent = state;
    this.#answer.setAttribute("aria-busy", "false");
  }
}
