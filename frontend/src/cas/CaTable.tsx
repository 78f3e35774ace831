import type { ReactNode } from "react";
import { asCount, asDuration, asHours, asMoney, asRatio, write, type Format } from "../dashboard/figures.ts";
import { CaLink } from "./CaLink.tsx";
import type { CaFigures, ListedCa } from "./cas.ts";

/** The score cards of many CAs, in the order in which the API gave them. */
export function CaTable({ cas }: { cas: readonly ListedCa[] }) {
  const currencies = [...new Set(cas.flatMap(({ byCurrency }) => Object.keys(byCurrency)))].sort();
  const titles = ["Utilization", "Offered", "Booked", "Rating", "First response", "Completed", "Cancelled"];
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">Score cards of CAs</caption>
        <thead>
          <tr>
            <th scope="col">CA</th>
            {[...titles, ...currencies.map((currency) => `Gross, ${currency}`)].map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cas.map((ca) => (
            <tr key={ca.caId} data-ca={ca.caId}>
              <th scope="row">
                <CaLink caId={ca.caId} />
              </th>
              <Figure of={ca} figure={({ utilization }) => utilization} format={asRatio} />
              <Figure of={ca} figure={({ availableMinutes }) => availableMinutes} format={asHours} />
              <Figure of={ca} figure={({ bookedMinutes }) => bookedMinutes} format={asHours} />
              <Figure of={ca} figure={({ rating }) => rating} format={asCount}>
                <small className="hint">{asCount(ca.ratings)} ratings</small>
              </Figure>
              <Figure of={ca} figure={({ firstResponseMs }) => firstResponseMs} format={asDuration} />
              <Figure of={ca} figure={({ completed }) => completed} format={asCount} />
              <Figure of={ca} figure={({ cancelled }) => cancelled} format={asCount} />
              {currencies.map((currency) => (
                <Figure
                  key={currency}
                  of={ca}
                  figure={({ byCurrency }) => byCurrency[currency]?.gross}
                  format={asMoney(currency)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FigureProps {
  readonly of: ListedCa;
  readonly figure: (of: CaFigures) => number | null | undefined;
  readonly format: Format;
  readonly children?: ReactNode;
}

/** One figure of a CA, above what it was in the period before. */
function Figure({ of, figure, format, children }: FigureProps) {
  return (
    <td className="number">
      <span className="value">{write(figure(of), format)}</span>
      {children}
      {of.previous && <small className="hint">from {write(figure(of.previous), format)}</small>}
    </td>
  );
}
