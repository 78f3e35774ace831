import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

interface ModalProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A dialog that is open as long as it is there, so that it begins afresh each time. */
export function Modal({ title, children, onClose }: ModalProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Closed before it goes, so that the focus returns to where it came from.
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onCancel={onClose}>
      <h3 id={titleId}>{title}</h3>
      {children}
    </dialog>
  );
}
