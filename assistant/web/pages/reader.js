/** Reads a notice and shows it: masthead, outline, text, cited words. */

import { currentUrl, fetchNotice } from "/static/api.js";
import { NoticeBody } from "/static/body.js";
import { button, element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { mastheadTable } from "/static/masthead.js";
import { indexer } from "/static/offsets.js";
import { outlineList } from "/static/outline.js";
import { bringIntoView } from "/static/reader_scroll.js";
import { IN_FORCE, isFormer } from "/static/words.js";

const latest = new WeakMap(); // place → the request it waits for

/**
 * Shows notice `id` in `place` at `cited` ({start, end, quote?}, code-point offsets, or null), as
 * its version `version` has it where one is given. `around(notice)` gives what else a page has of
 * it: {notes, tools, parts, openPage}; `ready` is called with the ShownNotice.
 * Without `focus` the focus stays where it is.
 */
export async function showNotice(place, id, cited, options = {}) {
  const { version, outlineOpen = false, around = () => ({}), ready = () => {}, focus = true } = options;
  const request = Symbol(id);
  latest.set(place, request);
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(element("p", { class: "note" }, "正在打开公文……"));
  const notice = await fetchNotice(id, version).catch((thrown) => asFault(thrown));
  if (latest.get(place) !== request) return;
  place.setAttribute("aria-busy", "false");
  if (notice instanceof Error) {
    const again = () => showNotice(place, id, cited, options);
    const instead = version && notice.status === 404 ? currentLink(id) : null;
    place.replaceChildren(failure(notice, again, instead));
    return;
  }
  const shown = new ShownNotice(place, notice, { outlineOpen, ...around(notice) });
  ready(shown);
  shown.show(cited, focus);
}

class ShownNotice {
  #body;
  #lost = element("div", { role: "status" });

  constructor(place, notice, { outlineOpen, notes = [], tools = null, parts = [], openPage }) {
    this.notice = notice;
    this.#body = new NoticeBody(notice, { openPage });
    place.replaceChildren(...[
      outlineList(notice.outline, place, outlineOpen),
      element("article", { class: "notice" },
        element("h1", {}, notice.title),
        notes,
        formerNote(notice),
        standing(notice),
        this.#lost,
        tools,
        mastheadTable(notice),
        parts,
        this.#body.root),
    ].filter(Boolean));
  }

  /** Highlights the cited words and scrolls to them; says so where they are not there. */
  show(cited, focus = true) {
    const span = cited ? locate(this.notice.text, cited) : null;
    this.#lost.replaceChildren(...(cited && !span ? [lostNote()] : []));
    const mark = this.#body.mark(span);
    if (!mark) return;
    mark.tabIndex = -1;
    bringIntoView(mark, "center", focus);
  }
}

/** The cited span in UTF-16 indices; null when those words do not stand there (any more). */
function locate(text, { start, end, quote }) {
  const at = indexer(text);
  const span = { start: at(start), end: at(end) };
  const words = text.slice(span.start, span.end);
  return words.trim() && (quote === undefined || words === quote) ? span : null;
}

function standing({ status }) {
  if (!status || status === IN_FORCE) return null;
  return element("p", { class: "note warned" }, `注意：本公文状态为“${status}”，引用前请核对现行规定。`);
}

function formerNote({ id, version, versions }) {
  if (!isFormer(version)) return null;
  const current = versions?.find((each) => !isFormer(each));
  const told = current
    ? [`这是旧版本（第 ${version.number} 版），现行版本已更新。`, currentLink(id)]
    : [`这是第 ${version.number} 版。这份公文已撤下，没有现行版本。`];
  return element("p", { class: "note warned" }, told);
}

function currentLink(id) {
  const attributes = { href: currentUrl(id), target: "_blank", rel: "noopener" };
  return element("a", attributes, "查看现行版本");
}

function lostNote() {
  return element("p", { class: "note warned" }, "公文已更新，所引文字已不在原处。请重新提问以取得新的出处。");
}

function failure(fault, again, instead) {
  return element("div", { class: "note warned", role: "alert" },
    element("p", {}, element("strong", {}, fault.message)),
    element("p", {}, instead ?? (fault.status === 404 ? "" : fault.advice)),
    button("重试", again, { class: "plain" }));
}
