/** The page of one notice, at /notices/{id}#start-end. */

import { spanOf } from "/static/offsets.js";
import { drawNotice, showNotice } from "/static/reader.js";

const place = document.getElementById("notice");
const id = decodeURIComponent(window.location.pathname.replace(/^\/notices\//, ""));
const roomy = window.matchMedia("(min-width: 56rem)");

const cited = spanOf(window.location.hash);
const notice = await showNotice(place, id, cited, { outlineOpen: roomy.matches });
if (notice) {
  document.title = `${notice.title} · 对口通`;
  window.addEventListener("hashchange", () => {
    drawNotice(place, notice, spanOf(window.location.hash), roomy.matches);
  });
}
