import { useEffect, useState } from "react";

/** How long typing must pause before the server is asked. */
const PAUSE_MS = 300;

/** The text of a filter while it is typed; it takes effect when the typing pauses. */
export function useTypedFilter(value: string, onValue: (value: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // What was typed gives way to a filter that was set from outside, and not to what it had itself become a while ago.
    if (value !== told) {
      setTold(value);
      setTyped(value);
    }
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => {
      setTold(typed.trim());
      onValue(typed.trim());
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, value, onValue]);
  return [typed, setTyped];
}
