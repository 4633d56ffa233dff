/** The question box: sends on Enter, never in the middle of an input method's composition. */

import { codePoints } from "/static/offsets.js";

const LIMIT = 1000;
const TOUCH = window.matchMedia("(pointer: coarse)");
const IME_KEYCODE = 229; // Safari ends a composition before the Enter that ended it

export class Composer {
  #form = document.getElementById("composer");
  #box = document.getElementById("question");
  #count = document.getElementById("question-count");
  #send = document.getElementById("send");
  #stop = document.getElementById("stop");
  #hint = document.getElementById("composer-hint");
  #busy = false;

  constructor({ send, stop }) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(send);
    });
    this.#box.addEventListener("keydown", (event) => this.#pressed(event));
    this.#box.addEventListener("input", () => this.#counted());
    this.#stop.addEventListener("click", stop);
    this.#counted();
    if (!TOUCH.matches) this.#box.focus();
  }

  /** Where a finger would call up the on-screen keyboard, the conversation is focused instead. */
  focus() {
    const place = TOUCH.matches ? document.getElementById("conversation") : this.#box;
    place.focus({ preventScroll: true });
  }

  /** Busy: the stop button stands where the send button stood. */
  set busy(busy) {
    const held = document.activeElement === (busy ? this.#send : this.#stop);
    this.#busy = busy;
    this.#send.hidden = busy;
    this.#stop.hidden = !busy;
    this.#hint.textContent = busy ? "按 Esc 停止" : "回车发送，Shift+回车换行";
    if (held && busy) this.#stop.focus();
    else if (held) this.focus();
  }

  clear() {
    this.#box.value = "";
    this.#counted();
  }

  #pressed(event) {
    const composing = event.isComposing || event.keyCode === IME_KEYCODE;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #submit(send) {
    const question = this.#box.value.trim();
    if (this.#busy || !question || !this.#counted()) return;
    this.clear();
    send(question);
  }

  /** Shows the count; false when the question is too long to send. */
  #counted() {
    const count = codePoints(this.#box.value.trim());
    const fits = count <= LIMIT;
    this.#count.textContent = fits ? `${count} / ${LIMIT} 字` : `${count} / ${LIMIT} 字，请缩短后发送`;
    this.#count.classList.toggle("over", !fits);
    this.#box.setAttribute("aria-invalid", String(!fits));
    this.#send.disabled = !fits;
    return fits;
  }
}
