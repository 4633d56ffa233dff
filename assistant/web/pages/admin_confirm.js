/** Asks before something is done that people would notice. */

import { element } from "/static/dom.js";

/**
 * Resolves to {chosen} when confirmed, to null when not; the focus goes back to where it was.
 * `choice` labels a box to tick, whose state is `chosen`.
 */
export function confirmed({ heading, body, action, choice = null }) {
  const box = choice && element("input", { type: "checkbox" });
  const dialog = element("dialog", { class: "confirm", "aria-labelledby": "confirm-heading", "aria-describedby": "confirm-body" },
    element("form", { method: "dialog" },
      element("h2", { id: "confirm-heading" }, heading),
      element("div", { id: "confirm-body" }, body),
      box && element("label", { class: "choice" }, box, element("span", {}, choice)),
      element("div", { class: "confirm-foot" },
        element("button", { class: "plain", value: "no", autofocus: true }, "取消"),
        element("button", { class: "primary", value: "yes" }, action))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? { chosen: box?.checked ?? false } : null);
    });
  });
}
