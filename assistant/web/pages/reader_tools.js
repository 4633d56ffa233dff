/** The bar that stays at the top of a notice: its parts, its original. */

import { sourceUrl } from "/static/api.js";
import { button, element } from "/static/dom.js";
import { isFormer } from "/static/words.js";

/** `parts` have a tool each; `original` is an OriginalPages or null, `toggle(open)` shows or hides it. */
export function toolBar(notice, parts, original, toggle) {
  const pages = original && button("原件页面", ({ currentTarget }) => {
    toggle(currentTarget.getAttribute("aria-expanded") !== "true");
  }, { class: "tool tool-pages", "aria-expanded": "false" });
  const file = sourceUrl(notice.id, isFormer(notice.version) ? notice.version.id : null);
  const root = element("div", { class: "tools" },
    element("nav", { class: "tool-row", "aria-label": "本页" },
      button("页首", toTop, { class: "tool" }),
      pages,
      parts.map((part) => part.tool),
      element("a", { class: "tool", href: file }, "下载原件")));
  new ResizeObserver(() => keepClear(root)).observe(root);
  return { root, expanded: (open) => pages?.setAttribute("aria-expanded", String(open)) };
}

function toTop() {
  window.scrollTo({ top: 0 });
  document.querySelector(".outline summary")?.focus({ preventScroll: true });
}

/** What is scrolled to must not come to lie under the bar. */
function keepClear(root) {
  if (!root.isConnected) return;
  document.documentElement.style.setProperty("scroll-padding-top", `${root.offsetHeight}px`);
}
