import { useNavigate, useParams } from "react-router";
import { UserLookup } from "./UserLookup.tsx";
import { UserSection } from "./UserSection.tsx";
import { userAddress } from "./user.ts";
import "../draft/draft.css";
import "../flags/flags.css";
import "../dashboard/dashboard.css";

/** Looks a user up by id: what is held of them, all of it to take along, and forgetting them. */
export function UsersPage() {
  const { userId = "" } = useParams();
  const navigate = useNavigate();
  return (
    <section className="page" aria-labelledby="users-title">
      <header className="page-header">
        <h2 id="users-title">Users</h2>
      </header>
      <p className="hint">
        What is held of a person, all of it to take along, and forgetting them for good. Each export and each erasure is
        an entry of the audit log, which tells of the user only the hash of the id.
      </p>
      <UserLookup key={userId} userId={userId} onLookUp={(wanted) => void navigate(userAddress(wanted))} />
      {userId === "" ? <p className="empty">Look up an id to see what is held.</p> : null}
      {userId !== "" && <UserSection key={`user ${userId}`} userId={userId} />}
    </section>
  );
}
