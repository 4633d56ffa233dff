/** The pages of a notice's PDF as pictures, with the cited words marked where they stand. */

import { button, element } from "/static/dom.js";
import { asFault } from "/static/faults.js";
import { fetchPlaces, pictureUrl } from "/static/reader_api.js";

const WIDTH = 1200; // pixels
const WIDEST = 1600;
const FURTHER = 2; // pages after the one on which a paragraph begins

export class OriginalPages {
  #notice;
  #cited = null;
  #number = 1;
  #pages;
  #asked = null;
  #frame = element("div", { class: "page-frame" });
  #room = element("div", { class: "page-room", tabindex: 0, role: "region", "aria-label": "页面图像" }, this.#frame);
  #told = element("p", { class: "page-told", role: "status" });
  #before = button("上一页", () => this.open(this.#number - 1), { class: "plain small" });
  #after = button("下一页", () => this.open(this.#number + 1), { class: "plain small" });
  #at = element("span", { class: "page-at" });
  #large = element("a", { class: "page-large", target: "_blank", rel: "noopener" }, "放大");

  /** null where the original is no PDF. */
  static of(notice) {
    const isPdf = /\.pdf$/i.test(notice.source ?? "") && notice.pages?.length;
    return isPdf ? new OriginalPages(notice) : null;
  }

  constructor(notice) {
    this.#notice = notice;
    this.#pages = notice.pages.length;
    this.root = element("section", { class: "original", "aria-label": "原件页面" },
      element("div", { class: "page-bar" },
        this.#before, this.#at, this.#after,
        this.#large),
      this.#told,
      this.#room);
  }

  /** Shows the page on which the cited words stand, ({start, end} in code points, or null). */
  show(cited) {
    this.#cited = cited;
    const first = cited ? this.#pageOf(cited.start) : this.#number;
    return this.open(first, cited ? FURTHER : 0);
  }

  /** Shows a page; where the cited words are not on it, up to `further` following ones are tried. */
  async open(number, further = 0) {
    const asked = (this.#asked = Symbol("page"));
    this.#draw(number);
    let [at, found] = [number, await this.#places(number)];
    for (let left = further; left > 0 && found.places?.length === 0 && at < this.#pages; left -= 1) {
      if (this.#asked !== asked) return;
      at += 1;
      found = await this.#places(at);
    }
    if (this.#asked !== asked) return;
    if (further && at !== number) {
      if (found.places?.length) this.#draw(at);
      else found = { places: [] };
    }
    this.#mark(found);
  }

  /** The page on which the paragraph begins that has the offset. */
  #pageOf(offset) {
    const after = this.#notice.pages.findIndex((start) => start > offset);
    return Math.max(1, after < 0 ? this.#notice.pages.length : after);
  }

  async #places(number) {
    const found = await fetchPlaces(this.#notice.id, number, { version: this.#notice.version.id, cited: this.#cited })
      .catch((thrown) => asFault(thrown));
    if (found.pages) this.#pages = found.pages;
    return found;
  }

  #draw(number) {
    const { id, version } = this.#notice;
    const address = (width) => pictureUrl(id, number, { version: version.id, width });
    this.#number = number;
    this.#turned();
    this.#told.textContent = "";
    this.#large.href = address(WIDEST);
    const picture = element("img", { src: address(WIDTH), alt: `原件第 ${number} 页`, decoding: "async" });
    picture.addEventListener("load", () => picture.isConnected && this.#frame.removeAttribute("aria-busy"));
    this.#frame.setAttribute("aria-busy", "true");
    this.#frame.replaceChildren(picture);
  }

  #turned() {
    this.#at.textContent = `第 ${this.#number} / ${this.#pages} 页`;
    this.#before.disabled = this.#number <= 1;
    this.#after.disabled = this.#number >= this.#pages;
  }

  #mark(found) {
    if (found instanceof Error) {
      this.#frame.replaceChildren();
      this.#told.textContent = found.message;
      return;
    }
    this.#turned();
    if (found.ratio) this.#frame.style.setProperty("aspect-ratio", String(1 / found.ratio));
    const marks = found.places.map(({ left, top, width, height }) => {
      const mark = element("span", { class: "place", "aria-hidden": "true" });
      for (const [name, part] of Object.entries({ left, top, width, height })) {
        mark.style.setProperty(name, `${(part * 100).toFixed(3)}%`);
      }
      return mark;
    });
    this.#frame.append(...marks);
    if (marks.length) this.#room.scrollTop = marks[0].offsetTop - this.#room.clientHeight / 3; // the page itself stays
    if (this.#cited) this.#told.textContent = marks.length ? "标出的是所引文字。" : "没有在这一页上找到所引文字的确切位置。";
  }
}
