import { useEffect, useId, useRef } from "react";
import { useBlocker } from "react-router";
import { flagAddress } from "../flag.ts";

interface LeaveGuardProps {
  readonly flagKey: string;
  readonly unsaved: boolean;
}

/** Asks before unsaved changes are lost, whether by a link, the back button or closing the tab. */
export function LeaveGuard({ flagKey, unsaved }: LeaveGuardProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const home = flagAddress(flagKey);
  const blocker = useBlocker(({ nextLocation: { pathname } }) => {
    // The sections of one flag share its unsaved changes.
    return unsaved && pathname !== home && !pathname.startsWith(`${home}/`);
  });
  useEffect(() => {
    if (blocker.state === "blocked") dialog.current?.showModal();
    else dialog.current?.close();
  }, [blocker.state]);
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("beforeunload", ask);
    };
  }, [unsaved]);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onCancel={() => blocker.reset?.()}>
      <h3 id={titleId}>Leave without saving?</h3>
      <p>The changes of this flag are not saved and would be lost.</p>
      <div className="actions">
        <button type="button" onClick={() => blocker.proceed?.()}>
          Leave
        </button>
        <button type="button" className="primary" onClick={() => blocker.reset?.()}>
          Stay
        </button>
      </div>
    </dialog>
  );
}
