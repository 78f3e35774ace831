import { useId, useRef, type ReactNode } from "react";

interface ConfirmDialogProps {
  /** What the button that opens the dialog says. */
  readonly opener: string;
  readonly openerLabel?: string;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** What the button that does it says. */
  readonly yes: string;
  readonly no?: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onOpen?: () => void;
  /** Does it; `close` is to be called when it is done. */
  readonly onYes: (close: () => void) => void;
}

/** A button that does what it says only after a second yes. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opener, openerLabel, title, children, yes, no = "Cancel", danger, busy, disabled, onOpen, onYes } = props;
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <button
        type="button"
        aria-label={openerLabel}
        disabled={disabled}
        onClick={() => {
          onOpen?.();
          dialog.current?.showModal();
        }}
      >
        {opener}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>{title}</h3>
        {children}
        <div className="actions">
          <button type="button" onClick={close}>
            {no}
          </button>
          <button
            type="button"
            className={danger ? "danger" : "primary"}
            disabled={busy}
            onClick={() => {
              onYes(close);
            }}
          >
            {yes}
          </button>
        </div>
      </dialog>
    </>
  );
}
