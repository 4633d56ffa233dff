/** The page of one notice, at /notices/{id}?version=…#start-end. */

import { spanOf } from "/static/offsets.js";
import { drawNotice, showNotice } from "/static/reader.js";

const place = document.getElementById("notice");
const id = decodeURIComponent(window.location.pathname.replace(/^\/notices\//, ""));
const roomy = window.matchMedia("(min-width: 56rem)");

const cited = spanOf(window.location.hash);
const version = new URLSearchParams(window.location.search).get("version");
const notice = await showNotice(place, id, cited, { version, outlineOpen: roomy.matches });
if (notice) {
  document.title = `${notice.title} · 对口通`;
  window.addEventListener("hashchange", () => {
    drawNotice(place, notice, spanOf(window.location.hash), roomy.matches);
  });
}
