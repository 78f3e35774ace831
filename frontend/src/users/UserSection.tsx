import { asProblem } from "../api/problem.ts";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { EraseUser } from "./EraseUser.tsx";
import { ErasurePanel } from "./ErasurePanel.tsx";
import { ExportUser } from "./ExportUser.tsx";
import { HoldingsPanel } from "./HoldingsPanel.tsx";
import { ProfilePanel } from "./ProfilePanel.tsx";
import { useUser } from "./useUser.ts";

/** One user: what is known, what is held, and what can be done about it. */
export function UserSection({ userId }: { userId: string }) {
  const { data, error, isFetching, refetch } = useUser(userId);
  const isUnknown = error !== null && asProblem(error).status === 404;
  return (
    <section className="page" aria-labelledby="user-title" aria-busy={isFetching}>
      <header className="page-header">
        <h3 id="user-title">
          <code>{userId}</code>
        </h3>
        <p role="status">{isFetching && "Loading the user…"}</p>
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
      </header>
      {isUnknown && <p className="empty">Nothing is held of a user with this id. Ids are told apart by case.</p>}
      {error && !isUnknown && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && !isUnknown && (
        <>
          {data.erasure && <ErasurePanel userId={userId} known={data.erasure} />}
          {data.profile && <ProfilePanel profile={data.profile} />}
          {data.erasure?.state !== "done" && (
            <HoldingsPanel user={data}>
              <ExportUser userId={userId} />
              {!data.erasure && <EraseUser userId={userId} />}
            </HoldingsPanel>
          )}
        </>
      )}
    </section>
  );
}
