/**
 * 对口通 in a page of the portal, by one tag: <script src="https://对口通的地址/widget.js" defer></script>
 *
 * `data-pass` is the portal's own address that answers {"token": …}, got by its server from
 * POST /api/widget/tokens; without it the service is asked as anybody. `data-title` heads the chat.
 * A button opens the chat; a <duikou-chat> of the page's own is filled with it instead.
 * Style: --duikou-accent, -on-accent, -link, -ground, -paper, -ink, -quiet, -line, -font, -width,
 * -height, -gap, -radius, -layer.
 */
(() => {
  const script = document.currentScript;
  const service = new URL(script.src).origin;
  const { pass: passAddress, title = "公文问答" } = script.dataset;
  const STYLES = ["accent", "on-accent", "link", "ground", "paper", "ink", "quiet", "line", "font"];
  const PATIENCE_MS = 3_000;
  const REFUSED = "对口通没有在这里打开。可能是这个网站不在它的允许名单里，或服务没有运行，请联系管理员。";

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; font: 1rem/1.5 var(--duikou-font, system-ui, sans-serif); color: var(--duikou-ink, #1d2025); }
    [hidden] { display: none !important; }
    .frame { display: flex; flex-direction: column; width: 100%; height: var(--duikou-height, 40rem); overflow: hidden; border: 1px solid var(--duikou-line, #d3d5d9); border-radius: var(--duikou-radius, 8px); background: var(--duikou-paper, #fff); }
    .frame iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
    .frame p { margin: 0; padding: 1rem; }
    .bar { display: flex; justify-content: space-between; align-items: center; padding: 0.25rem 0.25rem 0.25rem 1rem; background: var(--duikou-accent, #a3121d); color: var(--duikou-on-accent, #fff); font-weight: 600; }
    button { padding: 0.5rem 1rem; border: 0; background: none; color: inherit; font: inherit; cursor: pointer; }
    button:focus-visible { outline: 2px solid currentcolor; outline-offset: -4px; }
    :host([data-floating]) { position: fixed; z-index: var(--duikou-layer, 2147483000); right: var(--duikou-gap, 1.25rem); bottom: var(--duikou-gap, 1.25rem); }
    :host([data-floating]) .frame { width: var(--duikou-width, 26rem); height: min(var(--duikou-height, 40rem), calc(100vh - 2 * var(--duikou-gap, 1.25rem))); box-shadow: 0 8px 32px rgb(0 0 0 / 25%); }
    .opener { padding: 0.75rem 1.25rem; border-radius: 2rem; background: var(--duikou-accent, #a3121d); color: var(--duikou-on-accent, #fff); box-shadow: 0 2px 8px rgb(0 0 0 / 25%); }
    @media (max-width: 30rem) {
      :host([data-floating][data-open]) { inset: 0; }
      :host([data-floating]) .frame { width: 100%; height: 100%; border: 0; border-radius: 0; }
    }
  `);

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  class DuikouChat extends HTMLElement {
    #root = this.attachShadow({ mode: "open" });
    #frame = null;
    #chat = null;
    #opener = null;
    #ready = false;

    connectedCallback() {
      if (this.#chat) return;
      this.#root.adoptedStyleSheets = [sheet];
      this.#chat = element("div", { className: "frame", hidden: true, role: "region", ariaLabel: title });
      this.#root.append(this.#chat);
      window.addEventListener("message", (event) => this.#heard(event));
      if (!("floating" in this.dataset)) return this.#show();
      this.#opener = element("button", { type: "button", className: "opener", ariaExpanded: "false", onclick: () => this.#open(true) }, title);
      this.#root.append(this.#opener);
      const close = element("button", { type: "button", ariaLabel: "收起", onclick: () => this.#open(false) }, "收起");
      this.#chat.append(element("div", { className: "bar" }, element("span", {}, title), close));
      this.#chat.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.#open(false); });
    }

    #open(open) {
      this.toggleAttribute("data-open", open);
      this.#opener.hidden = open;
      this.#opener.ariaExpanded = String(open);
      if (open) this.#show();
      else this.#chat.hidden = true;
      (open ? this.#frame : this.#opener).focus();
    }

    #show() {
      this.#chat.hidden = false;
      if (this.#frame) return;
      this.#frame = element("iframe", { src: `${service}/embed`, title, allow: "clipboard-write" });
      this.#frame.addEventListener("load", () => window.setTimeout(() => this.#judge(), PATIENCE_MS));
      this.#chat.append(this.#frame);
    }

    /** A browser tells no page why a frame within it stays empty. */
    #judge() {
      if (this.#ready) return;
      this.#frame.remove();
      this.#chat.append(element("p", { role: "alert" }, REFUSED));
    }

    async #heard({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== service) return;
      if (data?.type === "duikou-ready") {
        this.#ready = true;
        this.#say("style", { style: this.#style() });
      } else if (data?.type === "duikou-pass-wanted") {
        this.#say("pass", { pass: await this.#pass() });
      }
    }

    #say(type, words) {
      this.#frame.contentWindow?.postMessage({ type: `duikou-${type}`, ...words }, service);
    }

    #style() {
      const own = getComputedStyle(this);
      return Object.fromEntries(STYLES.map((name) => [name, own.getPropertyValue(`--duikou-${name}`).trim()]));
    }

    async #pass() {
      if (!passAddress) return null;
      try {
        const response = await fetch(new URL(passAddress, document.baseURI), { method: "POST" });
        return response.ok ? (await response.json()).token : null;
      } catch (error) {
        console.warn("对口通：门户没有给出通行证。", error);
        return null;
      }
    }
  }

  customElements.define("duikou-chat", DuikouChat);
  function begin() {
    if (document.querySelector("duikou-chat")) return;
    const floating = document.createElement("duikou-chat");
    floating.dataset.floating = "";
    document.body.append(floating);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
