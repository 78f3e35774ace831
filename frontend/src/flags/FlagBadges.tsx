import { Link } from "react-router";
import { formatInstant } from "../format/date.ts";
import type { Flag } from "./flag.ts";
import { STALE_IN_WORDS, TYPE_NAMES } from "./words.ts";

/** What is particular about a flag, at a glance. */
export function FlagBadges({ flag }: { flag: Flag }) {
  const { valueType, lifetime, archived, clientVisible, stale, effective, tags } = flag;
  return (
    <ul className="badges" aria-label={`About ${flag.key}`}>
      {archived && <li className="tag warning">archived</li>}
      <li className="tag">{TYPE_NAMES[valueType]}</li>
      <li className="tag">{lifetime}</li>
      {clientVisible && (
        <li className="tag" title="Apps that evaluate on the device see its rules">
          visible to clients
        </li>
      )}
      {effective.nextChangeAt && <li className="tag info">changes {formatInstant(effective.nextChangeAt)}</li>}
      {stale.map((reason) => (
        <li key={reason} className="tag warning">
          stale: {STALE_IN_WORDS[reason]}
        </li>
      ))}
      {tags.map((tag) => (
        <li key={tag} className="tag plain">
          <Link to={`/admin/feature-flags?${new URLSearchParams({ tag }).toString()}`}>#{tag}</Link>
        </li>
      ))}
    </ul>
  );
}
