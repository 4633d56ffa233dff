/** What a citation mark stands for, shown beside it while it is pointed at or focused. */

import { element } from "/static/dom.js";
import { citationOf } from "/static/marks.js";
import { facts, statusBadge } from "/static/sources.js";

const GAP = 6; // pixels between mark and card
const LONGEST = 240;

/** Follows the marks within `place`. */
export function hovering(place) {
  const card = element("div", { class: "hover-card", id: "hover-card", role: "tooltip", hidden: true });
  document.body.append(card);
  let shown = null;

  function show(mark) {
    if (shown === mark) return;
    hide();
    shown = mark;
    mark.setAttribute("aria-describedby", card.id);
    card.replaceChildren(...contents(citationOf(mark)));
    card.hidden = false;
    put(card, mark.getBoundingClientRect());
  }

  function hide() {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  /** Moving on by keyboard scrolls what is focused into sight: its card goes along. */
  function follow() {
    if (shown?.matches(":focus-visible")) put(card, shown.getBoundingClientRect());
    else hide();
  }

  const markOf = ({ target }) => (citationOf(target) ? target : null);
  place.addEventListener("mouseover", (event) => (markOf(event) ? show(event.target) : null));
  place.addEventListener("mouseout", (event) => {
    if (markOf(event) && !card.contains(event.relatedTarget)) hide();
  });
  card.addEventListener("mouseleave", hide);
  place.addEventListener("focusin", (event) => {
    if (markOf(event) && event.target.matches(":focus-visible")) show(event.target);
  });
  place.addEventListener("focusout", (event) => (markOf(event) ? hide() : null));
  place.addEventListener("click", (event) => (markOf(event) ? hide() : null));
  place.addEventListener("scroll", follow, { passive: true });
  document.addEventListener("keydown", ({ key }) => (key === "Escape" ? hide() : null));
}

function contents(citation) {
  const quote = citation.quote.replace(/\t/g, "　").trim();
  const badge = statusBadge(citation.status);
  return [
    element("p", { class: "hover-title" }, citation.title, badge ? [" ", badge] : null),
    element("p", { class: "facts" }, facts(citation)),
    element("blockquote", {}, quote.length > LONGEST ? `${quote.slice(0, LONGEST)}……` : quote),
    element("p", { class: "hover-hint" }, "点引文标记查看原文"),
  ];
}

/** Above the mark where there is room, otherwise below, never beyond the window's edges. */
function put(card, mark) {
  const { width, height } = card.getBoundingClientRect();
  const left = Math.min(Math.max(GAP, mark.left), window.innerWidth - width - GAP);
  const above = mark.top - height - GAP;
  card.style.left = `${Math.max(GAP, left)}px`;
  card.style.top = `${above > GAP ? above : mark.bottom + GAP}px`;
}
