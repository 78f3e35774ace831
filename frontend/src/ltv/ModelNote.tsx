import { isFitted, statusInWords, type FittedModel } from "./ltv.ts";

interface ModelNoteProps {
  readonly title: string;
  readonly model: FittedModel;
}

/** Whether a model could be fitted, or why there is none, in words; its parameters for whoever wants to check. */
export function ModelNote({ title, model }: ModelNoteProps) {
  const parameters = Object.entries(model.parameters);
  return (
    <div>
      <h4>
        {title} <span className={isFitted(model) ? "tag info" : "tag warning"}>{statusInWords(model)}</span>
      </h4>
      <p className="hint">{model.words}</p>
      {parameters.length > 0 && (
        <p className="hint">
          {parameters.map(([name, value]) => (
            <span key={name}>
              <code>{name}</code> {value.toPrecision(4)}
              {model.atEdge.includes(name) && " (at the edge)"}{" "}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
