/** 上传: choosing files by hand or by dropping them, and sending them. */

import { Batch } from "/static/admin_batch.js";
import { dropped, hindrance, requestsOf } from "/static/admin_choosing.js";
import { say } from "/static/admin_say.js";
import { namesIn, sizeOf } from "/static/admin_words.js";
import { button, element } from "/static/dom.js";

export function upload(pulse) {
  const drop = document.getElementById("drop");
  const input = document.getElementById("files");
  const audience = document.getElementById("groups");
  const place = document.getElementById("chosen");
  const batches = document.getElementById("batches");
  const suffixes = input.accept.split(",");
  const running = new Set();
  let chosen = [];

  function choose(files) {
    chosen = [...chosen, ...files];
    draw();
    const { length } = fitting();
    say(`选了 ${chosen.length} 个文件，可以上传 ${length} 个。`);
  }

  const checked = () => chosen.map((file, i) => [file, hindrance(file, chosen.slice(0, i), suffixes)]);
  const fitting = () => checked().filter(([, why]) => !why).map(([file]) => file);

  function draw() {
    if (!chosen.length) return place.replaceChildren();
    const files = fitting();
    const total = files.reduce((sum, { size }) => sum + size, 0);
    return place.replaceChildren(
      element("ul", { class: "files" }, checked().map(([file, why], i) => row(file, why, () => remove(i)))),
      element("div", { class: "files-foot" },
        files.length ? button(`上传 ${files.length} 个文件（${sizeOf(total)}）`, send, { class: "primary" }) : null,
        button("全部去掉", clear, { class: "plain" })));
  }

  function remove(i) {
    chosen.splice(i, 1);
    draw();
    const left = place.querySelectorAll("li button");
    (left[Math.min(i, left.length - 1)] ?? input).focus();
  }

  function clear() {
    chosen = [];
    draw();
    input.focus();
  }

  async function send() {
    const groups = requestsOf(fitting());
    const readers = namesIn(audience.value);
    chosen = chosen.filter((file) => !groups.flat().includes(file));
    draw();
    for (const group of groups) {
      const batch = new Batch(group, { pulse, changed: watchLeaving, readers });
      running.add(batch);
      batches.prepend(batch.place);
      if (group === groups[0]) batch.place.querySelector("h3").focus();
      await batch.run();
      running.delete(batch);
    }
  }

  /** Files on their way are lost with the page. */
  function watchLeaving() {
    window.onbeforeunload = [...running].some(({ isSending }) => isSending) ? (event) => event.preventDefault() : null;
  }

  function take(event) {
    event.preventDefault();
    drop.classList.remove("over");
    const { files, folders } = dropped(event.dataTransfer);
    if (files.length) choose(files);
    if (folders) say(`有 ${folders} 个是文件夹，不能上传。请打开文件夹，选择里面的文件。`);
  }

  audience.form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => {
    choose([...input.files]);
    input.value = "";
  });
  drop.addEventListener("drop", take);
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  // a file dropped beside the place would be opened in the page's stead
  for (const event of ["dragover", "drop"]) window.addEventListener(event, (dropping) => dropping.preventDefault());
  return { show() {}, hide() {} };
}

function row({ name, size }, why, remove) {
  return element("li", {},
    element("span", { class: "name" }, name),
    element("span", { class: "facts" }, sizeOf(size)),
    element("span", { class: "outcome" }, why
      ? [element("span", { class: "badge warned" }, "不能上传"), element("span", { class: "reason" }, why)]
      : "可以上传"),
    button("去掉", remove, { class: "small", "aria-label": `去掉 ${name}` }));
}
