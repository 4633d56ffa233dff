/** A notice's masthead as a table. */

import { currentUrl, sourceUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { statusBadge } from "/static/sources.js";
import { chineseDate, isFormer, listed, UNSTATED } from "/static/words.js";

const ROWS = [
  ["标题", (notice) => notice.title, true],
  ["发文机关", (notice) => listed(notice.issuer), true],
  ["发文字号", (notice) => notice.document_number, true],
  ["索引号", (notice) => notice.index_number],
  ["分类", (notice) => listed(notice.category)],
  ["主送机关", (notice) => listed(notice.addressees)],
  ["成文日期", (notice) => chineseDate(notice.issued_on), true],
  ["发布日期", (notice) => chineseDate(notice.published_on)],
  ["来源", (notice) => notice.origin],
  ["施行日期", (notice) => chineseDate(notice.effective_from)],
  ["有效期至", (notice) => chineseDate(notice.expires_on)],
  ["状态", (notice) => statusBadge(notice.status)],
  ["由何公文废止或修订", (notice) => successorLink(notice.superseded_by)],
  ["原文件", (notice) => sourceLink(notice)],
];

/** The rows every notice should have say so when empty; the others are left out. */
export function mastheadTable(notice) {
  const rows = ROWS.map(([name, read, always]) =>
    [name, read(notice) || (always ? UNSTATED : null)]);
  return element("table", { class: "masthead" },
    element("caption", { class: "unseen" }, "版头信息"),
    element("tbody", {}, rows.filter(([, value]) => value).map(([name, value]) =>
      element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)))));
}

function successorLink(successor) {
  return successor && element("a", { href: currentUrl(successor.notice_id) }, `《${successor.title}》`);
}

function sourceLink({ id, source, version }) {
  const former = isFormer(version) ? version.id : null;
  const attributes = { href: sourceUrl(id, former), target: "_blank", rel: "noopener" };
  return element("a", attributes, source || "打开原文件");
}
