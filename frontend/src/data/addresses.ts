export const DATA = "/admin/data";

/** Where a backfill is followed; without an id, where one is begun, of some days if they are known already. */
export function backfillAddress(backfillId = "", days?: { readonly from: string; readonly to: string }): string {
  const query = days ? `?${new URLSearchParams(days).toString()}` : "";
  return `${DATA}/backfills${backfillId && `/${encodeURIComponent(backfillId)}`}${query}`;
}
