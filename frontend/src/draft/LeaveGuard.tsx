import { useEffect, useId, useRef } from "react";
import { useBlocker } from "react-router";

interface LeaveGuardProps {
  /** The address of the thing's page, which those of its sections begin with. */
  readonly home: string;
  /** What the thing is, such as “flag”. */
  readonly noun: string;
  readonly unsaved: boolean;
}

/** Asks before unsaved changes are lost, whether by a link, the back button or closing the tab. */
export function LeaveGuard({ home, noun, unsaved }: LeaveGuardProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const blocker = useBlocker(({ nextLocation: { pathname } }) => {
    // The sections of one thing share its unsaved changes.
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
      <p>The changes of this {noun} are not saved and would be lost.</p>
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
