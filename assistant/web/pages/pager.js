/** Turns pages of a long list. */

import { button, element } from "/static/dom.js";

/** Fills `place` for page `page` of `pages`, from 1; `turn(page)` is asked for another. */
export function pager(place, page, pages, turn) {
  place.hidden = pages <= 1;
  place.replaceChildren(
    button("上一页", () => turn(page - 1), { class: "plain", disabled: page <= 1 }),
    element("span", {}, `第 ${page} / ${pages} 页`),
    button("下一页", () => turn(page + 1), { class: "plain", disabled: page >= pages }));
}
