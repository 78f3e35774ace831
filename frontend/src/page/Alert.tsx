import type { ReactNode } from "react";

interface AlertProps {
  readonly children: ReactNode;
  readonly tone?: "error" | "info";
  readonly onRetry?: () => void;
}

/** A message that assistive technology reads out at once. */
export function Alert({ children, tone = "error", onRetry }: AlertProps) {
  return (
    <div role={tone === "error" ? "alert" : "status"} className={`alert ${tone}`}>
      <div>{children}</div>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
