/** What the reader asks of the service beside the notice itself; every function throws a Fault. */

import { fetchDuties, fetchJson } from "/static/api.js";

const WAIT_MS = 500;
const noticePath = (id) => `/api/notices/${encodeURIComponent(id)}`;
const pagePath = (id, number) => `${noticePath(id)}/pages/${number}`;

/** The picture of a page of the original, `width` pixels wide. */
export const pictureUrl = (id, number, { version, width }) =>
  `${pagePath(id, number)}?${new URLSearchParams({ version, width })}`;

/** Where words ({start, end} in code points, or null) stand on a page: {pages, ratio, places}. */
export const fetchPlaces = (id, number, { version, cited }) => {
  const words = cited ? { start: cited.start, end: cited.end } : {};
  return fetchJson(`${pagePath(id, number)}/places?${new URLSearchParams({ version, ...words })}`);
};

/** The rows of the register that one notice gives, and how many there are in all. */
export const fetchDutiesOf = (id, limit) => fetchDuties({ notice: id, limit });

/** What changed from one version to another. */
export const fetchChanges = (id, from, to) =>
  fetchJson(`${noticePath(id)}/changes?${new URLSearchParams({ from, to })}`);

/** Restores a version; resolves to the job once it is over. */
export async function restored(id, version) {
  const path = `${noticePath(id)}/versions/${encodeURIComponent(version)}/restore`;
  const { job_id: job } = await fetchJson(path, { method: "POST" });
  for (;;) {
    const found = await fetchJson(`/api/jobs/${encodeURIComponent(job)}`);
    if (!["waiting", "running"].includes(found.state)) return found;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}
