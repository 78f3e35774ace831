import { useId } from "react";
import type { Generated } from "../../api/generated.ts";
import { asRatio, NO_FIGURE, write } from "../../dashboard/figures.ts";
import { Change } from "../../dashboard/Metric.tsx";
import { formatCount, formatRatio } from "../../format/number.ts";
import { MetricTerm } from "../MetricTerm.tsx";

type Conversions = Generated<"ConversionsOfRole">;
type Conversion = Generated<"ConversionRate">;

const ROLE_NAMES: Readonly<Record<Conversions["role"], string>> = { ADMIN: "Admins", CLIENT: "Clients", CA: "CAs" };

const ACTION_NAMES: Readonly<Record<Conversion["action"], string>> = {
  requested: "Made a request",
  paid: "Paid",
  reviewed: "Wrote a review",
  paidAgain: "Paid again on another day",
  published: "Offered time",
  booked: "Was booked",
  completed: "Completed a booking",
};

interface RolePanelProps {
  readonly of: Conversions;
  readonly windowDays: number;
  readonly compared: boolean;
}

/** Those who registered in one role, and how many of them did each thing. */
export function RolePanel({ of: { role, registered, immature, rates }, windowDays, compared }: RolePanelProps) {
  const titleId = useId();
  return (
    <section className="panel" aria-labelledby={titleId}>
      <h3 id={titleId}>{ROLE_NAMES[role]}</h3>
      <p className="hint">
        {formatCount(registered.value)} registered
        {immature.value > 0 && `, of whom ${formatCount(immature.value)} still have some of their ${windowDays} days`}.
      </p>
      {registered.value === 0 ? (
        <p className="empty">Nobody registered in this role in these days.</p>
      ) : (
        <div className="scroll">
          <table>
            <caption>
              {ROLE_NAMES[role]}, within {windowDays} days
            </caption>
            <thead>
              <tr>
                <th scope="col">What they did</th>
                <th scope="col" className="number">
                  <MetricTerm metric="conversion.users">Users</MetricTerm>
                </th>
                <th scope="col" className="number">
                  <MetricTerm metric="conversion.matureUsers">Mature users</MetricTerm>
                </th>
                <th scope="col" className="number">
                  <MetricTerm metric="conversion.rate">Rate</MetricTerm>
                </th>
                <th scope="col" className="number">
                  <MetricTerm metric="conversion.rateInterval">95% interval</MetricTerm>
                </th>
                {compared && (
                  <th scope="col" className="number">
                    Change
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rates.map(({ action, users, matureUsers, rate, rateInterval }) => (
                <tr key={action} data-action={action}>
                  <th scope="row">{ACTION_NAMES[action]}</th>
                  <td className="number">{formatCount(users.value)}</td>
                  <td className="number">{formatCount(matureUsers.value)}</td>
                  <td className="number value">{write(rate.value, asRatio)}</td>
                  <td className="number">
                    {rateInterval ? rateInterval.map((end) => formatRatio(end)).join(" to ") : NO_FIGURE}
                  </td>
                  {compared && (
                    <td className="number">
                      <Change change={rate.change} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
