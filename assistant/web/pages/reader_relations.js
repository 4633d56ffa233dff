/** The notices around a notice: those that it names, and those that name it. */

import { currentUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { NONE, Part, partTable, placeLink } from "/static/reader_part.js";
import { statusBadge } from "/static/sources.js";
import { chineseDate, IN_FORCE } from "/static/words.js";

const COLUMNS = ["关系", "公文", "出处"];
const BACKWARDS = { 依据: "被它作为依据", 替代: "被它替代", 修订: "被它修订", 废止: "被它废止" };

/** null where there are none. */
export function relationsPart(notice) {
  const rows = [...successor(notice), ...(notice.links ?? []).map(named), ...(notice.referred_by ?? []).map(naming)];
  if (!rows.length) return null;
  return new Part("相关公文", `${rows.length} 件`, (body) => {
    body.append(partTable("相关公文", COLUMNS, rows, "relations"));
  });
}

/** A later edition takes a notice's force without naming it. */
function successor({ superseded_by: by, referred_by: referring, status }) {
  if (!by || referring?.some(({ notice_id: id, kind }) => id === by.notice_id && kind !== "依据")) return [];
  return [[`${status}，见`, titled(by, currentUrl(by.notice_id)), NONE]];
}

function named(link) {
  const notice = titled(link, link.notice_id && currentUrl(link.notice_id));
  return [link.kind, link.notice_id ? notice : [notice, absent()], placeLink("看本文原句", link)];
}

function naming(reference) {
  const { kind, url, status, issued_on: issued } = reference;
  const facts = [chineseDate(issued), status === IN_FORCE ? null : statusBadge(status)].filter(Boolean);
  return [
    BACKWARDS[kind] ?? kind,
    [titled(reference, currentUrl(reference.notice_id)), element("span", { class: "facts" }, facts)],
    element("a", { href: url }, "看那里的原句"),
  ];
}

function titled({ title, document_number: number }, address) {
  const words = [title ? `《${title}》` : null, title && number ? `（${number}）` : number].filter(Boolean).join("");
  return address ? element("a", { href: address }, words) : element("span", {}, words);
}

const absent = () => element("span", { class: "facts" }, "公文库里没有");
