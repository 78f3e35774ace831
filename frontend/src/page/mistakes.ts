import { createContext, useContext, useEffect } from "react";

/** Takes note of what is wrong with a control that nothing can be made of, or that nothing is wrong any more. */
export type TellMistake = (control: string, mistake: string | null) => void;

export const MistakesContext = createContext<TellMistake>(() => undefined);

/** Tells the form around a control about its mistake as long as it is shown. */
export function useMistake(control: string, mistake: string | null): void {
  const tell = useContext(MistakesContext);
  useEffect(() => {
    tell(control, mistake);
    return () => {
      tell(control, null);
    };
  }, [tell, control, mistake]);
}
