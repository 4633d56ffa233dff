/** A notice's outline, to jump in. */

import { headingId, shownLevel } from "/static/body.js";
import { button, element } from "/static/dom.js";
import { bringIntoView } from "/static/reader_scroll.js";

export function outlineList(outline, place, open) {
  if (!outline?.length) return null;
  return element("details", { class: "outline", open },
    element("summary", {}, "目录"),
    element("nav", { "aria-label": "目录" },
      element("ol", {}, outline.map((section, number) => line(section, number, place)))));
}

function line({ heading, level }, number, place) {
  return element("li", { class: `level-${shownLevel(level)}` },
    button(heading, () => jump(place, number)));
}

/** A heading within another's line has no element of its own: the one before it is shown. */
function jump(place, number) {
  let heading = null;
  for (let nearest = number; nearest >= 0 && !heading; nearest -= 1) {
    heading = place.querySelector(`#${headingId(nearest)}`);
  }
  if (heading) bringIntoView(heading, "start");
}
