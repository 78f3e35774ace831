import { useState } from "react";
import { prettyJson } from "../../api/json.ts";
import { formatShare } from "./figures.ts";
import type { Result } from "./result.ts";
import { Term } from "./Term.tsx";

/** By which method, and from which sums, everything above was computed. */
export function StatisticsPanel({ result }: { result: Result }) {
  const { method, statisticsHash, sufficientStatistics } = result;
  const [news, setNews] = useState("");
  const copy = async (what: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setNews(`Copied ${what}.`);
    } catch {
      setNews("The browser does not let this page copy. Select the text and copy it yourself.");
    }
  };
  return (
    <section className="panel" aria-labelledby="statistics-title">
      <h4 id="statistics-title">
        <Term name="statistics">How to compute it again</Term>
      </h4>
      <p>
        Method <code>{method.name}</code>, version {method.version}: alpha {formatShare(method.alpha)}, wanted power{" "}
        {formatShare(method.power)}, spending <code>{method.spending}</code>, correction{" "}
        <code>{method.correction}</code>. {packagesInWords(method.packages)}
      </p>
      <p>
        SHA-256 of the statistics: <code>{statisticsHash}</code>
      </p>
      <div className="buttons">
        <button type="button" onClick={() => copy("the hash", statisticsHash)}>
          Copy the hash
        </button>
        <button type="button" onClick={() => copy("the statistics", prettyJson(sufficientStatistics))}>
          Copy the statistics
        </button>
        <span role="status" className="hint">
          {news}
        </span>
      </div>
      <details>
        <summary>Sufficient statistics</summary>
        <pre>{prettyJson(sufficientStatistics)}</pre>
      </details>
    </section>
  );
}

function packagesInWords(packages: Result["method"]["packages"]): string {
  const named = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return named.length === 0 ? "" : `Computed with ${named.join(", ")}.`;
}
