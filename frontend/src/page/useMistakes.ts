import { useCallback, useState } from "react";
import type { TellMistake } from "./mistakes.ts";

/** What is wrong with the controls of a form that nothing can be made of. */
export function useMistakes(): { mistakes: readonly string[]; tell: TellMistake } {
  const [byControl, setByControl] = useState<Readonly<Record<string, string>>>({});
  const tell = useCallback<TellMistake>((control, mistake) => {
    setByControl((before) => {
      const others = Object.entries(before).filter(([name]) => name !== control);
      if (mistake === null && others.length === Object.keys(before).length) return before;
      return Object.fromEntries(mistake === null ? others : [...others, [control, mistake]]);
    });
  }, []);
  return { mistakes: Object.values(byControl), tell };
}
