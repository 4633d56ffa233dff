/** What changed between two versions: masthead, sections, duties, figures. */

import { noticeUrl } from "/static/api.js";
import { element } from "/static/dom.js";
import { differing } from "/static/reader_differing.js";
import { NONE, partTable, placeLink } from "/static/reader_part.js";

/** `found` is the service's answer; `here` is the version whose text stands on this page. */
export function changesView(found, here) {
  const { masthead, sections, duties, figures } = found.changes;
  const parts = [
    ["版头", masthead.length, () => mastheadTable(masthead)],
    ["章节", sections.length, () => sections.map((change) => sectionChange(change, found, here))],
    ["职责", duties.length, () => dutyTable(duties)],
    ["数字", figures.length, () => figureList(figures)],
  ].filter(([, count]) => count);
  if (!parts.length) return element("p", { class: "note" }, "两个版本的内容相同。");
  return element("div", { class: "changes" }, parts.map(([name, count, draw]) =>
    element("section", {}, element("h4", {}, `${name}（${count} 处）`), draw())));
}

function mastheadTable(changes) {
  const rows = changes.map(({ name, before, after }) => [name, changed(before, after)]);
  return partTable("版头的改动", ["项目", "改动"], rows);
}

function sectionChange(change, { notice_id: id, before, after }, here) {
  const places = [
    placed("看原来的文字", id, before, change.before_start, change.before_end, here),
    placed("看现在的文字", id, after, change.after_start, change.after_end, here),
  ].filter(Boolean);
  return element("div", { class: "change" },
    element("p", { class: "change-head" },
      kindBadge(change.kind), element("span", {}, change.heading.join(" › ") || "正文开头")),
    element("div", { class: "change-text" }, changed(change.before, change.after)),
    element("p", { class: "facts" }, places.flatMap((link, i) => (i ? ["　", link] : [link]))));
}

/** A link to words of a version: on this page where it is the one that stands here. */
function placed(words, id, version, start, end, here) {
  if (start === null) return null;
  if (version.id === here) return placeLink(words, { start, end });
  return element("a", { href: noticeUrl({ notice_id: id, version_id: version.id, start, end }) }, words);
}

function dutyTable(changes) {
  const rows = changes.map((change) => [
    kindBadge(change.kind),
    change.task,
    [change.role, change.party].filter(Boolean).join(" · "),
    changed(change.before.join("、"), change.after.join("、")),
    changed(change.deadline_before, change.deadline_after) ?? NONE,
  ]);
  return partTable("职责的改动", ["改动", "任务", "角色", "单位", "时限"], rows);
}

function figureList(figures) {
  return element("ul", { class: "figures" }, figures.map(({ before, after, sentence_after: sentence }) => {
    const at = sentence.indexOf(after);
    const around = at < 0 ? [sentence] : [sentence.slice(0, at), replaced(before, after), sentence.slice(at + after.length)];
    return element("li", {}, around);
  }));
}

/** null where neither says anything. */
function changed(before, after) {
  if (!before && !after) return null;
  if (!before) return [element("ins", {}, after)];
  if (!after) return [element("del", {}, before)];
  return differing(before, after);
}

const replaced = (before, after) => [element("del", {}, before), element("ins", {}, after)];
const kindBadge = (kind) => element("span", { class: "badge" }, kind);
