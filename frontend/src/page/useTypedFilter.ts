import { useEffect, useState } from "react";

/** How long typing must pause before the server is asked. */
const PAUSE_MS = 300;

/** The text of a filter while it is typed; it takes effect when the typing pauses. */
export function useTypedFilter(value: string, onValue: (value: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const [shown, setShown] = useState(value);
  if (value !== shown) {
    // The filter was set from outside: what was typed gives way.
    setShown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => {
      setShown(typed.trim());
      onValue(typed.trim());
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, value, onValue]);
  return [typed, setTyped];
}
