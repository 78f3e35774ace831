import { Link } from "react-router";
import { asCount, asMoney, asRatio, write } from "../dashboard/figures.ts";
import { userAddress } from "../users/user.ts";
import type { Prediction } from "./ltv.ts";

interface ExpectedClientsProps {
  readonly currency: string;
  readonly clients: Prediction["top"];
}

/** The clients of whom the most is expected. */
export function ExpectedClients({ currency, clients }: ExpectedClientsProps) {
  const money = asMoney(currency);
  return (
    <div className="scroll">
      <table>
        <caption>Clients of whom the most is expected, {currency}</caption>
        <thead>
          <tr>
            <th scope="col">Client</th>
            {["Days with purchases", "Still buying", "Purchases", "Value of one", "Value", "Gross so far"].map(
              (title) => (
                <th key={title} scope="col" className="number">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {clients.map((client) => (
            <tr key={client.userId}>
              <th scope="row">
                <Link to={userAddress(client.userId)}>{client.userId}</Link>
              </th>
              <td className="number">{asCount(client.purchaseDays)}</td>
              <td className="number">{asRatio(client.alive)}</td>
              <td className="number">{asCount(client.purchases)}</td>
              <td className="number">{write(client.dayValue, money)}</td>
              <td className="number value">{write(client.value, money)}</td>
              <td className="number">{money(client.grossSoFar)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
