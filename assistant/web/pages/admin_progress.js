/** How far a job is, as a bar with words. */

import { element } from "/static/dom.js";
import { baseName, timeLeft } from "/static/admin_words.js";

/** Of a job that runs; null for others. */
export function jobProgress(job) {
  if (job.state !== "running") return null;
  const { done, total, at, seconds_left: left } = job;
  const words = [total ? `${done} / ${total}` : "正在准备", timeLeft(left)];
  return [
    progressBar(total ? done : null, total, words.filter(Boolean).join("，")),
    at && element("span", { class: "at" }, `正在处理 ${baseName(at)}`),
  ];
}

/** `value` null: something goes on, nobody knows how far. */
export function progressBar(value, max, words) {
  return element("span", { class: "progress" },
    element("progress", { value, max: value === null ? null : max, "aria-label": words }),
    element("span", {}, words));
}
