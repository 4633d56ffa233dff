/** Follows one job to its end. */

import { fetchJob, jobEventsPath } from "/static/admin_api.js";
import { isUnderWay } from "/static/admin_words.js";

const AGAIN_MS = 2_000;

/** Calls `told(job)` whenever the job goes on; resolves to the job once it is over. Throws a fault. */
export async function followed(id, told = () => {}) {
  return (await byEvents(id, told)) ?? byAsking(id, told);
}

/** Resolves to null where the events break off, or where too many listen already. */
function byEvents(id, told) {
  return new Promise((resolve) => {
    const events = new EventSource(jobEventsPath(id));
    const end = (job) => {
      events.close();
      resolve(job);
    };
    events.addEventListener("progress", ({ data }) => told(JSON.parse(data)));
    events.addEventListener("done", ({ data }) => end(JSON.parse(data)));
    events.addEventListener("error", () => end(null));
  });
}

async function byAsking(id, told) {
  for (;;) {
    const job = await fetchJob(id);
    if (!isUnderWay(job)) return job;
    told(job);
    await new Promise((resolve) => window.setTimeout(resolve, AGAIN_MS));
  }
}
