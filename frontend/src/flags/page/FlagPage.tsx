import { useState } from "react";
import { Link, useParams } from "react-router";
import { asProblem } from "../../api/problem.ts";
import { LeaveGuard } from "../../draft/LeaveGuard.tsx";
import { SaveBar } from "../../draft/SaveBar.tsx";
import { SectionTabs } from "../../draft/SectionTabs.tsx";
import { MistakesContext } from "../../page/mistakes.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { useMistakes } from "../../page/useMistakes.ts";
import { flagAddress, type Flag } from "../flag.ts";
import { useFlag } from "../useFlag.ts";
import { fieldName } from "../words.ts";
import { DeletedFlag } from "../history/DeletedFlag.tsx";
import { FlagHeader } from "./FlagHeader.tsx";
import { sectionAt, SECTIONS } from "./sections.ts";
import { useFlagDraft } from "./useFlagDraft.ts";
import "../flags.css";
import "../../draft/draft.css";

/** Everything about one flag, in sections with addresses of their own. */
export function FlagPage() {
  const { key = "", section } = useParams();
  const { data, error, isFetching, refetch } = useFlag(key);
  const missing = error && asProblem(error).status === 404;
  return (
    <section className="page" aria-labelledby="flag-title" aria-busy={isFetching}>
      <nav aria-label="Where you are">
        <Link to="/admin/feature-flags">Feature flags</Link> › <code>{key}</code>
      </nav>
      {!data && <h2 id="flag-title">{key}</h2>}
      {!data && !error && <p role="status">Loading the flag…</p>}
      {missing && <DeletedFlag flagKey={key} />}
      {error && !missing && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <LoadedFlag key={data.key} flag={data} path={section} />}
    </section>
  );
}

function LoadedFlag({ flag, path }: { flag: Flag; path: string | undefined }) {
  const draft = useFlagDraft(flag);
  const { mistakes, tell } = useMistakes();
  const [news, setNews] = useState("");
  const section = sectionAt(path);
  return (
    <MistakesContext value={tell}>
      <FlagHeader flag={flag} draft={draft} news={news} onNews={setNews} />
      <SectionTabs
        sections={SECTIONS}
        addressOf={(part) => flagAddress(flag.key, part)}
        current={section.path}
        changed={draft.changed}
      />
      <div className="page-section" aria-labelledby="section-title">
        <h3 id="section-title" className="visually-hidden">
          {section.title}
        </h3>
        <section.Component draft={draft} onNews={setNews} />
      </div>
      <SaveBar draft={draft} noun="flag" nameOf={fieldName} mistakes={mistakes} onNews={setNews} />
      <LeaveGuard home={flagAddress(flag.key)} noun="flag" unsaved={draft.changed.length > 0} />
    </MistakesContext>
  );
}
