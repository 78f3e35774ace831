import { formatDay, formatInstant } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { useNow } from "../../page/useNow.ts";
import type { Result } from "./result.ts";

/** A running experiment is asked for again each minute; some missed turns say that something is wrong. */
const STALE_MS = 10 * 60_000;

/** Which users and days the figures hold, and how old they are. */
export function Provenance({ result }: { result: Result }) {
  const now = useNow();
  const { asOf, phase, throughDay, users, frozen, status } = result;
  const stale = !frozen && status === "RUNNING" && now - Date.parse(asOf) > STALE_MS;
  return (
    <p className="provenance">
      <span>
        {formatCount(users)} {users === 1 ? "user" : "users"}
        {phase !== null && `, phase ${phase}`}
        {throughDay !== null && `, through ${formatDay(throughDay)}`}
      </span>
      <span>
        As of <time dateTime={asOf}>{formatInstant(asOf)}</time>
      </span>
      {frozen && <span className="badge">Kept as it was at completion</span>}
      {stale && <span className="badge partial">Out of date: refresh to see what came since</span>}
    </p>
  );
}
