/** Files that were sent together: how much has arrived, how far they are read, what became of each. */

import { currentUrl } from "/static/api.js";
import { fetchJob } from "/static/admin_api.js";
import { followed } from "/static/admin_following.js";
import { jobProgress, progressBar } from "/static/admin_progress.js";
import { say } from "/static/admin_say.js";
import { sent } from "/static/admin_sending.js";
import { trouble } from "/static/admin_trouble.js";
import { baseName, sizeOf, stateOfJob, withoutName } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";

const FAILED = "失败";
const OUTCOMES = { 新增: "已读入，新公文", 更新: "已读入，替换了原来的公文", 未变: "与原来的内容相同", [FAILED]: "没有读入" };

export class Batch {
  /** `changed()` is called when the sending begins and ends; `readers` are the groups to see the files. */
  constructor(files, { changed, pulse, readers }) {
    Object.assign(this, { files, changed, pulse, readers, isSending: false });
    this.total = files.reduce((sum, { size }) => sum + size, 0);
    this.state = element("div", { class: "batch-state" });
    this.trouble = element("div");
    this.list = element("ul", { class: "files" });
    this.place = element("section", { class: "batch", "aria-labelledby": headingOf(this) },
      element("h3", { id: headingOf(this), tabindex: -1 }, `上传 ${files.length} 个文件（${sizeOf(this.total)}）`),
      this.state, this.trouble, this.list);
    this.draw(files.map(() => null));
  }

  /** From sending to the outcomes; never throws. */
  async run() {
    try {
      const { job_id: id, files: names } = await this.send();
      this.names = names;
      await this.follow(id);
    } catch (fault) {
      if (fault.name === "AbortError") this.say("已停止传送，什么也没有保存。");
      else this.failed(fault, () => this.run());
    }
  }

  async send() {
    const stopping = new AbortController();
    const stop = button("停止传送", () => stopping.abort(), { class: "small" });
    const bar = element("span");
    this.state.replaceChildren(bar, stop);
    this.sending(true);
    try {
      return await sent(this.files, this.readers, (done, total) => {
        const words = done < total ? `正在传送 ${sizeOf(done)} / ${sizeOf(total)}` : "已送达，正在保存";
        bar.replaceChildren(progressBar(done, total, words));
      }, stopping.signal);
    } finally {
      this.sending(false);
      this.state.replaceChildren();
    }
  }

  async follow(id) {
    try {
      const job = await followed(id, (told) => {
        this.state.replaceChildren(...[jobProgress(told) ?? "等待前面的任务完成。"].flat().filter(Boolean));
      });
      await this.end(job);
    } catch (fault) {
      this.failed(fault, () => this.follow(id));
    }
    this.pulse.soon();
  }

  async end(job) {
    const { files } = await fetchJob(job.id, { files: true });
    const outcomes = this.names.map((name) => files.findLast(({ source }) => source === name) ?? { outcome: null });
    this.draw(outcomes);
    const read = outcomes.filter(({ notice_id: id }) => id).length;
    const [words] = stateOfJob(job);
    const counted = read === outcomes.length ? `${read} 个文件都已读入。` : `读入 ${read} 个，没有读入 ${outcomes.length - read} 个。`;
    this.say(job.state === "done" ? counted : `${words}。${job.reason ?? ""}${counted}`);
  }

  draw(outcomes) {
    this.list.replaceChildren(...this.files.map((file, i) => element("li", {},
      element("span", { class: "name" }, this.names?.[i] ?? file.name),
      element("span", { class: "facts" }, sizeOf(file.size)),
      element("span", { class: "outcome" }, outcomes[i] && outcomeOf(outcomes[i])))));
  }

  say(words) {
    this.state.replaceChildren(element("p", {}, words));
    say(words);
  }

  failed(fault, again) {
    this.state.replaceChildren();
    trouble(this.trouble, fault, again);
  }

  sending(isSending) {
    this.isSending = isSending;
    this.changed();
  }
}

let batches = 0;
const numbers = new WeakMap();

function headingOf(batch) {
  if (!numbers.has(batch)) numbers.set(batch, (batches += 1));
  return `batch-${numbers.get(batch)}`;
}

function outcomeOf({ source, outcome, notice_id: id, reason }) {
  const words = OUTCOMES[outcome] ?? outcome ?? "没有读入";
  return [
    element("span", { class: id ? "badge" : "badge warned" }, words),
    id ? element("a", { href: currentUrl(id), target: "_blank", rel: "noopener" }, "查看公文") : null,
    reason ? element("span", { class: "reason" }, withoutName(reason, baseName(source))) : null,
  ];
}
