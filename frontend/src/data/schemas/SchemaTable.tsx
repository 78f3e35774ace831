import { Actor } from "../../audit/Actor.tsx";
import { formatInstant } from "../../format/date.ts";
import { ConfirmDialog } from "../../page/ConfirmDialog.tsx";
import { MODES, type EventSchema } from "./eventSchema.ts";

interface SchemaTableProps {
  readonly schemas: readonly EventSchema[];
  readonly busy: boolean;
  readonly onEdit: (schema: EventSchema) => void;
  /** `close` is to be called when it is done. */
  readonly onDelete: (schema: EventSchema, close: () => void) => void;
}

export function SchemaTable({ schemas, busy, onEdit, onDelete }: SchemaTableProps) {
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">Event schemas by name</caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">Mode</th>
            <th scope="col" className="number">
              Version
            </th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {schemas.map((schema) => (
            <tr key={schema.name} data-schema={schema.name}>
              <th scope="row">
                <code>{schema.name}</code>
                {schema.description && <small className="hint">{schema.description}</small>}
              </th>
              <td>{MODES[schema.mode]}</td>
              <td className="number">{schema.version}</td>
              <td>
                <time dateTime={schema.updatedAt}>{formatInstant(schema.updatedAt)}</time> by{" "}
                <Actor id={schema.updatedBy} />
              </td>
              <td>
                <div className="buttons">
                  <button
                    type="button"
                    aria-label={`Edit ${schema.name}`}
                    onClick={() => {
                      onEdit(schema);
                    }}
                  >
                    Edit
                  </button>
                  <ConfirmDialog
                    opener="Delete"
                    openerLabel={`Delete ${schema.name}`}
                    title={
                      <>
                        Delete the schema of <code>{schema.name}</code>?
                      </>
                    }
                    yes="Delete the schema"
                    danger
                    busy={busy}
                    onYes={(close) => {
                      onDelete(schema, close);
                    }}
                  >
                    <p>The properties of this event are free from then on. Its history stays in the audit log.</p>
                  </ConfirmDialog>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
