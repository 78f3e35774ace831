import { useCallback, useState, type ReactNode } from "react";
import { Modal } from "../page/Modal.tsx";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { ExplainMetricContext } from "./explainContext.ts";
import { useDefinitions, type MetricDefinition } from "./useDefinitions.ts";

/** Lets every metric inside be explained, in one dialog, with the words by which it is computed. */
export function ExplainedMetrics({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<string>();
  const explain = useCallback((metric: string) => {
    setShown(metric);
  }, []);
  return (
    <ExplainMetricContext value={explain}>
      {children}
      {shown !== undefined && (
        <Explanation
          metric={shown}
          onClose={() => {
            setShown(undefined);
          }}
        />
      )}
    </ExplainMetricContext>
  );
}

function Explanation({ metric, onClose }: { metric: string; onClose: () => void }) {
  const { data, error, refetch } = useDefinitions(true);
  const definition = data?.definitions.find(({ name }) => name === metric);
  return (
    <Modal title={definition?.title ?? metric} onClose={onClose}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <p role="status">Loading the definition…</p>}
      {data && !definition && <p className="empty">There is no definition of this name.</p>}
      {definition && <Meaning of={definition} />}
      <div className="actions">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}

function Meaning({ of: { name, words, inputs, version } }: { of: MetricDefinition }) {
  return (
    <>
      <p>{words}</p>
      <p className="hint">
        <code>{name}</code>, version {version}, made of {inputs.join(", ")}.
      </p>
    </>
  );
}
