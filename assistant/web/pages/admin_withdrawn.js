/** What a person should know of a notice just withdrawn: that it is, and how it comes back. */

import { fetchVersions, restoreVersion } from "/static/admin_api.js";
import { followed } from "/static/admin_following.js";
import { say } from "/static/admin_say.js";
import { button, element } from "/static/dom.js";
import { problem } from "/static/problem.js";

/** `restored(note)` is called once the notice is shown again. */
export function withdrawnNote({ id, title }, restored) {
  const how = element("code", {}, `duikou history ${id} --restore 版本号`);
  fetchVersions(id).then(
    ([newest]) => { how.textContent = `duikou history ${id} --restore ${newest.number}`; },
    () => {}); // the words that stand there do too
  const note = element("div", { class: "note warned withdrawn", role: "group", tabindex: -1, "aria-labelledby": "withdrawn-what" },
    element("p", { id: "withdrawn-what" }, element("strong", {}, `已撤下《${title}》。`), "它不再出现在任何回答和检索里。"),
    element("p", {}, "要恢复，现在按“恢复”；以后可在服务所在的机器上运行 ", how, " 。上传的公文也可以重新上传；公文库里的文件还在原处，有改动时会重新读入。"),
    button("恢复", ({ currentTarget }) => restore(currentTarget), { class: "plain" }));

  async function restore(pressed) {
    pressed.disabled = true;
    note.querySelector(".note")?.remove();
    try {
      const [newest] = await fetchVersions(id);
      const job = await followed((await restoreVersion(id, newest.id)).job_id);
      say(job.state === "done" ? `已恢复《${title}》。` : `没有恢复：${job.reason}`);
      if (job.state === "done") await restored(note);
    } catch (fault) {
      note.append(problem(fault, () => restore(pressed)));
    }
    pressed.disabled = false;
  }

  return note;
}
