/** The page of one notice, at /notices/{id}?version=…#start-end. */

import { currentUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { spanOf } from "/static/offsets.js";
import { showNotice } from "/static/reader.js";
import { dutiesPart } from "/static/reader_duties.js";
import { OriginalPages } from "/static/reader_original.js";
import { relationsPart } from "/static/reader_relations.js";
import { toolBar } from "/static/reader_tools.js";
import { versionsPart } from "/static/reader_versions.js";
import { isFormer } from "/static/words.js";

const place = document.getElementById("notice");
const id = decodeURIComponent(window.location.pathname.replace(/^\/notices\//, ""));
const roomy = window.matchMedia("(min-width: 56rem)");
const wide = window.matchMedia("(min-width: 80rem)");
const cited = () => spanOf(window.location.hash);

let shown = null;
let original = null;
let tools = null;
let pagesOpen = false;

function open(said = null) {
  const version = new URLSearchParams(window.location.search).get("version");
  showNotice(place, id, cited(), { version, outlineOpen: roomy.matches, around: (notice) => around(notice, said), ready });
}

/** What this page has of a notice beside its text. */
function around(notice, said) {
  original = OriginalPages.of(notice);
  const former = isFormer(notice.version);
  const parts = [
    relationsPart(notice),
    former ? null : dutiesPart(notice),
    notice.versions ? versionsPart(notice, reopen) : null,
  ].filter(Boolean);
  tools = toolBar(notice, parts, original, togglePages);
  return {
    notes: said ? [element("p", { class: "note done", role: "status" }, said)] : [],
    tools: tools.root,
    parts: parts.map((part) => part.root),
    openPage: original && ((number) => openPage(number)),
  };
}

function ready(now) {
  shown = now;
  document.title = `${now.notice.title} · 对口通`;
  pagesOpen = false;
  if (original && wide.matches) togglePages(true);
}

function togglePages(open) {
  pagesOpen = open;
  tools.expanded(open);
  putPages();
  if (open) original.show(cited());
  if (open && !wide.matches) shown?.show(cited());
}

/** Beside the text where there is room, else below the bar that opens them. */
function putPages() {
  original?.root.remove();
  if (original && pagesOpen) (wide.matches ? place : tools.root).append(original.root);
}

function openPage(number) {
  if (!pagesOpen) {
    pagesOpen = true;
    tools.expanded(true);
    putPages();
  }
  original.open(number);
}

function goTo(span) {
  shown?.show(span);
  if (span && pagesOpen) original.show(span);
}

/** Another version is the current one now. */
function reopen(said) {
  window.history.replaceState(null, "", currentUrl(id));
  open(said);
}

window.addEventListener("hashchange", () => goTo(cited()));
wide.addEventListener("change", putPages);
place.addEventListener("click", (event) => {
  const hash = event.target.closest?.("a")?.getAttribute("href");
  if (hash?.startsWith("#") && hash === window.location.hash) goTo(spanOf(hash));
});
open();
