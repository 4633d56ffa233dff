/** What went wrong, in the place of what should have been shown. */

import { button, element } from "/static/dom.js";

export function problem(fault, again) {
  return element("div", { class: "note warned", role: "alert" },
    element("p", {}, element("strong", {}, fault.message)),
    element("p", {}, fault.advice),
    button("重试", again, { class: "plain" }));
}
