/** The notice beside the chat; on a phone it covers the chat and the back gesture closes it. */

import { noticeUrl } from "/static/api.js";
import { showNotice } from "/static/reader.js";

const phone = window.matchMedia("(max-width: 56rem)");

export class Panel {
  #root = document.getElementById("panel");
  #heading = document.getElementById("panel-heading");
  #page = document.getElementById("panel-page");
  #notice = document.getElementById("panel-notice");
  #opener = null;

  constructor() {
    document.getElementById("panel-close").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !this.#root.hidden) this.close();
    });
    window.addEventListener("popstate", () => this.#hide());
    phone.addEventListener("change", () => this.#cover());
  }

  /** Shows the notice of `citation` at its words; the focus goes back to `opener` on closing. */
  open(citation, opener) {
    if (this.#root.hidden) window.history.pushState({ panel: true }, "");
    this.#opener = opener;
    this.#page.href = noticeUrl(citation);
    this.#root.hidden = false;
    this.#cover();
    this.#heading.focus({ preventScroll: true });
    showNotice(this.#notice, citation.notice_id, citation, { version: citation.version_id, focus: false });
  }

  get isOpen() {
    return !this.#root.hidden;
  }

  close() {
    if (this.#root.hidden) return;
    if (window.history.state?.panel) window.history.back();
    this.#hide();
  }

  #hide() {
    if (this.#root.hidden) return;
    const focused = document.activeElement ?? document.body;
    const held = focused === document.body || this.#root.contains(focused);
    this.#root.hidden = true;
    this.#cover();
    this.#notice.replaceChildren();
    if (held && this.#opener?.isConnected) this.#opener.focus();
  }

  /** What lies under a covering panel cannot be reached. */
  #cover() {
    const covered = phone.matches && !this.#root.hidden;
    document.getElementById("chat").inert = covered;
    document.getElementById("banner").inert = covered;
  }
}
