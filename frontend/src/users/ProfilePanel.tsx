import type { ReactNode } from "react";
import { formatInstant } from "../format/date.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import type { Profile } from "./user.ts";

/** What is known of a user. */
export function ProfilePanel({ profile }: { profile: Profile }) {
  const { role, channel, registeredAt, firstRequestAt, firstPaidAt, firstReviewedAt, devices } = profile;
  return (
    <section className="panel" aria-labelledby="profile-title">
      <h4 id="profile-title">Profile</h4>
      <dl className="metrics">
        <Known name="Role">{role ?? "not known"}</Known>
        <Known name="Channel">{channel ?? "not known"}</Known>
        <Known name="Registered">{when(registeredAt)}</Known>
        <Known name="First request">{when(firstRequestAt)}</Known>
        <Known name="First payment">{when(firstPaidAt)}</Known>
        <Known name="First review">{when(firstReviewedAt)}</Known>
        <Known name="Devices">
          {devices.length === 0 ? "none" : devices.map((device) => <code key={device}>{device} </code>)}
        </Known>
      </dl>
      <MoneyTable money={profile.money} />
      <AttributeTable attributes={profile.attributes} />
    </section>
  );
}

function Known({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="metric">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function when(moment: string | null): ReactNode {
  return moment === null ? "never" : <time dateTime={moment}>{formatInstant(moment)}</time>;
}

function MoneyTable({ money }: { money: Profile["money"] }) {
  const currencies = Object.entries(money);
  if (currencies.length === 0) return <p className="hint">No payment is known.</p>;
  return (
    <div className="scroll">
      <table>
        <caption>What the user paid and got back</caption>
        <thead>
          <tr>
            <th scope="col">Currency</th>
            <th scope="col" className="number">
              Payments
            </th>
            <th scope="col" className="number">
              Gross
            </th>
            <th scope="col" className="number">
              Refunds
            </th>
            <th scope="col" className="number">
              Refunded
            </th>
            <th scope="col" className="number">
              Fees
            </th>
          </tr>
        </thead>
        <tbody>
          {currencies.map(([currency, { payments, gross, refunds, refunded, fees }]) => (
            <tr key={currency}>
              <th scope="row">{currency}</th>
              <td className="number">{formatCount(payments)}</td>
              <td className="number">{formatMoney(gross, currency)}</td>
              <td className="number">{formatCount(refunds)}</td>
              <td className="number">{formatMoney(refunded, currency)}</td>
              <td className="number">{formatMoney(fees, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AttributeTable({ attributes }: { attributes: Profile["attributes"] }) {
  const names = Object.entries(attributes).sort(([one], [other]) => one.localeCompare(other));
  if (names.length === 0) return <p className="hint">No attribute is known.</p>;
  return (
    <div className="scroll">
      <table>
        <caption>Attributes, as the newest event says</caption>
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">Value</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {names.map(([name, { value, at }]) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{Array.isArray(value) ? value.join(", ") : String(value)}</td>
              <td>{when(at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
