import { Link } from "react-router";

/** The tags of an experiment; each leads to all that have it. */
export function TagLinks({ of, tags }: { of: string; tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul className="badges" aria-label={`Tags of ${of}`}>
      {tags.map((tag) => (
        <li key={tag} className="tag plain">
          <Link to={`/admin/experiments?${new URLSearchParams({ tag }).toString()}`}>#{tag}</Link>
        </li>
      ))}
    </ul>
  );
}
