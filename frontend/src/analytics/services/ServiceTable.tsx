import type { Generated } from "../../api/generated.ts";
import { asCount, asMoney, asRatio, write, type Measure } from "../../dashboard/figures.ts";
import { Change } from "../../dashboard/Metric.tsx";
import { MetricTerm } from "../MetricTerm.tsx";

type ServiceAmounts = Generated<"ServiceAmounts">;
type ServiceRow = Generated<"ServiceRow">;

interface ServiceTableProps {
  readonly currency: string;
  readonly rows: readonly ServiceRow[];
  readonly total: ServiceAmounts;
  readonly compared: boolean;
}

const NOT_TOLD = "UNKNOWN";

/** The service types of one currency, and what they come to together. */
export function ServiceTable({ currency, rows, total, compared }: ServiceTableProps) {
  const columns = columnsIn(currency);
  return (
    <div className="scroll">
      <table>
        <caption>Service types, {currency}</caption>
        <thead>
          <tr>
            <th scope="col">Service type</th>
            {columns.map(({ name, title }) => (
              <th key={name} scope="col" className="number">
                <MetricTerm metric={`revenue.${name}`}>{title}</MetricTerm>
              </th>
            ))}
            {compared && (
              <th scope="col" className="number">
                Change of gross
              </th>
            )}
            <th scope="col" className="number">
              <MetricTerm metric="revenue.grossShare">Share of gross</MetricTerm>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.serviceType} data-service={row.serviceType}>
              <th scope="row">{row.serviceType === NOT_TOLD ? "Not told" : row.serviceType}</th>
              <Cells columns={columns} of={row} compared={compared} />
              <Share share={row.share} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <Cells columns={columns} of={total} compared={compared} />
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function columnsIn(currency: string) {
  const money = asMoney(currency);
  return [
    { name: "payments", title: "Payments", format: asCount },
    { name: "gross", title: "Gross", format: money },
    { name: "returned", title: "Refunded", format: money },
    { name: "unattributed", title: "Refunded, payment unknown", format: money },
    { name: "netByPaymentDate", title: "Net", format: money },
    { name: "fees", title: "Fees", format: money },
    { name: "takeRate", title: "Take rate", format: asRatio },
    { name: "averageOrderValue", title: "Average order value", format: money },
  ] as const;
}

interface CellsProps {
  readonly columns: ReturnType<typeof columnsIn>;
  readonly of: ServiceAmounts;
  readonly compared: boolean;
}

function Cells({ columns, of, compared }: CellsProps) {
  return (
    <>
      {columns.map(({ name, format }) => (
        <td key={name} className="number">
          {write(of[name].value, format)}
        </td>
      ))}
      {compared && (
        <td className="number">
          <Change change={of.gross.change} />
        </td>
      )}
    </>
  );
}

function Share({ share }: { share: Measure }) {
  return (
    <td className="number">
      {write(share.value, asRatio)}
      <span className="bar" aria-hidden="true" style={{ width: `${(share.value ?? 0) * 100}%` }} />
    </td>
  );
}
