import { Link } from "react-router";
import { useDaysInAddress } from "../analytics/useDays.ts";
import { caAddress } from "./cas.ts";

/** Leads to the score card of a CA, of the same days. */
export function CaLink({ caId }: { caId: string }) {
  const search = useDaysInAddress();
  return <Link to={{ pathname: caAddress(caId), search }}>{caId}</Link>;
}
