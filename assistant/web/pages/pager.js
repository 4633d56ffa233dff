/** Turns pages of a long list. */

import { button, element } from "/static/dom.js";

const FEW = 5; // so many are turned one by one

/** Fills `place` for page `page` of `pages`, from 1; `turn(page)` is asked for another. */
export function pager(place, page, pages, turn) {
  const to = (label, wanted, over) =>
    button(label, () => turn(wanted), { class: "plain", disabled: over });
  const many = pages > FEW;
  place.hidden = pages <= 1;
  place.replaceChildren(...[
    many && to("首页", 1, page <= 1),
    to("上一页", page - 1, page <= 1),
    element("span", {}, `第 ${page} / ${pages} 页`),
    to("下一页", page + 1, page >= pages),
    many && to("末页", pages, page >= pages),
    many && jump(page, pages, turn),
  ].filter(Boolean));
}

function jump(page, pages, turn) {
  const number = element("input",
    { type: "number", required: true, min: 1, max: pages, value: page, "aria-label": "页码" });
  const onsubmit = (event) => {
    event.preventDefault();
    turn(number.valueAsNumber);
  };
  return element("form", { class: "jump", onsubmit }, "到第", number, "页",
    element("button", { class: "plain" }, "跳转"));
}
