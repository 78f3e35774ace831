import type { Flag } from "../flag.ts";
import { FlagRow } from "./FlagRow.tsx";

interface FlagTableProps {
  readonly flags: readonly Flag[];
  readonly onNews: (news: string) => void;
}

export function FlagTable({ flags, onNews }: FlagTableProps) {
  return (
    <div className="scroll">
      <table className="flags">
        <caption className="visually-hidden">Feature flags</caption>
        <thead>
          <tr>
            <th scope="col">Flag</th>
            <th scope="col">On</th>
            <th scope="col">Roll-out</th>
            <th scope="col">For</th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span className="visually-hidden">Archive or delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flags.map((flag) => (
            <FlagRow key={flag.key} flag={flag} onNews={onNews} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
