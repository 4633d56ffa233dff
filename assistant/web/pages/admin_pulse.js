/** Looks after the jobs for the whole page: often while something is under way, seldom otherwise. */

import { fetchJobs } from "/static/admin_api.js";
import { isUnderWay } from "/static/admin_words.js";

export const PAGE = 20;
const BUSY_MS = 2_000;
const IDLE_MS = 15_000;

/**
 * Events: "look" after every look, "settled" when jobs ended since the one before, "unwell" and
 * "well" when the service cannot be asked and can be again.
 */
export class Pulse extends EventTarget {
  jobs = [];
  total = 0;
  underWay = 0;
  fault = null;
  #timer = 0;
  #looking = null;
  #ended = null;

  constructor() {
    super();
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.soon(); });
  }

  /** Looks now, because something was just asked for; resolves when it has looked. */
  async soon() {
    await this.#looking;
    return (this.#looking ??= this.#look().finally(() => { this.#looking = null; }));
  }

  async #look() {
    window.clearTimeout(this.#timer);
    try {
      const [latest, underWay] = await Promise.all([
        fetchJobs({ limit: PAGE }),
        fetchJobs({ limit: 1, states: ["waiting", "running"] }),
      ]);
      this.#take(latest, underWay.total);
    } catch (fault) {
      this.fault = fault;
      this.#tell("unwell");
    }
    const often = this.underWay > 0 && !document.hidden;
    this.#timer = window.setTimeout(() => this.soon(), often ? BUSY_MS : IDLE_MS);
  }

  #take({ jobs, total }, underWay) {
    Object.assign(this, { jobs, total, underWay });
    const ended = jobs.filter((job) => !isUnderWay(job)).map(({ id, finished_at: at }) => id + at).join();
    const settled = this.#ended !== null && ended !== this.#ended;
    this.#ended = ended;
    if (this.fault) {
      this.fault = null;
      this.#tell("well");
    }
    this.#tell("look");
    if (settled) this.#tell("settled");
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
