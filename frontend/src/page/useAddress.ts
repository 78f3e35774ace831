import { useCallback } from "react";
import { useSearchParams, type NavigateOptions } from "react-router";

type Change = (before: URLSearchParams) => URLSearchParams | Readonly<Record<string, string>>;

/**
 * The parameters of the page's address, and a way to change them.
 *
 * What a change begins with is read from the address itself, which is ahead of what is drawn: two changes that come one
 * right after the other, such as of two filters whose typing pauses together, both stay.
 */
export function useAddress(): [URLSearchParams, (change: Change, options?: NavigateOptions) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (to: Change, options?: NavigateOptions) => {
      setParameters(new URLSearchParams(to(new URLSearchParams(window.location.search))), options);
    },
    [setParameters],
  );
  return [parameters, change];
}
