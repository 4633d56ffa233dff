/** What went wrong with something that was asked for, shown where it was asked. */

import { problem } from "/static/problem.js";

/** Pressing 重试 takes the words away and does it `again`. */
export function trouble(place, fault, again) {
  const told = problem(fault, () => {
    told.remove();
    place.closest("section").querySelector("h2, h3").focus({ preventScroll: true });
    again();
  });
  place.replaceChildren(told);
  told.scrollIntoView({ block: "nearest" });
}
