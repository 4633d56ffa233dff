/** What to ask next, from the notice that an answer cites or that comes nearest. */

import { fetchSuggestions } from "/static/api.js";
import { button, element } from "/static/dom.js";

/** A list of questions, empty until they come; without any it stays out of sight. */
export function followUps({ status, citations, nearest }, asked, choose) {
  const refused = status === "refused";
  const notice = (refused ? nearest : citations)?.[0]?.notice_id;
  const place = element("section", { class: "follow-ups", hidden: true });
  if (notice) fill(place, notice, refused ? "公文里能答的问题" : "接着问", asked, choose);
  return place;
}

async function fill(place, notice, heading, asked, choose) {
  const found = await fetchSuggestions(notice).catch(() => []); // a turn is whole without them
  const questions = found.filter((question) => question !== asked);
  place.hidden = !questions.length;
  place.setAttribute("aria-label", heading);
  place.replaceChildren(
    element("h3", {}, heading),
    element("ul", {}, questions.map((question) =>
      element("li", {}, button(question, () => choose(question), { class: "follow-up" })))));
}
