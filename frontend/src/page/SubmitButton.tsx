interface SubmitButtonProps {
  readonly busy: boolean;
  readonly children: string;
}

export function SubmitButton({ busy, children }: SubmitButtonProps) {
  return (
    <button type="submit" className="primary" disabled={busy} aria-busy={busy}>
      {children}
    </button>
  );
}
