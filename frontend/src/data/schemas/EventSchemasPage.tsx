import { useState } from "react";
import { Modal } from "../../page/Modal.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import type { EventSchema } from "./eventSchema.ts";
import { SchemaForm } from "./SchemaForm.tsx";
import { SchemaTable } from "./SchemaTable.tsx";
import { useDeletion, useSchemas } from "./useSchemas.ts";

/** What the properties of behavioural events have to be; events without a schema are free. */
export function EventSchemasPage() {
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useSchemas();
  const [edited, setEdited] = useState<EventSchema | "new">();
  const [news, setNews] = useState("");
  const deletion = useDeletion(({ name }) => {
    setNews(`Deleted the schema of ${name}.`);
  });
  const schemas = data?.pages.flatMap(({ items }) => items) ?? [];
  const close = () => {
    setEdited(undefined);
  };
  return (
    <section className="page" aria-labelledby="schemas-title" aria-busy={isFetching}>
      <header className="page-header">
        <h2 id="schemas-title">Event schemas</h2>
        <p role="status">{isFetching ? "Loading the schemas…" : news}</p>
        <button
          type="button"
          className="primary"
          onClick={() => {
            setEdited("new");
          }}
        >
          New schema
        </button>
      </header>
      <p className="hint">
        What the properties of a behavioural event have to be, as JSON Schema. An event that breaks its schema is kept
        among the rejected events for seven days.
      </p>
      {deletion.error && <ProblemAlert error={deletion.error} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && schemas.length === 0 && !hasNextPage && (
        <p className="empty">No event has a schema: their properties are free.</p>
      )}
      {schemas.length > 0 && (
        <SchemaTable
          schemas={schemas}
          busy={deletion.isPending}
          onEdit={setEdited}
          onDelete={(schema, closeDialog) => {
            deletion.mutate(schema, { onSettled: closeDialog });
          }}
        />
      )}
      {hasNextPage && (
        <footer className="page-footer">
          <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
            Show more
          </button>
        </footer>
      )}
      {edited && (
        <Modal title={edited === "new" ? "New schema" : `Schema of ${edited.name}`} onClose={close}>
          <SchemaForm
            saved={edited === "new" ? null : edited}
            onClose={close}
            onSaved={({ name, version }) => {
              setNews(`Saved the schema of ${name}, version ${version}.`);
              close();
            }}
          />
        </Modal>
      )}
    </section>
  );
}
