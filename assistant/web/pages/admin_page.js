/** The operators' page: one section at a time, chosen by the address's hash. */

import { evaluation } from "/static/admin_evaluation.js";
import { failures } from "/static/admin_failures.js";
import { feedback } from "/static/admin_feedback.js";
import { jobs } from "/static/admin_jobs.js";
import { keys } from "/static/admin_keys.js";
import { notices } from "/static/admin_notices.js";
import { overview } from "/static/admin_overview.js";
import { placeOf } from "/static/admin_place.js";
import { Pulse } from "/static/admin_pulse.js";
import { say } from "/static/admin_say.js";
import { trial } from "/static/admin_trial.js";
import { unanswered } from "/static/admin_unanswered.js";
import { upload } from "/static/admin_upload.js";
import { problem } from "/static/problem.js";

const FIRST = "overview";
const nav = document.getElementById("sections");
const unwell = document.getElementById("unwell");
const pulse = new Pulse();
let unread = null;
let current = null;

const sections = {
  overview: overview(pulse, () => unread),
  notices: notices(pulse),
  upload: upload(pulse),
  jobs: jobs(pulse),
  failures: failures(pulse, (found) => {
    count("failures", (unread = found));
    if (current === FIRST) sections[FIRST].show();
  }),
  unanswered: unanswered(pulse, (found) => count("unanswered", found)),
  feedback: feedback(pulse),
  trial: trial(),
  evaluation: evaluation(),
  keys: keys(),
};

function show({ focus }) {
  const { name: asked, query } = placeOf(window.location.hash);
  const name = Object.hasOwn(sections, asked) ? asked : FIRST;
  if (name === current && !query.size) return;
  if (current && current !== name) sections[current].hide();
  current = name;
  for (const link of nav.querySelectorAll("a")) {
    const isCurrent = link.hash === `#${name}`;
    if (isCurrent) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const other of Object.keys(sections)) document.getElementById(other).hidden = other !== name;
  const heading = document.getElementById(`${name}-heading`);
  document.title = `${heading.textContent} · 运行管理 · 对口通`;
  document.getElementById("skip").href = `#${name}`;
  say("");
  window.scrollTo(0, 0);
  if (focus) heading.focus({ preventScroll: true });
  sections[name].show(query);
}

/** Writes how many beside a section's name. */
function count(name, number) {
  const place = nav.querySelector(`a[href="#${name}"] .count`);
  place.hidden = !number;
  place.textContent = number ? `${number} 个` : "";
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById(`${current}-heading`).focus();
});
pulse.addEventListener("look", () => count("jobs", pulse.underWay));
pulse.addEventListener("unwell", () => {
  if (!unwell.hasChildNodes()) unwell.replaceChildren(problem(pulse.fault, () => pulse.soon()));
});
pulse.addEventListener("well", () => unwell.replaceChildren());
window.addEventListener("hashchange", () => show({ focus: true }));
pulse.soon().then(() => show({ focus: false }));
